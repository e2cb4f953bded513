// Conditions that fit what a table holds: found in a few of its rows.

/** How many rows to look at. */
export const SAMPLE = 40;

/**
 * The conditions that a row suggests, best first: `{ column, lookup, value, score, common }`. `common` are values
 * that several rows share.
 */
export function conditions(model, rows, row) {
  const found = [];
  for (const column of model.spellable) {
    const value = row[column.name];
    if (value === null || value === undefined) continue;
    const values = rows.map((each) => each[column.name]).filter((each) => each !== null);
    const suggestion = suggest(column, value, values);
    if (suggestion === null) continue;
    const weight = column.isKey || column.joins ? 0.1 : 1;
    found.push({ column: column.name, ...suggestion, score: suggestion.score * weight });
  }
  return found.sort((a, b) => b.score - a.score);
}

/** Whether a row meets a condition. */
export function meets(row, { column, lookup, value }) {
  const own = row[column];
  if (own === null || own === undefined) return false;
  switch (lookup) {
    case "gte":
      return own >= value;
    case "year":
      return String(own).startsWith(`${value}-`);
    case "endswith":
      return String(own).toLowerCase().endsWith(value.toLowerCase());
    case "icontains":
      return String(own).toLowerCase().includes(value);
    default:
      return own === value;
  }
}

/** `{ column__lookup: value, … }` of conditions. */
export function lookups(list) {
  return Object.fromEntries(list.map(({ column, lookup, value }) => [lookup ? `${column}__${lookup}` : column, value]));
}

function suggest(column, value, values) {
  switch (typeof value) {
    case "boolean":
      return { lookup: "", value, score: value ? 9 : 4, common: true };
    case "string":
      return text(column, value, values);
    case "number":
      if (column.base === "json" || !Number.isFinite(value)) return null;
      return number(value, values);
    case "bigint":
      return { lookup: "gte", value, score: 2, common: false };
    default:
      return null;
  }
}

function text(column, value, values) {
  // U+FFFD stands for bytes that could not be read; no text equals them.
  if (value.includes("\ufffd") || column.base === "json") return null;
  if (["date", "datetime", "datetime_ms"].includes(column.base)) {
    const year = /^(\d{4})-\d\d-\d\d/.exec(value)?.[1];
    return year === undefined ? null : { lookup: "year", value: Number(year), score: 6, common: false };
  }
  if (!["text", "any"].includes(column.base)) {
    return value.length > 40 ? null : { lookup: "", value, score: 1, common: false };
  }
  const same = values.filter((each) => each === value).length;
  const distinct = new Set(values).size;
  if (value !== "" && value.length <= 40 && same > 1 && distinct > 1 && distinct <= Math.max(2, values.length / 3)) {
    return { lookup: "", value, score: 8, common: true };
  }
  const ending = /@[\w-]+(\.[\w-]+)+$/.exec(value)?.[0];
  if (ending !== undefined) return { lookup: "endswith", value: ending, score: 7, common: false };
  const word = commonest(value, values);
  if (word !== undefined) return { lookup: "icontains", value: word, score: 7, common: false };
  return value === "" || value.length > 40 ? null : { lookup: "", value, score: 2, common: same > 1 };
}

/** The word of a text that most of the texts hold; only letters that SQLite folds. */
function commonest(value, values) {
  const words = (value.slice(0, 200).match(/[\p{L}\p{N}_]+/gu) ?? []).filter((word) => /^[A-Za-z]{3,12}$/.test(word));
  const texts = values.map((each) => String(each).slice(0, 2000).toLowerCase());
  const counted = words.map((word) => word.toLowerCase()).map((word) => [texts.filter((text) => text.includes(word)).length, word]);
  return counted.sort((a, b) => b[0] - a[0] || b[1].length - a[1].length)[0]?.[1];
}

function number(value, values) {
  if (new Set(values).size < 2) return { lookup: "", value, score: 1, common: false };
  // A number of one or two digits reads better than the row's own, and the row still meets it.
  const size = 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(value))) - 1);
  const round = value >= 1 && value < 2 ** 53 ? Math.floor(value / size) * size : value;
  return { lookup: "gte", value: round, score: 5, common: false };
}
