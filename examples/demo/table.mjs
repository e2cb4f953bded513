// Rows as a table that fits the terminal.

import { columns, cut, dim, pad, padStart, plural, visible, width } from "./text.mjs";

const WIDEST = 30;
const NARROWEST = 6;

/** One value as text for a cell, and whether it lines up on the right. */
export function cell(value) {
  if (value === null || value === undefined) return { text: "null", right: false };
  if (typeof value === "number" || typeof value === "bigint") return { text: String(value), right: true };
  if (typeof value === "boolean") return { text: String(value), right: false };
  // Long texts are cut before anything looks at every letter of them.
  if (typeof value === "string") return { text: visible(value.slice(0, 200)), right: false };
  if (value instanceof Uint8Array) {
    const head = Buffer.from(value.subarray(0, 6)).toString("hex");
    return { text: `${plural(value.length, "byte")} ${head}${value.length > 6 ? "…" : ""}`, right: false };
  }
  return { text: visible(JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner)).slice(0, 200)), right: false };
}

/** A table of rows, which are objects with the same keys, or a list of single values. */
export function table(rows, { indent = "  ", limit = columns } = {}) {
  const names = rows.length === 0 ? [] : Object.keys(rows[0]);
  if (names.length === 0) return "";
  const grid = names.map((name) => {
    const cells = rows.map((row) => cell(row[name]));
    const right = cells.some((each) => each.right) && cells.every((each) => each.right || each.text === "null");
    const title = cut(visible(name.slice(0, 200)), WIDEST);
    const size = Math.max(width(title), ...cells.map((each) => Math.min(width(each.text), WIDEST)));
    return { title, cells: cells.map((each) => each.text), right, size };
  });
  const shown = fit(grid, limit - indent.length);
  const line = (left, middle, right) => indent + dim(left + shown.map((each) => "─".repeat(each.size + 2)).join(middle) + right);
  const row = (texts) => indent + dim("│") + texts.map((text) => ` ${text} `).join(dim("│")) + dim("│");
  const align = (each, text) => (each.right ? padStart : pad)(cut(text, each.size), each.size);
  const lines = [
    line("┌", "┬", "┐"),
    row(shown.map((each) => align(each, each.title))),
    line("├", "┼", "┤"),
    ...rows.map((_, index) => row(shown.map((each) => align(each, each.cells[index])))),
    line("└", "┴", "┘"),
  ];
  const hidden = grid.slice(shown.length);
  if (hidden.length > 0) {
    const list = hidden.length > 8 ? [...hidden.slice(0, 8).map((each) => each.title), "…"] : hidden.map((each) => each.title);
    lines.push(`${indent}${dim(`and ${hidden.length} more: ${list.join(", ")}`)}`);
  }
  return lines.join("\n");
}

/** Narrows the widest columns until all fit, then leaves out the last ones. */
function fit(grid, limit) {
  const shown = grid.map((each) => ({ ...each }));
  const total = () => shown.reduce((sum, each) => sum + each.size + 3, 1);
  while (total() > limit) {
    const widest = shown.reduce((most, each) => (each.size > most.size ? each : most));
    if (widest.size > 20) widest.size -= 1;
    else if (shown.length > 1) shown.pop();
    else if (widest.size > NARROWEST) widest.size -= 1;
    else break;
  }
  return shown;
}
