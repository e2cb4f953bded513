// Shapes: what the steps of a query make of its rows.

import type { QCondition } from "../expressions/condition.js";
import type { Expression } from "../expressions/expression.js";
import type { WhenBranch } from "../expressions/branches.js";
import type { PrefetchLookup } from "../expressions/queries.js";
import type { Aliases, Row } from "../types.js";
import type { Averaged, Filled, Of, Resolve, Scope, Untold } from "./deferred.js";
import type { Described, Invalid, RelationsOf, RowOf, TargetOf, Text } from "./model.js";
import type { Checked, Passed, PathValue, Reason } from "./paths.js";
import type { KeyValue } from "./where.js";

/** The type an expression has in a row, deferred where it is a column's. */
export type TypeOf<E> = E extends Expression<infer T, string> ? T : E extends QCondition<unknown> ? boolean : Untold;

/** The type of what stands in an expression's place, where a string is a name. */
export type ArgumentType<E> = E extends string
  ? Of<E>
  : E extends Expression<infer T, string>
    ? T
    : E extends number | bigint | boolean | Date | Uint8Array | null
      ? E extends number
        ? number
        : E
      : E extends QCondition<unknown>
        ? boolean
        : Untold;

/** The type of the first of several values that is not null. */
export type FirstOf<A extends readonly unknown[]> = A extends readonly [...infer Before, infer Last]
  ? Filled<ArgumentType<Before[number]>> | ArgumentType<Last>
  : Untold;

/** The type of the average of a value. */
export type AverageOf<E> = Averaged<ArgumentType<E>> | null;

/** The names in what stands in an expression's place; keys of conditions begin with `?`. */
export type NamesIn<E> = E extends string ? E : NamesOf<E>;

/** The names in an expression or condition. */
export type NamesOf<E> = E extends Expression<unknown, infer N>
  ? N
  : E extends WhenBranch<unknown, infer N>
    ? N
    : E extends QCondition<infer G>
      ? G extends unknown
        ? `?${keyof G & string}`
        : never
      : E extends object
        ? E extends readonly (infer I)[]
          ? NamesIn<I>
          : never
        : never;

/** The names in a condition, which may be an object of lookups. */
export type NamesInCondition<W> = W extends QCondition<unknown> | Expression<unknown, string>
  ? NamesOf<W>
  : `?${keyof W & string}`;

/** Nothing where the names are known, else the reason why not. */
export type NameFault<DB, M, C, N> = N extends string
  ? string extends N
    ? never
    : N extends "*"
      ? never
      : N extends `?${infer Key}`
        ? string extends Key
          ? never
          : Reason<KeyValue<DB, Scope<DB, M, C>, M, C, Key>>
        : Reason<PathValue<DB, M, C, N>>
  : never;

/** An expression whose names are known. */
type CheckedExpression<DB, M, C, E> = Passed<NameFault<DB, M, C, NamesIn<E>>>;

/** `{ alias: expression }` whose names are known. */
export type CheckedAliases<DB, M, C, A> = { readonly [K in keyof A]: CheckedExpression<DB, M, C, A[K]> };

/** The columns that `A` adds to a row. */
export type Annotated<DB, M, C, R, A> = string extends keyof A ? R : R & Resolved<DB, M, C, A>;

/** Computed columns with their types. */
export type Resolved<DB, M, C, A> = { [K in keyof A]: Resolve<DB, M, C, ArgumentType<A[K]>> };

/** A term of values and valuesList. */
export type CheckedTerm<DB, M, C, T> = Text extends T
  ? unknown
  : T extends string
  ? Checked<DB, M, C, T>
  : T extends Expression<unknown, infer N>
    ? Passed<NameFault<DB, M, C, N>>
    : CheckedAliases<DB, M, C, T>;

/** The row that `values(...terms)` gives. */
export type ValuesRow<DB, M, C, T extends readonly unknown[]> = T extends readonly []
  ? RowOf<DB, M> & C
  : string extends Extract<T[number], string>
    ? Row
    : { [K in Extract<T[number], string>]: PathValue<DB, M, C, K> } & AliasColumns<
        DB,
        M,
        C,
        Exclude<T[number], string | Expression<unknown, string>>
      >;

type AliasColumns<DB, M, C, A> = [A] extends [never]
  ? unknown
  : { [K in A extends unknown ? keyof A : never]: A extends { readonly [Key in K]: infer E } ? Resolve<DB, M, C, ArgumentType<E>> : never };

/** The row that `valuesList(...terms)` gives. */
export type ListRow<DB, M, C, T extends readonly unknown[]> = T extends readonly []
  ? unknown[]
  : T extends readonly [infer K, { readonly flat: true }]
    ? ListValue<DB, M, C, K>
  : number extends T["length"]
    ? unknown[]
    : { -readonly [I in keyof T]: ListValue<DB, M, C, T[I]> };

type ListValue<DB, M, C, T> = T extends string
  ? PathValue<DB, M, C, T>
  : T extends Expression<infer E, string>
    ? Resolve<DB, M, C, E>
    : T extends Aliases
      ? Resolve<DB, M, C, ArgumentType<T[keyof T]>>
      : unknown;

/** The one value of rows with one column. */
export type OneValue<R> = R extends readonly [infer V] ? V : R extends readonly unknown[] ? unknown : R extends object ? (string extends keyof R ? Untold : R[keyof R]) : R;

/**
 * A row without the columns that `only` leaves out; keys, computed columns and loaded relations stay. A path over a
 * relation that is joined says what stays of the row there.
 */
export type OnlyRow<DB, M, Out, K> = M extends keyof DB
  ? DB[M] extends Described
    ? [Extract<First<K>, keyof Out>] extends [never]
      ? Omit<Out, Exclude<keyof DB[M]["row"], K | PrimaryKeyNames<DB[M]>>>
      : Omit<Out, Exclude<keyof DB[M]["row"], K | PrimaryKeyNames<DB[M]>> | First<K>> & OnlyJoined<DB, M, Out, K>
    : Out
  : Out;

type OnlyJoined<DB, M, Out, K> = {
  [H in First<K> & keyof Out & keyof RelationsOf<DB, M>]: Ended<
    RelationsOf<DB, M>[H],
    OnlyRow<DB, TargetOf<RelationsOf<DB, M>[H]>, NonNullable<Out[H]>, Behind<K, H>>
  >;
};

/** The relations that paths begin with. */
type First<K> = K extends `${infer H}__${string}` ? H : never;
type Behind<K, H> = K extends `${H & string}__${infer Rest}` ? Rest : never;

/** A row without the columns that `defer` leaves out. */
export type DeferredRow<DB, M, Out, K> = M extends keyof DB
  ? DB[M] extends Described
    ? [Extract<First<K>, keyof Out>] extends [never]
      ? Omit<Out, Exclude<K & keyof DB[M]["row"], PrimaryKeyNames<DB[M]>>>
      : Omit<Out, Exclude<K & keyof DB[M]["row"], PrimaryKeyNames<DB[M]>> | First<K>> & {
          [H in First<K> & keyof Out & keyof RelationsOf<DB, M>]: Ended<
            RelationsOf<DB, M>[H],
            DeferredRow<DB, TargetOf<RelationsOf<DB, M>[H]>, NonNullable<Out[H]>, Behind<K, H>>
          >;
        }
    : Out
  : Out;

type PrimaryKeyNames<D> = D extends { readonly pk: infer P } ? P : never;

// Loaded relations

/** The relation a path begins with. */
type Head<P> = P extends PrefetchLookup<infer Path, string, unknown>
  ? Head<Path>
  : P extends `${infer First}.${string}`
    ? Head<First>
    : P extends `${infer First}__${string}`
      ? First
      : P;

/** The paths behind relation `H`. */
type Tail<P, H extends string> = P extends PrefetchLookup<infer Path, infer Name, infer R>
  ? Tail<Path, H> extends infer Rest extends string
    ? PrefetchLookup<Rest, Name, R>
    : never
  : P extends `${H}.${infer Rest}` | `${H}__${infer Rest}`
    ? Rest
    : never;

/** Where a lookup with rows of its own ends: the property it fills. */
type Fetched<P, H> = P extends PrefetchLookup<infer Path, infer Name, infer R>
  ? Path extends H
    ? { readonly name: string extends Name ? H : Name; readonly row: R }
    : never
  : never;

/** Heads of paths whose relation keeps its own name. */
type NamedHeads<P> = P extends PrefetchLookup<infer Path, infer Name, unknown>
  ? Path extends Head<Path>
    ? string extends Name
      ? Path
      : Name extends Path
        ? Path
        : never
    : Head<Path>
  : Head<P>;

type Attributes<P> = P extends PrefetchLookup<infer Path, infer Name, unknown>
  ? Path extends Head<Path>
    ? string extends Name
      ? never
      : Name extends Path
        ? never
        : P
    : never
  : never;

/** The relation at the end of a path that `Attributes` gave. */
type PathOf<P> = P extends PrefetchLookup<infer Path, string, unknown> ? Path : never;
type NameOf<P> = P extends PrefetchLookup<string, infer Name, unknown> ? Name : never;

/** Wraps the row of the other end as the relation gives it. */
type Ended<Rel, R> = Rel extends { readonly many: true } ? R[] : Rel extends { readonly many: false; readonly nullable: false } ? R : R | null;

/** The row at the other end: a lookup's own where it has one. */
type EndRow<DB, Rel, P, H> = [Fetched<P, H>] extends [never]
  ? RowOf<DB, TargetOf<Rel>>
  : Fetched<P, H> extends { readonly row: infer R }
    ? unknown extends R
      ? RowOf<DB, TargetOf<Rel>>
      : R
    : never;

/** A row with the relations of `P` loaded. */
export type Loaded<DB, M, Out, P> = string extends keyof Out
  ? Out
  : M extends keyof DB
    ? DB[M] extends Described
      ? [Extract<NamedHeads<P>, keyof Out>] extends [never]
        ? Out & Relations<DB, M, P> & Attached<DB, M, P>
        : Omit<Out, NamedHeads<P> & string> & Reloaded<DB, M, Out, P> & Attached<DB, M, P>
      : Out & { [H in NamedHeads<P> & string]: unknown } & { [A in Attributes<P> as NameOf<A> & string]: unknown }
    : Out;

type Relations<DB, M, P> = {
  [H in NamedHeads<P> & string]: H extends keyof RelationsOf<DB, M>
    ? Ended<RelationsOf<DB, M>[H], Deeper<DB, TargetOf<RelationsOf<DB, M>[H]>, EndRow<DB, RelationsOf<DB, M>[H], P, H>, Tail<P, H>>>
    : unknown;
};

type Attached<DB, M, P> = [Attributes<P>] extends [never]
  ? unknown
  : {
      [A in Attributes<P> as NameOf<A> & string]: PathOf<A> extends keyof RelationsOf<DB, M>
        ? Ended<RelationsOf<DB, M>[PathOf<A>], EndRow<DB, RelationsOf<DB, M>[PathOf<A>], A, PathOf<A>>>
        : unknown;
    };

type Deeper<DB, N, R, P> = [P] extends [never] ? R : Loaded<DB, N, R, P>;

/** Relations of which some were loaded before. */
type Reloaded<DB, M, Out, P> = {
  [H in NamedHeads<P> & string]: H extends keyof RelationsOf<DB, M>
    ? H extends keyof Out
      ? Ended<RelationsOf<DB, M>[H], Deeper<DB, TargetOf<RelationsOf<DB, M>[H]>, Element<Out[H]>, Tail<P, H>>>
      : Relations<DB, M, P>[H]
    : unknown;
};

type Element<T> = T extends readonly (infer E)[] ? E : NonNullable<T>;

/** What the relation a path begins with leads to. */
export type LoadedValue<DB, M, P> = string extends keyof RowOf<DB, M>
  ? unknown
  : Loaded<DB, M, Record<never, never>, P> extends infer R
    ? R[keyof R]
    : never;

/** Any type for a path of relations to load, else the reason why it is none. */
export type CheckedLoad<DB, M, P> = Text extends P ? unknown : Passed<
  P extends PrefetchLookup<infer Path, string, unknown>
    ? RelationFault<DB, M, Path, false>
    : P extends string
      ? RelationFault<DB, M, P, false>
      : never
>;

/** The same for a path of to-one relations, which one statement can load. */
export type CheckedJoin<DB, M, P> = Text extends P ? unknown : Passed<P extends string ? RelationFault<DB, M, P, true> : never>;

type RelationFault<DB, M, P, One> = string extends P
  ? never
  : M extends keyof DB
    ? DB[M] extends Described
      ? P extends `${infer H}.${infer T}`
        ? StepFault<DB, M, H, T, One>
        : P extends `${infer H}__${infer T}`
          ? StepFault<DB, M, H, T, One>
          : HeadFault<DB, M, P, One>
      : never
    : never;

/** `a__b.c` splits at its first dot: what stands before it may itself be a path. */
type StepFault<DB, M, H, T, One> = H extends `${infer A}__${infer B}`
  ? StepFault<DB, M, A, `${B}.${T & string}`, One>
  : HeadFault<DB, M, H, One> extends never
    ? RelationFault<DB, TargetOf<RelationsOf<DB, M>[H & keyof RelationsOf<DB, M>]>, T, One>
    : HeadFault<DB, M, H, One>;

type HeadFault<DB, M, H, One> = H extends keyof RelationsOf<DB, M>
  ? One extends true
    ? RelationsOf<DB, M>[H] extends { readonly many: true }
      ? Invalid<`'${H & string}' leads to many rows: use prefetch`>
      : never
    : never
  : Invalid<`there is no relation '${H & string}' in '${M & string}'`>;


/** The objects of lookups in a condition. */
export type Written<W> = W extends QCondition<infer G> ? G : W extends Expression<unknown, string> ? never : W;
