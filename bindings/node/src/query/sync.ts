import type { Expression } from "../expressions/expression.js";
import { notice } from "../watch/repeats.js";
import type { Wire } from "../spec/node.js";
import type { Aliases } from "../types.js";
import type { Keyed, KeyOf, RowOf } from "../types/model.js";
import type { CheckedOrder } from "../types/paths.js";
import type { CheckedAliases, Resolved } from "../types/rows.js";
import type { ConditionOn, Hint, Where } from "../types/where.js";
import type { BulkKey, ColumnName, InsertOf, Optional, RowPart, UpdateOf, WritableName } from "../types/writes.js";
import type { BulkCreateOptions, ThroughOptions } from "./requests.js";
import * as requests from "./requests.js";
import type { Call, State } from "./state.js";
import type { NameHint } from "./steps.js";

/** What `aggregate` answers. */
export type Aggregated<DB, M, C, A> = string extends keyof A
  ? { [alias: string]: unknown }
  : Resolved<DB, M, C, A> & { [alias: string]: unknown };

/**
 * The terminals, run on the calling thread: `users.objects.filter({ id: 1 }).sync.get()`.
 * The event loop waits; good for scripts, tests and queries known to be short.
 */
export class SyncQuery<
  DB,
  M extends string,
  C,
  Out,
  I = InsertOf<DB, M>,
  More extends readonly [options?: ThroughOptions] = [],
> {
  readonly #state: State;

  /** @internal */
  constructor(state: State) {
    this.#state = state;
  }

  /** @internal */
  protected get state(): State {
    return this.#state;
  }

  /** @internal */
  protected ask(get: Wire, state: State = this.#state): unknown {
    return this.#ask(get, state);
  }

  #ask(get: Wire, state: State = this.#state): unknown {
    return this.#run(state.request(get), state);
  }

  #call(name: "get" | "create" | "update", args: readonly unknown[]): unknown {
    const state = this.#state;
    return this.#run(requests.call(state, name, args), state);
  }

  #run(call: Call, state: State): unknown {
    notice(state, call);
    return state.connection.askSync(call);
  }

  /** All rows. */
  all(): Out[] {
    return (this.#ask("all")) as Out[];
  }

  /** The one row that meets the conditions, else DoesNotExist or MultipleObjectsReturned. */
  get<G1 extends Hint<DB, M, C>, G2 extends Hint<DB, M, C>, G3 extends Hint<DB, M, C>>(
    first?: ConditionOn<DB, M, C, G1>,
    second?: ConditionOn<DB, M, C, G2>,
    ...others: readonly ConditionOn<DB, M, C, G3>[]
  ): Out;
  get(...conditions: readonly unknown[]): Out {
    return (this.#call("get", conditions)) as Out;
  }

  /** The first row in the query's order (by primary key when it has none), or null. */
  first(): Out | null {
    return (this.#ask("first")) as Out | null;
  }

  /** The last row, or null. */
  last(): Out | null {
    return (this.#ask("last")) as Out | null;
  }

  /** The row with the smallest value of the fields, else DoesNotExist. */
  earliest<const P extends readonly NameHint<DB, M, C>[]>(
    ...fields: { readonly [I in keyof P]: P[I] & NoInfer<CheckedOrder<DB, M, C, P[I]>> }
  ): Out {
    return (this.#ask(requests.ends("earliest", fields as readonly unknown[]))) as Out;
  }

  /** The row with the largest value of the fields, else DoesNotExist. */
  latest<const P extends readonly NameHint<DB, M, C>[]>(
    ...fields: { readonly [I in keyof P]: P[I] & NoInfer<CheckedOrder<DB, M, C, P[I]>> }
  ): Out {
    return (this.#ask(requests.ends("latest", fields as readonly unknown[]))) as Out;
  }

  /** Row `index`, counted from 0, else IndexError. */
  at(index: number): Out {
    return (this.#ask(requests.item(index))) as Out;
  }

  /** How many rows there are. */
  count(): number {
    return (this.#ask("count")) as number;
  }

  /** Whether there is a row. */
  exists(): boolean {
    return (this.#ask("exists")) as boolean;
  }

  /** Whether a row, given itself or by its primary key, is among the rows. */
  contains(row: KeyOf<DB, M> | Keyed<DB, M>): boolean {
    return (this.#ask(requests.contains(this.#state, row))) as boolean;
  }

  /** Values over all rows: `aggregate({ total: Sum("price") })`; bare aggregates are named `price__sum`. */
  aggregate<A extends Aliases = Record<never, never>>(
    ...expressions: readonly ((A & NoInfer<CheckedAliases<DB, M, C, A>>) | Expression)[]
  ): Aggregated<DB, M, C, A> {
    return (this.#ask(requests.aggregate(expressions))) as Aggregated<DB, M, C, A>;
  }

  /** Rows by primary key, or by another unique field; keys that are not there are left out. Without keys, all rows. */
  inBulk<const F extends ColumnName<DB, M> = never>(
    keys?: readonly BulkKey<DB, M, F>[] | null,
    options: { readonly field?: F } = {},
  ): Map<BulkKey<DB, M, F>, Out> {
    return requests.bulkMap<BulkKey<DB, M, F>, Out>(this.#ask(requests.inBulk(keys, options.field)));
  }

  /** Inserts a row and returns it as stored. */
  create(...[values, options]: Optional<I, More>): RowOf<DB, M> {
    return (this.#call("create", [values === undefined ? {} : values, ...(options === undefined ? [] : [options])])) as RowOf<DB, M>;
  }

  /** The row that meets the conditions, else a new one of them and the defaults; and whether it is new. */
  getOrCreate<G extends Hint<DB, M, C>>(
    conditions: Where<DB, M, C, G>,
    defaults?: RowPart<DB, M>,
    ...[options]: More
  ): [RowOf<DB, M>, boolean] {
    return (this.#ask(requests.getOrCreate(conditions, defaults, options))) as [RowOf<DB, M>, boolean];
  }

  /** The row that meets the conditions, changed by the defaults, else a new one; and whether it is new. */
  updateOrCreate<G extends Hint<DB, M, C>>(
    conditions: Where<DB, M, C, G>,
    defaults?: RowPart<DB, M>,
    createDefaults?: RowPart<DB, M>,
    ...[options]: More
  ): [RowOf<DB, M>, boolean] {
    return (this.#ask(requests.updateOrCreate(conditions, defaults, createDefaults, options))) as [RowOf<DB, M>, boolean];
  }

  /** Inserts rows, all or none, and returns them as stored, in their order. */
  bulkCreate(
    rows: readonly I[],
    options: BulkCreateOptions<WritableName<DB, M>, ColumnName<DB, M>> = {},
  ): (RowOf<DB, M> | null)[] {
    return (this.#state.connection.askSync(requests.bulkCreate(this.#state, rows, options))) as (RowOf<DB, M> | null)[];
  }

  /** Writes the fields of rows found by their primary keys; returns how many were found. */
  bulkUpdate(
    rows: readonly (RowPart<DB, M> & Keyed<DB, M>)[],
    fields: readonly WritableName<DB, M>[],
    options: { readonly batchSize?: number } = {},
  ): number {
    return (this.#ask(requests.bulkUpdate(rows, fields, options.batchSize))) as number;
  }

  /** Sets columns in every row, to values or expressions; returns how many rows there were. */
  update(values: UpdateOf<DB, M>): number {
    return (this.#call("update", [values])) as number;
  }

  /** SQLite's query plan of the rows. */
  explain(): string {
    return (this.#ask("explain")) as string;
  }

  /** The rows as JSON text, as the database wrote it: no row becomes an object on the way. */
  json(): string {
    notice(this.#state, this.#state.request("all"));
    return this.#state.connection.executeSync(this.#state.text("all"));
  }

  /** The plan of the query, with its SQL. */
  plan(): unknown {
    return JSON.parse(this.#state.connection.compileSync(this.#state.text("all")));
  }

  *[Symbol.iterator](): Generator<Out, void, undefined> {
    yield* this.#ask("iterator") as Out[];
  }
}

/** The synchronous terminals of a query set. */
export class SyncQuerySet<DB, M extends string, C, Out> extends SyncQuery<DB, M, C, Out> {
  /** Deletes the rows, and by `on_delete` those that depend on them: `[total, { label: count }]`. */
  delete(): [number, { [label: string]: number }] {
    return this.ask("delete") as [number, { [label: string]: number }];
  }
}
