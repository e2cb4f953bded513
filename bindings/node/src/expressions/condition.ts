import { condition } from "../spec/encode.js";
import { kind, Node, wire, type Wire } from "../spec/node.js";
import type { Condition } from "../types.js";
import { Expression } from "./expression.js";

/** Conditions joined by AND, OR or XOR; what `Q`, `and`, `or`, `xor` and `not` make. */
export class QCondition extends Node {
  readonly #wire: Wire;

  /** @internal */
  constructor(wire: Wire) {
    super();
    this.#wire = wire;
  }

  /** @internal */
  get [kind](): "condition" {
    return "condition";
  }

  /** @internal */
  [wire](): Wire {
    return this.#wire;
  }

  and(...others: readonly Condition[]): QCondition {
    return joined("and", [this, ...others]);
  }
  or(...others: readonly Condition[]): QCondition {
    return joined("or", [this, ...others]);
  }
  xor(...others: readonly Condition[]): QCondition {
    return joined("xor", [this, ...others]);
  }
  not(): QCondition {
    return not(this);
  }
}

function joined(connector: "and" | "or" | "xor", parts: readonly unknown[]): QCondition {
  return new QCondition({ $q: connector, c: Array.from(parts, (part) => condition(part, connector)) });
}

/** All of the conditions, as one that can be combined: `Q({ a: 1 }).or(Q({ b: 2 }))`. */
export function Q(...conditions: readonly Condition[]): QCondition {
  return joined("and", conditions);
}

/** All of the conditions hold. */
export function and(...conditions: readonly Condition[]): QCondition {
  return joined("and", conditions);
}

/** At least one condition holds. */
export function or(...conditions: readonly Condition[]): QCondition {
  return joined("or", conditions);
}

/** An odd number of the conditions hold. */
export function xor(...conditions: readonly Condition[]): QCondition {
  return joined("xor", conditions);
}

/** The condition does not hold. */
export function not(inner: Condition): QCondition {
  return new QCondition({ $q: "and", not: true, c: [condition(inner, "not")] });
}

/** `EXISTS (query)`, a condition and a boolean expression. */
export class ExistsExpression extends Expression<boolean> {
  readonly #query: Wire;

  /** @internal */
  constructor(query: Wire, negated = false) {
    super(negated ? { $exists: query, not: true } : { $exists: query });
    this.#query = query;
  }

  /** `NOT EXISTS (query)` */
  not(): ExistsExpression {
    return new ExistsExpression(this.#query, true);
  }
}
