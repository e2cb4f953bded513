import type { Connection } from "../connection.js";
import { misuse } from "../errors.js";
import type { Wire } from "../spec/node.js";
import type { ValueBlock } from "./bulk.js";
import { constant, enter, fill, type Hole, type Request, type Shape } from "./shape.js";
import type { TransactionHandle } from "../sql/native.js";
import type { KnownLayout } from "../rows/answer.js";
import type { Trial } from "../trial.js";

/** The connection whose query is being written, to which every query set inside it must belong. */
let writingFor: Connection | undefined;

const NO_VALUES: readonly Hole[] = [];

/**
 * What a query set is: a model and steps. Immutable, so that nothing the caller keeps can change it.
 *
 * Steps are a shape and its values, as long as they are plain (shape.ts); otherwise they are written as JSON.
 */
export class State {
  readonly connection: Connection;
  readonly model: string;
  /** Undefined where the steps are text. */
  readonly #shape: Shape | undefined;
  readonly #values: readonly Hole[];
  /** `["filter",{…}],["order_by",[…]]`; of a shape, empty. */
  readonly #steps: string;
  /** limit() and offset() in either order are one slice; it becomes a step when another step follows. */
  readonly #limit: number | undefined;
  readonly #offset: number;

  constructor(
    connection: Connection,
    model: string,
    shape: Shape | undefined,
    values: readonly Hole[] = NO_VALUES,
    steps = "",
    limit?: number,
    offset = 0,
  ) {
    this.connection = connection;
    this.model = model;
    this.#shape = shape;
    this.#values = values;
    this.#steps = steps;
    this.#limit = limit;
    this.#offset = offset;
  }

  /** All rows of a model. */
  static of(connection: Connection, model: string): State {
    return new State(connection, model, connection.shapes(model));
  }

  /** The same on another connection to the same database. */
  on(connection: Connection): State {
    return new State(connection, this.model, this.#shape, this.#values, this.#steps, this.#limit, this.#offset);
  }

  step(name: string, ...args: readonly Wire[]): State {
    const wire = [name, ...args];
    const text = constant(name, wire);
    if (text !== undefined) {
      const shape = this.#sliced()?.after(text);
      if (shape !== undefined) return new State(this.connection, this.model, shape, this.#values);
    }
    return new State(this.connection, this.model, undefined, NO_VALUES, this.#followedBy(this.write(wire)));
  }

  /** filter or exclude, when its condition is an object of plain values; else undefined. */
  conditions(name: string, record: unknown): State | undefined {
    const shape = this.#sliced();
    if (shape === undefined) return undefined;
    const values = this.#values.length === 0 ? [] : this.#values.slice();
    const next = enter(shape, name, record, values)?.step();
    return next === undefined ? undefined : new State(this.connection, this.model, next, values);
  }

  limited(limit: number): State {
    return new State(this.connection, this.model, this.#shape, this.#values, this.#steps, limit, this.#offset);
  }

  offset(offset: number): State {
    return new State(this.connection, this.model, this.#shape, this.#values, this.#steps, this.#limit, offset);
  }

  /** A terminal to run: a name, or an array with its arguments. */
  request(get: Wire): Call {
    const shape = this.#sliced();
    const kind = kindOf(typeof get === "string" ? get : (get as readonly string[])[0]!);
    const text = typeof get === "string" ? `"${get}"` : constant((get as readonly string[])[0]!, get);
    if (shape !== undefined && text !== undefined) {
      const request = shape.request(text);
      if (request !== undefined) return { request, values: this.#values, text: undefined, kind };
    }
    return { request: undefined, values: NO_VALUES, text: this.text(get), kind };
  }

  /** A terminal whose only argument is an object of plain values; else undefined. */
  requestWith(name: string, record: unknown, skipsUndefined = false): Call | undefined {
    const shape = this.#sliced();
    if (shape === undefined) return undefined;
    const values = this.#values.length === 0 ? [] : this.#values.slice();
    const request = enter(shape, name, record, values, skipsUndefined)?.request();
    return request === undefined ? undefined : { request, values, text: undefined, kind: kindOf(name) };
  }

  /** The whole request. */
  text(get?: Wire): string {
    const steps = this.#slicedText();
    const head = `{"v":1,"model":${JSON.stringify(this.model)}`;
    const middle = steps === "" ? "" : `,"steps":[${steps}]`;
    return get === undefined ? `${head}${middle}}` : `${head}${middle},"get":${this.write(get)}}`;
  }

  /** The query inside another. JSON.stringify calls toJSON, and there both databases are known. */
  nested(): Wire {
    const toJSON = (): unknown => {
      if (writingFor !== undefined && writingFor.root !== this.connection.root) {
        throw misuse("a query set of another database cannot be part of a query");
      }
      return JSON.parse(this.text());
    };
    return { toJSON } as unknown as Wire;
  }

  write(wire: Wire): string {
    const before = writingFor;
    writingFor = this.connection;
    try {
      return JSON.stringify(wire);
    } finally {
      writingFor = before;
    }
  }

  get #slice(): string {
    if (this.#limit === undefined && this.#offset === 0) return "";
    const stop = this.#limit === undefined ? null : this.#offset + this.#limit;
    return `["slice",${this.#offset},${stop}]`;
  }

  /** The shape with its slice. */
  #sliced(): Shape | undefined {
    if (this.#limit === undefined && this.#offset === 0) return this.#shape;
    return this.#shape?.after(this.#slice);
  }

  #slicedText(): string {
    const steps = this.#shape === undefined ? this.#steps : fill(this.#shape.steps, this.#values);
    const slice = this.#slice;
    return slice === "" ? steps : steps === "" ? slice : `${steps},${slice}`;
  }

  #followedBy(step: string): string {
    const steps = this.#slicedText();
    return steps === "" ? step : `${steps},${step}`;
  }
}

/** A request about to run: prepared with its values, or text. */
export type Call =
  | {
      readonly request: Request;
      readonly values: readonly Hole[];
      readonly text: undefined;
      readonly kind: CallKind;
      readonly block?: ValueBlock;
    }
  | {
      readonly request: undefined;
      readonly values: readonly Hole[];
      readonly text: string;
      readonly kind: CallKind;
      /** Values that go with the text. */
      readonly block?: ValueBlock;
    };

const READS = new Set([
  "all", "iterator", "get", "first", "last", "earliest", "latest", "item", "count", "exists", "contains", "aggregate", "in_bulk", "load",
]);

/** One statement of SQL text. */
export interface StatementCall {
  readonly kind: "statement";
  readonly text: string;
  /** JSON. */
  readonly parameters: string | undefined;
  readonly trial: Trial;
  readonly known: KnownLayout;
  /** What it writes should share a commit with what others write at once. */
  readonly writes: boolean;
  /** The transaction it runs in, in place of the current one. */
  readonly target: TransactionHandle | undefined;
}

/** "brief": a write of one row, or by one statement. */
export type CallKind = "read" | "brief" | "write";

function kindOf(terminal: string): CallKind {
  if (READS.has(terminal)) return "read";
  return terminal === "create" || terminal === "update" ? "brief" : "write";
}
