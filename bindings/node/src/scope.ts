import type { Connection } from "./connection.js";
import { Model } from "./model.js";
import { fragment, type SQL } from "./sql/fragment.js";
import type { Parameters } from "./sql/parameters.js";
import type { ExecuteResult } from "./sql/result.js";
import { SQLRunner, type ExecuteOptions } from "./sql/runner.js";
import type { TransactionState } from "./transaction.js";
import type { AnyDB, ModelName } from "./types.js";

/**
 * What a transaction's callback gets: the database, inside it. Queries on `db` itself join as well; these belong to the
 * transaction wherever they are made, and are refused once it is over.
 */
export class Transaction<DB extends object = AnyDB> {
  readonly #connection: Connection;
  readonly #state: TransactionState;
  readonly #runner: SQLRunner;

  /** @internal */
  constructor(connection: Connection, state: TransactionState) {
    this.#connection = connection.within(state);
    this.#state = state;
    this.#runner = new SQLRunner(this.#connection);
  }

  model<M extends ModelName<DB>>(name: M): Model<DB, M> {
    return new Model<DB, M>(this.#connection, name);
  }

  /** As `db.sql`. */
  async sql<T = Record<string, unknown>>(strings: TemplateStringsArray, ...values: readonly unknown[]): Promise<T[]> {
    return (await this.#runner.execute<T>(fragment(strings, values, "tx.sql"))).rows;
  }

  /** As `db.execute`. */
  async execute<T = Record<string, unknown>>(
    statement: string | SQL,
    parameters?: Parameters,
    options?: ExecuteOptions,
  ): Promise<ExecuteResult<T>> {
    return await this.#runner.execute<T>(statement, parameters, options);
  }

  /** A savepoint: what fails in it undoes what was done in it, and nothing else. */
  async transaction<T>(body: (tx: Transaction<DB>) => Promise<T> | T): Promise<T> {
    const { transactions, root } = this.#connection;
    return await transactions.run(this.#state, (state) => body(new Transaction<DB>(root, state)), {});
  }

  /** Runs a function after the commit, and never when it does not come to that. */
  onCommit(hook: () => unknown): void {
    this.#state.onCommit(hook);
  }
}
