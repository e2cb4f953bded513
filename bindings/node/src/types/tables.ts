// Written by scripts/generate-lookups from the compiler's tables; --check compares. Do not edit.

/** What stands on the right of each lookup. */
export interface LookupOperands {
  readonly exact: "value";
  readonly iexact: "text";
  readonly contains: "text";
  readonly icontains: "text";
  readonly startswith: "text";
  readonly istartswith: "text";
  readonly endswith: "text";
  readonly iendswith: "text";
  readonly gt: "value";
  readonly gte: "value";
  readonly lt: "value";
  readonly lte: "value";
  readonly in: "list";
  readonly range: "pair";
  readonly isnull: "flag";
  readonly regex: "text";
  readonly iregex: "text";
  readonly has_key: "key";
  readonly has_keys: "keys";
  readonly has_any_keys: "keys";
  readonly contained_by: "value";
}

/** Lookups of JSON columns and paths only. */
export interface JSONLookups {
  readonly has_key: "key";
  readonly has_keys: "keys";
  readonly has_any_keys: "keys";
  readonly contained_by: "value";
}

/** Lookups of a relation itself. */
export interface RelationLookups {
  readonly exact: "value";
  readonly gt: "value";
  readonly gte: "value";
  readonly lt: "value";
  readonly lte: "value";
  readonly in: "list";
  readonly isnull: "flag";
}

/** Transforms of numbers, and what each gives. */
export interface NumberTransforms {
  readonly abs: "same";
  readonly acos: "numeric";
  readonly asin: "numeric";
  readonly atan: "numeric";
  readonly ceil: "same";
  readonly cos: "numeric";
  readonly cot: "numeric";
  readonly degrees: "numeric";
  readonly exp: "numeric";
  readonly floor: "same";
  readonly ln: "numeric";
  readonly radians: "numeric";
  readonly sign: "same";
  readonly sin: "numeric";
  readonly sqrt: "numeric";
  readonly tan: "numeric";
  readonly chr: "text";
}

/** Transforms of text, and what each gives. */
export interface TextTransforms {
  readonly length: "integer";
  readonly lower: "text";
  readonly upper: "text";
  readonly ltrim: "text";
  readonly rtrim: "text";
  readonly trim: "text";
  readonly md5: "text";
  readonly sha1: "text";
  readonly sha224: "text";
  readonly sha256: "text";
  readonly sha384: "text";
  readonly sha512: "text";
  readonly ord: "integer";
  readonly reverse: "text";
}

/** Parts of a date. */
export interface DateTransforms {
  readonly year: "integer";
  readonly iso_year: "integer";
  readonly quarter: "integer";
  readonly month: "integer";
  readonly week: "integer";
  readonly day: "integer";
  readonly week_day: "integer";
  readonly iso_week_day: "integer";
}

/** Parts of a time of day. */
export interface TimeTransforms {
  readonly hour: "integer";
  readonly minute: "integer";
  readonly second: "integer";
}

/** Parts of a moment. */
export interface DatetimeTransforms {
  readonly year: "integer";
  readonly iso_year: "integer";
  readonly quarter: "integer";
  readonly month: "integer";
  readonly week: "integer";
  readonly day: "integer";
  readonly week_day: "integer";
  readonly iso_week_day: "integer";
  readonly hour: "integer";
  readonly minute: "integer";
  readonly second: "integer";
  readonly date: "date";
  readonly time: "time";
}
