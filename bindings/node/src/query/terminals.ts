import { typeError } from "../errors.js";
import type { Expression } from "../expressions/expression.js";
import { notice } from "../watch/repeats.js";
import type { Wire } from "../spec/node.js";
import type { Aliases } from "../types.js";
import type { Keyed, KeyOf, RowOf } from "../types/model.js";
import type { CheckedOrder } from "../types/paths.js";
import type { CheckedAliases } from "../types/rows.js";
import type { ConditionOn, Hint, Where } from "../types/where.js";
import type { BulkKey, ColumnName, InsertOf, Optional, RowPart, UpdateOf, WritableName } from "../types/writes.js";
import type { BulkCreateOptions, ThroughOptions } from "./requests.js";
import * as requests from "./requests.js";
import { Steps, type NameHint } from "./steps.js";
import type { Call, State } from "./state.js";
import { SyncQuery, type Aggregated } from "./sync.js";

/**
 * The terminals: each runs the query and promises its answer. A query set itself is no promise; nothing runs
 * until a terminal is called, and each call runs it again.
 */
export abstract class Terminals<
  DB,
  M extends string,
  C,
  Out,
  I = InsertOf<DB, M>,
  More extends readonly [options?: ThroughOptions] = [],
> extends Steps<DB, M, C, Out> {
  /** The same terminals, run on the calling thread. */
  get sync(): SyncQuery<DB, M, C, Out, I, More> {
    return new SyncQuery(this.state);
  }

  /** @internal */
  protected async ask(get: Wire, state: State = this.state): Promise<unknown> {
    return this.#ask(get, state);
  }

  async #ask(get: Wire, state: State = this.state): Promise<unknown> {
    return this.#run(state.request(get), state);
  }

  async #call(name: "get" | "create" | "update", args: readonly unknown[]): Promise<unknown> {
    const { state } = this;
    return this.#run(requests.call(state, name, args), state);
  }

  #run(call: Call, state: State): Promise<unknown> {
    notice(state, call);
    return state.connection.ask(call);
  }

  /** All rows. */
  async all(): Promise<Out[]> {
    return (await this.#ask("all")) as Out[];
  }

  /** The one row that meets the conditions, else DoesNotExist or MultipleObjectsReturned. */
  get<G1 extends Hint<DB, M, C>, G2 extends Hint<DB, M, C>, G3 extends Hint<DB, M, C>>(
    first?: ConditionOn<DB, M, C, G1>,
    second?: ConditionOn<DB, M, C, G2>,
    ...others: readonly ConditionOn<DB, M, C, G3>[]
  ): Promise<Out>;
  async get(...conditions: readonly unknown[]): Promise<Out> {
    return (await this.#call("get", conditions)) as Out;
  }

  /** The first row in the query's order (by primary key when it has none), or null. */
  async first(): Promise<Out | null> {
    return (await this.#ask("first")) as Out | null;
  }

  /** The last row, or null. */
  async last(): Promise<Out | null> {
    return (await this.#ask("last")) as Out | null;
  }

  /** The row with the smallest value of the fields, else DoesNotExist. */
  async earliest<const P extends readonly NameHint<DB, M, C>[]>(
    ...fields: { readonly [I in keyof P]: P[I] & NoInfer<CheckedOrder<DB, M, C, P[I]>> }
  ): Promise<Out> {
    return (await this.#ask(requests.ends("earliest", fields as readonly unknown[]))) as Out;
  }

  /** The row with the largest value of the fields, else DoesNotExist. */
  async latest<const P extends readonly NameHint<DB, M, C>[]>(
    ...fields: { readonly [I in keyof P]: P[I] & NoInfer<CheckedOrder<DB, M, C, P[I]>> }
  ): Promise<Out> {
    return (await this.#ask(requests.ends("latest", fields as readonly unknown[]))) as Out;
  }

  /** Row `index`, counted from 0, else IndexError. */
  async at(index: number): Promise<Out> {
    return (await this.#ask(requests.item(index))) as Out;
  }

  /** How many rows there are. */
  async count(): Promise<number> {
    return (await this.#ask("count")) as number;
  }

  /** Whether there is a row. */
  async exists(): Promise<boolean> {
    return (await this.#ask("exists")) as boolean;
  }

  /** Whether a row, given itself or by its primary key, is among the rows. */
  async contains(row: KeyOf<DB, M> | Keyed<DB, M>): Promise<boolean> {
    return (await this.#ask(requests.contains(this.state, row))) as boolean;
  }

  /** Values over all rows: `aggregate({ total: Sum("price") })`; bare aggregates are named `price__sum`. */
  async aggregate<A extends Aliases = Record<never, never>>(
    ...expressions: readonly ((A & NoInfer<CheckedAliases<DB, M, C, A>>) | Expression)[]
  ): Promise<Aggregated<DB, M, C, A>> {
    return (await this.#ask(requests.aggregate(expressions))) as Aggregated<DB, M, C, A>;
  }

  /** Rows by primary key, or by another unique field; keys that are not there are left out. Without keys, all rows. */
  async inBulk<const F extends ColumnName<DB, M> = never>(
    keys?: readonly BulkKey<DB, M, F>[] | null,
    options: { readonly field?: F } = {},
  ): Promise<Map<BulkKey<DB, M, F>, Out>> {
    return requests.bulkMap<BulkKey<DB, M, F>, Out>(await this.#ask(requests.inBulk(keys, options.field)));
  }

  /** Inserts a row and returns it as stored. */
  async create(...[values, options]: Optional<I, More>): Promise<RowOf<DB, M>> {
    return (await this.#call("create", [values === undefined ? {} : values, ...(options === undefined ? [] : [options])])) as RowOf<DB, M>;
  }

  /** The row that meets the conditions, else a new one of them and the defaults; and whether it is new. */
  async getOrCreate<G extends Hint<DB, M, C>>(
    conditions: Where<DB, M, C, G>,
    defaults?: RowPart<DB, M>,
    ...[options]: More
  ): Promise<[RowOf<DB, M>, boolean]> {
    return (await this.#ask(requests.getOrCreate(conditions, defaults, options))) as [RowOf<DB, M>, boolean];
  }

  /** The row that meets the conditions, changed by the defaults, else a new one; and whether it is new. */
  async updateOrCreate<G extends Hint<DB, M, C>>(
    conditions: Where<DB, M, C, G>,
    defaults?: RowPart<DB, M>,
    createDefaults?: RowPart<DB, M>,
    ...[options]: More
  ): Promise<[RowOf<DB, M>, boolean]> {
    return (await this.#ask(requests.updateOrCreate(conditions, defaults, createDefaults, options))) as [RowOf<DB, M>, boolean];
  }

  /** Inserts rows, all or none, and returns them as stored, in their order. */
  async bulkCreate(
    rows: readonly I[],
    options: BulkCreateOptions<WritableName<DB, M>, ColumnName<DB, M>> = {},
  ): Promise<(RowOf<DB, M> | null)[]> {
    return (await this.state.connection.ask(requests.bulkCreate(this.state, rows, options))) as (RowOf<DB, M> | null)[];
  }

  /** Writes the fields of rows found by their primary keys; returns how many were found. */
  async bulkUpdate(
    rows: readonly (RowPart<DB, M> & Keyed<DB, M>)[],
    fields: readonly WritableName<DB, M>[],
    options: { readonly batchSize?: number } = {},
  ): Promise<number> {
    return (await this.#ask(requests.bulkUpdate(rows, fields, options.batchSize))) as number;
  }

  /** Sets columns in every row, to values or expressions; returns how many rows there were. */
  async update(values: UpdateOf<DB, M>): Promise<number> {
    return (await this.#call("update", [values])) as number;
  }

  /** SQLite's query plan of the rows. */
  async explain(): Promise<string> {
    return (await this.#ask("explain")) as string;
  }

  /** The rows as JSON text, as the database wrote it: no row becomes an object on the way. */
  async json(): Promise<string> {
    notice(this.state, this.state.request("all"));
    return this.state.connection.execute(this.state.text("all"));
  }

  /** The plan of the query, with its SQL. */
  async plan(): Promise<unknown> {
    return JSON.parse(await this.state.connection.compile(this.state.text("all")));
  }

  /**
   * The rows one after the other, `chunkSize` of them in memory at a time, and all of one state of the database:
   *
   *     for await (const user of users.iterator({ chunkSize: 500 })) …
   *
   * What a loop leaves early is freed at once. Prefetched rows come chunk by chunk.
   */
  async *iterator(options: { readonly chunkSize?: number } = {}): AsyncGenerator<Out, void, undefined> {
    const { chunkSize = 1000 } = options;
    if (!Number.isSafeInteger(chunkSize) || chunkSize < 1) throw typeError("iterator: chunkSize is a number from 1");
    const { state } = this;
    const call = state.request("all");
    notice(state, call);
    yield* state.connection.iterate(call, chunkSize) as AsyncGenerator<Out, void, undefined>;
  }

  /** `for await (const user of users.objects.filter(…))`: as `iterator()`. */
  [Symbol.asyncIterator](): AsyncGenerator<Out, void, undefined> {
    return this.iterator();
  }

  /** What console.log shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `${this.constructor.name} ${this.state.text()}`;
  }
}
