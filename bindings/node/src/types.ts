import type { QCondition } from "./expressions/condition.js";
import type { Expression, Order } from "./expressions/expression.js";
import type { QueryNode } from "./spec/node.js";

/** A row nobody described. */
export type Row = { [column: string]: unknown };

/** A database nobody described: every model has rows of unknown columns. */
export type AnyDB = { [model: string]: Row };

/** A query set or manager of any model. */
export type AnyQuerySet = QueryNode;

/** The names of a database's models. `DB` maps them to row types: `{ users: User }`. */
export type ModelName<DB> = keyof DB & string;

/** The row type of a model. */
export type RowOf<DB, M> = M extends keyof DB ? DB[M] : Row;

/** A type as the wire format writes it; see docs/wire-format.md. */
export type TypeName =
  | "integer"
  | "positive_integer"
  | "real"
  | "boolean"
  | "text"
  | "date"
  | "datetime"
  | "datetime_ms"
  | "time"
  | "duration"
  | "uuid"
  | "json"
  | "blob"
  | "ip"
  | "any"
  | `decimal(${number},${number})`;

/** JSON data. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A value with a form of its own in the database. */
export type Scalar = string | number | bigint | boolean | null | Date | Uint8Array;

/** What may stand on the right side of a lookup. Plain objects are JSON values. */
export type Operand =
  | Scalar
  | Expression
  | QCondition
  | AnyQuerySet
  | ReadonlySet<unknown>
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/** What may stand in an expression's place: a string is a name, other scalars are values. */
export type Argument<T = unknown> = Expression<T> | Order | QCondition | AnyQuerySet | Scalar;

/** The other operand of arithmetic: a string is text. */
export type Literal = Expression | AnyQuerySet | Scalar;

/** What a column of type `T` may be compared with or set to. */
export type Comparable<T> =
  | T
  | Expression
  | AnyQuerySet
  | (T extends string ? Date : never)
  | (T extends number ? bigint : never)
  | (T extends boolean ? 0 | 1 : never)
  | null;

/** `{ column: value, path__lookup: value }`, all of which must hold. */
export type Lookups<R> = { readonly [K in keyof R]?: Comparable<R[K]> } & {
  readonly pk?: Operand;
} & { readonly [lookup: `${string}__${string}`]: Operand };

/** One argument of `filter`, `exclude` and `get`. */
export type Condition<R = Row> = Lookups<R> | QCondition | Expression<boolean>;

/** A row to insert or a change to make; what is undefined is left out. */
export type Columns<R> = { readonly [K in keyof R]?: Comparable<R[K]> | Operand | undefined };

/** `{ alias: expression }`. */
export type Aliases = { readonly [alias: string]: Argument };

/** The type an expression has in a row. */
export type ValueOf<E> = E extends Expression<infer T> ? T : unknown;

/** The columns that `A` adds to a row. */
export type Annotated<R, A> = string extends keyof A ? R : R & { [K in keyof A]: ValueOf<A[K]> };

/** A term of `values` and `valuesList`: a name or `{ alias: expression }`. */
export type ValueTerm = string | Aliases;

/** The row that `values(...terms)` gives. */
export type ValuesRow<R, T extends readonly ValueTerm[]> = T extends readonly []
  ? R
  : { [K in Extract<T[number], string>]: K extends keyof R ? R[K] : unknown } & AliasColumns<
      Extract<T[number], Aliases>
    >;

type AliasColumns<A> = [A] extends [never] ? unknown : { [K in A extends A ? keyof A : never]: unknown };

/** The row that `valuesList(...terms)` gives. */
export type ListRow<R, T extends readonly ValueTerm[]> = T extends readonly []
  ? unknown[]
  : { -readonly [I in keyof T]: T[I] extends keyof R ? R[T[I]] : unknown };
