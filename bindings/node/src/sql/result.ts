import { dataError } from "../errors.js";
import { decode } from "../spec/decode.js";
import { generatedMaker } from "../rows/generate.js";
import { loopMaker, type RowMaker } from "../rows/loop.js";

/** What a statement came to. */
export interface ExecuteResult<T = Record<string, unknown>> {
  rows: T[];
  /** The columns' names, in their order; none for a statement without rows. */
  readonly columns: readonly string[];
  /** Their types as the tables declare them; null for expressions. */
  readonly types: readonly (string | null)[];
  /** Rows inserted, updated or deleted. */
  readonly changes: number;
  readonly lastInsertRowid: number | bigint;
}

/** What JavaScript shall make of a column. SQLite's own values, where nothing is said. */
export type ColumnType = "boolean" | "datetime" | "json" | "bigint" | "number";

interface Answer {
  readonly columns: string[];
  readonly types: (string | null)[];
  readonly rows: unknown[][];
  readonly changes: number;
  readonly last_insert_rowid: number | bigint;
}

/** Reads an answer of the core. */
export function result<T>(text: string, types: { readonly [column: string]: ColumnType } | undefined): ExecuteResult<T> {
  const answer = decode(text) as Answer;
  if (types !== undefined) convert(answer, types);
  return {
    rows: objects(answer.columns, answer.rows) as T[],
    columns: answer.columns,
    types: answer.types,
    changes: answer.changes,
    lastInsertRowid: answer.last_insert_rowid,
  };
}

/** Rows as plain objects; of two columns with one name the last one counts. */
export function objects(columns: readonly string[], rows: unknown[][]): unknown[] {
  return rows.length === 0 ? rows : maker(columns)(rows);
}

const makers = new Map<string, RowMaker>();
/** Programs have so many lists of columns; those that make them up at run time have the cache emptied. */
const mostMakers = 500;

/** What makes rows of these columns, made once. */
function maker(names: readonly string[]): RowMaker {
  const key = JSON.stringify(names);
  let made = makers.get(key);
  if (made === undefined) {
    if (makers.size >= mostMakers) makers.clear();
    const columns = names.map((name) => ({ name, codec: "plain" }) as const);
    const shape = { form: "object", isOpen: false, columns, children: [], related: [] } as const;
    makers.set(key, (made = generatedMaker(shape, false) ?? loopMaker(shape, false)));
  }
  return made;
}

function convert(answer: Answer, types: { readonly [column: string]: ColumnType }): void {
  for (const [index, column] of answer.columns.entries()) {
    const type = Object.hasOwn(types, column) ? types[column] : undefined;
    if (type === undefined) continue;
    for (const row of answer.rows) {
      if (row[index] !== null) row[index] = converted(row[index], type, column);
    }
  }
}

function converted(value: unknown, type: ColumnType, column: string): unknown {
  switch (type) {
    case "boolean":
      if (value === 0 || value === 1) return value === 1;
      break;
    case "number":
      if (typeof value === "number") return value;
      break;
    case "bigint":
      if (typeof value === "bigint") return value;
      if (Number.isSafeInteger(value)) return BigInt(value as number);
      break;
    case "json":
      if (typeof value === "string") {
        try {
          return JSON.parse(value);
        } catch {
          break;
        }
      }
      break;
    case "datetime": {
      const date = moment(value);
      if (date !== undefined) return date;
    }
  }
  throw dataError(`${column}: a value of the column is no ${type}`, column);
}

/** ISO text, `YYYY-MM-DD HH:MM:SS` as UTC, or milliseconds. */
function moment(value: unknown): Date | undefined {
  let time = NaN;
  if (typeof value === "number") time = value;
  if (typeof value === "string") {
    const text = value.trim().replace(" ", "T");
    const isZoned = /([zZ]|[+-]\d\d:?\d\d)$/.test(text) || !text.includes("T");
    time = Date.parse(isZoned ? text : `${text}Z`);
  }
  return Number.isNaN(time) ? undefined : new Date(time);
}
