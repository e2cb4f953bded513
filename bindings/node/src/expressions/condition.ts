import { condition } from "../spec/encode.js";
import { kind, Node, wire, type Wire } from "../spec/node.js";
import type { Condition } from "../types.js";
import type { Written } from "../types/rows.js";
import { Expression } from "./expression.js";

export declare const lookups: unique symbol;
export declare const valid: unique symbol;

/** What and, or and xor take, here and as functions. */
type Conditions = readonly Condition[];

/**
 * Conditions joined by AND, OR or XOR; what `Q`, `and`, `or`, `xor` and `not` make. `G` are the objects of lookups
 * in it, which a query set compares with its model.
 */
export class QCondition<out G = unknown> extends Node {
  declare readonly [lookups]: G;
  declare readonly [valid]: true;
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

  and<const A extends Conditions>(...others: A): QCondition<G | Written<A[number]>> {
    return joined("and", [this, ...others]);
  }
  or<const A extends Conditions>(...others: A): QCondition<G | Written<A[number]>> {
    return joined("or", [this, ...others]);
  }
  xor<const A extends Conditions>(...others: A): QCondition<G | Written<A[number]>> {
    return joined("xor", [this, ...others]);
  }
  not(): QCondition<G> {
    return joined("not", [this]);
  }
}

function joined<G>(connector: "and" | "or" | "xor" | "not", parts: readonly unknown[]): QCondition<G> {
  const c = Array.from(parts, (part) => condition(part, connector));
  return new QCondition<G>(connector === "not" ? { $q: "and", not: true, c } : { $q: connector, c });
}

/** All of the conditions, as one that can be combined: `Q({ a: 1 }).or(Q({ b: 2 }))`. */
export function Q<const A extends Conditions>(...conditions: A): QCondition<Written<A[number]>> {
  return joined("and", conditions);
}

/** All of the conditions hold. */
export function and<const A extends Conditions>(...conditions: A): QCondition<Written<A[number]>> {
  return joined("and", conditions);
}

/** At least one condition holds. */
export function or<const A extends Conditions>(...conditions: A): QCondition<Written<A[number]>> {
  return joined("or", conditions);
}

/** An odd number of the conditions hold. */
export function xor<const A extends Conditions>(...conditions: A): QCondition<Written<A[number]>> {
  return joined("xor", conditions);
}

/** The condition does not hold. */
export function not<const A extends Condition>(inner: A): QCondition<Written<A>> {
  return joined("not", [inner]);
}

/** `EXISTS (query)`, a condition and a boolean expression. */
export class ExistsExpression extends Expression<boolean, never> {
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
