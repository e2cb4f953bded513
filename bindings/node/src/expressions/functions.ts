// The functions and aggregates, one line each: the line is the list. The name is the one the wire format
// carries (Django's class name); what follows says how many arguments it takes and what it gives.
//
// Arguments are expressions: a string is a name, `Value("x")` is text, numbers are numbers.

import { condition, expression, literal, text } from "../spec/encode.js";
import { emptyRecord, type Wire } from "../spec/node.js";
import { typeError, valueError } from "../errors.js";
import type { Argument, Condition, TypeName } from "../types.js";
import { terms } from "./branches.js";
import { Expression } from "./expression.js";

type Nullable<T> = T | null;

function call<T>(name: string, args: readonly unknown[], options?: Readonly<Record<string, Wire>>): Expression<T> {
  const record = emptyRecord();
  record["$func"] = name;
  record["args"] = Array.from(args, (argument) => expression(argument, name));
  if (options) for (const key of Object.keys(options)) record[key] = options[key]!;
  return new Expression<T>(record);
}

/** A function of `least` to `most` expressions. */
function fn<T>(name: string, least: number, most: number = least): (...args: readonly Argument[]) => Expression<T> {
  return (...args) => {
    if (args.length < least || args.length > most) {
      const wanted = least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} to ${most}`;
      throw typeError(`${name} takes ${wanted} argument${wanted === "1" ? "" : "s"} (${args.length} given)`);
    }
    return call<T>(name, args);
  };
}

// Comparison
export const Coalesce = fn<unknown>("Coalesce", 2, Infinity);
export const Greatest = fn<unknown>("Greatest", 2, Infinity);
export const Least = fn<unknown>("Least", 2, Infinity);
export const NullIf = fn<unknown>("NullIf", 2);
/** The value as another type. */
export function Cast<T = unknown>(value: Argument, type: TypeName): Expression<T> {
  return call("Cast", [value], { type: text(type, "Cast") });
}
/** Text compared by another collation: `Collate("name", "NOCASE")`. */
export function Collate(value: Argument, collation: string): Expression<string> {
  return call("Collate", [value], { collation: text(collation, "Collate") });
}

// Dates and times
export interface ZoneOption {
  /** An IANA name such as `"Europe/Berlin"`; the database's own by default. */
  readonly timeZone?: string;
}
function zone(options: ZoneOption | undefined): { [key: string]: Wire } {
  const record = emptyRecord();
  if (options?.timeZone !== undefined) record["tz"] = text(options.timeZone, "timeZone");
  return record;
}
/** A function of a date or time and, as an option, a time zone. */
function dated<T>(name: string): (value: Argument, options?: ZoneOption) => Expression<T> {
  return (value, options) => call<T>(name, [value], zone(options));
}
export const Now = fn<string>("Now", 0);
/** Part of a date or time: `Extract("created_at", "year")`. */
export function Extract(value: Argument, part: string, options?: ZoneOption): Expression<Nullable<number>> {
  return call("Extract", [value], { ...zone(options), kind: text(part, "Extract") });
}
export const ExtractYear = dated<Nullable<number>>("ExtractYear");
export const ExtractIsoYear = dated<Nullable<number>>("ExtractIsoYear");
export const ExtractQuarter = dated<Nullable<number>>("ExtractQuarter");
export const ExtractMonth = dated<Nullable<number>>("ExtractMonth");
export const ExtractWeek = dated<Nullable<number>>("ExtractWeek");
export const ExtractWeekDay = dated<Nullable<number>>("ExtractWeekDay");
export const ExtractIsoWeekDay = dated<Nullable<number>>("ExtractIsoWeekDay");
export const ExtractDay = dated<Nullable<number>>("ExtractDay");
export const ExtractHour = dated<Nullable<number>>("ExtractHour");
export const ExtractMinute = dated<Nullable<number>>("ExtractMinute");
export const ExtractSecond = dated<Nullable<number>>("ExtractSecond");
/** A date or time without its smaller parts: `Trunc("created_at", "month")`. */
export function Trunc(
  value: Argument,
  part: string,
  options?: ZoneOption & { readonly type?: TypeName },
): Expression<Nullable<string>> {
  const record = zone(options);
  if (options?.type !== undefined) record["type"] = text(options.type, "Trunc");
  return call("Trunc", [value], { ...record, kind: text(part, "Trunc") });
}
export const TruncYear = dated<Nullable<string>>("TruncYear");
export const TruncQuarter = dated<Nullable<string>>("TruncQuarter");
export const TruncMonth = dated<Nullable<string>>("TruncMonth");
export const TruncWeek = dated<Nullable<string>>("TruncWeek");
export const TruncDay = dated<Nullable<string>>("TruncDay");
export const TruncDate = dated<Nullable<string>>("TruncDate");
export const TruncTime = dated<Nullable<string>>("TruncTime");
export const TruncHour = dated<Nullable<string>>("TruncHour");
export const TruncMinute = dated<Nullable<string>>("TruncMinute");
export const TruncSecond = dated<Nullable<string>>("TruncSecond");

// Numbers
export const Abs = fn<Nullable<number>>("Abs", 1);
export const ACos = fn<Nullable<number>>("ACos", 1);
export const ASin = fn<Nullable<number>>("ASin", 1);
export const ATan = fn<Nullable<number>>("ATan", 1);
export const ATan2 = fn<Nullable<number>>("ATan2", 2);
export const Ceil = fn<Nullable<number>>("Ceil", 1);
export const Cos = fn<Nullable<number>>("Cos", 1);
export const Cot = fn<Nullable<number>>("Cot", 1);
export const Degrees = fn<Nullable<number>>("Degrees", 1);
export const Exp = fn<Nullable<number>>("Exp", 1);
export const Floor = fn<Nullable<number>>("Floor", 1);
export const Ln = fn<Nullable<number>>("Ln", 1);
export const Log = fn<Nullable<number>>("Log", 2);
export const Mod = fn<Nullable<number>>("Mod", 2);
export const Pi = fn<number>("Pi", 0);
export const Power = fn<Nullable<number>>("Power", 2);
export const Radians = fn<Nullable<number>>("Radians", 1);
export const Random = fn<number>("Random", 0);
/** Rounded to `precision` decimals, 0 by default. */
export function Round(value: Argument, precision?: number): Expression<Nullable<number>> {
  return call("Round", [value], precision === undefined ? {} : { precision: expression(precision, "Round") });
}
export const Sign = fn<Nullable<number>>("Sign", 1);
export const Sin = fn<Nullable<number>>("Sin", 1);
export const Sqrt = fn<Nullable<number>>("Sqrt", 1);
export const Tan = fn<Nullable<number>>("Tan", 1);

// Text
export const Chr = fn<Nullable<string>>("Chr", 1);
export const Concat = fn<string>("Concat", 2, Infinity);
export const Left = fn<Nullable<string>>("Left", 2);
export const Length = fn<Nullable<number>>("Length", 1);
export const Lower = fn<Nullable<string>>("Lower", 1);
export const LPad = fn<Nullable<string>>("LPad", 2, 3);
export const LTrim = fn<Nullable<string>>("LTrim", 1);
export const MD5 = fn<Nullable<string>>("MD5", 1);
export const Ord = fn<Nullable<number>>("Ord", 1);
export const Repeat = fn<Nullable<string>>("Repeat", 2);
export const Replace = fn<Nullable<string>>("Replace", 2, 3);
export const Reverse = fn<Nullable<string>>("Reverse", 1);
export const Right = fn<Nullable<string>>("Right", 2);
export const RPad = fn<Nullable<string>>("RPad", 2, 3);
export const RTrim = fn<Nullable<string>>("RTrim", 1);
export const SHA1 = fn<Nullable<string>>("SHA1", 1);
export const SHA224 = fn<Nullable<string>>("SHA224", 1);
export const SHA256 = fn<Nullable<string>>("SHA256", 1);
export const SHA384 = fn<Nullable<string>>("SHA384", 1);
export const SHA512 = fn<Nullable<string>>("SHA512", 1);
export const StrIndex = fn<Nullable<number>>("StrIndex", 2);
export const Substr = fn<Nullable<string>>("Substr", 2, 3);
export const Trim = fn<Nullable<string>>("Trim", 1);
export const Upper = fn<Nullable<string>>("Upper", 1);

// JSON and identifiers
export const JSONArray = fn<unknown>("JSONArray", 0, Infinity);
/** `JSONObject({ id: "id", name: Lower("name") })` */
export function JSONObject(fields: { readonly [key: string]: Argument }): Expression<unknown> {
  const args: unknown[] = [];
  for (const key of Object.keys(fields)) args.push(new Expression({ $value: key }), fields[key]);
  return call("JSONObject", args);
}
/** A key inside a JSON column, as text: `KT("data__owner__name")`. */
export function KT(path: string): Expression<Nullable<string>> {
  const [column, ...keys] = text(path, "KT").split("__");
  const last = keys.pop();
  if (last === undefined) throw valueError("KT: a path into a JSON column is wanted, such as data__name");
  const inner = keys.reduce<Argument>((value, key) => call("KeyTransform", [value], { key }), column!);
  return call("KeyTextTransform", [inner], { key: last });
}
export const UUID4 = fn<string>("UUID4", 0);
export const UUID7 = fn<string>("UUID7", 0);

// Window functions, for Window(…)
export const CumeDist = fn<number>("CumeDist", 0);
export const DenseRank = fn<number>("DenseRank", 0);
export const FirstValue = fn<unknown>("FirstValue", 1);
export const Lag = fn<unknown>("Lag", 1, 3);
export const LastValue = fn<unknown>("LastValue", 1);
export const Lead = fn<unknown>("Lead", 1, 3);
export const NthValue = fn<unknown>("NthValue", 1, 2);
export const Ntile = fn<number>("Ntile", 0, 1);
export const PercentRank = fn<number>("PercentRank", 0);
export const Rank = fn<number>("Rank", 0);
export const RowNumber = fn<number>("RowNumber", 0);

// Aggregates

export interface AggregateOptions {
  /** Each value once. */
  readonly distinct?: boolean;
  /** Only rows that meet the condition. */
  readonly filter?: Condition;
  /** The value when there are no rows. */
  readonly default?: Argument;
}

function aggregateOptions(options: AggregateOptions): { [key: string]: Wire } {
  const record = emptyRecord();
  if (options.distinct !== undefined) record["distinct"] = Boolean(options.distinct);
  if (options.filter !== undefined) record["filter"] = condition(options.filter, "filter");
  if (options.default !== undefined) record["default"] = expression(options.default, "default");
  return record;
}

function aggregate<T>(name: string): (value: Argument, options?: AggregateOptions) => Expression<T> {
  return (value, options = {}) => call<T>(name, [value], aggregateOptions(options));
}

/** How many rows have a value; `Count("*")` counts rows. */
export function Count(value: Argument = "*", options: AggregateOptions = {}): Expression<number> {
  return call("Count", [value], aggregateOptions(options));
}
export const Sum = aggregate<Nullable<number>>("Sum");
export const Avg = aggregate<Nullable<number>>("Avg");
export const Min = aggregate<unknown>("Min");
export const Max = aggregate<unknown>("Max");
export const AnyValue = aggregate<unknown>("AnyValue");
export const BitAnd = aggregate<Nullable<number>>("BitAnd");
export const BitOr = aggregate<Nullable<number>>("BitOr");
export const BitXor = aggregate<Nullable<number>>("BitXor");

function statistic(name: string) {
  return (
    value: Argument,
    options: AggregateOptions & { readonly sample?: boolean } = {},
  ): Expression<Nullable<number>> => {
    const record = aggregateOptions(options);
    if (options.sample !== undefined) record["sample"] = Boolean(options.sample);
    return call(name, [value], record);
  };
}
/** Standard deviation, of the population or, with `sample`, estimated from a sample. */
export const StdDev = statistic("StdDev");
export const Variance = statistic("Variance");

/** The values joined to one text, with `delimiter` (text, or an expression) between them. */
export function StringAgg(
  value: Argument,
  delimiter: string | Expression,
  options: AggregateOptions & { readonly orderBy?: Argument | readonly Argument[] } = {},
): Expression<Nullable<string>> {
  const record = aggregateOptions(options);
  record["delimiter"] = literal(delimiter, "StringAgg");
  if (options.orderBy !== undefined) record["order_by"] = terms(options.orderBy);
  return call("StringAgg", [value], record);
}
