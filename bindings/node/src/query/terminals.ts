import type { Expression } from "../expressions/expression.js";
import { decode } from "../spec/decode.js";
import type { Wire } from "../spec/node.js";
import type { Aliases, Columns, Condition, Lookups, Operand, RowOf } from "../types.js";
import type { BulkCreateOptions } from "./requests.js";
import * as requests from "./requests.js";
import { Steps } from "./steps.js";
import { SyncQuery, type Aggregated } from "./sync.js";

/**
 * The terminals: each runs the query and promises its answer. A query set itself is no promise; nothing runs
 * until a terminal is called, and each call runs it again.
 */
export abstract class Terminals<DB, M extends string, R, Out> extends Steps<DB, M, R, Out> {
  /** The same terminals, run on the calling thread. */
  get sync(): SyncQuery<DB, M, R, Out> {
    return new SyncQuery(this.state);
  }

  /** @internal */
  protected async ask(get: Wire): Promise<unknown> {
    return this.#ask(get);
  }

  async #ask(get: Wire): Promise<unknown> {
    const state = this.state;
    return decode(await state.connection.execute(state.text(get)));
  }

  /** All rows. */
  async all(): Promise<Out[]> {
    return (await this.#ask("all")) as Out[];
  }

  /** The one row that meets the conditions, else DoesNotExist or MultipleObjectsReturned. */
  async get(...conditions: readonly Condition<R>[]): Promise<Out> {
    return (await this.#ask(requests.get(conditions))) as Out;
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
  async earliest(...fields: readonly string[]): Promise<Out> {
    return (await this.#ask(requests.ends("earliest", fields))) as Out;
  }

  /** The row with the largest value of the fields, else DoesNotExist. */
  async latest(...fields: readonly string[]): Promise<Out> {
    return (await this.#ask(requests.ends("latest", fields))) as Out;
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

  /** Whether the row with this primary key is among the rows. */
  async contains(key: Operand): Promise<boolean> {
    return (await this.#ask(requests.contains(key))) as boolean;
  }

  /** Values over all rows: `aggregate({ total: Sum("price") })`; bare aggregates are named `price__sum`. */
  async aggregate<A extends Aliases = Record<never, never>>(
    ...expressions: readonly (A | Expression)[]
  ): Promise<Aggregated<A>> {
    return (await this.#ask(requests.aggregate(expressions))) as Aggregated<A>;
  }

  /** Rows by primary key, or by another unique field; keys that are not there are left out. Without keys, all rows. */
  async inBulk(
    keys?: readonly Operand[] | null,
    options: { readonly field?: string } = {},
  ): Promise<Map<unknown, Out>> {
    return requests.bulkMap<Out>(await this.#ask(requests.inBulk(keys, options.field)));
  }

  /** Inserts a row and returns it as stored. */
  async create(values: Columns<RowOf<DB, M>> = {}): Promise<RowOf<DB, M>> {
    return (await this.#ask(requests.create(values))) as RowOf<DB, M>;
  }

  /** The row that meets the conditions, else a new one of them and the defaults; and whether it is new. */
  async getOrCreate(conditions: Lookups<R>, defaults?: Columns<RowOf<DB, M>>): Promise<[RowOf<DB, M>, boolean]> {
    return (await this.#ask(requests.getOrCreate(conditions, defaults))) as [RowOf<DB, M>, boolean];
  }

  /** The row that meets the conditions, changed by the defaults, else a new one; and whether it is new. */
  async updateOrCreate(
    conditions: Lookups<R>,
    defaults?: Columns<RowOf<DB, M>>,
    createDefaults?: Columns<RowOf<DB, M>>,
  ): Promise<[RowOf<DB, M>, boolean]> {
    return (await this.#ask(requests.updateOrCreate(conditions, defaults, createDefaults))) as [RowOf<DB, M>, boolean];
  }

  /** Inserts rows, all or none, and returns them as stored, in their order. */
  async bulkCreate(
    rows: readonly Columns<RowOf<DB, M>>[],
    options: BulkCreateOptions = {},
  ): Promise<(RowOf<DB, M> | null)[]> {
    return (await this.#ask(requests.bulkCreate(rows, options))) as (RowOf<DB, M> | null)[];
  }

  /** Writes the fields of rows found by their primary keys; returns how many were found. */
  async bulkUpdate(
    rows: readonly Columns<RowOf<DB, M>>[],
    fields: readonly string[],
    options: { readonly batchSize?: number } = {},
  ): Promise<number> {
    return (await this.#ask(requests.bulkUpdate(rows, fields, options.batchSize))) as number;
  }

  /** Sets columns in every row, to values or expressions; returns how many rows there were. */
  async update(values: Columns<RowOf<DB, M>>): Promise<number> {
    return (await this.#ask(requests.update(values))) as number;
  }

  /** SQLite's query plan of the rows. */
  async explain(): Promise<string> {
    return (await this.#ask("explain")) as string;
  }

  /** The rows as JSON text, as the database wrote it: no row becomes an object on the way. */
  async json(): Promise<string> {
    return this.state.connection.execute(this.state.text("all"));
  }

  /** The plan of the query, with its SQL. */
  async plan(): Promise<unknown> {
    return JSON.parse(await this.state.connection.compile(this.state.text("all")));
  }

  /** The rows one after the other: `for await (const user of users.objects.filter(…))`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Out, void, undefined> {
    yield* (await this.#ask("iterator")) as Out[];
  }

  /** What console.log shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `${this.constructor.name} ${this.state.text()}`;
  }
}
