import { Cast } from "../expressions/functions.js";
import { Value } from "../expressions/expression.js";
import { DataError } from "../errors.js";
import type { DateStorage } from "./options.js";

/** What the core reads and writes itself. */
function isMoment(type: string): boolean {
  return type === "datetime" || type === "datetime_ms";
}

/** The storage a column's type speaks for. */
export function usualStorage(type: string): DateStorage {
  if (isMoment(type) || type === "any") return "datetime";
  return type === "integer" || type === "positive_integer" || type === "real" ? "ms" : "iso";
}

/** A moment as it is given to a column of `type`. */
export function storedDate(date: Date, type: string, storage: DateStorage): unknown {
  if (storage === "datetime") return date;
  // The core would bring what is given to a DATETIME column into its own form; an expression is left alone.
  const asText = storage === "iso";
  const value = asText ? date.toISOString() : storage === "ms" ? date.getTime() : Math.floor(date.getTime() / 1000);
  return isMoment(type) ? Cast(Value(value), asText ? "text" : "integer") : value;
}

/** A moment read from a column, or null. Text without a zone is UTC, as CURRENT_TIMESTAMP writes it. */
export function readDate(value: unknown, storage: DateStorage, field: string): Date | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) {
    // Decoded as milliseconds, which they were not.
    return storage === "s" ? new Date(value.getTime() * 1000) : value;
  }
  if (typeof value === "bigint") return readDate(Number(value), storage, field);
  if (typeof value === "number") return new Date(storage === "s" ? value * 1000 : value);
  if (typeof value === "string") {
    if (/^-?\d+(\.\d+)?$/.test(value) && value.length > 4) return readDate(Number(value), storage, field);
    const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`;
    const date = new Date(zoned.replace(/^(\d{4}-\d\d-\d\d)Z$/, "$1").replace(/^(\d{4}-\d\d-\d\d) /, "$1T"));
    if (!Number.isNaN(date.getTime())) return date;
  }
  throw new DataError(`${field}: what is stored is no date`, { code: "DATA_ERROR", errno: 407, field });
}
