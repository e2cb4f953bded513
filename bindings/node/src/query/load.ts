// Relations loaded after the fact, into rows that are there already: `["load", rows, relations]` of the wire format.
// Of the rows, only the columns that the relations are found by are sent.

import { typeError } from "../errors.js";
import { operand } from "../spec/encode.js";
import { isPlainObject, type Wire } from "../spec/node.js";
import { keyColumns, keyOf, relationOf } from "./keys.js";
import type { State } from "./state.js";
import { prefetchPath } from "./steps.js";

type Row = Record<string, unknown>;

/** The terminal that answers, for each row, an object of what its relations lead to. */
export function load(state: State, rows: readonly unknown[], paths: readonly unknown[]): Wire {
  if (!Array.isArray(rows)) throw typeError("load: an array of rows is wanted");
  if (paths.length === 0) throw typeError("load: a relation is wanted");
  const relations = paths.map(prefetchPath);
  for (const row of rows) if (!isPlainObject(row)) throw typeError("load: rows are plain objects");
  const [own, isKeyWanted] = columnsOf(state, rows as readonly Row[], relations);
  const key = isKeyWanted ? keyColumns(state) : [];
  const lines = (rows as readonly Row[]).map((row) => {
    if (isKeyWanted) keyOf(state, row, "load");
    return [...own, ...key].map((column) => operand(row[column], "load"));
  });
  return ["load", { columns: [...own, ...key], rows: lines }, relations];
}

/** Puts what was loaded into the rows. */
export function attach(rows: readonly unknown[], answer: unknown): void {
  for (const [index, found] of (answer as readonly Row[]).entries()) Object.assign(rows[index] as Row, found);
}

/** The columns of relations that all rows have, and whether some relation has to be found by the primary key. */
function columnsOf(state: State, rows: readonly Row[], relations: readonly Wire[]): [string[], boolean] {
  const key = keyColumns(state);
  const columns = new Set<string>();
  let isKeyWanted = false;
  for (const relation of relations) {
    const path = typeof relation === "string" ? relation : (relation as { readonly $prefetch: string }).$prefetch;
    const own = relationOf(state, path.split(/__|\./)[0]!)?.columns;
    if (own !== undefined && own.join("\0") !== key.join("\0") && own.every((column) => rows.every((row) => isStored(row[column])))) {
      for (const column of own) columns.add(column);
    } else {
      isKeyWanted = true;
    }
  }
  return [isKeyWanted ? [...columns].filter((column) => !key.includes(column)) : [...columns], isKeyWanted];
}

/** Whether a value is as the database has it: not absent, and not made into an object that it may have spelt otherwise. */
function isStored(value: unknown): boolean {
  return value !== undefined && (typeof value !== "object" || value === null || value instanceof Uint8Array);
}
