import { expression, literal, operand, plain, scalar } from "../spec/encode.js";
import { emptyRecord, kind, Node, wire, type Wire } from "../spec/node.js";
import type { Argument, Literal, Operand, TypeName } from "../types.js";
import type { Of, Untold } from "../types/deferred.js";
import type { NamesIn, NamesOf } from "../types/rows.js";

export declare const valueType: unique symbol;
export declare const names: unique symbol;

/** A value the database computes, of TypeScript type `T` in the rows; `N` are the names of columns in it. */
export class Expression<out T = unknown, out N extends string = string> extends Node {
  declare readonly [valueType]: T;
  declare readonly [names]: N;
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
  add<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate("+", other);
  }
  /** `this - other` */
  sub<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate("-", other);
  }
  /** `this * other` */
  mul<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate("*", other);
  }
  /** `this / other`; of two integers, an integer. */
  div<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate("/", other);
  }
  /** `this % other`, with the sign of `this`. */
  mod<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate("%", other);
  }
  /** `this ** other` */
  pow<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate("**", other);
  }
  /** `-this` */
  neg(): Expression<T, N> {
    return new Expression({ $op: "neg", args: [this.#wire] });
  }
  bitand<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate("&", other);
  }
  bitor<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate("|", other);
  }
  bitxor<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate("#", other);
  }
  bitleftshift<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate("<<", other);
  }
  bitrightshift<const O extends Literal>(other: O): Expression<T, N | NamesOf<O>> {
    return this.#operate(">>", other);
  }

  #operate<R extends string>(operator: string, other: Literal): Expression<T, R> {
    return new Expression({ $op: operator, args: [this.#wire, literal(other, operator)] });
  }

  /** A lookup as an expression: `F("age").lookup("gt", F("limit"))`. */
  lookup(name: string, right: Operand): Expression<boolean, N> {
    return new Expression({ $lookup: name, args: [this.#wire, literalOrList(right, name)] });
  }

  /** Smallest first. */
  asc(options: { nulls?: "first" | "last" } = {}): Order<N> {
    return new Order(orderWire(this.#wire, false, options));
  }
  /** Largest first. */
  desc(options: { nulls?: "first" | "last" } = {}): Order<N> {
    return new Order(orderWire(this.#wire, true, options));
  }
}

function literalOrList(value: unknown, name: string): Wire {
  return Array.isArray(value) || value instanceof Set ? operand(value, name) : literal(value, name);
}

/** A term of `orderBy`. */
export class Order<out N extends string = string> extends Node {
  declare readonly [names]: N;
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
export class FieldReference<out T = unknown, out N extends string = string> extends Expression<T, N> {
  readonly #path: Wire;

  /** @internal */
  constructor(path: Wire) {
    super({ $f: path });
    this.#path = path;
  }

  /** Part of a text, from `start` up to `stop`, counted from 0. */
  slice(start: number, stop: number | null = null): Expression<string, N> {
    return new Expression({ $f: this.#path, slice: [expression(start, "slice"), expression(stop, "slice")] });
  }
}

/** `T` if it was told, else `Known`. Told, not inferred: hence NoInfer where this is used. */
export type Told<T, Known> = [T] extends [never] ? Known : T;

/** The type of a column: the one that was told, else the one the model knows. */
type ColumnType<T, P extends string> = Told<T, Of<P>>;

/** A column of the row. Its type is the model's, unless told: `F<number>("age")`. */
export function F<T = never, const P extends string = string>(path: P): FieldReference<ColumnType<NoInfer<T>, P>, P> {
  return new FieldReference(String(path));
}

/** A column of the row of the outer query, inside `Subquery` and `Exists`; nest it to reach further out. */
export function OuterRef<T = Untold>(path: string | Expression): Expression<NoInfer<T>, never> {
  return new Expression({ $outer: expression(path, "OuterRef") });
}

/** A literal in an expression's place. Objects and arrays are JSON. */
export function Value<T>(value: T, type?: TypeName): Expression<T, never> {
  const inner = scalar(value, "Value");
  if (inner === undefined || typeof inner !== "object" || inner === null) {
    const json = inner === undefined ? plain(value, "Value", 0) : inner;
    return new Expression(type === undefined ? { $value: json } : { $value: json, type });
  }
  // Tagged: an integer, bytes, a date.
  return new Expression(type === undefined ? inner : { $wrap: inner, type });
}

/** Gives an expression a type the compiler cannot know. */
export function ExpressionWrapper<T = Untold, const A extends Argument = Argument>(
  inner: A,
  type: TypeName,
): Expression<NoInfer<T>, NamesIn<A>> {
  return new Expression({ $wrap: expression(inner, "ExpressionWrapper"), type });
}

/** SQL of one's own; only with the option `allowRaw`. Parameters are bound, never pasted. */
export function RawSQL<T = Untold>(
  sql: string,
  params: readonly Operand[] = [],
  type?: TypeName,
): Expression<NoInfer<T>, never> {
  const record = emptyRecord();
  record["$raw"] = String(sql);
  record["params"] = operand(params, "RawSQL");
  if (type !== undefined) record["type"] = type;
  return new Expression(record);
}
