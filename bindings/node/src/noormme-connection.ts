import type { Connection } from "./connection.js";
import { misuse } from "./errors.js";

/** A NOORMME database, whatever its types are; any other object is refused at run time. */
export interface AnyDatabase {
  readonly path: string;
  isInitialized(): boolean;
  request(spec: object): Promise<string>;
}

const connections = new WeakMap<object, Connection>();

/** Remembers what a database talks through, for parts of the package that are no method of it. */
export function rememberConnection(db: object, connection: Connection): void {
  connections.set(db, connection);
}

export function connectionOf(db: object): Connection {
  const connection = connections.get(db);
  if (connection === undefined) throw misuse("a NOORMME database is wanted");
  return connection;
}
