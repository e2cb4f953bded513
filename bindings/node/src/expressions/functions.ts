// The functions and aggregates, one line each: the line is the list. The name is the one the wire format
// carries (Django's class name); what follows says how many arguments it takes and what it gives.
//
// Arguments are expressions: a string is a name, `Value("x")` is text, numbers are numbers.

import { condition, expression, literal, text } from "../spec/encode.js";
import { emptyRecord, type Wire } from "../spec/node.js";
import { typeError, valueError } from "../errors.js";
import type { Argument, Condition, Json, TypeName } from "../types.js";
import { terms } from "./branches.js";
import type { Summed, Untold } from "../types/deferred.js";
import type { ArgumentType, AverageOf, FirstOf, NamesIn, NamesInCondition } from "../types/rows.js";
import { Expression, type Told } from "./expression.js";

type Nullable<T> = T | null;

function call<T, N extends string>(
  name: string,
  args: readonly unknown[],
  options?: Readonly<Record<string, Wire>>,
): Expression<T, N> {
  const record = emptyRecord();
  record["$func"] = name;
  record["args"] = Array.from(args, (argument) => expression(argument, name));
  if (options) for (const key of Object.keys(options)) record[key] = options[key]!;
  return new Expression<T, N>(record);
}

type Arguments = readonly Argument[];

/** A function of `least` to `most` expressions. */
function fn<T>(
  name: string,
  least: number,
  most: number = least,
): <const A extends Arguments>(...args: A) => Expression<T, NamesIn<A[number]>> {
  return (...args) => checked(name, args, least, most);
}

function checked<T, N extends string>(name: string, args: Arguments, least: number, most: number): Expression<T, N> {
  if (args.length < least || args.length > most) {
    const wanted = least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} to ${most}`;
    throw typeError(`${name} takes ${wanted} argument${wanted === "1" ? "" : "s"} (${args.length} given)`);
  }
  return call(name, args);
}

/** A function that gives what its first argument is, or null. */
function same(
  name: string,
  least: number,
  most: number = least,
): <const A extends Arguments>(...args: A) => Expression<ArgumentType<A[0]> | null, NamesIn<A[number]>> {
  return (...args) => checked(name, args, least, most);
}

// Comparison
/** The first argument that is not null. */
export function Coalesce<const A extends Arguments>(...args: A): Expression<FirstOf<A>, NamesIn<A[number]>> {
  return checked("Coalesce", args, 2, Infinity);
}
/** The largest argument; null where one is null. */
export function Greatest<const A extends Arguments>(
  ...args: A
): Expression<ArgumentType<A[number]> | null, NamesIn<A[number]>> {
  return checked("Greatest", args, 2, Infinity);
}
/** The smallest argument; null where one is null. */
export function Least<const A extends Arguments>(
  ...args: A
): Expression<ArgumentType<A[number]> | null, NamesIn<A[number]>> {
  return checked("Least", args, 2, Infinity);
}
export const NullIf = same("NullIf", 2);
/** What JavaScript has for the types on the wire. */
type TypeOfName<N> = N extends "integer" | "positive_integer" | "real" | "duration"
  ? number
  : N extends "boolean"
    ? boolean
    : N extends "datetime" | "datetime_ms"
      ? Date
      : N extends "blob"
        ? Uint8Array
        : N extends "any" | "json"
          ? Untold
          : string;
/** The value as another type. */
export function Cast<T = never, const A extends Argument = Argument, const N extends TypeName = TypeName>(
  value: A,
  type: N,
): Expression<Told<NoInfer<T>, TypeOfName<N> | null>, NamesIn<A>> {
  return call("Cast", [value], { type: text(type, "Cast") });
}
/** Text compared by another collation: `Collate("name", "NOCASE")`. */
export function Collate<const A extends Argument>(value: A, collation: string): Expression<string, NamesIn<A>> {
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
function dated<T>(
  name: string,
): <const A extends Argument>(value: A, options?: ZoneOption) => Expression<T, NamesIn<A>> {
  return (value, options) => call(name, [value], zone(options));
}
export const Now = fn<Date>("Now", 0);
/** Part of a date or time: `Extract("created_at", "year")`. */
export function Extract<const A extends Argument>(
  value: A,
  part: string,
  options?: ZoneOption,
): Expression<Nullable<number>, NamesIn<A>> {
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
export function Trunc<const A extends Argument>(
  value: A,
  part: string,
  options?: ZoneOption & { readonly type?: TypeName },
): Expression<ArgumentType<A> | null, NamesIn<A>> {
  const record = zone(options);
  if (options?.type !== undefined) record["type"] = text(options.type, "Trunc");
  return call("Trunc", [value], { ...record, kind: text(part, "Trunc") });
}
/** A function that gives a date or time of the kind it is given. */
function truncated(
  name: string,
): <const A extends Argument>(value: A, options?: ZoneOption) => Expression<ArgumentType<A> | null, NamesIn<A>> {
  return (value, options) => call(name, [value], zone(options));
}
export const TruncYear = truncated("TruncYear");
export const TruncQuarter = truncated("TruncQuarter");
export const TruncMonth = truncated("TruncMonth");
export const TruncWeek = truncated("TruncWeek");
export const TruncDay = truncated("TruncDay");
export const TruncDate = dated<Nullable<string>>("TruncDate");
export const TruncTime = dated<Nullable<string>>("TruncTime");
export const TruncHour = truncated("TruncHour");
export const TruncMinute = truncated("TruncMinute");
export const TruncSecond = truncated("TruncSecond");

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
export function Round<const A extends Argument>(
  value: A,
  precision?: number,
): Expression<Nullable<number>, NamesIn<A>> {
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
export const JSONArray = fn<Json>("JSONArray", 0, Infinity);
/** `JSONObject({ id: "id", name: Lower("name") })` */
export function JSONObject<const A extends { readonly [key: string]: Argument }>(
  fields: A,
): Expression<Json, NamesIn<A[keyof A]>> {
  const args: unknown[] = [];
  for (const key of Object.keys(fields)) args.push(new Expression({ $value: key }), fields[key]);
  return call("JSONObject", args);
}
/** A key inside a JSON column, as text: `KT("data__owner__name")`. */
export function KT<const P extends string>(path: P): Expression<Nullable<string>, P> {
  const [column, ...keys] = text(path, "KT").split("__");
  const last = keys.pop();
  if (last === undefined) throw valueError("KT: a path into a JSON column is wanted, such as data__name");
  const inner = keys.reduce<Argument>((value, key) => call<Json, string>("KeyTransform", [value], { key }), column!);
  return call("KeyTextTransform", [inner], { key: last });
}
export const UUID4 = fn<string>("UUID4", 0);
export const UUID7 = fn<string>("UUID7", 0);

// Window functions, for Window(…)
export const CumeDist = fn<number>("CumeDist", 0);
export const DenseRank = fn<number>("DenseRank", 0);
export const FirstValue = same("FirstValue", 1);
export const Lag = same("Lag", 1, 3);
export const LastValue = same("LastValue", 1);
export const Lead = same("Lead", 1, 3);
export const NthValue = same("NthValue", 1, 2);
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

/** The names in an aggregate's options. */
type OptionNames<O> =
  | (O extends { readonly filter: infer W } ? NamesInCondition<W> : never)
  | (O extends { readonly default: infer D } ? NamesIn<D> : never);

/** null, where there may be no rows and no default. */
type NoRows<O> = O extends { readonly default: unknown } ? never : null;

function aggregate<T>(
  name: string,
): <const A extends Argument, const O extends AggregateOptions = Record<never, never>>(
  value: A,
  options?: O,
) => Expression<T | NoRows<O>, NamesIn<A> | OptionNames<O>> {
  return (value, options) => call(name, [value], aggregateOptions(options ?? {}));
}

/** An aggregate of the type of its argument. */
function chosen(
  name: string,
): <const A extends Argument, const O extends AggregateOptions = Record<never, never>>(
  value: A,
  options?: O,
) => Expression<ArgumentType<A> | null, NamesIn<A> | OptionNames<O>> {
  return (value, options) => call(name, [value], aggregateOptions(options ?? {}));
}

/** How many rows have a value; `Count("*")` counts rows. */
export function Count<const A extends Argument = "*", const O extends AggregateOptions = Record<never, never>>(
  value?: A,
  options?: O,
): Expression<number, NamesIn<A> | OptionNames<O>> {
  return call("Count", [value ?? "*"], aggregateOptions(options ?? {}));
}
/** The total. */
export function Sum<const A extends Argument, const O extends AggregateOptions = Record<never, never>>(
  value: A,
  options?: O,
): Expression<Summed<ArgumentType<A>> | NoRows<O>, NamesIn<A> | OptionNames<O>> {
  return call("Sum", [value], aggregateOptions(options ?? {}));
}
/** The average. */
export function Avg<const A extends Argument, const O extends AggregateOptions = Record<never, never>>(
  value: A,
  options?: O,
): Expression<AverageOf<A>, NamesIn<A> | OptionNames<O>> {
  return call("Avg", [value], aggregateOptions(options ?? {}));
}
export const Min = chosen("Min");
export const Max = chosen("Max");
export const AnyValue = chosen("AnyValue");
export const BitAnd = aggregate<number>("BitAnd");
export const BitOr = aggregate<number>("BitOr");
export const BitXor = aggregate<number>("BitXor");

function statistic(
  name: string,
): <const A extends Argument, const O extends AggregateOptions & { readonly sample?: boolean } = Record<never, never>>(
  value: A,
  options?: O,
) => Expression<number | null, NamesIn<A> | OptionNames<O>> {
  return (value, given) => {
    const options: AggregateOptions & { readonly sample?: boolean } = given ?? {};
    const record = aggregateOptions(options);
    if (options.sample !== undefined) record["sample"] = Boolean(options.sample);
    return call(name, [value], record);
  };
}
/** Standard deviation, of the population or, with `sample`, estimated from a sample. */
export const StdDev = statistic("StdDev");
export const Variance = statistic("Variance");

/** The values joined to one text, with `delimiter` (text, or an expression) between them. */
export function StringAgg<
  const A extends Argument,
  const O extends AggregateOptions & { readonly orderBy?: Argument | readonly Argument[] } = Record<never, never>,
>(value: A, delimiter: string | Expression, given?: O): Expression<Nullable<string>, NamesIn<A> | OptionNames<O>> {
  const options: AggregateOptions & { readonly orderBy?: Argument | readonly Argument[] } = given ?? {};
  const record = aggregateOptions(options);
  record["delimiter"] = literal(delimiter, "StringAgg");
  if (options.orderBy !== undefined) record["order_by"] = terms(options.orderBy);
  return call("StringAgg", [value], record);
}
