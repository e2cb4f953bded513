import type { Connection } from "./connection.js";
import { Manager } from "./query/manager.js";
import { State } from "./query/state.js";
import type { AnyDB } from "./types.js";

/** A table and what is configured about it. `db.model("users")`. */
export class Model<DB = AnyDB, M extends string = string> {
  readonly name: M;
  /** Where queries begin. */
  readonly objects: Manager<DB, M>;

  /** @internal */
  constructor(connection: Connection, name: M) {
    this.name = name;
    this.objects = new Manager<DB, M>(State.of(connection, name));
  }
}
