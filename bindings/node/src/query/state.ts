import type { Connection } from "../connection.js";
import { misuse } from "../errors.js";
import type { Wire } from "../spec/node.js";

/** The connection whose query is being written, to which every query set inside it must belong. */
let writingFor: Connection | undefined;

/**
 * What a query set is: a model and steps, already written as JSON. Immutable, so that deriving is one
 * concatenation and nothing the caller keeps can change it.
 */
export class State {
  readonly connection: Connection;
  readonly model: string;
  /** `["filter",{…}],["order_by",[…]]` */
  readonly #steps: string;
  /** limit() and offset() in either order are one slice; it becomes a step when another step follows. */
  readonly #limit: number | undefined;
  readonly #offset: number;

  constructor(connection: Connection, model: string, steps = "", limit?: number, offset = 0) {
    this.connection = connection;
    this.model = model;
    this.#steps = steps;
    this.#limit = limit;
    this.#offset = offset;
  }

  step(name: string, ...args: readonly Wire[]): State {
    return new State(this.connection, this.model, this.#followedBy(this.write([name, ...args])));
  }

  limited(limit: number): State {
    return new State(this.connection, this.model, this.#steps, limit, this.#offset);
  }

  offset(offset: number): State {
    return new State(this.connection, this.model, this.#steps, this.#limit, offset);
  }

  /** The whole request. */
  text(get?: Wire): string {
    const steps = this.#sliced();
    const head = `{"v":1,"model":${JSON.stringify(this.model)}`;
    const middle = steps === "" ? "" : `,"steps":[${steps}]`;
    return get === undefined ? `${head}${middle}}` : `${head}${middle},"get":${this.write(get)}}`;
  }

  /** The query inside another. JSON.stringify calls toJSON, and there both databases are known. */
  nested(): Wire {
    const toJSON = (): unknown => {
      if (writingFor !== undefined && writingFor !== this.connection) {
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

  #sliced(): string {
    if (this.#limit === undefined && this.#offset === 0) return this.#steps;
    const stop = this.#limit === undefined ? null : this.#offset + this.#limit;
    const slice = `["slice",${this.#offset},${stop}]`;
    return this.#steps === "" ? slice : `${this.#steps},${slice}`;
  }

  #followedBy(step: string): string {
    const steps = this.#sliced();
    return steps === "" ? step : `${steps},${step}`;
  }
}
