import { kind, Node, QueryNode, wire, emptyRecord, type Wire } from "../spec/node.js";
import { text } from "../spec/encode.js";
import { typeError } from "../errors.js";
import type { AnyQuerySet, TypeName } from "../types.js";
import { ExistsExpression } from "./condition.js";
import { Expression } from "./expression.js";

/** The one value a query gives for each row. */
export function Subquery<T = unknown>(query: AnyQuerySet, type?: TypeName): Expression<T> {
  const inner: Wire = { $subquery: specOf(query, "Subquery") };
  return new Expression<T>(type === undefined ? inner : { $wrap: inner, type });
}

/** Whether a query has a row. */
export function Exists(query: AnyQuerySet): ExistsExpression {
  return new ExistsExpression(specOf(query, "Exists"));
}

/** Related rows to load with one statement, of a query set and under a name of one's choice. */
export class PrefetchLookup<Name extends string = string> extends Node {
  declare readonly name_: Name;
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
export function Prefetch<Path extends string, Name extends string = Path>(
  path: Path,
  query?: AnyQuerySet,
  options: { readonly toAttr?: Name } = {},
): PrefetchLookup<Name> {
  const record = emptyRecord();
  record["$prefetch"] = text(path, "Prefetch");
  if (query !== undefined) record["queryset"] = specOf(query, "Prefetch");
  if (options.toAttr !== undefined) record["to_attr"] = text(options.toAttr, "Prefetch");
  return new PrefetchLookup<Name>(record);
}

/** The spec of a query set, for use inside another. */
export function specOf(query: unknown, name: string): Wire {
  if (Node.is(query) && query instanceof QueryNode) return query[wire]();
  throw typeError(`${name}: a query set is wanted`);
}
