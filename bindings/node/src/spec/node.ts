// What the library itself made, as opposed to data.
//
// A request body may be any JSON: {"$f":"password"} is as easy to send as {"name":"x"}. So a Q, an F, a
// function or a query set is never known by its shape. Each is an object of a class that derives from Node
// below, and a Node is known by a private field, which no literal, no JSON and no prototype trick can have.
// Everything else is a value and is sent so that nothing inside it is read as an expression.

/** JSON as it goes over the wire; tags included. */
export type Wire =
  | string
  | number
  | boolean
  | null
  | readonly Wire[]
  | { readonly [key: string]: Wire };

/**
 * What a node may stand for: an expression (a value of a row), a condition (true or false), an order,
 * a prefetch, a branch of a Case, or a query set.
 */
export type NodeKind = "expression" | "condition" | "order" | "prefetch" | "when" | "queryset";

/** Keys of the two members every node has; symbols, so that they stay out of the way of its own names. */
export const kind: unique symbol = Symbol("noormme.kind");
export const wire: unique symbol = Symbol("noormme.wire");

/** The base of all that is recognised by identity. */
export abstract class Node {
  readonly #ours = true;

  /** @internal */
  abstract readonly [kind]: NodeKind;
  /** @internal */
  abstract [wire](): Wire;

  /** Whether the library made `value`. */
  static is(value: unknown): value is Node {
    return typeof value === "object" && value !== null && #ours in value && value.#ours;
  }
}

export declare const rowType: unique symbol;

/** The base of query sets and managers of rows `Out`, so that expressions need not know those. */
export abstract class QueryNode<out Out = unknown> extends Node {
  declare readonly [rowType]: Out;

  /** @internal */
  get [kind](): "queryset" {
    return "queryset";
  }
}

/** Whether `value` is a plain object: made by a literal, by JSON.parse, or with no prototype. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return true;
  // An object of another realm (vm, jest): its prototype is the root of a chain and has Object's own methods.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/** An object to build wire JSON in: with no prototype, so that a key named `__proto__` is only a key. */
export function emptyRecord(): { [key: string]: Wire } {
  return Object.create(null) as { [key: string]: Wire };
}
