// Conditions: what may stand right of each key of `filter({ key: value })`.
//
// `Where` maps the keys that were written to the types their values must have. The type of a value depends on its
// key alone, so the compiler reads the keys off the argument and then holds each value against its type: errors
// show at the one property that is wrong, and tuples and literals are understood as such.

import type { QCondition, valid } from "../expressions/condition.js";
import type { Expression } from "../expressions/expression.js";
import type { AnyQuerySet, Comparable, Json, Operand } from "../types.js";
import type { Computed, Scope } from "./deferred.js";
import type { Absent, Class, ClassOf, Described, Extra, Invalid, KeyColumn, KeyOf, KindAt, KindOfValue, KindsOf, NoColumns, TargetOf } from "./model.js";
import type { GivenKind, GivenValue, Less, Reason, TransformsOf } from "./paths.js";
import type { JSONLookups, LookupOperands, RelationLookups } from "./tables.js";

/**
 * Conditions by the keys that were written. NoInfer, because there is nothing to infer from values, and trying to
 * would walk the whole of KeyValue for every model.
 */
export type Where<DB, M, C, G> = { [K in keyof G]: NoInfer<KeyValue<DB, Scope<DB, M, C>, M, C, K>> };

/** One argument of filter, exclude and get. `G` is what was written: an object's keys, or those of a Q. */
export type ConditionOn<DB, M, C, G> =
  | Where<DB, M, C, G>
  | (QCondition<G> & NoInfer<CheckedQ<DB, M, C, G>>)
  | BooleanOn<DB, M, C>;

/** A boolean expression. */
interface BooleanOn<DB, M, C> extends Computed<Scope<DB, M, C>, "boolean", boolean> {}

/** A Q whose lookups fit the model. Its member is read only when a Q is given. */
export interface CheckedQ<DB, M, C, G> {
  readonly [valid]: [Faults<DB, M, C, G>] extends [never] ? true : Faults<DB, M, C, G>;
}

/** What is wrong with the lookups `G`: a union of objects, each of lookups that hold together. */
type Faults<DB, M, C, G> = G extends unknown
  ? { [K in keyof G]: Fault<KeyValue<DB, Scope<DB, M, C>, M, C, K>, G[K], K> }[keyof G]
  : never;

type Fault<Wanted, Given, K> = Given extends Wanted
  ? never
  : [Reason<Wanted>] extends [never]
    ? Invalid<`'${K & string}' is compared with a value of another type`>
    : Reason<Wanted>;

/** The keys that editors offer; others are allowed here and judged by `Where`. */
export type Hint<DB, M, C> = M extends keyof DB
  ? DB[M] extends Described
    ? Hints<DB[M]> & { readonly [K in keyof C & string]?: unknown } & Loose
    : { readonly [K in keyof DB[M]]?: unknown } & Loose
  : Loose;

interface Loose {
  readonly [lookup: string]: unknown;
}

type Hints<D extends Described> = {
  readonly [K in (keyof D["row"] & string) | (keyof D["relations"] & string) | "pk" | LookupKeys<KindsOf<D>>]?: unknown;
};

type LookupKeys<Kinds> = { [K in keyof Kinds & string]: `${K}__${LookupsOf<ClassOf<Kinds[K]>>}` }[keyof Kinds & string];

/** The lookups that make sense for a class of columns. */
type LookupsOf<X> = X extends "json"
  ? keyof LookupOperands
  : X extends "boolean"
    ? "exact" | "in" | "isnull"
    : X extends "number" | "duration" | "datetime_ms" | "blob"
      ? Exclude<WithOperand<"value" | "list" | "pair" | "flag">, keyof JSONLookups>
      : Exclude<keyof LookupOperands, keyof JSONLookups>;

type WithOperand<O> = { [L in keyof LookupOperands]: LookupOperands[L] extends O ? L : never }[keyof LookupOperands];

/** The type of the value right of key `K`. `S` is the model the query is on, `M` the one the path has come to. */
export type KeyValue<DB, S, M, C, K, Depth extends keyof Less = 5> = string extends K
  ? unknown
  : M extends keyof DB
    ? DB[M] extends Described
      ? Key<DB, S, M, DB[M], C, K, Depth>
      : LooseValue<DB[M], C, K>
    : unknown;

type LooseValue<R, C, K> = string extends keyof R
  ? unknown
  : K extends keyof R
    ? Comparable<R[K]>
    : K extends keyof C
      ? Operand
      : K extends "pk" | `${string}__${string}`
        ? Operand
        : Invalid<`there is no column '${K & string}'`>;

type Key<DB, S, M, D extends Described, C, K, Depth extends keyof Less> = K extends keyof D["row"]
  ? Whole<S, D["row"][K], KindAt<D, K>>
  : K extends keyof C
    ? Whole<S, C[K], KindOfValue<C[K]>>
    : K extends `${infer Head}__${infer Tail}`
      ? Head extends keyof D["row"]
        ? Rest<S, D["row"][Head], KindAt<D, Head>, Tail, Head>
        : Head extends keyof C
          ? Rest<S, C[Head], KindOfValue<C[Head]>, Tail, Head>
          : Head extends keyof D["relations"]
            ? Depth extends 0
              ? Invalid<"a path may cross 5 relations">
              : Hop<DB, S, D["relations"][Head], TargetOf<D["relations"][Head]>, Tail, Less[Depth]>
            : Head extends "pk"
              ? PrimaryKey<DB, S, M, D, Tail>
              : Invalid<`there is no field or relation '${Head}' in '${M & string}'`>
      : K extends "pk"
        ? PrimaryKey<DB, S, M, D, "exact">
        : K extends keyof D["relations"]
          ? RelationValue<DB, D["relations"][K], "exact">
          : Invalid<`there is no field or relation '${K & string}' in '${M & string}'`>;

type Hop<DB, S, R, N, Tail, Depth extends keyof Less> = Tail extends keyof RelationLookups
  ? N extends keyof DB
    ? DB[N] extends { readonly row: infer Columns }
      ? Tail extends keyof Columns
        ? KeyValue<DB, S, N, NoColumns, Tail, Depth>
        : RelationValue<DB, R, Tail>
      : unknown
    : unknown
  : KeyValue<DB, S, N, NoColumns, Tail, Depth>;

/** A relation itself is compared with primary keys. */
type RelationValue<DB, R, Lookup extends keyof RelationLookups> = Lookup extends "exact"
  ? KeyOf<DB, TargetOf<R>> | Absent<R> | AnyQuerySet | Expression
  : Compared<LookupOperands[Lookup], KeyOf<DB, TargetOf<R>>, AnyQuerySet | Expression>;

type PrimaryKey<DB, S, M, D extends Described, Tail> = [KeyColumn<D>] extends [never]
  ? Tail extends "exact"
    ? readonly unknown[]
    : Tail extends keyof RelationLookups
      ? Compared<LookupOperands[Tail], readonly unknown[], AnyQuerySet>
      : Invalid<`'${Tail & string}' is no lookup of a key of several columns`>
  : Tail extends "exact"
    ? KeyOf<DB, M> | Computed<S, ClassOf<KindAt<D, KeyColumn<D>>>, KeyOf<DB, M>> | AnyQuerySet
    : Rest<S, D["row"][KeyColumn<D> & keyof D["row"]], KindAt<D, KeyColumn<D>>, Tail, "pk">;

/** A column compared as it is. */
// Conditional, so that messages show the union and not its name.
type Whole<S, V, Kind> = ClassOf<Kind> extends infer X extends Class ? V | Extra<Kind> | Computed<S, X, V> | AnyQuerySet : never;

/** What follows a column: transforms, then a lookup. */
type Rest<S, V, Kind, T, Name> = Kind extends "json"
  ? InJSON<S, T>
  : T extends keyof LookupOperands
    ? T extends LookupsOf<ClassOf<Kind>>
      ? T extends "exact"
        ? Whole<S, V, Kind>
        : Compared<
            LookupOperands[T],
            NonNullable<V> | Extra<Kind>,
            LookupOperands[T] extends "text" ? Computed<S, "text", string> : Computed<S, ClassOf<Kind>, V>
          >
      : Invalid<`'${T}' is no lookup of '${Name & string}', which is ${Kind & string}`>
    : T extends keyof TransformsOf<Kind>
      ? Whole<S, GivenValue<V, TransformsOf<Kind>[T]>, GivenKind<Kind, TransformsOf<Kind>[T]>>
      : T extends `${infer Head}__${infer Tail}`
        ? Head extends keyof TransformsOf<Kind>
          ? Rest<
              S,
              GivenValue<V, TransformsOf<Kind>[Head]>,
              GivenKind<Kind, TransformsOf<Kind>[Head]>,
              Tail,
              `${Name & string}__${Head}`
            >
          : Invalid<`'${Head}' is no transform of '${Name & string}', which is ${Kind & string}`>
        : Invalid<`'${T & string}' is neither a lookup nor a transform of '${Name & string}', which is ${Kind & string}`>;

/** Below a JSON column every name is a key, up to a lookup at the end. */
type InJSON<S, T> = T extends `${string}__${infer Tail}`
  ? InJSON<S, Tail>
  : T extends "exact"
    ? Json | Date | Computed<S, "any", unknown>
    : T extends keyof LookupOperands
      ? Compared<LookupOperands[T], Json, Computed<S, "any", unknown>>
      : Json | Date | Computed<S, "any", unknown>;

/** What stands right of a lookup that takes an operand of kind `O`. */
type Compared<O, V, E> = O extends "value"
  ? V | E | AnyQuerySet
  : O extends "text"
    ? string | E
    : O extends "list"
      ? readonly (V | E)[] | ReadonlySet<V> | AnyQuerySet
      : O extends "pair"
        ? readonly [V | E, V | E]
        : O extends "flag"
          ? boolean
          : O extends "key"
            ? string | number
            : readonly (string | number)[];

