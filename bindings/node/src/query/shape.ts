// Requests that a program makes again and again differ in their values only. A query set made of plain steps is
// therefore a place in a tree of shapes, and a list of values: `filter({ id: 5 })` goes from a shape to the next by
// a look-up of "filter", of "id" and of "an integer", and notes the 5. No JSON is written; the core has prepared the
// shape, and gets the values (noormme_shape_rows in noormme.h).
//
// What is no plain step (conditions by Q, F, lists, nested query sets) leaves the tree: such a query set is text.

import { KnownLayout } from "../rows/answer.js";
import type { RunShape } from "../native.js";
import { isPlainObject, type Wire } from "../spec/node.js";
import { Trial } from "../trial.js";

/** A value that is left out of a shape's text. */
export type Hole = string | number;

/** The bytes that stand for values in a shape's text: noormme.h's NOORMME_LITERAL_TEXT and so on. */
const TEXT = "\u0001";
const INTEGER = "\u0002";
const REAL = "\u0003";

/** Shapes of one model at one connection; when there are so many, somebody makes them up, and all are dropped. */
const MOST_SHAPES = 4000;
/** The addon takes so many values. */
const MOST_VALUES = 64;
/** Longer texts come from a program that writes programs, and seldom twice. */
const LONGEST = 4000;

/** One request, prepared when it is run for the second time. */
export class Request {
  readonly template: string;
  readonly known = new KnownLayout();
  readonly trial = new Trial();
  run: RunShape | undefined;
  /** It was never run. */
  isNew = true;

  constructor(template: string) {
    this.template = template;
  }

  /** The whole text with these values. */
  text(values: readonly Hole[]): string {
    return fill(this.template, values);
  }
}

/** What the shapes of one model at one connection share. */
class Root {
  readonly model: string;
  #count = 0;
  /** Moves on when too many shapes were made. */
  generation = 0;

  constructor(model: string) {
    this.model = JSON.stringify(model);
  }

  /** Counts one more. */
  grow(): void {
    if (++this.#count <= MOST_SHAPES) return;
    this.#count = 0;
    this.generation++;
  }
}

/** A list of steps without their values. */
export class Shape {
  readonly root: Root;
  /** `["filter",{…}],["order_by",[…]]` with holes. */
  readonly steps: string;
  readonly holes: number;
  readonly #next = new Map<string, Shape>();
  readonly #entries = new Map<string, Entry>();
  readonly #requests = new Map<string, Request>();
  #generation: number;

  private constructor(root: Root, steps: string, holes: number) {
    this.root = root;
    this.steps = steps;
    this.holes = holes;
    this.#generation = root.generation;
  }

  static of(model: string): Shape {
    return new Shape(new Root(model), "", 0);
  }

  /** The shape after one more step, given as JSON with holes. */
  after(step: string, holes = 0): Shape | undefined {
    const known = this.#next.get(step);
    if (known !== undefined) return known;
    if (step.length > LONGEST || this.holes + holes > MOST_VALUES) return undefined;
    this.#grow();
    const next = new Shape(this.root, this.steps === "" ? step : `${this.steps},${step}`, this.holes + holes);
    this.#next.set(step, next);
    return next;
  }

  /** Begins `["name",{…}]`. */
  entry(name: string): Entry {
    let entry = this.#entries.get(name);
    if (entry === undefined) {
      this.#grow();
      this.#entries.set(name, (entry = new Entry(this, `["${name}",{`, 0)));
    }
    return entry;
  }

  /** The request that ends in a terminal, given as JSON with holes. */
  request(terminal: string, holes = 0): Request | undefined {
    const known = this.#requests.get(terminal);
    if (known !== undefined) return known;
    if (terminal.length > LONGEST || this.holes + holes > MOST_VALUES) return undefined;
    this.#grow();
    const steps = this.steps === "" ? "" : `,"steps":[${this.steps}]`;
    const request = new Request(`{"v":1,"model":${this.root.model}${steps},"get":${terminal}}`);
    this.#requests.set(terminal, request);
    return request;
  }

  /** Before something is added: what belongs to another generation goes. */
  #grow(): void {
    this.root.grow();
    if (this.#generation === this.root.generation) return;
    this.#generation = this.root.generation;
    this.#next.clear();
    this.#entries.clear();
    this.#requests.clear();
  }
}

/** An object of conditions or columns being read, key by key. */
export class Entry {
  readonly #shape: Shape;
  readonly #text: string;
  readonly #holes: number;
  readonly #texts = new Map<string, Entry | null>();
  readonly #integers = new Map<string, Entry | null>();
  readonly #others = new Map<string, Entry | null>();
  #generation: number;
  #step: Shape | undefined;
  #request: Request | undefined;

  constructor(shape: Shape, text: string, holes: number) {
    this.#shape = shape;
    this.#text = text;
    this.#holes = holes;
    this.#generation = shape.root.generation;
  }

  /** The entry after one more key; null where a value or key has to be written as text. */
  next(key: string, value: unknown, values: Hole[]): Entry | null {
    let known: Entry | null | undefined;
    switch (typeof value) {
      case "string":
        // Half a pair of surrogates has no form in UTF-8: the core says so.
        if (!value.isWellFormed()) return null;
        values.push(value);
        known = this.#texts.get(key);
        return known === undefined ? this.#grow(this.#texts, key, key, TEXT, 1) : known;
      case "number":
        if (Number.isSafeInteger(value)) {
          values.push(value);
          known = this.#integers.get(key);
          return known === undefined ? this.#grow(this.#integers, key, key, INTEGER, 1) : known;
        }
        // Its shortest digits, which a real is written with, are those of another integer.
        if (!Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) < 2 ** 63)) return null;
        values.push(value);
        return this.#other(key, REAL, 1);
      case "boolean":
        return this.#other(key, value ? "true" : "false", 0);
      case "object":
        if (value === null) return this.#other(key, "null", 0);
        if (!(value instanceof Date) || Number.isNaN(value.getTime())) return null;
        values.push(value.toISOString());
        return this.#other(key, `{"$datetime":${TEXT}}`, 1);
      default:
        return null;
    }
  }

  #other(key: string, value: string, holes: number): Entry | null {
    const name = `${value} ${key}`;
    const known = this.#others.get(name);
    return known === undefined ? this.#grow(this.#others, name, key, value, holes) : known;
  }

  #grow(map: Map<string, Entry | null>, name: string, key: string, value: string, holes: number): Entry | null {
    const { root } = this.#shape;
    root.grow();
    if (this.#generation !== root.generation) {
      this.#generation = root.generation;
      for (const each of [this.#texts, this.#integers, this.#others]) each.clear();
    }
    const text = `${this.#text}${this.#text.endsWith("{") ? "" : ","}${JSON.stringify(key)}:${value}`;
    const total = this.#holes + holes;
    // A key that begins with "$" would be read as a tag.
    const isPlain = !key.startsWith("$") && text.length <= LONGEST && total <= MOST_VALUES;
    const entry = isPlain ? new Entry(this.#shape, text, total) : null;
    map.set(name, entry);
    return entry;
  }

  /** The shape after this as a step. */
  step(): Shape | undefined {
    return (this.#step ??= this.#shape.after(`${this.#text}}]`, this.#holes));
  }

  /** The request that ends in this as a terminal. */
  request(): Request | undefined {
    return (this.#request ??= this.#shape.request(`${this.#text}}]`, this.#holes));
  }
}

/**
 * Reads an object of conditions or columns: where it leads, with its values appended to `values`; null where it has
 * to be written as text, with `values` in no particular state.
 */
export function enter(
  shape: Shape,
  name: string,
  record: unknown,
  values: Hole[],
  skipsUndefined = false,
): Entry | null {
  if (!isPlainObject(record)) return null;
  let entry: Entry | null = shape.entry(name);
  for (const key of Object.keys(record)) {
    const value = record[key];
    if (skipsUndefined && value === undefined) continue;
    entry = entry.next(key, value, values);
    if (entry === null) return null;
  }
  return entry;
}

/** Steps and terminals whose arguments are names and flags. */
const CONSTANT = new Set([
  "order_by", "reverse", "distinct", "values", "values_list", "dates", "datetimes", "none", "all", "select_related",
  "prefetch_related", "only", "defer", "earliest", "latest", "get",
]);

/** A step or terminal of names and flags only: its JSON. Undefined for what may carry values. */
export function constant(name: string, wire: Wire): string | undefined {
  return CONSTANT.has(name) && isConstant(wire, 0) ? JSON.stringify(wire) : undefined;
}

function isConstant(wire: Wire, depth: number): boolean {
  if (typeof wire !== "object" || wire === null) return typeof wire !== "number";
  if (Array.isArray(wire)) {
    return depth < 2 && wire.length < 64 && (wire as readonly Wire[]).every((each) => isConstant(each, depth + 1));
  }
  return "flat" in wire && typeof wire["flat"] === "boolean" && Object.keys(wire).length === 1;
}

/** A text with its holes filled. */
export function fill(template: string, values: readonly Hole[]): string {
  if (values.length === 0) return template;
  let index = 0;
  // Only holes are control characters: JSON escapes those of texts.
  return template.replace(/[\u0001-\u0003]/g, () => JSON.stringify(values[index++]));
}
