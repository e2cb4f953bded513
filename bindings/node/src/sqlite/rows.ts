// Rows as objects. A function made once for a list of columns builds them as literals, which engines are best at.

import { functionOf } from "#platform";
import type { RowFactory } from "./native.js";

const mostValues = 256;
const mostRows = 8;

/** A function that appends rows of these columns to a list. Of two columns with one name the last one counts. */
export function rowFactory(names: readonly string[]): RowFactory {
  const rows = Math.max(1, Math.min(mostRows, Math.floor(mostValues / Math.max(1, names.length))));
  try {
    return [generated(names, rows), names.length, rows];
  } catch {
    // Pages and runtimes may forbid making functions of text.
    return [looped(names), names.length, rows];
  }
}

function generated(names: readonly string[], rows: number): RowFactory[0] {
  const parameters = ["list"];
  let body = "const count = arguments.length - 1;\n";
  for (let row = 0; row < rows; row++) {
    const members = names.map((name, column) => {
      const parameter = `v${row * names.length + column}`;
      parameters.push(parameter);
      return member(name, parameter);
    });
    if (row > 0) body += `if (count < ${(row + 1) * names.length}) return;\n`;
    body += `list.push({${members.join(",")}});\n`;
  }
  return functionOf(parameters, body) as RowFactory[0];
}

/** Computed where it must be, for a column called __proto__ to be a column: engines take their time with those. */
function member(name: string, value: string): string {
  return `${name === "__proto__" ? '["__proto__"]' : JSON.stringify(name)}:${value}`;
}

function looped(names: readonly string[]): RowFactory[0] {
  return (list, ...values) => {
    for (let start = 0; start < values.length; start += names.length) {
      const row: Record<string, unknown> = {};
      for (const [column, name] of names.entries()) {
        const value = values[start + column];
        if (name === "__proto__") {
          Object.defineProperty(row, name, { value, writable: true, enumerable: true, configurable: true });
        } else {
          row[name] = value;
        }
      }
      list.push(row);
    }
  };
}
