// Paths that name values: in values, orderBy, F, functions and aggregates. What each is worth, or why it is wrong.

import type { RelationKey } from "./deferred.js";
import type { Absent, ClassOf, Described, Invalid, KeyColumn, KindAt, KindOfValue, NoColumns, TargetOf, Text } from "./model.js";
import type { DateTransforms, DatetimeTransforms, NumberTransforms, TextTransforms, TimeTransforms } from "./tables.js";
import type { Json } from "../types.js";

/** Counts the relations a path may still cross. */
export interface Less {
  readonly 5: 4;
  readonly 4: 3;
  readonly 3: 2;
  readonly 2: 1;
  readonly 1: 0;
  readonly 0: 0;
}

/** The type of what `P` names on a model with computed columns `C`. */
export type PathValue<DB, M, C, P, Depth extends keyof Less = 5> = string extends P
  ? unknown
  : M extends keyof DB
    ? DB[M] extends Described
      ? Named<DB, M, DB[M], C, P, Depth>
      : P extends keyof DB[M]
        ? DB[M][P]
        : P extends keyof C
          ? C[P]
          : unknown
    : unknown;

type Named<DB, M, D extends Described, C, P, Depth extends keyof Less> = P extends keyof D["row"]
  ? D["row"][P]
  : P extends keyof C
    ? C[P]
    : P extends `${infer Head}__${infer Tail}`
      ? Head extends keyof D["row"]
        ? Transformed<D["row"][Head], KindAt<D, Head>, Tail, Head>
        : Head extends keyof C
          ? Transformed<C[Head], KindOfValue<C[Head]>, Tail, Head>
          : Head extends keyof D["relations"]
            ? Depth extends 0
              ? Invalid<"a path may cross 5 relations">
              : Across<DB, D["relations"][Head], Tail, Depth>
            : Head extends "pk"
              ? Transformed<D["row"][KeyColumn<D> & keyof D["row"]], KindAt<D, KeyColumn<D>>, Tail, Head>
              : Invalid<`there is no field or relation '${Head}' in '${M & string}'`>
      : P extends "pk"
        ? [KeyColumn<D>] extends [never]
          ? readonly unknown[]
          : D["row"][KeyColumn<D> & keyof D["row"]]
        : P extends keyof D["relations"]
          ? RelationKey<DB, D["relations"][P]>
          : Invalid<`there is no field or relation '${P & string}' in '${M & string}'`>;

type Across<DB, R, Tail, Depth extends keyof Less> =
  | PathValue<DB, TargetOf<R>, NoColumns, Tail, Less[Depth]>
  | Absent<R>;

/** The transforms of a column, and what each gives. */
export type TransformsOf<Kind> = ClassOf<Kind> extends "number"
  ? NumberTransforms
  : ClassOf<Kind> extends "text"
    ? TextTransforms
    : Kind extends "date"
      ? DateTransforms
      : Kind extends "datetime" | "datetime_ms"
        ? DatetimeTransforms
        : Kind extends "time"
          ? TimeTransforms
          : Kind extends "any"
            ? NumberTransforms & TextTransforms
            : Record<never, never>;

/** Types of what transforms give, by the name they have in the tables. */
export interface Given {
  readonly numeric: number;
  readonly integer: number;
  readonly text: string;
  readonly date: string;
  readonly time: string;
}

export type GivenValue<V, Gives> = Gives extends keyof Given ? Given[Gives] | Extract<V, null> : V;
export type GivenKind<Kind, Gives> = Gives extends "numeric" ? "real" : Gives extends keyof Given ? Gives : Kind;

/** A column's value after the transforms `T`. */
type Transformed<V, Kind, T, Name> = Kind extends "json"
  ? Json
  : T extends keyof TransformsOf<Kind>
    ? GivenValue<V, TransformsOf<Kind>[T]>
    : T extends `${infer Head}__${infer Tail}`
      ? Head extends keyof TransformsOf<Kind>
        ? Transformed<GivenValue<V, TransformsOf<Kind>[Head]>, GivenKind<Kind, TransformsOf<Kind>[Head]>, Tail, Head>
        : Invalid<`'${Head}' is no transform of '${Name & string}', which is ${Kind & string}`>
      : Invalid<`'${T & string}' is no transform of '${Name & string}', which is ${Kind & string}`>;

// The checks below begin by asking whether any text is allowed. It is in the constraints of type parameters, and there
// the answer spares the compiler to check every name a model has.

/** Any type where `P` names something (or is null), else the reason why not. */
export type Checked<DB, M, C, P> = Text extends P ? unknown : P extends null ? unknown : Passed<Reason<PathValue<DB, M, C, P>>>;

/** Any type where there is no fault, else the fault. Arguments are intersected with it. */
export type Passed<Fault> = [Fault] extends [never] ? unknown : Fault;

/** The reason in what a path came to, if there is one. */
export type Reason<V> = V extends Invalid<string> ? (unknown extends V ? never : V) : never;

/** A term of orderBy: a path, `-path` or `?`. */
export type CheckedOrder<DB, M, C, P> = Text extends P
  ? unknown
  : P extends string
  ? P extends "?"
    ? unknown
    : P extends `-${infer Path}`
      ? Checked<DB, M, C, Path>
      : Checked<DB, M, C, P>
  : unknown;
