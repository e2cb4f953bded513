// What the rows of an answer look like, and what makes objects of them.

import { loopMaker, loopReader, type RowMaker, type RowReader } from "./loop.js";
import { generatedMaker, generatedReader } from "./generate.js";
import { codecOf, fromJSON, isConverting, type Codec, type Dates } from "./codec.js";

/** A shape as the core describes it (docs/row-block.md). */
interface ShapeText {
  readonly form: "object" | "array" | "flat";
  readonly open?: boolean;
  readonly columns: readonly (readonly [string, string])[];
  readonly children?: readonly (readonly [string, ShapeText])[];
  readonly related?: readonly (readonly [string, boolean, ShapeText])[];
}

interface LayoutText {
  readonly answer: "rows" | "row" | "keyed" | "pair" | "json" | "statement";
  readonly arrays?: boolean;
  /** Of a statement's columns, as their tables declare them. */
  readonly types?: readonly (string | null)[];
  readonly key?: string;
  readonly shape?: ShapeText;
}

export interface Column {
  readonly name: string;
  readonly codec: Codec;
}

/** A row: its columns, then nested rows, then related rows, of which there may be a list. */
export interface RowShape {
  readonly form: "object" | "array" | "flat";
  /** The columns are not known beforehand. */
  readonly isOpen: boolean;
  readonly columns: readonly Column[];
  readonly children: readonly (readonly [string, RowShape])[];
  readonly related: readonly (readonly [name: string, isToMany: boolean, shape: RowShape])[];
}

function shapeOf(text: ShapeText, dates: Dates): RowShape {
  return {
    form: text.form,
    isOpen: text.open === true,
    columns: text.columns.map(([name, type]) => ({ name, codec: codecOf(type, dates) })),
    children: (text.children ?? []).map(([name, shape]) => [name, shapeOf(shape, dates)] as const),
    related: (text.related ?? []).map(([name, isToMany, shape]) => [name, isToMany, shapeOf(shape, dates)] as const),
  };
}

/** What one statement of SQL text came to. */
export interface Outcome {
  readonly rows: Record<string, unknown>[];
  readonly columns: string[];
  readonly types: (string | null)[];
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

/** Rows, and 8 for each answer, that are made by a loop before code is made for them. */
const WORTH_CODE = 24;

/** Reads the answers of one plan. */
export class Layout {
  readonly answer: LayoutText["answer"];
  readonly shape: RowShape | undefined;
  readonly #types: readonly (string | null)[];
  readonly #key: Codec;
  /** Rows in JSON are arrays of what the shape has. */
  readonly #isPositional: boolean;
  /** Some value needs its codec, whatever it is. */
  readonly #converts: boolean;
  #reader: RowReader | undefined;
  #isGenerated = false;
  /** For JSON without tags, and with them. */
  #makers: [plain?: RowMaker, exact?: RowMaker] = [];
  #rowsSeen = 0;

  constructor(text: string, dates: Dates) {
    const { answer, arrays, key, shape, types = [] } = JSON.parse(text) as LayoutText;
    this.answer = answer;
    this.#types = types;
    this.shape = shape === undefined ? undefined : shapeOf(shape, dates);
    this.#isPositional = arrays === true;
    this.#key = codecOf(key ?? "any", dates);
    this.#converts = isConverting(this.#key) || (this.shape !== undefined && converts(this.shape));
  }

  /** What makes rows of a block. A reader of its own is generated once that is worth it. */
  reader(rows: number): RowReader {
    if (this.#isGenerated) return this.#reader!;
    const shape = this.shape!;
    this.#rowsSeen += rows + 8;
    if (this.#rowsSeen > WORTH_CODE) {
      this.#isGenerated = true;
      return (this.#reader = generatedReader(shape) ?? this.#reader ?? loopReader(shape));
    }
    return (this.#reader ??= loopReader(shape));
  }

  /** What a statement came to, of its rows and the two numbers behind them. */
  outcome(rows: unknown[], changes: bigint, lastInsertRowid: bigint): Outcome {
    const id = Number(lastInsertRowid);
    return {
      rows: rows as Record<string, unknown>[],
      columns: this.shape!.columns.map(({ name }) => name),
      types: this.#types.slice(),
      changes: Number(changes),
      lastInsertRowid: Number.isSafeInteger(id) ? id : lastInsertRowid,
    };
  }

  /** The values of an answer in JSON. */
  parse(json: string): unknown {
    const answer: unknown = JSON.parse(json);
    const shape = this.shape;
    if (shape === undefined) return answer;
    // Tags are rare, and looking for one in the text is far cheaper than looking at every value.
    const isExact = json.includes('{"$');
    if (this.#isPositional) return this.#made(answer, shape, isExact);
    if (!this.#converts && !isExact) return answer;
    switch (this.answer) {
      case "rows":
        for (const [index, row] of (answer as unknown[]).entries()) (answer as unknown[])[index] = fix(row, shape);
        return answer;
      case "pair": {
        const pair = answer as unknown[];
        pair[0] = fix(pair[0], shape);
        return pair;
      }
      default:
        return fix(answer, shape);
    }
  }

  #made(answer: unknown, shape: RowShape, isExact: boolean): unknown {
    switch (this.answer) {
      case "rows":
        return this.#rows(answer as unknown[], shape, isExact);
      case "keyed": {
        const pairs = answer as [unknown, unknown][];
        const rows = this.#rows(pairs.map((pair) => pair[1]), shape, isExact);
        for (const [index, pair] of pairs.entries()) {
          pair[0] = fromJSON(pair[0], this.#key, "pk");
          pair[1] = rows[index];
        }
        return pairs;
      }
      default:
        return answer === null ? null : this.#rows([answer], shape, isExact)[0];
    }
  }

  #rows(rows: unknown[], shape: RowShape, isExact: boolean): unknown[] {
    const place = isExact ? 1 : 0;
    let maker = this.#makers[place];
    if (maker === undefined) {
      this.#rowsSeen += rows.length + 8;
      if (this.#rowsSeen <= WORTH_CODE) return loopMaker(shape, isExact)(rows);
      maker = this.#makers[place] = generatedMaker(shape, isExact) ?? loopMaker(shape, isExact);
    }
    return maker(rows);
  }
}

function converts(shape: RowShape): boolean {
  return (
    shape.columns.some(({ codec }) => isConverting(codec)) ||
    shape.children.some(([, inner]) => converts(inner))
  );
}

/** The values of a row that came as an object: of a write, or of raw SQL. */
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
