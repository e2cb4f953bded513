import { operand, text } from "../spec/encode.js";
import type { AnyDB, Columns, Operand, Row, RowOf } from "../types.js";
import { QuerySet } from "./queryset.js";
import type { SaveOptions } from "./requests.js";
import * as requests from "./requests.js";
import type { State } from "./state.js";
import { Terminals } from "./terminals.js";

/**
 * Where queries begin: all rows of a model. As in Django, a manager cannot delete, so that no row is lost to
 * a forgotten filter; `objects.filter().delete()` deletes every row.
 */
export class Manager<DB = AnyDB, M extends string = string> extends Terminals<DB, M, RowOf<DB, M>, RowOf<DB, M>> {
  /** @internal */
  protected derive<R2, Out2>(state: State): QuerySet<DB, M, R2, Out2> {
    return new QuerySet(state);
  }

  /** Writes a row: an UPDATE where its primary key is there, else an INSERT. Returns it as stored. */
  async save(row: Columns<RowOf<DB, M>>, options: SaveOptions = {}): Promise<RowOf<DB, M>> {
    return (await this.ask(requests.save(row, options))) as RowOf<DB, M>;
  }

  /** Deletes the row with this primary key, and by `on_delete` those that depend on it. */
  async remove(key: Operand): Promise<[number, { [label: string]: number }]> {
    return (await this.ask(requests.remove(key))) as [number, { [label: string]: number }];
  }

  /** Rows of a SELECT of one's own; only with the option `allowRaw`. */
  async raw<Out = Row>(sql: string, params: readonly Operand[] = []): Promise<Out[]> {
    return (await this.ask(requests.raw(sql, params))) as Out[];
  }

  /** The related rows of the row with primary key `key`: `users.objects.related(1, "posts")`. */
  related(key: Operand, accessor: string): RelatedManager<DB> {
    return new RelatedManager<DB>(this.state.step("related", operand(key, "related"), text(accessor, "related")));
  }
}

/** The rows related to one row. What it creates is related to it too. */
export class RelatedManager<DB = AnyDB> extends Terminals<DB, string, Row, Row> {
  /** @internal */
  protected derive<R2, Out2>(state: State): QuerySet<DB, string, R2, Out2> {
    return new QuerySet(state);
  }

  /** Relates rows, given by primary key or as rows. */
  async add(
    members: readonly Operand[],
    options: { readonly throughDefaults?: Columns<Row> } = {},
  ): Promise<void> {
    await this.ask(requests.members("add", members, options));
  }

  /** Relates exactly these rows. */
  async set(
    members: readonly Operand[],
    options: { readonly throughDefaults?: Columns<Row>; readonly clear?: boolean } = {},
  ): Promise<void> {
    await this.ask(requests.members("set", members, options));
  }

  /** Unrelates rows. */
  async discard(members: readonly Operand[]): Promise<void> {
    await this.ask(requests.members("discard", members, {}));
  }

  /** Unrelates all rows. */
  async clear(): Promise<void> {
    await this.ask(["clear"]);
  }
}
