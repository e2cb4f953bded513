// What create, update and save take.

import type { AnyQuerySet, Columns, Row } from "../types.js";
import type { Computed, Scope } from "./deferred.js";
import type { ClassOf, Described, Extra, KeyOf, KindAt, NoColumns, RowOf } from "./model.js";

/** The columns of a new row. */
export type InsertOf<DB, M> = M extends keyof DB
  ? DB[M] extends Described
    ? Writable<DB, M, DB[M]["insert"], DB[M]>
    : Columns<DB[M]>
  : Columns<Row>;

/** Columns to change. */
export type UpdateOf<DB, M> = M extends keyof DB
  ? DB[M] extends Described
    ? Writable<DB, M, DB[M]["update"], DB[M]>
    : Columns<DB[M]>
  : Columns<Row>;

/** Some columns of a row, with or without its key. */
export type RowPart<DB, M> = M extends keyof DB
  ? DB[M] extends Described
    ? Writable<DB, M, Partial<DB[M]["row"]>, DB[M]>
    : Columns<DB[M]>
  : Columns<Row>;

type Writable<DB, M, I, D> = {
  readonly [K in keyof I]: I[K] | Extra<KindAt<D, K>> | Computed<Scope<DB, M, NoColumns>, ClassOf<KindAt<D, K>>, I[K]> | AnyQuerySet | Maybe<I, K>;
};

/** undefined where a column may be left out. */
type Maybe<I, K extends keyof I> = Record<never, never> extends Pick<I, K> ? undefined : never;

/** Names of the columns that may be written. */
export type WritableName<DB, M> = M extends keyof DB ? (DB[M] extends Described ? keyof DB[M]["update"] & string : string) : string;

/** Names of columns. */
export type ColumnName<DB, M> = string extends keyof RowOf<DB, M> ? string : keyof RowOf<DB, M> & string;


/** An argument that may be left out where nothing in it is required, and those behind it. */
export type Optional<T, More extends readonly unknown[] = []> = Record<never, never> extends T
  ? [values?: T, ...More]
  : [values: T, ...More];

/** What `inBulk` finds rows by: the primary key, or the field `F`. */
export type BulkKey<DB, M, F> = [F] extends [never]
  ? KeyOf<DB, M>
  : F extends keyof RowOf<DB, M>
    ? NonNullable<RowOf<DB, M>[F]>
    : unknown;
