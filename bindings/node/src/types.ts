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

/** A type as the wire format writes it; see docs/wire-format.md. */
export type TypeName =
  | "integer"
  | "positive_integer"
  | "bigint"
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
export type Argument = Expression | Order | QCondition | AnyQuerySet | Scalar;

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

/** Lookups of no model in particular: `{ column: value, path__lookup: value }`, all of which must hold. */
export interface Lookups {
  readonly [lookup: string]: unknown;
}

/** A condition of no model in particular. */
export type Condition = Lookups | QCondition | Expression;

/** A row to insert or a change to make; what is undefined is left out. */
export type Columns<R> = { readonly [K in keyof R]?: Comparable<R[K]> | Operand | undefined };

/** `{ alias: expression }`. */
export type Aliases = { readonly [alias: string]: Argument };

/** A term of `values` and `valuesList`: a name or `{ alias: expression }`. */
export type ValueTerm = string | Aliases;
