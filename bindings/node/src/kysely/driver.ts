import type { Connection } from "../connection.js";
import { misuse } from "../errors.js";
import { isMemory } from "../registry.js";
import { decode } from "../spec/decode.js";
import { TransactionLease, type Batch } from "../sql/lease.js";
import { parameterText } from "../sql/parameters.js";
import { objects, result } from "../sql/result.js";
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from "./types.js";

const defaultChunk = 100;

/**
 * Runs Kysely's queries on the library's threads. A connection of Kysely's is nothing but a place for a transaction:
 * outside of one, each query runs on whatever connection of the pool fits it.
 */
export class NoormmeDriver implements Driver {
  readonly #connection: Connection;
  readonly #closes: boolean;

  /** `closes`: Kysely's `destroy` closes the database, too. */
  constructor(connection: Connection, closes: boolean) {
    this.#connection = connection;
    this.#closes = closes;
  }

  async init(): Promise<void> {
    await this.#connection.initialize();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new NoormmeConnection(this.#connection);
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await ours(connection).begin(settings.accessMode === "read only" ? "read" : "immediate");
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await ours(connection).end((transaction) => transaction.commit());
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await ours(connection).end((transaction) => transaction.rollback());
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await ours(connection).savepoint(name);
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await ours(connection).toSavepoint(name, (transaction, number) => transaction.rollbackTo(number));
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await ours(connection).toSavepoint(name, (transaction, number) => transaction.release(number));
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    ours(connection).release();
  }

  async destroy(): Promise<void> {
    if (this.#closes) await this.#connection.close();
  }
}

function ours(connection: DatabaseConnection): NoormmeConnection {
  if (connection instanceof NoormmeConnection) return connection;
  throw misuse("the connection is not one of noormme/kysely");
}

class NoormmeConnection implements DatabaseConnection {
  readonly #connection: Connection;
  #transaction: TransactionLease | undefined;
  /** Names may be given twice; the one set last counts. */
  #savepoints: { readonly name: string; readonly number: number }[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const connection = this.#connection;
    const statement = connection.statement(query.sql, parameterText(query.parameters), this.#transaction?.handle);
    const { rows, changes, lastInsertRowid, columns } = result<R>(await connection.ask(statement), undefined);
    if (columns.length > 0 && changes === 0) return { rows };
    return { rows, numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize = defaultChunk): AsyncIterableIterator<QueryResult<R>> {
    const count = Math.max(1, Math.trunc(chunkSize) || defaultChunk);
    if (this.#transaction === undefined && isMemory(this.#connection.path)) {
      // Its one connection would be kept from everybody else for as long as the rows are read.
      const { rows } = await this.executeQuery<R>(query);
      for (let start = 0; start < rows.length; start += count) yield { rows: rows.slice(start, start + count) };
      return;
    }
    const transaction = this.#transaction ?? (await TransactionLease.begin(this.#connection, "read"));
    try {
      for await (const text of transaction.stream(query.sql, parameterText(query.parameters), count)) {
        const { columns, rows } = decode(text) as Batch;
        if (rows.length > 0) yield { rows: objects(columns, rows) as R[] };
      }
    } finally {
      if (transaction !== this.#transaction) transaction.free();
    }
  }

  async begin(mode: "immediate" | "read"): Promise<void> {
    if (this.#transaction !== undefined) throw misuse("a transaction is open on this connection of Kysely's");
    this.#savepoints = [];
    this.#transaction = await TransactionLease.begin(this.#connection, mode);
  }

  async end(finish: (transaction: TransactionLease) => Promise<void>): Promise<void> {
    const transaction = this.#transaction;
    if (transaction === undefined) throw misuse("no transaction is open on this connection of Kysely's");
    this.#transaction = undefined;
    try {
      await finish(transaction);
    } finally {
      transaction.free();
    }
  }

  async savepoint(name: string): Promise<void> {
    this.#savepoints.push({ name, number: await this.#open().savepoint() });
  }

  async toSavepoint(name: string, act: (transaction: TransactionLease, number: number) => Promise<void>): Promise<void> {
    const found = this.#savepoints.findLast((savepoint) => savepoint.name === name);
    if (found === undefined) throw misuse("the transaction has no savepoint of that name");
    await act(this.#open(), found.number);
    this.#savepoints = this.#savepoints.filter(({ number }) => number <= found.number);
  }

  release(): void {
    this.#transaction?.free();
    this.#transaction = undefined;
  }

  #open(): TransactionLease {
    if (this.#transaction === undefined) throw misuse("no transaction is open on this connection of Kysely's");
    return this.#transaction;
  }
}
