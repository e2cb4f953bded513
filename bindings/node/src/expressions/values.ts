// Values that JavaScript has no type of its own for. A plain string does as well where a column's type is
// known; these say it where it is not, or where text and the value differ.

import { text } from "../spec/encode.js";
import { Expression } from "./expression.js";

/** A decimal number by its digits: `decimal("1.50")`. */
export function decimal(digits: string): Expression<string, never> {
  return new Expression({ $decimal: text(digits, "decimal") });
}

/** A date without a time: `date("2020-01-31")`. */
export function date(iso: string): Expression<string, never> {
  return new Expression({ $date: text(iso, "date") });
}

/** A time of day: `time("12:30:00.5")`. */
export function time(iso: string): Expression<string, never> {
  return new Expression({ $time: text(iso, "time") });
}

/** A moment: `datetime("2020-01-31T12:30:00Z")`, to the microsecond; a `Date` has milliseconds. */
export function datetime(iso: string): Expression<string, never> {
  return new Expression({ $datetime: text(iso, "datetime") });
}

/** A span of time. */
export function duration(span: {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
  microseconds?: number;
}): Expression<number, never> {
  const { days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0, microseconds = 0 } = span;
  const total = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1e6 + milliseconds * 1e3 + microseconds;
  return new Expression({ $duration: Math.round(total) });
}

/** A UUID, with or without hyphens. */
export function uuid(digits: string): Expression<string, never> {
  return new Expression({ $uuid: text(digits, "uuid") });
}

/** JSON's null, as opposed to SQL's NULL. */
export function JSONNull(): Expression<null, never> {
  return new Expression({ $json_null: true });
}
