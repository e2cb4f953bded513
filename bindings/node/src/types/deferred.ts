// Types of expressions whose columns are not known where they are written: `Max("views")` is made before any
// model is in sight. Its type says "as the column views", and annotate, filter and update read that.

import type { Absent, Class, ClassOf, Described, KeyOf, KeyColumn, RelationsOf, TargetOf } from "./model.js";
import type { valueType } from "../expressions/expression.js";
import type { PathValue } from "./paths.js";
import type { DateTransforms, DatetimeTransforms, TimeTransforms } from "./tables.js";

declare const column: unique symbol;
declare const inner: unique symbol;
declare const untold: unique symbol;
declare const average: unique symbol;
declare const sum: unique symbol;

/** The type of the column or path `P`. */
export interface Of<out P extends string> {
  readonly [column]: P;
}

/** `T` without null. */
export interface Filled<out T> {
  readonly [inner]: T;
}

/** The type of an average of `T`. */
export interface Averaged<out T> {
  readonly [average]: T;
}

/** The type of a sum of `T`. */
export interface Summed<out T> {
  readonly [sum]: T;
}

/** A type nobody told. */
export interface Untold {
  readonly [untold]: true;
}

/** A deferred type on a model; `C` are its computed columns. */
export type Resolve<DB, M, C, T> = T extends Of<infer P>
  ? string extends P
    ? unknown
    : PathValue<DB, M, C, P>
  : T extends Filled<infer U>
    ? NonNullable<Resolve<DB, M, C, U>>
    : T extends Averaged<infer U>
      ? Resolve<DB, M, C, U> extends string | null
        ? string
        : number
      : T extends Summed<infer U>
        ? Total<Resolve<DB, M, C, U>>
        : T extends Untold
          ? unknown
          : T;

type Total<V> = unknown extends V ? number : NonNullable<V>;

/** A model with its computed columns, to which the names on the right of a lookup refer. */
export interface Scope<DB, M, C> {
  readonly db: DB;
  readonly model: M;
  readonly computed: C;
}

interface ClassValues {
  readonly number: number | bigint;
  readonly text: string;
  readonly boolean: boolean;
  readonly date: Date | string;
  readonly datetime: Date | string;
  readonly datetime_ms: Date | string;
  readonly time: string;
  readonly duration: string | number;
  readonly json: unknown;
  readonly blob: Uint8Array;
  readonly "any": unknown;
}

/** An expression that may stand where a value of class `X` is wanted. Its member is read only when one does. */
export interface Computed<S, X extends Class, V> {
  readonly [valueType]: Computable<ClassValues[X] | V, Reachable<S, X>>;
}

type Computable<V, P extends string> = V | null | Untold | Of<P> | Filled<V | null | Untold | Of<P>> | Averaged<unknown> | Summed<unknown>;

type Reachable<S, X> = S extends Scope<infer DB, infer M, infer C> ? Columns<DB, M, C, X> | Near<DB, M, X> | Far<DB, M, X> : string;

/** Own columns of class `X`. */
type Columns<DB, M, C, X> = Own<DB, M, X> | { [K in keyof C & string]: SameValue<C[K], X> extends true ? K : never }[keyof C & string];

type SameValue<V, X> = unknown extends V
  ? true
  : X extends keyof ClassValues
    ? [NonNullable<V>] extends [ClassValues[X]]
      ? true
      : false
    : false;

type Own<DB, M, X> = M extends keyof DB
  ? DB[M] extends Described & { readonly kinds: infer Kinds }
    ? OwnOf<Kinds, X> | (KeyColumn<DB[M]> extends never ? never : "pk")
    : string
  : string;

type OwnOf<Kinds, X> = { [K in keyof Kinds & string]: OwnName<K, ClassOf<Kinds[K]>, X> }[keyof Kinds & string];

type OwnName<K extends string, Y, X> = "any" extends X
  ? K | `${K}__${string}`
  : Y extends X | "any"
    ? K
    : Y extends "json"
      ? `${K}__${string}`
      : X extends "number"
        ? Y extends "datetime" | "datetime_ms"
          ? `${K}__${Exclude<keyof DatetimeTransforms, "date" | "time">}`
          : Y extends "date"
            ? `${K}__${keyof DateTransforms}`
            : Y extends "time"
              ? `${K}__${keyof TimeTransforms}`
              : never
        : never;

/** Columns of class `X` over one relation. */
type Near<DB, M, X> = {
  [R in keyof RelationsOf<DB, M> & string]: `${R}__${Own<DB, TargetOf<RelationsOf<DB, M>[R]>, X>}`;
}[keyof RelationsOf<DB, M> & string];

/** Columns of class `X` over two relations; over more, any. */
type Far<DB, M, X> = {
  [R in keyof RelationsOf<DB, M> & string]:
    | `${R}__${Near<DB, TargetOf<RelationsOf<DB, M>[R]>, X>}`
    | `${R}__${Further<DB, TargetOf<RelationsOf<DB, M>[R]>>}`;
}[keyof RelationsOf<DB, M> & string];

type Further<DB, M> = {
  [R in keyof RelationsOf<DB, M> & string]: `${R}__${keyof RelationsOf<DB, TargetOf<RelationsOf<DB, M>[R]>> & string}__${string}`;
}[keyof RelationsOf<DB, M> & string];

/** What a relation gives where its name stands for a value: the key of the row it leads to. */
export type RelationKey<DB, R> = KeyOf<DB, TargetOf<R>> | Absent<R>;
