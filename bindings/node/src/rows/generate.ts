// Rows by a function written for their columns: object literals, which the engine knows the shape of, and no look at a
// column's type for each value.

import { functionOf } from "#platform";
import { fromJSON, isConverting } from "./codec.js";
import type { RowShape, Column } from "./layout.js";
import type { RowMaker, RowReader } from "./loop.js";

/** A reader for rows of this shape in blocks; undefined where code may not be made from text, as on some edge platforms. */
export function generatedReader(shape: RowShape): RowReader | undefined {
  const writer = new BlockWriter();
  const row = writer.row(shape);
  const body =
    `"use strict"; const { bytes, numbers } = views; let k = 0, t = 0;\n` +
    `for (let end = at + rows; at < end; at++) {\n${writer.statements.join("\n")}\n` +
    `out[at] = ${row}; n += ${writer.cells}; b += ${writer.cells};\n}`;
  try {
    return functionOf(["rows", "views", "n", "b", "text", "out", "at"], body) as RowReader;
  } catch {
    return undefined;
  }
}

/**
 * What makes rows of this shape of arrays that were JSON; undefined as above.
 *
 * `isExact`: any value may be a tag.
 */
export function generatedMaker(shape: RowShape, isExact: boolean): RowMaker | undefined {
  const writer = new ArrayWriter(isExact);
  const list = writer.list(shape);
  const body = `"use strict";\n${writer.functions.join("\n")}\nreturn ${list};`;
  try {
    return (functionOf(["fromJSON"], body) as (convert: typeof fromJSON) => RowMaker)(fromJSON);
  } catch {
    return undefined;
  }
}

class ArrayWriter {
  /** Each makes all rows of one list. */
  readonly functions: string[] = [];
  readonly #isExact: boolean;

  constructor(isExact: boolean) {
    this.#isExact = isExact;
  }

  /** The name of a function for lists of such rows. */
  list(shape: RowShape): string {
    const row = this.#row(shape);
    const name = `list${this.functions.length}`;
    this.functions.push(
      `const ${name} = (rows) => {\nfor (let i = 0; i < rows.length; i++) {\nconst row = rows[i];\n` +
        `rows[i] = ${row};\n}\nreturn rows;\n};`,
    );
    return name;
  }

  #row(shape: RowShape): string {
    switch (shape.form) {
      case "object":
        return this.#object(shape, "row");
      case "array":
        return `[${shape.columns.map((column, at) => this.#value(column, `row[${at}]`)).join(", ")}]`;
      case "flat":
        return shape.columns.length === 0 ? "row" : this.#value(shape.columns[0]!, "row");
    }
  }

  #object(shape: RowShape, from: string): string {
    let at = 0;
    const next = (): string => `${from}[${at++}]`;
    const members = shape.columns.map((column) => `${property(column.name)}: ${this.#value(column, next())}`);
    const one = (name: string, inner: RowShape): string => {
      const cell = next();
      return `${property(name)}: ${cell} === null ? null : ${this.#object(inner, cell)}`;
    };
    for (const [name, inner] of shape.children) members.push(one(name, inner));
    for (const [name, isToMany, inner] of shape.related) {
      members.push(isToMany ? `${property(name)}: ${this.list(inner)}(${next()})` : one(name, inner));
    }
    return `{ ${members.join(", ")} }`;
  }

  #value({ name, codec }: Column, cell: string): string {
    if (!this.#isExact && !isConverting(codec)) return cell;
    return `fromJSON(${cell}, ${JSON.stringify(codec)}, ${literal(name)})`;
  }
}

class BlockWriter {
  readonly statements: string[] = [];
  cells = 0;

  row(shape: RowShape): string {
    switch (shape.form) {
      case "object":
        return this.#object(shape);
      case "array":
        return `[${shape.columns.map((column) => this.#value(column)).join(", ")}]`;
      case "flat":
        return shape.columns.length === 0 ? "null" : this.#value(shape.columns[0]!);
    }
  }

  #object(shape: RowShape): string {
    const members = shape.columns.map((column) => `${property(column.name)}: ${this.#value(column)}`);
    for (const [name, inner] of shape.children) {
      const cell = this.cells++;
      const child = this.#object(inner);
      members.push(`${property(name)}: bytes[b + ${cell}] === 2 ? null : ${child}`);
    }
    return `{ ${members.join(", ")} }`;
  }

  /** Reads a cell into a variable: texts follow each other, so each cell is read, and in order. */
  #value({ name, codec }: Column): string {
    const cell = this.cells++;
    const number = `numbers[n + ${cell}]`;
    const text = `text.substring(t, t = ${number} | 0)`;
    const asNumber = codec === "moment" || codec === "bigint" ? `views.number(${number}, ${JSON.stringify(codec)})` : number;
    const asText = codec === "moment" ? `views.moment(${text})` : text;
    const rest =
      `k === 2 ? null : k === 7 ? views.json(${text}) : ` +
      `views.other(k, n + ${cell}, ${JSON.stringify(codec)}, ${literal(name)})`;
    this.statements.push(`k = bytes[b + ${cell}]; const c${cell} = k === 1 ? ${asText} : k === 0 ? ${asNumber} : ${rest};`);
    return `c${cell}`;
  }
}

/** A key of a literal. `__proto__` alone would set the prototype; in brackets it is a name like others. */
function property(name: string): string {
  return name === "__proto__" ? `["__proto__"]` : literal(name);
}

function literal(text: string): string {
  // Line separators end a line in old engines.
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
