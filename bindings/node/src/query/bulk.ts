// Rows to be written, as values side by side instead of JSON: docs/row-block.md, "Values in". Ten thousand rows keep the
// event loop for a millisecond or two; writing them as JSON would take ten.

import { FALSE, JSON_TEXT, NULL, NUMBER, TEXT, TRUE } from "../rows/block.js";
import { columnValue } from "../spec/encode.js";
import { isPlainObject, Node } from "../spec/node.js";

/** Numbers and kinds of all values, row by row; their texts in one piece; and how many make a row. */
export type ValueBlock = readonly [numbers: Float64Array, kinds: Uint8Array, text: string, width: number];

/** Milliseconds since 1970: a date and time of the years 1 to 9999. */
const MOMENT = 8;
const FIRST_MOMENT = -62_135_596_800_000;
const LAST_MOMENT = 253_402_300_799_999;

const MOST_CELLS = 1 << 26;

/** Rows of values that have the same columns in the same order; undefined for others, which go as JSON. */
export function valueBlock(rows: readonly unknown[]): { readonly names: string[]; readonly block: ValueBlock } | undefined {
  const [first] = rows;
  if (rows.length < 2 || Node.is(first) || !isPlainObject(first)) return undefined;
  const names = Object.keys(first);
  const width = names.length;
  const cells = rows.length * width;
  if (width === 0 || cells > MOST_CELLS || names.some((name) => name.startsWith("$"))) return undefined;
  const numbers = new Float64Array(cells);
  const kinds = new Uint8Array(cells);
  let text = "";
  let length = 0;
  let at = 0;
  for (const row of rows) {
    if (Node.is(row) || !isPlainObject(row)) return undefined;
    let column = 0;
    for (const name in row) {
      if (names[column] !== name) return undefined;
      column++;
      const value = row[name];
      if (typeof value === "string") {
        text += value;
        length += value.length;
        // The other half of the pair may begin the next text: together they would pass for well-formed.
        if ((value.charCodeAt(value.length - 1) & 0xfc00) === 0xd800) return undefined;
        kinds[at] = TEXT;
        numbers[at] = length;
      } else if (typeof value === "number" && isPlainNumber(value)) {
        kinds[at] = NUMBER;
        numbers[at] = value;
      } else if (value === null) {
        kinds[at] = NULL;
      } else if (typeof value === "boolean") {
        kinds[at] = value ? TRUE : FALSE;
      } else if (value === undefined || Node.is(value)) {
        return undefined;
      } else if (value instanceof Date && value.getTime() >= FIRST_MOMENT && value.getTime() <= LAST_MOMENT) {
        kinds[at] = MOMENT;
        numbers[at] = value.getTime();
      } else {
        const json = JSON.stringify(columnValue(value, name));
        text += json;
        length += json.length;
        kinds[at] = JSON_TEXT;
        numbers[at] = length;
      }
      at++;
    }
    if (column !== width) return undefined;
  }
  // Half a pair of surrogates has no form in UTF-8: the core says so.
  return text.isWellFormed() ? { names, block: [numbers, kinds, text, width] } : undefined;
}

/** JSON writes some numbers otherwise: none, and integers that other integers share a number with. */
function isPlainNumber(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
