// Relations loaded after the fact: into rows that are there already.

import { isPlainObject } from "../spec/node.js";
import { typeError } from "../errors.js";
import { operand } from "../spec/encode.js";
import { keyColumns, keyOf, keyText } from "./keys.js";
import type { State } from "./state.js";
import { prefetchPath } from "./steps.js";

/** The query that finds rows by their keys and loads relations; undefined for no rows. */
export function loadQuery(state: State, rows: readonly unknown[], paths: readonly unknown[]): State | undefined {
  if (!Array.isArray(rows)) throw typeError("load: an array of rows is wanted");
  if (paths.length === 0) throw typeError("load: a relation is wanted");
  const steps = paths.map(prefetchPath);
  if (rows.length === 0) return undefined;
  const keys = new Map<string, unknown>();
  for (const row of rows) {
    if (!isPlainObject(row)) throw typeError("load: rows are plain objects");
    const key = keyOf(state, row, "load");
    keys.set(keyText(key), key);
  }
  return state
    .step("filter", { pk__in: Array.from(keys.values(), (key) => operand(key, "load")) })
    .step("only", [...keyColumns(state)])
    .step("prefetch_related", steps);
}

/** Puts what `loadQuery` answered into the rows. */
export function attach(state: State, rows: readonly object[], answer: unknown): readonly object[] {
  const columns = keyColumns(state);
  const found = new Map<string, Record<string, unknown>>();
  for (const row of answer as readonly Record<string, unknown>[]) found.set(keyText(keyOf(state, row, "load")), row);
  for (const row of rows) {
    const loaded = found.get(keyText(keyOf(state, row, "load")));
    if (loaded === undefined) continue;
    for (const name of Object.keys(loaded)) {
      if (!columns.includes(name)) (row as Record<string, unknown>)[name] = loaded[name];
    }
  }
  return rows;
}
