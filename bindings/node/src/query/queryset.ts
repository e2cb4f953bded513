import type { AnyDB } from "../types.js";
import type { NoColumns, RowOf } from "../types/model.js";
import type { State } from "./state.js";
import { SyncQuerySet } from "./sync.js";
import { Terminals } from "./terminals.js";

/** A query: immutable, lazy, made by the steps of a manager or another query set. */
export class QuerySet<
  DB = AnyDB,
  M extends string = string,
  C = NoColumns,
  Out = RowOf<DB, M>,
> extends Terminals<DB, M, C, Out> {
  /** @internal */
  protected derive<C2, Out2>(state: State): QuerySet<DB, M, C2, Out2> {
    return new QuerySet(state);
  }

  override get sync(): SyncQuerySet<DB, M, C, Out> {
    return new SyncQuerySet(this.state);
  }

  /** Deletes the rows, and by `on_delete` those that depend on them: `[total, { label: count }]`. */
  async delete(): Promise<[number, { [label: string]: number }]> {
    return (await this.ask("delete")) as [number, { [label: string]: number }];
  }
}
