// Queries as one would write them in TypeScript. The text is what the demo prints and what it runs.

/** A value as a literal. */
export function literal(value) {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Uint8Array) return `Uint8Array.of(${value.join(", ")})`;
  return String(value);
}

/** A string literal in which nothing is invisible. */
export function quoted(text) {
  return JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0);
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** `{ name: value, "another name": value }` */
export function object(entries) {
  const members = Object.entries(entries).map(([key, value]) => {
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
    return `${name}: ${value instanceof Code ? value.text : literal(value)}`;
  });
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** An expression that is written as it is: `Count("posts")`. */
export class Code {
  constructor(text) {
    this.text = text;
  }
}

/** A chain of calls on a model, each derived from the one before. */
export class Chain {
  #model;
  #calls;

  constructor(model, calls = []) {
    this.#model = model;
    this.#calls = calls;
  }

  #call(name, ...args) {
    return new Chain(this.#model, [...this.#calls, `.${name}(${args.join(", ")})`]);
  }

  filter = (conditions) => (Object.keys(conditions).length === 0 ? this : this.#call("filter", object(conditions)));
  exclude = (conditions) => this.#call("exclude", object(conditions));
  annotate = (aliases) => this.#call("annotate", object(aliases));
  orderBy = (...terms) => (terms.length === 0 ? this : this.#call("orderBy", ...terms.map(quoted)));
  values = (...names) => (names.length === 0 ? this : this.#call("values", ...names.map(quoted)));
  defer = (...names) => (names.length === 0 ? this : this.#call("defer", ...names.map(quoted)));
  selectRelated = (...paths) => this.#call("selectRelated", ...paths.map(quoted));
  distinct = () => this.#call("distinct");
  limit = (count) => this.#call("limit", String(count));
  all = () => this.#call("all");
  count = () => this.#call("count");
  get = (conditions) => this.#call("get", ...(Object.keys(conditions).length === 0 ? [] : [object(conditions)]));

  /** The whole statement; a call a line when it is long. */
  code(limit = 80) {
    const head = `await db.model(${quoted(this.#model)}).objects`;
    const line = head + this.#calls.join("");
    return line.length <= limit ? line : [head, ...this.#calls].join("\n  ");
  }
}

const AsyncFunction = (async () => {}).constructor;

/** Runs what `code` says, with the names of the package in reach. */
export function run(code, names) {
  return new AsyncFunction(...Object.keys(names), `"use strict"; return (${code});`)(...Object.values(names));
}
