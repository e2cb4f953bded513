import type { AnyDB, AnyQuerySet, Operand, Row } from "../types.js";
import type { Keyed, KeyOf, NoColumns, RelationName, RelationsOf, RowOf, TargetOf, Text } from "../types/model.js";
import type { CheckedLoad, Loaded } from "../types/rows.js";
import type { InsertOf, RowPart, WritableName } from "../types/writes.js";
import { text } from "../spec/encode.js";
import { keyColumns, keyOf, keyOperand, memberKeys, withoutRelations } from "./keys.js";
import { attach, load } from "./load.js";
import { QuerySet } from "./queryset.js";
import type { SaveOptions, ThroughOptions } from "./requests.js";
import * as requests from "./requests.js";
import type { State } from "./state.js";
import { SyncManager, SyncRelatedManager } from "./sync-manager.js";
import { Terminals } from "./terminals.js";
import type { PrefetchLookup } from "../expressions/queries.js";

/** How many rows were deleted, of all models and of each. */
export type Deleted = [number, { [label: string]: number }];

/** A row of a model, or its primary key: an array where that has several columns. */
export type RowOrKey<DB, M> = KeyOf<DB, M> | Keyed<DB, M>;

/** Where a relation's name leads. */
export type TargetName<DB, M, A> = A extends keyof RelationsOf<DB, M> ? TargetOf<RelationsOf<DB, M>[A]> : string;

/**
 * Where queries begin: all rows of a model. As in Django, a manager cannot delete, so that no row is lost to
 * a forgotten filter; `objects.filter().delete()` deletes every row.
 */
export class Manager<DB = AnyDB, M extends string = string> extends Terminals<
  DB,
  M,
  NoColumns,
  RowOf<DB, M>
> {
  /** @internal */
  protected derive<C2, Out2>(state: State): QuerySet<DB, M, C2, Out2> {
    return new QuerySet(state);
  }

  override get sync(): SyncManager<DB, M> {
    return new SyncManager(this.state);
  }

  /**
   * Writes a row: an UPDATE where its primary key is there, else an INSERT. Returns it as stored. Relations loaded
   * into the row are not written.
   */
  async save(row: RowPart<DB, M>, options: SaveOptions<WritableName<DB, M>> = {}): Promise<RowOf<DB, M>> {
    return (await this.ask(requests.save(withoutRelations(this.state, row), options))) as RowOf<DB, M>;
  }

  /** Deletes a row, given itself or by its primary key, and by `on_delete` those that depend on it. */
  async remove(row: RowOrKey<DB, M>): Promise<Deleted> {
    return (await this.ask(requests.remove(keyOf(this.state, row, "remove")))) as Deleted;
  }

  /** Reads a row anew, all columns or those named, into the same object. DoesNotExist when it is gone. */
  async refresh<R extends Keyed<DB, M>>(row: R, ...columns: readonly (keyof RowOf<DB, M> & string)[]): Promise<R> {
    return Object.assign(row, await this.ask(requests.byKey(this.state, row), requests.only(this.state, columns)));
  }

  /** Rows of a SELECT of one's own; only with the option `allowRaw`. */
  async raw<Out = Row>(sql: string, params: readonly Operand[] = []): Promise<Out[]> {
    return (await this.ask(requests.raw(sql, params))) as Out[];
  }

  /** The rows related to a row, given itself or by its primary key: `users.related(1, "posts")`. */
  related<const A extends RelationName<DB, M> | Text>(
    row: RowOrKey<DB, M>,
    relation: A & NoInfer<CheckedLoad<DB, M, A>>,
  ): RelatedManager<DB, TargetName<DB, M, A>> {
    return new RelatedManager(
      this.state.step("related", keyOperand(this.state, row, "related"), text(relation, "related")),
    );
  }

  /**
   * Loads relations into rows that are there already, as `prefetch` would have: one statement for each relation.
   * Changes the rows and returns them.
   */
  async load<R extends Keyed<DB, M>, const P extends readonly (RelationName<DB, M> | Text | PrefetchLookup)[]>(
    rows: readonly R[],
    ...paths: { readonly [I in keyof P]: P[I] & NoInfer<CheckedLoad<DB, M, P[I]>> }
  ): Promise<Loaded<DB, M, R, P[number]>[]> {
    return (await this.loadInto(rows, paths as readonly unknown[])) as Loaded<DB, M, R, P[number]>[];
  }

  /** @internal */
  async loadInto(rows: readonly unknown[], paths: readonly unknown[]): Promise<readonly unknown[]> {
    attach(rows, await this.ask(load(this.state, rows, paths)));
    return rows;
  }

  /** @internal */
  keyColumns(): readonly string[] {
    return keyColumns(this.state);
  }
}

/** The rows related to one row. What it creates is related to it too. */
export class RelatedManager<DB = AnyDB, M extends string = string> extends Terminals<
  DB,
  M,
  NoColumns,
  RowOf<DB, M>,
  Partial<InsertOf<DB, M>>,
  [options?: ThroughOptions]
> {
  /** @internal */
  protected derive<C2, Out2>(state: State): QuerySet<DB, M, C2, Out2> {
    return new QuerySet(state);
  }

  override get sync(): SyncRelatedManager<DB, M> {
    return new SyncRelatedManager(this.state);
  }

  /** Relates rows: keys, rows (those without a key are made), or those of a query set. */
  async add(members: Members<DB, M>, options: ThroughOptions = {}): Promise<void> {
    await this.ask(requests.members("add", await this.#known(members), options));
  }

  /** Relates exactly these rows. */
  async set(
    members: Members<DB, M>,
    options: ThroughOptions & { readonly clear?: boolean } = {},
  ): Promise<void> {
    await this.ask(requests.members("set", await this.#known(members), options));
  }

  /** Unrelates rows. */
  async remove(members: Members<DB, M>): Promise<void> {
    await this.ask(requests.members("discard", await this.#known(members), {}));
  }

  /** Another name of `remove`. */
  async discard(members: Members<DB, M>): Promise<void> {
    await this.ask(requests.members("discard", await this.#known(members), {}));
  }

  /** Joining rows are written by key, so those of a query set are asked for first. */
  async #known(members: Members<DB, M>): Promise<Members<DB, M>> {
    const keys = memberKeys(this.state, members);
    return keys === undefined ? members : ((await this.ask("all", keys)) as Members<DB, M>);
  }

  /** Unrelates all rows. */
  async clear(): Promise<void> {
    await this.ask(["clear"]);
  }
}

/** Rows to relate or unrelate. */
export type Members<DB, M> = readonly (KeyOf<DB, M> | RowPart<DB, M>)[] | AnyQuerySet;
