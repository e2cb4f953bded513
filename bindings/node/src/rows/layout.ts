// What the rows of an answer look like, and what makes objects of them.

import { loopReader, type RowReader } from "./loop.js";
import { generatedReader } from "./generate.js";
import { codecOf, fromJSON, type Codec, type Dates } from "./codec.js";

/** A shape as the core describes it (docs/row-block.md). */
interface ShapeText {
  readonly form: "object" | "array" | "flat";
  readonly open?: boolean;
  readonly columns: readonly (readonly [string, string])[];
  readonly children?: readonly (readonly [string, ShapeText])[];
  readonly related?: readonly (readonly [string, boolean, ShapeText])[];
}

interface LayoutText {
  readonly answer: "rows" | "row" | "keyed" | "pair" | "json";
  readonly key?: string;
  readonly shape?: ShapeText;
}

export interface Column {
  readonly name: string;
  readonly codec: Codec;
}

/** A row: its columns, then nested rows, then lists of rows. */
export interface RowShape {
  readonly form: "object" | "array" | "flat";
  /** The columns are not known beforehand. */
  readonly isOpen: boolean;
  readonly columns: readonly Column[];
  readonly children: readonly (readonly [string, RowShape])[];
  readonly related: readonly (readonly [string, RowShape])[];
}

function shapeOf(text: ShapeText, dates: Dates): RowShape {
  return {
    form: text.form,
    isOpen: text.open === true,
    columns: text.columns.map(([name, type]) => ({ name, codec: codecOf(type, dates) })),
    children: (text.children ?? []).map(([name, shape]) => [name, shapeOf(shape, dates)] as const),
    related: (text.related ?? []).map(([name, , shape]) => [name, shapeOf(shape, dates)] as const),
  };
}

/** Reads the answers of one plan. */
export class Layout {
  readonly answer: LayoutText["answer"];
  readonly shape: RowShape | undefined;
  readonly #key: Codec;
  /** Some value needs its codec, whatever it is. */
  readonly #converts: boolean;
  #reader: RowReader | undefined;
  #isGenerated = false;
  #rowsSeen = 0;

  constructor(text: string, dates: Dates) {
    const { answer, key, shape } = JSON.parse(text) as LayoutText;
    this.answer = answer;
    this.shape = shape === undefined ? undefined : shapeOf(shape, dates);
    this.#key = codecOf(key ?? "any", dates);
    this.#converts = isConverting(this.#key) || (this.shape !== undefined && converts(this.shape));
  }

  /** What makes rows of a block. A reader of its own is generated once that is worth it. */
  reader(rows: number): RowReader {
    if (this.#isGenerated) return this.#reader!;
    const shape = this.shape!;
    this.#rowsSeen += rows + 8;
    if (this.#rowsSeen > 24) {
      this.#isGenerated = true;
      return (this.#reader = generatedReader(shape) ?? this.#reader ?? loopReader(shape));
    }
    return (this.#reader ??= loopReader(shape));
  }

  /** The values of an answer in JSON. */
  parse(json: string): unknown {
    const answer: unknown = JSON.parse(json);
    const shape = this.shape;
    // Tags are rare, and looking for one in the text is far cheaper than looking at every value.
    if (shape === undefined || (!this.#converts && !json.includes('{"$'))) return answer;
    switch (this.answer) {
      case "rows":
        return fixAll(answer as unknown[], shape);
      case "row":
        return fix(answer, shape);
      case "pair": {
        const pair = answer as unknown[];
        pair[0] = fix(pair[0], shape);
        return pair;
      }
      default:
        for (const pair of answer as [unknown, unknown][]) {
          pair[0] = fromJSON(pair[0], this.#key, "pk");
          pair[1] = fix(pair[1], shape);
        }
        return answer;
    }
  }
}

function isConverting(codec: Codec): boolean {
  return codec === "moment" || codec === "bigint";
}

function converts(shape: RowShape): boolean {
  return (
    shape.columns.some(({ codec }) => isConverting(codec)) ||
    shape.children.some(([, inner]) => converts(inner)) ||
    shape.related.some(([, inner]) => converts(inner))
  );
}

function fixAll(rows: unknown[], shape: RowShape): unknown[] {
  for (let index = 0; index < rows.length; index++) rows[index] = fix(rows[index], shape);
  return rows;
}

function fix(row: unknown, shape: RowShape): unknown {
  if (row === null) return null;
  if (shape.form === "flat") return fromJSON(row, shape.columns[0]?.codec ?? "plain", shape.columns[0]?.name ?? "");
  if (shape.form === "array") {
    const list = row as unknown[];
    for (let index = 0; index < list.length; index++) {
      const column = shape.columns[index];
      list[index] = fromJSON(list[index], column?.codec ?? "plain", column?.name ?? "");
    }
    return list;
  }
  const record = row as Record<string, unknown>;
  if (shape.isOpen) {
    for (const name of Object.keys(record)) replace(record, name, fromJSON(record[name], "plain", name));
    return record;
  }
  for (const { name, codec } of shape.columns) replace(record, name, fromJSON(record[name], codec, name));
  for (const [name, inner] of shape.children) fix(record[name], inner);
  for (const [name, inner] of shape.related) {
    const value = record[name];
    if (Array.isArray(value)) fixAll(value, inner);
    else fix(value, inner);
  }
  return record;
}

/** Assigns an own property, also when it is named `__proto__`. */
function replace(record: Record<string, unknown>, name: string, value: unknown): void {
  if (record[name] === value) return;
  setOwn(record, name, value);
}

export function setOwn(record: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    record[name] = value;
  }
}
