import { expression, literal, operand, plain, scalar } from "../spec/encode.js";
import { emptyRecord, kind, Node, wire, type Wire } from "../spec/node.js";
import type { Argument, Literal, Operand, TypeName } from "../types.js";

declare const valueType: unique symbol;

/** A value the database computes, of TypeScript type `T` in the rows. */
export class Expression<out T = unknown> extends Node {
  declare readonly [valueType]: T;
  readonly #wire: Wire;

  /** @internal */
  constructor(wire: Wire) {
    super();
    this.#wire = wire;
  }

  /** @internal */
  get [kind](): "expression" {
    return "expression";
  }

  /** @internal */
  [wire](): Wire {
    return this.#wire;
  }

  /** `this + other`; strings here and below are text, not names. */
  add(other: Literal): Expression<T> {
    return this.#operate("+", other);
  }
  /** `this - other` */
  sub(other: Literal): Expression<T> {
    return this.#operate("-", other);
  }
  /** `this * other` */
  mul(other: Literal): Expression<T> {
    return this.#operate("*", other);
  }
  /** `this / other`; of two integers, an integer. */
  div(other: Literal): Expression<T> {
    return this.#operate("/", other);
  }
  /** `this % other`, with the sign of `this`. */
  mod(other: Literal): Expression<T> {
    return this.#operate("%", other);
  }
  /** `this ** other` */
  pow(other: Literal): Expression<T> {
    return this.#operate("**", other);
  }
  /** `-this` */
  neg(): Expression<T> {
    return new Expression({ $op: "neg", args: [this.#wire] });
  }
  bitand(other: Literal): Expression<T> {
    return this.#operate("&", other);
  }
  bitor(other: Literal): Expression<T> {
    return this.#operate("|", other);
  }
  bitxor(other: Literal): Expression<T> {
    return this.#operate("#", other);
  }
  bitleftshift(other: Literal): Expression<T> {
    return this.#operate("<<", other);
  }
  bitrightshift(other: Literal): Expression<T> {
    return this.#operate(">>", other);
  }

  #operate(operator: string, other: Literal): Expression<T> {
    return new Expression({ $op: operator, args: [this.#wire, literal(other, operator)] });
  }

  /** A lookup as an expression: `F("age").lookup("gt", F("limit"))`. */
  lookup(name: string, right: Operand): Expression<boolean> {
    return new Expression({ $lookup: name, args: [this.#wire, literalOrList(right, name)] });
  }

  /** Smallest first. */
  asc(options: { nulls?: "first" | "last" } = {}): Order {
    return new Order(orderWire(this.#wire, false, options));
  }
  /** Largest first. */
  desc(options: { nulls?: "first" | "last" } = {}): Order {
    return new Order(orderWire(this.#wire, true, options));
  }
}

function literalOrList(value: unknown, name: string): Wire {
  return Array.isArray(value) || value instanceof Set ? operand(value, name) : literal(value, name);
}

/** A term of `orderBy`. */
export class Order extends Node {
  readonly #wire: Wire;

  /** @internal */
  constructor(wire: Wire) {
    super();
    this.#wire = wire;
  }

  /** @internal */
  get [kind](): "order" {
    return "order";
  }

  /** @internal */
  [wire](): Wire {
    return this.#wire;
  }
}

function orderWire(inner: Wire, descending: boolean, options: { nulls?: "first" | "last" }): Wire {
  const record = emptyRecord();
  record["$order"] = inner;
  if (descending) record["desc"] = true;
  if (options.nulls !== undefined) record["nulls"] = options.nulls;
  return record;
}

/** A column, reached over relations and through transforms: `F("author__city__name")`. */
export class FieldReference<out T = unknown> extends Expression<T> {
  readonly #path: Wire;

  /** @internal */
  constructor(path: Wire) {
    super({ $f: path });
    this.#path = path;
  }

  /** Part of a text, from `start` up to `stop`, counted from 0. */
  slice(start: number, stop: number | null = null): Expression<string> {
    return new Expression({ $f: this.#path, slice: [expression(start, "slice"), expression(stop, "slice")] });
  }
}

/** A column of the row. */
export function F<T = unknown>(path: string): FieldReference<T> {
  return new FieldReference<T>(String(path));
}

/** A column of the row of the outer query, inside `Subquery` and `Exists`; nest it to reach further out. */
export function OuterRef<T = unknown>(path: string | Expression): Expression<T> {
  return new Expression<T>({ $outer: expression(path, "OuterRef") });
}

/** A literal in an expression's place. Objects and arrays are JSON. */
export function Value<T>(value: T, type?: TypeName): Expression<T> {
  const inner = scalar(value, "Value");
  if (inner === undefined || typeof inner !== "object" || inner === null) {
    const json = inner === undefined ? plain(value, "Value", 0) : inner;
    return new Expression<T>(type === undefined ? { $value: json } : { $value: json, type });
  }
  // Tagged: an integer, bytes, a date.
  return new Expression<T>(type === undefined ? inner : { $wrap: inner, type });
}

/** Gives an expression a type the compiler cannot know. */
export function ExpressionWrapper<T = unknown>(inner: Argument, type: TypeName): Expression<T> {
  return new Expression<T>({ $wrap: expression(inner, "ExpressionWrapper"), type });
}

/** SQL of one's own; only with the option `allowRaw`. Parameters are bound, never pasted. */
export function RawSQL<T = unknown>(
  sql: string,
  params: readonly Operand[] = [],
  type?: TypeName,
): Expression<T> {
  const record = emptyRecord();
  record["$raw"] = String(sql);
  record["params"] = operand(params, "RawSQL");
  if (type !== undefined) record["type"] = type;
  return new Expression<T>(record);
}
