// JavaScript values to wire JSON. Four places, as docs/wire-format.md has them:
// an operand (right side of a lookup, a column's value), where a string is a string;
// an expression, where a string is a name; a literal of arithmetic; and a condition.

import { base64 } from "#platform";
import { fieldError, tooComplex, typeError, valueError } from "../errors.js";
import { emptyRecord, isPlainObject, kind, Node, wire, type Wire } from "./node.js";

/** Values may nest this deep; the core has its own limit. */
const MAX_DEPTH = 200;

/** The right side of a lookup, or an element of a list there. `name` is for messages. */
export function operand(value: unknown, name: string, depth = 0): Wire {
  const simple = scalar(value, name);
  if (simple !== undefined) return simple;
  if (Node.is(value)) return nodeWire(value, "$query", name);
  if (value instanceof Set) return list([...value], name, depth);
  if (Array.isArray(value)) return list(value, name, depth);
  return { $value: plain(value, name, depth) };
}

function list(values: readonly unknown[], name: string, depth: number): Wire {
  limit(depth, name);
  // Not map: it skips holes, and a hole is undefined, which must be refused.
  return Array.from(values, (value) => operand(value, name, depth + 1));
}

/** A column's value in create, update and their like: a list is a JSON value there. */
export function columnValue(value: unknown, name: string): Wire {
  if (Array.isArray(value)) return { $value: plain(value, name, 0) };
  return operand(value, name);
}

/** An expression's place: strings are names. */
export function expression(value: unknown, name: string): Wire {
  const simple = scalar(value, name);
  if (simple !== undefined) return simple;
  if (Node.is(value)) return nodeWire(value, "$subquery", name);
  return { $value: plain(value, name, 0) };
}

/** The other side of arithmetic and the like: strings are text, as in `F("a") + "x"`. */
export function literal(value: unknown, name: string): Wire {
  return typeof value === "string" ? { $value: value } : expression(value, name);
}

/** One argument of filter, exclude, get, Q and When. */
export function condition(value: unknown, name: string): Wire {
  if (Node.is(value)) {
    if (value[kind] === "condition" || value[kind] === "expression") return value[wire]();
    throw typeError(`${name}: a ${value[kind]} is no condition`);
  }
  if (!isPlainObject(value)) {
    throw typeError(`${name}: a condition is an object of lookups, a Q or a boolean expression`);
  }
  const keys = Object.keys(value);
  if (keys.some((key) => key.startsWith("$"))) {
    // As pairs a name can only be a name; as an object the core would read it as a tag.
    return { $q: "and", c: keys.map((key) => [key, operand(value[key], key)]) };
  }
  const record = emptyRecord();
  for (const key of keys) record[key] = operand(value[key], key);
  return record;
}

/** The lookups of get_or_create and the like: only an object of values. */
export function lookups(value: unknown, name: string): Wire {
  return recordOf(value, name, operand, false);
}

/** `{column: value}`; a column that is undefined is left out, as JSON.stringify does. */
export function columns(value: unknown, name: string): Wire {
  return recordOf(value, name, columnValue, true);
}

/** `{alias: expression}`. */
export function aliases(value: unknown, name: string): Wire {
  return recordOf(value, name, expression, false);
}

function recordOf(
  value: unknown,
  name: string,
  encode: (value: unknown, key: string) => Wire,
  skipsUndefined: boolean,
): Wire {
  if (Node.is(value) || !isPlainObject(value)) throw typeError(`${name}: a plain object is wanted`);
  const record = emptyRecord();
  for (const key of Object.keys(value)) {
    // Such a key would be read as a tag.
    if (key.startsWith("$")) throw fieldError(`${name}: a name may not begin with "$" here`, key);
    if (skipsUndefined && value[key] === undefined) continue;
    record[key] = encode(value[key], key);
  }
  return record;
}

/** A name or path. */
export function text(value: unknown, name: string): string {
  if (typeof value !== "string") throw typeError(`${name}: a string is wanted`);
  return value;
}

export function texts(values: readonly unknown[], name: string): string[] {
  return Array.from(values, (value) => text(value, name));
}

/** A count or position. Whether it may be negative is the core's to say. */
export function integer(value: unknown, name: string): number {
  if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return Number(value);
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw typeError(`${name}: an integer is wanted`);
  return value;
}

/** Bytes as the wire has them. */
export function blob(bytes: Uint8Array): Wire {
  return { $blob: base64(bytes) };
}

function nodeWire(node: Node, queryTag: "$query" | "$subquery", name: string): Wire {
  switch (node[kind]) {
    case "expression":
    case "order":
      return node[wire]();
    case "condition":
      return { $condition: node[wire]() };
    case "queryset":
      return { [queryTag]: node[wire]() };
    default:
      throw typeError(`${name}: a ${node[kind]} is no value`);
  }
}

/** Values with a form of their own; undefined for lists and objects. Throws for what is no value at all. */
export function scalar(value: unknown, name: string): Wire | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return number(value, name);
    case "bigint":
      return { $int: value.toString() };
    case "undefined":
      throw typeError(`${name}: undefined is no value; leave the key out, or use null`, name);
    case "object":
      break;
    default:
      throw typeError(`${name}: a ${typeof value} is no value`, name);
  }
  if (value === null) return null;
  if (value instanceof Date) return { $datetime: isoText(value, name) };
  if (value instanceof Uint8Array) return blob(value);
  if (value instanceof ArrayBuffer) return blob(new Uint8Array(value));
  return undefined;
}

function number(value: number, name: string): Wire {
  if (Number.isNaN(value)) throw valueError(`${name}: NaN is no value`, name);
  if (value === Infinity) return { $float: "inf" };
  if (value === -Infinity) return { $float: "-inf" };
  // JSON.stringify writes the shortest digits that read back as the same number, which are another integer.
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 63) return { $int: BigInt(value).toString() };
  return value;
}

function isoText(date: Date, name: string): string {
  if (Number.isNaN(date.getTime())) throw valueError(`${name}: an invalid Date is no value`, name);
  return date.toISOString();
}

/** Any JSON as it is, by the rules of JSON.stringify, but NaN, functions, cycles and classes are refused. */
export function plain(value: unknown, name: string, depth: number): Wire {
  limit(depth, name);
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Number.isFinite(value)) return value;
      throw valueError(`${name}: ${String(value)} has no form in JSON`, name);
    case "bigint":
      if (Number.isSafeInteger(Number(value))) return Number(value);
      throw valueError(`${name}: an integer beyond 2^53 has no form in JSON`, name);
    case "object":
      break;
    default:
      throw typeError(`${name}: a ${typeof value} is no value`, name);
  }
  if (value === null) return null;
  if (value instanceof Date) return isoText(value, name);
  if (Array.isArray(value)) return Array.from(value, (element) => plain(element, name, depth + 1));
  if (Node.is(value)) throw typeError(`${name}: a ${value[kind]} cannot stand inside a JSON value`, name);
  if (!isPlainObject(value)) {
    throw typeError(`${name}: an object of class ${className(value)} is no value; send plain data`, name);
  }
  const record = emptyRecord();
  for (const key of Object.keys(value)) {
    if (value[key] !== undefined) record[key] = plain(value[key], name, depth + 1);
  }
  return record;
}

function className(value: object): string {
  const constructor: unknown = value.constructor;
  return typeof constructor === "function" ? constructor.name : "unknown";
}

function limit(depth: number, name: string): void {
  if (depth > MAX_DEPTH) throw tooComplex(`${name}: values may nest ${MAX_DEPTH} levels deep`, name);
}
