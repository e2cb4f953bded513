// SQL text with values beside it. A fragment is known by its class, never by its shape: what a client sends as JSON
// can become a value of a statement, and never a part of its text.

import { typeError, valueError } from "../errors.js";

/** A piece of SQL: text in which every value is a parameter. The tag `sql` makes it. */
export class SQL {
  readonly #text: readonly string[];
  readonly #values: readonly unknown[];

  /** One text more than values. @internal */
  constructor(text: readonly string[], values: readonly unknown[]) {
    this.#text = text;
    this.#values = values;
  }

  /** The text with a `?` for each value, and the values. */
  compile(): { readonly text: string; readonly values: readonly unknown[] } {
    return { text: this.#text.join("?"), values: this.#values };
  }

  /** Text and values, for fragments around this one. @internal */
  appendTo(text: string[], values: unknown[]): void {
    text[text.length - 1] += this.#text[0] ?? "";
    for (let index = 0; index < this.#values.length; index++) {
      values.push(this.#values[index]);
      text.push(this.#text[index + 1] ?? "");
    }
  }

  toString(): string {
    return this.compile().text;
  }
}

/** The strings and values of a template literal as a fragment. */
export function fragment(strings: TemplateStringsArray, values: readonly unknown[], name: string): SQL {
  if (!Array.isArray(strings) || !Array.isArray((strings as { raw?: unknown }).raw)) {
    throw typeError(`${name} is a tag: write ${name}\`SELECT …\`, or use execute(text, parameters)`);
  }
  const text = [strings[0] ?? ""];
  const collected: unknown[] = [];
  for (const [index, value] of values.entries()) {
    if (value instanceof SQL) {
      value.appendTo(text, collected);
    } else {
      collected.push(value);
      text.push("");
    }
    text[text.length - 1] += strings[index + 1] ?? "";
  }
  return new SQL(text, collected);
}

/**
 * Makes a fragment: values become parameters, fragments inside it become part of it.
 *
 *     const adults = sql`age >= ${18}`
 *     await db.sql<User>`SELECT * FROM users WHERE ${adults} AND city = ${city}`
 */
export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): SQL {
  return fragment(strings, values, "sql");
}

/** A name, or a path of names, quoted: `sql.id("users", "email")` is `"users"."email"`. */
sql.id = (...names: readonly [string, ...string[]]): SQL => {
  const quoted = names.map((name) => {
    if (typeof name !== "string" || name === "") throw typeError("sql.id: a name is wanted");
    if (name.includes("\0")) throw valueError("sql.id: a name holds no NUL character");
    return `"${name.replaceAll('"', '""')}"`;
  });
  if (quoted.length === 0) throw typeError("sql.id: a name is wanted");
  return new SQL([quoted.join(".")], []);
};

/** Values or fragments with something between them, a comma unless told otherwise: `IN (${sql.join(ids)})`. */
sql.join = (items: Iterable<unknown>, separator: SQL = comma): SQL => {
  if (typeof items === "string" || typeof (items as { [Symbol.iterator]?: unknown })[Symbol.iterator] !== "function") {
    throw typeError("sql.join: a list is wanted");
  }
  if (!(separator instanceof SQL)) throw typeError("sql.join: the separator is a fragment, such as sql` AND `");
  const text = [""];
  const values: unknown[] = [];
  let isFirst = true;
  for (const item of items) {
    if (!isFirst) separator.appendTo(text, values);
    isFirst = false;
    if (item instanceof SQL) {
      item.appendTo(text, values);
    } else {
      values.push(item);
      text.push("");
    }
  }
  return new SQL(text, values);
};

/**
 * Text that goes into the statement as it is. Only for text of the program's own: whoever puts in what a client sent
 * hands over the database.
 */
sql.raw = (text: string): SQL => {
  if (typeof text !== "string") throw typeError("sql.raw: text is wanted");
  return new SQL([text], []);
};

/** Nothing: for conditions that are left out. */
sql.empty = new SQL([""], []);

const comma = new SQL([", "], []);
