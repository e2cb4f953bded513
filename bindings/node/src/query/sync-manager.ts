import type { PrefetchLookup } from "../expressions/queries.js";
import type { Operand, Row } from "../types.js";
import type { Keyed, NoColumns, RelationName, RowOf, Text } from "../types/model.js";
import type { CheckedLoad, Loaded } from "../types/rows.js";
import type { InsertOf, RowPart, WritableName } from "../types/writes.js";
import { keyOf, memberKeys, withoutRelations } from "./keys.js";
import { attach, load } from "./load.js";
import type { Deleted, Members, RowOrKey } from "./manager.js";
import type { SaveOptions, ThroughOptions } from "./requests.js";
import * as requests from "./requests.js";
import { SyncQuery } from "./sync.js";

/** A manager's terminals, run on the calling thread. */
export class SyncManager<DB, M extends string> extends SyncQuery<DB, M, NoColumns, RowOf<DB, M>> {
  /** Writes a row: an UPDATE where its primary key is there, else an INSERT. Returns it as stored. */
  save(row: RowPart<DB, M>, options: SaveOptions<WritableName<DB, M>> = {}): RowOf<DB, M> {
    return this.ask(requests.save(withoutRelations(this.state, row), options)) as RowOf<DB, M>;
  }

  /** Deletes a row, given itself or by its primary key, and by `on_delete` those that depend on it. */
  remove(row: RowOrKey<DB, M>): Deleted {
    return this.ask(requests.remove(keyOf(this.state, row, "remove"))) as Deleted;
  }

  /** Reads a row anew, all columns or those named, into the same object. DoesNotExist when it is gone. */
  refresh<R extends Keyed<DB, M>>(row: R, ...columns: readonly (keyof RowOf<DB, M> & string)[]): R {
    return Object.assign(row, this.ask(requests.byKey(this.state, row), requests.only(this.state, columns)));
  }

  /** Rows of a SELECT of one's own; only with the option `allowRaw`. */
  raw<Out = Row>(sql: string, params: readonly Operand[] = []): Out[] {
    return this.ask(requests.raw(sql, params)) as Out[];
  }

  /** Loads relations into rows that are there already, as `prefetch` would have. */
  load<R extends Keyed<DB, M>, const P extends readonly (RelationName<DB, M> | Text | PrefetchLookup)[]>(
    rows: readonly R[],
    ...paths: { readonly [I in keyof P]: P[I] & NoInfer<CheckedLoad<DB, M, P[I]>> }
  ): Loaded<DB, M, R, P[number]>[] {
    attach(rows, this.ask(load(this.state, rows, paths as readonly unknown[])));
    return rows as unknown as Loaded<DB, M, R, P[number]>[];
  }
}

/** A related manager's terminals, run on the calling thread. */
export class SyncRelatedManager<DB, M extends string> extends SyncQuery<
  DB,
  M,
  NoColumns,
  RowOf<DB, M>,
  Partial<InsertOf<DB, M>>,
  [options?: ThroughOptions]
> {
  /** Relates rows: keys, rows (those without a key are made), or those of a query set. */
  add(members: Members<DB, M>, options: ThroughOptions = {}): void {
    this.ask(requests.members("add", this.#known(members), options));
  }

  /** Relates exactly these rows. */
  set(members: Members<DB, M>, options: ThroughOptions & { readonly clear?: boolean } = {}): void {
    this.ask(requests.members("set", this.#known(members), options));
  }

  /** Unrelates rows. */
  remove(members: Members<DB, M>): void {
    this.ask(requests.members("discard", this.#known(members), {}));
  }

  #known(members: Members<DB, M>): Members<DB, M> {
    const keys = memberKeys(this.state, members);
    return keys === undefined ? members : (this.ask("all", keys) as Members<DB, M>);
  }

  /** Unrelates all rows. */
  clear(): void {
    this.ask(["clear"]);
  }
}
