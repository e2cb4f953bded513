// What a program knows of its database, as types. Three degrees of it, told apart here and nowhere else:
//
// - nothing: `new NOORMME()`. Every name is allowed and every value is unknown.
// - rows: `new NOORMME<{ users: User }>()`. Columns and rows are checked, paths over relations are not.
// - everything: what `noormme generate` writes. Names, lookups, values and shapes are checked.

import type { Row } from "../types.js";

/** A relation as `noormme generate` writes it. */
export interface RelationTypes {
  /** The model at the other end. */
  readonly model: string;
  /** Whether it leads to many rows. */
  readonly many: boolean;
  /** Whether the one row may be absent. */
  readonly nullable: boolean;
  /** The column that holds the key, on the side that has it. */
  readonly column: string;
}

/** A model as `noormme generate` writes it. */
export interface ModelTypes {
  /** A row as queries give it. */
  readonly row: object;
  /** What `create` takes. */
  readonly insert: object;
  /** What `update` takes. */
  readonly update: object;
  /** The primary key's columns; never when there is none. */
  readonly pk: string;
  /** For each column, its type as the wire format writes it. */
  readonly kinds: object;
  /** For each relation, a RelationTypes. */
  readonly relations: object;
}

/** A database as `noormme generate` writes it. */
export interface DatabaseTypes {
  readonly [model: string]: ModelTypes;
}

/** A string, without keeping editors from offering names. */
export type Text = string & Record<never, never>;

/** No computed columns. */
export interface NoColumns {}

/** How a model's description is known from a plain row type. */
export interface Described {
  readonly row: unknown;
  readonly insert: unknown;
  readonly update: unknown;
  readonly relations: unknown;
}

/** The row type of a model. */
export type RowOf<DB, M> = M extends keyof DB ? (DB[M] extends Described ? DB[M]["row"] : DB[M]) : Row;

/** Types of columns, by name, on the wire; never where they are not known. */
export type KindsOf<D> = D extends { readonly kinds: infer Kinds } ? Kinds : never;

/** The type of column `K` on the wire. */
export type KindAt<D, K> = D extends { readonly kinds: infer Kinds } ? (K extends keyof Kinds ? Kinds[K] : "any") : "any";

/** The relations of a model. */
export type RelationsOf<DB, M> = M extends keyof DB
  ? DB[M] extends Described
    ? DB[M]["relations"]
    : Record<never, never>
  : Record<never, never>;

/** The names of a model's relations; any string where they are not known. */
export type RelationName<DB, M> = M extends keyof DB
  ? DB[M] extends Described
    ? keyof DB[M]["relations"] & string
    : string
  : string;

/** The model a relation leads to. */
export type TargetOf<R> = R extends { readonly model: infer N extends string } ? N : string;

/** null where a relation may lead to no row. */
export type Absent<R> = R extends { readonly many: false; readonly nullable: false } ? never : null;

type IsUnion<T, U = T> = [T] extends [never] ? false : T extends U ? ([U] extends [T] ? false : true) : never;

/** The name of a primary key of one column; never for others. */
export type KeyColumn<D> = D extends { readonly pk: infer P extends string }
  ? IsUnion<P> extends false
    ? P
    : never
  : never;

/** The value of a model's primary key: an array where it has several columns. */
export type KeyOf<DB, M> = M extends keyof DB
  ? DB[M] extends Described
    ? [KeyColumn<DB[M]>] extends [never]
      ? readonly unknown[]
      : KeyColumn<DB[M]> extends keyof DB[M]["row"]
        ? NonNullable<DB[M]["row"][KeyColumn<DB[M]>]> | Extra<KindAt<DB[M], KeyColumn<DB[M]>>>
        : unknown
    : unknown
  : unknown;

/** A row, or part of it, that has its primary key. */
export type Keyed<DB, M> = M extends keyof DB
  ? DB[M] extends { readonly pk: infer P; readonly row: infer R }
    ? { readonly [K in keyof R as K extends P ? K : never]: R[K] }
    : object
  : object;

/** A group of column types that compare with each other. */
export type Class = "number" | "text" | "boolean" | "date" | "datetime" | "datetime_ms" | "time" | "duration" | "json" | "blob" | "any";

interface Classes {
  readonly integer: "number";
  readonly positive_integer: "number";
  readonly bigint: "number";
  readonly real: "number";
  readonly boolean: "boolean";
  readonly text: "text";
  readonly uuid: "text";
  readonly ip: "text";
  readonly date: "date";
  readonly datetime: "datetime";
  readonly datetime_ms: "datetime_ms";
  readonly time: "time";
  readonly duration: "duration";
  readonly json: "json";
  readonly blob: "blob";
  readonly "any": "any";
}

export type ClassOf<Kind> = Kind extends keyof Classes
  ? Classes[Kind]
  : Kind extends `decimal(${string}`
    ? "number"
    : "any";

/** The type on the wire that fits a computed value. */
export type KindOfValue<V> = unknown extends V
  ? "any"
  : [NonNullable<V>] extends [number | bigint]
    ? "real"
    : [NonNullable<V>] extends [string]
      ? "text"
      : [NonNullable<V>] extends [boolean]
        ? "boolean"
        : [NonNullable<V>] extends [Date]
          ? "datetime"
          : [NonNullable<V>] extends [Uint8Array]
            ? "blob"
            : "json";

interface Extras {
  readonly integer: bigint;
  readonly positive_integer: bigint;
  readonly bigint: number;
  readonly real: bigint;
  readonly boolean: 0 | 1;
  readonly date: Date | string;
  readonly datetime: Date | string;
  readonly datetime_ms: Date | string;
  readonly duration: string | number;
}

/** What a column takes beside the type its values come out as. */
export type Extra<Kind> = Kind extends keyof Extras ? Extras[Kind] : Kind extends `decimal(${string}` ? number | string : never;

declare const reason: unique symbol;

/** Nothing is assignable to this: its text says why. */
export interface Invalid<Reason extends string> {
  readonly [reason]: Reason;
}
