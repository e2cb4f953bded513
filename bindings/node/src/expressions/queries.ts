import { kind, Node, QueryNode, wire, emptyRecord, type Wire } from "../spec/node.js";
import { text } from "../spec/encode.js";
import { typeError } from "../errors.js";
import type { AnyQuerySet, TypeName } from "../types.js";
import { ExistsExpression } from "./condition.js";
import type { OneValue } from "../types/rows.js";
import { Expression, type Told } from "./expression.js";

/** The one value a query gives for each row, or null. */
export function Subquery<T = never, R = unknown>(
  query: QueryNode<R>,
  type?: TypeName,
): Expression<Told<NoInfer<T>, OneValue<R> | null>, never> {
  const inner: Wire = { $subquery: specOf(query, "Subquery") };
  return new Expression(type === undefined ? inner : { $wrap: inner, type });
}

/** Whether a query has a row. */
export function Exists(query: AnyQuerySet): ExistsExpression {
  return new ExistsExpression(specOf(query, "Exists"));
}

declare const path: unique symbol;
declare const name: unique symbol;
declare const row: unique symbol;

/** Related rows to load with one statement, of a query set and under a name of one's choice. */
export class PrefetchLookup<out Path extends string = string, out Name extends string = string, out R = unknown> extends Node {
  declare readonly [path]: Path;
  declare readonly [name]: Name;
  declare readonly [row]: R;
  readonly #wire: Wire;

  /** @internal */
  constructor(wire: Wire) {
    super();
    this.#wire = wire;
  }

  /** @internal */
  get [kind](): "prefetch" {
    return "prefetch";
  }

  /** @internal */
  [wire](): Wire {
    return this.#wire;
  }
}

/** `Prefetch("posts", db.model("posts").objects.filter({ published: true }), { toAttr: "published" })` */
export function Prefetch<const Path extends string, R = unknown, const Name extends string = string>(
  relation: Path,
  query?: QueryNode<R>,
  options: { readonly toAttr?: Name } = {},
): PrefetchLookup<Path, Name, R> {
  const record = emptyRecord();
  record["$prefetch"] = text(relation, "Prefetch");
  if (query !== undefined) record["queryset"] = specOf(query, "Prefetch");
  if (options.toAttr !== undefined) record["to_attr"] = text(options.toAttr, "Prefetch");
  return new PrefetchLookup<Path, Name, R>(record);
}

/** The spec of a query set, for use inside another. */
export function specOf(query: unknown, name: string): Wire {
  if (Node.is(query) && query instanceof QueryNode) return query[wire]();
  throw typeError(`${name}: a query set is wanted`);
}
