import { condition, expression, integer, text } from "../spec/encode.js";
import { emptyRecord, isPlainObject, kind, Node, wire, type Wire } from "../spec/node.js";
import type { Argument, Condition } from "../types.js";
import { typeError } from "../errors.js";
import type { ArgumentType, NamesIn, NamesInCondition, NamesOf } from "../types/rows.js";
import { Expression } from "./expression.js";

declare const result: unique symbol;
declare const names: unique symbol;

/** One branch of a `Case`. */
export class WhenBranch<out T = unknown, out N extends string = string> extends Node {
  declare readonly [result]: T;
  declare readonly [names]: N;
  readonly #wire: Wire;

  /** @internal */
  constructor(wire: Wire) {
    super();
    this.#wire = wire;
  }

  /** @internal */
  get [kind](): "when" {
    return "when";
  }

  /** @internal */
  [wire](): Wire {
    return this.#wire;
  }
}

/** A branch: where `when` holds, the value is `then` (a string is a name; `Value("x")` is text). */
export function When<const W extends Condition, const A extends Argument>(
  when: W,
  then: A,
): WhenBranch<ArgumentType<A>, NamesIn<A> | NamesInCondition<W>> {
  return new WhenBranch([condition(when, "When"), expression(then, "When")]);
}

type Branch = WhenBranch | { readonly default: Argument };
type BranchType<B> = B extends WhenBranch<infer T, string>
  ? T
  : B extends { readonly default: infer A }
    ? ArgumentType<A>
    : never;
type BranchNames<B> = B extends WhenBranch ? NamesOf<B> : B extends { readonly default: infer A } ? NamesIn<A> : never;
type CaseType<B extends readonly Branch[]> =
  | BranchType<B[number]>
  | (B extends readonly [...unknown[], { readonly default: unknown }] ? never : null);

/** The result of the first branch whose condition holds, else `default`, else null. */
export function Case<const B extends readonly [...WhenBranch[], WhenBranch | { readonly default: Argument }]>(
  ...branches: B
): Expression<CaseType<B>, BranchNames<B[number]>> {
  const cases: Wire[] = [];
  const record = emptyRecord();
  record["$case"] = cases;
  (branches as readonly unknown[]).forEach((branch, index) => {
    if (Node.is(branch) && branch[kind] === "when") {
      cases.push(branch[wire]());
    } else if (index === branches.length - 1 && !Node.is(branch) && isPlainObject(branch)) {
      record["default"] = expression(branch["default"], "Case");
    } else {
      throw typeError("Case: branches are made with When, and { default } comes last");
    }
  });
  return new Expression(record);
}

/** Which rows of the partition a window function sees. */
export interface Frame {
  /** `rows` counts rows, `range` compares values. */
  readonly type: "rows" | "range";
  /** null: from the first row on; negative: so many rows before; 0: this row; positive: after. */
  readonly start: number | null;
  readonly end: number | null;
  readonly exclusion?: "current row" | "group" | "ties" | "no others";
}

/** A function over the rows that belong with each row. */
export function Window<T, N extends string>(
  inner: Expression<T, N>,
  options: {
    readonly partitionBy?: Argument | readonly Argument[];
    readonly orderBy?: Argument | readonly Argument[];
    readonly frame?: Frame;
  } = {},
): Expression<T, N> {
  const record = emptyRecord();
  record["$window"] = expression(inner, "Window");
  if (options.partitionBy !== undefined) record["partition_by"] = terms(options.partitionBy);
  if (options.orderBy !== undefined) record["order_by"] = terms(options.orderBy);
  if (options.frame !== undefined) {
    const { type, start, end, exclusion } = options.frame;
    const frame = emptyRecord();
    frame["type"] = text(type, "frame");
    frame["start"] = bound(start);
    frame["end"] = bound(end);
    if (exclusion !== undefined) frame["exclusion"] = text(exclusion, "frame");
    record["frame"] = frame;
  }
  return new Expression(record);
}

function bound(value: number | null): Wire {
  return value === null ? null : integer(value, "frame");
}

/** One term or an array of terms. */
export function terms(value: Argument | readonly Argument[]): Wire {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return Array.from(list, (term) => expression(term, "orderBy"));
}

/** A relation with a condition of its own, joined under the name `annotate` gives it. */
export function FilteredRelation(relation: string, where: Condition): Expression<never, never> {
  return new Expression({ $filtered: String(relation), where: condition(where, "FilteredRelation") });
}
