// Values as JavaScript has them, by the type of their column: docs/row-block.md and the README's "Values".

import { base64Bytes } from "#platform";
import { dataError } from "../errors.js";

/** How moments come out. */
export type Dates = "date" | "text";

/** What a column asks of its values beyond what they are. */
export type Codec = "plain" | "boolean" | "json" | "moment" | "bigint" | "stored";

export function codecOf(type: string, dates: Dates): Codec {
  switch (type) {
    case "boolean":
    case "json":
    case "bigint":
    // SQLite's own values; an integer is a bigint where no number holds it.
    case "stored":
      return type;
    case "datetime":
    case "datetime_ms":
      return dates === "date" ? "moment" : "plain";
    default:
      return "plain";
  }
}

/** Whether values become others, whatever they are. */
export function isConverting(codec: Codec): boolean {
  return codec === "moment" || codec === "bigint";
}

/** A moment as the database stores it: ISO 8601, or `YYYY-MM-DD HH:MM:SS` in UTC; other text as it is. */
export function moment(text: string): Date | string {
  const length = text.length;
  if (length >= 19 && text.charCodeAt(4) === 45 && text.charCodeAt(7) === 45) {
    const separator = text.charCodeAt(10);
    if ((separator === 32 || separator === 84) && text.charCodeAt(13) === 58 && text.charCodeAt(16) === 58) {
      const year = digits2(text, 0) * 100 + digits2(text, 2);
      const month = digits2(text, 5);
      const day = digits2(text, 8);
      const hour = digits2(text, 11);
      const minute = digits2(text, 14);
      const second = digits2(text, 17);
      let milliseconds = 0;
      let at = 19;
      if (length > 19 && text.charCodeAt(19) === 46) {
        let scale = 100;
        for (at = 20; at < length; at++) {
          const digit = text.charCodeAt(at) - 48;
          if (digit < 0 || digit > 9) break;
          milliseconds += digit * scale;
          scale = scale === 100 ? 10 : scale === 10 ? 1 : 0;
        }
      }
      const isUTC = at === length || (at === length - 1 && text.charCodeAt(at) === 90);
      // NaN fails every comparison.
      if (isUTC && year >= 100 && month >= 1 && month <= 12 && day >= 1 && hour < 24 && minute < 60 && second < 60) {
        const time = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
        // The 31st of April would be another day.
        if (day <= 28 || new Date(time).getUTCDate() === day) return new Date(time);
        return text;
      }
    }
  }
  return slowMoment(text);
}

function digits2(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

const form = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** Fewer parts, or an offset. */
function slowMoment(text: string): Date | string {
  const parts = form.exec(text);
  if (parts === null) return text;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = parts;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return text;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return text;
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.slice(0, 3).padEnd(3, "0")));
  if (/^z$/i.test(zone)) return date;
  const sign = zone.startsWith("-") ? -1 : 1;
  const offset = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(":", "") || 0);
  return new Date(date.getTime() - sign * offset * 60_000);
}

/** An integer that no number holds, in a column that is not said to have such. */
export function tooLarge(column: string): Error {
  return dataError(
    `${column}: an integer beyond 2^53 does not fit a number; configure the column's type as "bigint"`,
    column,
  );
}

/** A value of an answer in JSON. */
export function fromJSON(value: unknown, codec: Codec, column: string): unknown {
  switch (typeof value) {
    case "string":
      return codec === "moment" ? moment(value) : value;
    case "number":
      if (codec === "moment") return new Date(value);
      return codec === "bigint" && Number.isInteger(value) ? BigInt(value) : value;
    case "object":
      return value === null ? null : tagged(value, codec, column);
    default:
      return value;
  }
}

/** An object in a value's place: JSON, or a tag. JSON that holds anything like a tag comes in one. */
function tagged(value: object, codec: Codec, column: string): unknown {
  if (Array.isArray(value)) return value;
  const record = value as Record<string, unknown>;
  for (const key in record) {
    const inner = record[key];
    switch (key) {
      case "$value":
        return inner;
      case "$int":
        if (codec === "bigint") return BigInt(inner as string);
        throw tooLarge(column);
      case "$blob":
        return base64Bytes(inner as string);
      case "$float":
        return inner === "inf" ? Infinity : -Infinity;
      default:
        return value;
    }
  }
  return value;
}
