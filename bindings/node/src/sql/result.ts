import { dataError } from "../errors.js";
import { generatedMaker } from "../rows/generate.js";
import type { Outcome } from "../rows/layout.js";
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

/** What a statement came to, with the values the program wants. */
export function result<T>(
  outcome: unknown,
  types: { readonly [column: string]: ColumnType } | undefined,
): ExecuteResult<T> {
  if (types !== undefined) convert(outcome as Outcome, types);
  return outcome as ExecuteResult<T>;
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

function convert({ columns, rows }: Outcome, types: { readonly [column: string]: ColumnType }): void {
  for (const column of new Set(columns)) {
    const type = Object.hasOwn(types, column) ? types[column] : undefined;
    if (type === undefined) continue;
    for (const row of rows) {
      if (row[column] !== null) row[column] = converted(row[column], type, column);
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
