import { condition, expression, integer, text } from "../spec/encode.js";
import { emptyRecord, isPlainObject, kind, Node, wire, type Wire } from "../spec/node.js";
import type { Argument, Condition } from "../types.js";
import { typeError } from "../errors.js";
import { Expression } from "./expression.js";

/** One branch of a `Case`. */
export class WhenBranch<out T = unknown> extends Node {
  declare readonly then_: T;
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

/** A branch: where `when` holds, the value is `result` (a string is a name; `Value("x")` is text). */
export function When<T = unknown>(when: Condition, result: Argument<T>): WhenBranch<T> {
  return new WhenBranch<T>([condition(when, "When"), expression(result, "When")]);
}

/** The result of the first branch whose condition holds, else `default`, else null. */
export function Case<T = unknown>(
  ...branches: readonly [...WhenBranch<T>[], WhenBranch<T> | { readonly default: Argument<T> }]
): Expression<T> {
  const cases: Wire[] = [];
  const record = emptyRecord();
  record["$case"] = cases;
  branches.forEach((branch, index) => {
    if (Node.is(branch) && branch[kind] === "when") {
      cases.push(branch[wire]());
    } else if (index === branches.length - 1 && !Node.is(branch) && isPlainObject(branch)) {
      record["default"] = expression(branch["default"], "Case");
    } else {
      throw typeError("Case: branches are made with When, and { default } comes last");
    }
  });
  return new Expression<T>(record);
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
export function Window<T>(
  inner: Expression<T>,
  options: {
    readonly partitionBy?: Argument | readonly Argument[];
    readonly orderBy?: Argument | readonly Argument[];
    readonly frame?: Frame;
  } = {},
): Expression<T> {
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
  return new Expression<T>(record);
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
export function FilteredRelation(relation: string, where: Condition): Expression<never> {
  return new Expression<never>({ $filtered: String(relation), where: condition(where, "FilteredRelation") });
}
