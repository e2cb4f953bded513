import { typeError } from "../errors.js";
import type { Expression, Order } from "../expressions/expression.js";
import type { PrefetchLookup } from "../expressions/queries.js";
import { specOf } from "../expressions/queries.js";
import { aliases, condition, expression, integer, text, texts } from "../spec/encode.js";
import { isPlainObject, kind, Node, QueryNode, wire, type Wire } from "../spec/node.js";
import { limitsOf, type CallLimits } from "../limits.js";
import type { Aliases, AnyQuerySet } from "../types.js";
import type { RelationName, RowOf, Text } from "../types/model.js";
import type { Checked, CheckedOrder } from "../types/paths.js";
import type {
  Annotated,
  CheckedAliases,
  CheckedJoin,
  CheckedLoad,
  CheckedTerm,
  DeferredRow,
  ListRow,
  Loaded,
  OnlyRow,
  Resolved,
  ValuesRow,
} from "../types/rows.js";
import type { ConditionOn, Hint } from "../types/where.js";
import type { QuerySet } from "./queryset.js";
import type { State } from "./state.js";

/** Ends the arguments of valuesList: rows are single values. */
interface Flat {
  readonly flat: boolean;
}
/** Names that editors offer. */
export type NameHint<DB, M, C> = (keyof RowOf<DB, M> & string) | (keyof C & string) | Text;
type OrderHint<DB, M, C> = `${"" | "-"}${(keyof RowOf<DB, M> & string) | (keyof C & string)}` | "?" | Text;
type RelationHint<DB, M> = RelationName<DB, M> | Text;

/**
 * The steps of a query. Each returns a new query set and leaves this one as it is; nothing touches the
 * database. Names, lookups and values are checked where the query runs, and by the compiler as far as
 * `DB` tells; what could not be sent at all (`undefined`, NaN, functions, class instances) throws at once.
 *
 * `C` are the computed columns that conditions may name, `Out` the row that comes out.
 */
export abstract class Steps<DB, M extends string, C, Out> extends QueryNode<Out> {
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
  protected abstract derive<C2, Out2>(state: State): QuerySet<DB, M, C2, Out2>;

  /** @internal */
  [wire](): Wire {
    return this.#state.nested();
  }

  /** The query as the wire format has it (docs/wire-format.md), a fresh copy. */
  toSpec(): { [key: string]: unknown } {
    return JSON.parse(this.#state.text()) as { [key: string]: unknown };
  }

  #step<C2 = C, Out2 = Out>(name: string, ...args: readonly Wire[]): QuerySet<DB, M, C2, Out2> {
    return this.derive(this.#state.step(name, ...args));
  }

  /**
   * The same query, whose calls can be stopped: `users.objects.using({ signal, timeout: 500 }).filter(…).all()`. A
   * `timeout` in milliseconds is each call's own, for `iterator` each chunk's. docs/transactions.md says what
   * becomes of what is stopped.
   */
  using(limits: CallLimits): this {
    const connection = this.#state.connection.limited(limitsOf(limits, "using"));
    return new (this.constructor as new (state: State) => this)(this.#state.on(connection));
  }

  /** Rows that meet all conditions. */
  filter<
    G1 extends Hint<DB, M, C>,
    G2 extends Hint<DB, M, C>,
    G3 extends Hint<DB, M, C>,
    G4 extends Hint<DB, M, C>,
  >(
    first?: ConditionOn<DB, M, C, G1>,
    second?: ConditionOn<DB, M, C, G2>,
    third?: ConditionOn<DB, M, C, G3>,
    ...others: readonly ConditionOn<DB, M, C, G4>[]
  ): QuerySet<DB, M, C, Out>;
  filter(...conditions: readonly unknown[]): QuerySet<DB, M, C, Out> {
    const plain = conditions.length === 1 ? this.#state.conditions("filter", conditions[0]) : undefined;
    return plain === undefined ? this.#step("filter", ...conditionList(conditions, "filter")) : this.derive(plain);
  }

  /** Rows that do not meet all of the conditions: NOT (a AND b). */
  exclude<
    G1 extends Hint<DB, M, C>,
    G2 extends Hint<DB, M, C>,
    G3 extends Hint<DB, M, C>,
    G4 extends Hint<DB, M, C>,
  >(
    first?: ConditionOn<DB, M, C, G1>,
    second?: ConditionOn<DB, M, C, G2>,
    third?: ConditionOn<DB, M, C, G3>,
    ...others: readonly ConditionOn<DB, M, C, G4>[]
  ): QuerySet<DB, M, C, Out>;
  exclude(...conditions: readonly unknown[]): QuerySet<DB, M, C, Out> {
    const plain = conditions.length === 1 ? this.#state.conditions("exclude", conditions[0]) : undefined;
    return plain === undefined ? this.#step("exclude", ...conditionList(conditions, "exclude")) : this.derive(plain);
  }

  /** Adds computed columns: `annotate({ posts_count: Count("posts") })`, or bare aggregates. */
  annotate<A extends Aliases = Record<never, never>>(
    ...expressions: readonly ((A & NoInfer<CheckedAliases<DB, M, C, A>>) | Expression)[]
  ): QuerySet<DB, M, C & Resolved<DB, M, C, A>, Annotated<DB, M, C, Out, A>> {
    return this.#step("annotate", ...aliasList(expressions, "annotate"));
  }

  /** As annotate, but only for later steps: the columns do not come out. */
  alias<A extends Aliases = Record<never, never>>(
    ...expressions: readonly ((A & NoInfer<CheckedAliases<DB, M, C, A>>) | Expression)[]
  ): QuerySet<DB, M, C & Resolved<DB, M, C, A>, Out> {
    return this.#step("alias", ...aliasList(expressions, "alias"));
  }

  /** Orders by names (`"-name"` for largest first, `"?"` for any order) and expressions; none clears. */
  orderBy<const T extends readonly (OrderHint<DB, M, C> | Expression | Order)[]>(
    ...terms: { readonly [I in keyof T]: T[I] & NoInfer<CheckedOrder<DB, M, C, T[I]>> }
  ): QuerySet<DB, M, C, Out> {
    return this.#step("order_by", Array.from(terms, (term) => expression(term, "orderBy")));
  }

  /** Turns the order round. */
  reverse(): QuerySet<DB, M, C, Out> {
    return this.#step("reverse");
  }

  /** Each row once. */
  distinct(): QuerySet<DB, M, C, Out> {
    return this.#step("distinct");
  }

  /** Rows of the named columns and expressions only; none means every column. */
  values<const T extends readonly (NameHint<DB, M, C> | Aliases)[]>(
    ...terms: { readonly [I in keyof T]: T[I] & NoInfer<CheckedTerm<DB, M, C, T[I]>> }
  ): QuerySet<DB, M, C, ValuesRow<DB, M, C, T>> {
    return this.#step("values", valueTerms(terms as readonly unknown[], "values"));
  }

  /** Rows as arrays; with `{ flat: true }` last, single values of the one name given. */
  valuesList<const T extends readonly (NameHint<DB, M, C> | Aliases | Expression | Flat)[]>(
    ...terms: { readonly [I in keyof T]: T[I] & NoInfer<CheckedTerm<DB, M, C, T[I]>> }
  ): QuerySet<DB, M, C, ListRow<DB, M, C, T>>;
  valuesList(...terms: readonly unknown[]): QuerySet<DB, M, C, unknown> {
    const last = terms.at(-1);
    // An alias may be called `flat`, but an expression is not true.
    const flat = isPlainObject(last) && typeof last["flat"] === "boolean" && Object.keys(last).length === 1;
    if (!flat) return this.#step("values_list", valueTerms(terms, "valuesList"));
    const names = valueTerms(terms.slice(0, -1), "valuesList");
    return this.#step("values_list", names, { flat: last["flat"] as boolean });
  }

  /** The dates there are, cut down to `part`. */
  dates<const P extends NameHint<DB, M, C>>(
    field: P & NoInfer<Checked<DB, M, C, P>>,
    part: "year" | "month" | "week" | "day",
    order: "ASC" | "DESC" = "ASC",
  ): QuerySet<DB, M, C, string> {
    return this.#step("dates", text(field, "dates"), text(part, "dates"), text(order, "dates"));
  }

  /** The moments there are, cut down to `part`, in a time zone. */
  datetimes<const P extends NameHint<DB, M, C>>(
    field: P & NoInfer<Checked<DB, M, C, P>>,
    part: "year" | "month" | "week" | "day" | "hour" | "minute" | "second",
    options: { readonly order?: "ASC" | "DESC"; readonly timeZone?: string } = {},
  ): QuerySet<DB, M, C, Date> {
    const { order = "ASC", timeZone } = options;
    const args = [text(field, "datetimes"), text(part, "datetimes"), text(order, "datetimes")];
    return this.#step("datetimes", ...args, ...(timeZone === undefined ? [] : [text(timeZone, "datetimes")]));
  }

  /** No rows, without asking the database. */
  none(): QuerySet<DB, M, C, Out> {
    return this.#step("none");
  }

  /** Rows of this and the other queries, each once; with `{ all: true }` last, as often as they occur. */
  union(...others: readonly (AnyQuerySet | { readonly all: boolean })[]): QuerySet<DB, M, C, Out> {
    const last = others.at(-1);
    if (!Node.is(last) && isPlainObject(last) && typeof last["all"] === "boolean") {
      return this.#step("union", queries(others.slice(0, -1), "union"), { all: last["all"] });
    }
    return this.#step("union", queries(others, "union"));
  }

  /** Rows of all the queries. */
  intersection(...others: readonly AnyQuerySet[]): QuerySet<DB, M, C, Out> {
    return this.#step("intersection", queries(others, "intersection"));
  }

  /** Rows of this query and of none of the others. */
  difference(...others: readonly AnyQuerySet[]): QuerySet<DB, M, C, Out> {
    return this.#step("difference", queries(others, "difference"));
  }

  /** Rows of both queries, as one query: Django's `&`. */
  and(other: AnyQuerySet): QuerySet<DB, M, C, Out> {
    return this.#step("and", specOf(other, "and"));
  }

  /** Rows of either query, as one query: Django's `|`. */
  or(other: AnyQuerySet): QuerySet<DB, M, C, Out> {
    return this.#step("or", specOf(other, "or"));
  }

  /** Rows of exactly one of the queries, as one query: Django's `^`. */
  xor(other: AnyQuerySet): QuerySet<DB, M, C, Out> {
    return this.#step("xor", specOf(other, "xor"));
  }

  /** Loads to-one relations in the same statement; null clears. */
  selectRelated<const P extends readonly (RelationHint<DB, M> | null)[]>(
    ...paths: { readonly [I in keyof P]: P[I] & NoInfer<CheckedJoin<DB, M, P[I]>> }
  ): QuerySet<DB, M, C, Loaded<DB, M, Out, P[number]>>;
  selectRelated(...paths: readonly unknown[]): QuerySet<DB, M, C, unknown> {
    if (paths.length === 1 && paths[0] === null) return this.#step("select_related", null);
    return this.#step("select_related", texts(paths, "selectRelated"));
  }

  /** Loads relations with one statement each (`"posts"`, `"posts.comments"`, `Prefetch(…)`); null clears. */
  prefetch<const P extends readonly (RelationHint<DB, M> | PrefetchLookup | null)[]>(
    ...paths: { readonly [I in keyof P]: P[I] & NoInfer<CheckedLoad<DB, M, P[I]>> }
  ): QuerySet<DB, M, C, Loaded<DB, M, Out, P[number]>>;
  prefetch(...paths: readonly unknown[]): QuerySet<DB, M, C, unknown> {
    return this.#prefetch(paths);
  }

  /** Django's name for `prefetch`. */
  prefetchRelated<const P extends readonly (RelationHint<DB, M> | PrefetchLookup | null)[]>(
    ...paths: { readonly [I in keyof P]: P[I] & NoInfer<CheckedLoad<DB, M, P[I]>> }
  ): QuerySet<DB, M, C, Loaded<DB, M, Out, P[number]>>;
  prefetchRelated(...paths: readonly unknown[]): QuerySet<DB, M, C, unknown> {
    return this.#prefetch(paths);
  }

  #prefetch(paths: readonly unknown[]): QuerySet<DB, M, C, unknown> {
    if (paths.length === 1 && paths[0] === null) return this.#step("prefetch_related", null);
    return this.#step("prefetch_related", Array.from(paths, prefetchPath));
  }

  /** Loads only these columns and the primary key. */
  only<const K extends readonly NameHint<DB, M, C>[]>(
    ...names: { readonly [I in keyof K]: K[I] & NoInfer<Checked<DB, M, C, K[I]>> }
  ): QuerySet<DB, M, C, OnlyRow<DB, M, Out, K[number]>> {
    return this.#step("only", texts(names as readonly unknown[], "only"));
  }

  /** Loads all but these columns; null resets. */
  defer<const K extends readonly (NameHint<DB, M, C> | null)[]>(
    ...names: { readonly [I in keyof K]: K[I] & NoInfer<Checked<DB, M, C, K[I]>> }
  ): QuerySet<DB, M, C, DeferredRow<DB, M, Out, K[number]>>;
  defer(...names: readonly unknown[]): QuerySet<DB, M, C, unknown> {
    if (names.length === 1 && names[0] === null) return this.#step("defer", null);
    return this.#step("defer", texts(names, "defer"));
  }

  /** Rows from `start` up to, not including, `stop`, counted from 0 within the rows so far. */
  slice(start: number | null, stop: number | null = null): QuerySet<DB, M, C, Out> {
    return this.#step("slice", position(start), position(stop));
  }

  /** At most so many rows. `limit` and `offset` mean the same in either order. */
  limit(count: number): QuerySet<DB, M, C, Out> {
    return this.derive(this.#state.limited(natural(count, "limit")));
  }

  /** Leaves out the first rows. */
  offset(count: number): QuerySet<DB, M, C, Out> {
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

export function prefetchPath(path: unknown): Wire {
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
