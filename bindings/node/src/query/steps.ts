import { typeError } from "../errors.js";
import type { Expression, Order } from "../expressions/expression.js";
import type { PrefetchLookup } from "../expressions/queries.js";
import { specOf } from "../expressions/queries.js";
import { aliases, condition, expression, integer, text, texts } from "../spec/encode.js";
import { isPlainObject, kind, Node, QueryNode, wire, type Wire } from "../spec/node.js";
import type {
  Aliases,
  Annotated,
  AnyQuerySet,
  Condition,
  ListRow,
  ValuesRow,
  ValueTerm,
} from "../types.js";
import type { QuerySet } from "./queryset.js";
import type { State } from "./state.js";

/** The relation a path begins with, which becomes a property of the rows. */
type Head<P> = P extends PrefetchLookup<infer Name> ? HeadOfPath<Name> : HeadOfPath<P>;
type HeadOfPath<P> = P extends `${infer First}__${string}` ? First : P extends string ? P : never;
type Loaded<Out, P> = string extends keyof Out ? Out : Out & { [K in Head<P> & string]: unknown };

/**
 * The steps of a query. Each returns a new query set and leaves this one as it is; nothing touches the
 * database. Names, lookups and values are checked where the query runs; what could not be sent at all
 * (`undefined`, NaN, functions, class instances) throws at once.
 *
 * `R` is the row as conditions see it, `Out` the row that comes out.
 */
export abstract class Steps<DB, M extends string, R, Out> extends QueryNode {
  readonly #state: State;

  /** @internal */
  constructor(state: State) {
    super();
    this.#state = state;
  }

  /** @internal */
  get state(): State {
    return this.#state;
  }

  /** @internal */
  protected abstract derive<R2, Out2>(state: State): QuerySet<DB, M, R2, Out2>;

  /** @internal */
  [wire](): Wire {
    return this.#state.nested();
  }

  /** The query as the wire format has it (docs/wire-format.md), a fresh copy. */
  toSpec(): { [key: string]: unknown } {
    return JSON.parse(this.#state.text()) as { [key: string]: unknown };
  }

  #step<R2 = R, Out2 = Out>(name: string, ...args: readonly Wire[]): QuerySet<DB, M, R2, Out2> {
    return this.derive(this.#state.step(name, ...args));
  }

  /** Rows that meet all conditions. */
  filter(...conditions: readonly Condition<R>[]): QuerySet<DB, M, R, Out> {
    return this.#step("filter", ...conditionList(conditions, "filter"));
  }

  /** Rows that do not meet all of the conditions: NOT (a AND b). */
  exclude(...conditions: readonly Condition<R>[]): QuerySet<DB, M, R, Out> {
    return this.#step("exclude", ...conditionList(conditions, "exclude"));
  }

  /** Adds computed columns: `annotate({ posts_count: Count("posts") })`, or bare aggregates. */
  annotate<A extends Aliases = Record<never, never>>(
    ...expressions: readonly (A | Expression)[]
  ): QuerySet<DB, M, Annotated<R, A>, Annotated<Out, A>> {
    return this.#step("annotate", ...aliasList(expressions, "annotate"));
  }

  /** As annotate, but only for later steps: the columns do not come out. */
  alias<A extends Aliases = Record<never, never>>(
    ...expressions: readonly (A | Expression)[]
  ): QuerySet<DB, M, Annotated<R, A>, Out> {
    return this.#step("alias", ...aliasList(expressions, "alias"));
  }

  /** Orders by names (`"-name"` for largest first, `"?"` for any order) and expressions; none clears. */
  orderBy(...terms: readonly (string | Expression | Order)[]): QuerySet<DB, M, R, Out> {
    return this.#step("order_by", Array.from(terms, (term) => expression(term, "orderBy")));
  }

  /** Turns the order round. */
  reverse(): QuerySet<DB, M, R, Out> {
    return this.#step("reverse");
  }

  /** Each row once. */
  distinct(): QuerySet<DB, M, R, Out> {
    return this.#step("distinct");
  }

  /** Rows of the named columns and expressions only; none means every column. */
  values<const T extends readonly ValueTerm[]>(...terms: T): QuerySet<DB, M, R, ValuesRow<R, T>> {
    return this.#step("values", valueTerms(terms, "values"));
  }

  /** Rows as arrays; with `{ flat: true }` last, single values of the one name given. */
  valuesList<const K extends string>(
    name: K,
    options: { readonly flat: true },
  ): QuerySet<DB, M, R, K extends keyof R ? R[K] : unknown>;
  valuesList<const T extends readonly (ValueTerm | Expression)[]>(
    ...terms: T
  ): QuerySet<DB, M, R, T extends readonly ValueTerm[] ? ListRow<R, T> : unknown[]>;
  valuesList(...terms: readonly unknown[]): QuerySet<DB, M, R, unknown> {
    const last = terms.at(-1);
    // An alias may be called `flat`, but an expression is not true.
    const flat = isPlainObject(last) && typeof last["flat"] === "boolean" && Object.keys(last).length === 1;
    if (!flat) return this.#step("values_list", valueTerms(terms, "valuesList"));
    const names = valueTerms(terms.slice(0, -1), "valuesList");
    return this.#step("values_list", names, { flat: last["flat"] as boolean });
  }

  /** The dates there are, cut down to `part`. */
  dates(
    field: string,
    part: "year" | "month" | "week" | "day",
    order: "ASC" | "DESC" = "ASC",
  ): QuerySet<DB, M, R, string> {
    return this.#step("dates", text(field, "dates"), text(part, "dates"), text(order, "dates"));
  }

  /** The moments there are, cut down to `part`, in a time zone. */
  datetimes(
    field: string,
    part: "year" | "month" | "week" | "day" | "hour" | "minute" | "second",
    options: { readonly order?: "ASC" | "DESC"; readonly timeZone?: string } = {},
  ): QuerySet<DB, M, R, string> {
    const { order = "ASC", timeZone } = options;
    const args = [text(field, "datetimes"), text(part, "datetimes"), text(order, "datetimes")];
    return this.#step("datetimes", ...args, ...(timeZone === undefined ? [] : [text(timeZone, "datetimes")]));
  }

  /** No rows, without asking the database. */
  none(): QuerySet<DB, M, R, Out> {
    return this.#step("none");
  }

  /** Rows of this and the other queries, each once; with `{ all: true }` last, as often as they occur. */
  union(...others: readonly (AnyQuerySet | { readonly all: boolean })[]): QuerySet<DB, M, R, Out> {
    const last = others.at(-1);
    if (!Node.is(last) && isPlainObject(last) && typeof last["all"] === "boolean") {
      return this.#step("union", queries(others.slice(0, -1), "union"), { all: last["all"] });
    }
    return this.#step("union", queries(others, "union"));
  }

  /** Rows of all the queries. */
  intersection(...others: readonly AnyQuerySet[]): QuerySet<DB, M, R, Out> {
    return this.#step("intersection", queries(others, "intersection"));
  }

  /** Rows of this query and of none of the others. */
  difference(...others: readonly AnyQuerySet[]): QuerySet<DB, M, R, Out> {
    return this.#step("difference", queries(others, "difference"));
  }

  /** Rows of both queries, as one query: Django's `&`. */
  and(other: AnyQuerySet): QuerySet<DB, M, R, Out> {
    return this.#step("and", specOf(other, "and"));
  }

  /** Rows of either query, as one query: Django's `|`. */
  or(other: AnyQuerySet): QuerySet<DB, M, R, Out> {
    return this.#step("or", specOf(other, "or"));
  }

  /** Rows of exactly one of the queries, as one query: Django's `^`. */
  xor(other: AnyQuerySet): QuerySet<DB, M, R, Out> {
    return this.#step("xor", specOf(other, "xor"));
  }

  /** Loads to-one relations in the same statement; null clears. */
  selectRelated<const P extends readonly string[]>(...paths: P): QuerySet<DB, M, R, Loaded<Out, P[number]>>;
  selectRelated(clear: null): QuerySet<DB, M, R, Out>;
  selectRelated(...paths: readonly unknown[]): QuerySet<DB, M, R, unknown> {
    if (paths.length === 1 && paths[0] === null) return this.#step("select_related", null);
    return this.#step("select_related", texts(paths, "selectRelated"));
  }

  /** Loads relations with one statement each; null clears. */
  prefetch<const P extends readonly (string | PrefetchLookup)[]>(
    ...paths: P
  ): QuerySet<DB, M, R, Loaded<Out, P[number]>>;
  prefetch(clear: null): QuerySet<DB, M, R, Out>;
  prefetch(...paths: readonly unknown[]): QuerySet<DB, M, R, unknown> {
    if (paths.length === 1 && paths[0] === null) return this.#step("prefetch_related", null);
    return this.#step("prefetch_related", Array.from(paths, prefetchPath));
  }

  /** Django's name for `prefetch`. */
  prefetchRelated<const P extends readonly (string | PrefetchLookup)[]>(
    ...paths: P
  ): QuerySet<DB, M, R, Loaded<Out, P[number]>>;
  prefetchRelated(clear: null): QuerySet<DB, M, R, Out>;
  prefetchRelated(...paths: readonly unknown[]): QuerySet<DB, M, R, unknown> {
    return (this.prefetch as (...paths: readonly unknown[]) => QuerySet<DB, M, R, unknown>)(...paths);
  }

  /** Loads only these columns and the primary key. */
  only<const K extends readonly string[]>(...names: K): QuerySet<DB, M, R, Out> {
    return this.#step("only", texts(names, "only"));
  }

  /** Loads all but these columns; null resets. */
  defer(...names: readonly string[] | readonly [null]): QuerySet<DB, M, R, Out> {
    if (names.length === 1 && names[0] === null) return this.#step("defer", null);
    return this.#step("defer", texts(names, "defer"));
  }

  /** Rows from `start` up to, not including, `stop`, counted from 0 within the rows so far. */
  slice(start: number | null, stop: number | null = null): QuerySet<DB, M, R, Out> {
    return this.#step("slice", position(start), position(stop));
  }

  /** At most so many rows. `limit` and `offset` mean the same in either order. */
  limit(count: number): QuerySet<DB, M, R, Out> {
    return this.derive(this.#state.limited(natural(count, "limit")));
  }

  /** Leaves out the first rows. */
  offset(count: number): QuerySet<DB, M, R, Out> {
    return this.derive(this.#state.offset(natural(count, "offset")));
  }
}

function conditionList(conditions: readonly unknown[], name: string): Wire[] {
  return Array.from(conditions, (each) => condition(each, name));
}

export function aliasList(expressions: readonly unknown[], name: string): Wire[] {
  return Array.from(expressions, (each) => (Node.is(each) ? expression(each, name) : aliases(each, name)));
}

function valueTerms(terms: readonly unknown[], name: string): Wire {
  return Array.from(terms, (term) => {
    if (typeof term === "string") return term;
    return Node.is(term) ? expression(term, name) : aliases(term, name);
  });
}

function queries(others: readonly unknown[], name: string): Wire {
  return Array.from(others, (other) => specOf(other, name));
}

function prefetchPath(path: unknown): Wire {
  if (typeof path === "string") return path;
  if (Node.is(path) && path[kind] === "prefetch") return path[wire]();
  throw typeError("prefetch: a path or Prefetch is wanted");
}

function position(value: number | null): Wire {
  return value === null ? null : integer(value, "slice");
}

function natural(value: number, name: string): number {
  const count = integer(value, name);
  if (count < 0) throw typeError(`${name}: a number from 0 is wanted`);
  return count;
}
