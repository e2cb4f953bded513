/// <reference lib="esnext.disposable" preserve="true" />
import { Connection } from "./connection.js";
import { NoormmeDialect } from "./kysely/dialect.js";
import { kyselyModule } from "./kysely/module.js";
import { typeError } from "./errors.js";
import type { QueryListener, QueryListenerOptions } from "./events.js";
import { limitsOf, type CallLimits } from "./limits.js";
import { Model } from "./model.js";
import { Transaction } from "./scope.js";
import type { TransactionOptions, TransactionState } from "./transaction.js";
import { rememberConnection } from "./noormme-connection.js";
import { target, type Options } from "./options.js";
import { fragment, type SQL } from "./sql/fragment.js";
import type { Parameters } from "./sql/parameters.js";
import type { ExecuteResult } from "./sql/result.js";
import { SQLRunner, type ExecuteOptions, type StatementDescription } from "./sql/runner.js";
import type { Manager } from "./query/manager.js";
import { Loader } from "./query/loader.js";
import type { DatabaseSchema } from "./schema/types.js";
import type { AnyDB, ModelName } from "./types.js";
import { watch } from "./watch/repeats.js";

/**
 * A SQLite database and its models.
 *
 *     const db = new NOORMME("app.sqlite")
 *     const User = db.model("users")
 *     const users = await User.objects.filter({ is_active: true }).exclude({ email__endswith: "@spam.com" }).all()
 *
 * The file is opened by the first query, or by `initialize()`. `DB` maps model names to row types.
 */
export class NOORMME<DB extends object = AnyDB> {
  readonly #connection: Connection;
  readonly #runner: SQLRunner;
  #kysely: { readonly class: unknown; readonly instance: object } | undefined;
  readonly #models = new Map<string, Model<DB, string>>();
  #initialized = false;

  /** A path, a `file:` or `sqlite:` URL, options, or nothing: then NOORMME_DATABASE or DATABASE_URL. */
  constructor(source?: string | Options) {
    const opened = target(source);
    this.#connection = new Connection(opened);
    this.#runner = new SQLRunner(this.#connection);
    rememberConnection(this, this.#connection);
    if (opened.repeats !== undefined) watch(this.#connection, opened.repeats);
  }

  /** The database's path or URL, made absolute. */
  get path(): string {
    return this.#connection.path;
  }

  /** Opens the file and reads its schema now, so that errors show here and not at the first query. */
  async initialize(): Promise<this> {
    await this.#connection.initialize();
    this.#initialized = true;
    return this;
  }

  isInitialized(): boolean {
    return this.#initialized && !this.#connection.isClosed;
  }

  /** Waits for the calls that run and closes the file. Calls after it are refused with ClosedError. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Another name of `close`. */
  async destroy(): Promise<void> {
    await this.#connection.close();
  }

  /** Stops what runs now, for everybody who shares the file; those calls are rejected with the code INTERRUPTED. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  /**
   * Calls `listener` for each SQL statement that runs on the database, by whomever in this process; docs/events.md says
   * which. Events come in batches, soon after, and do not keep the process alive.
   *
   *     db.on("query", (event) => log(event.sql, event.durationMs), { slowerThan: 100 });
   */
  on(event: "query", listener: QueryListener, options: QueryListenerOptions = {}): this {
    if (event !== "query") throw typeError('on: there is one kind of event, "query"');
    this.#connection.events.add(listener, options);
    return this;
  }

  /** Calls it no more. */
  off(event: "query", listener: QueryListener): this {
    if (event !== "query") throw typeError('off: there is one kind of event, "query"');
    this.#connection.events.remove(listener);
    return this;
  }

  /** A model by its name: its table's, unless configured. Whether it exists shows when a query runs. */
  model<M extends ModelName<DB>>(name: M): Model<DB, M> {
    let model = this.#models.get(name);
    if (model === undefined) {
      model = new Model<DB, string>(this.#connection, String(name));
      this.#models.set(name, model);
    }
    return model as unknown as Model<DB, M>;
  }

  /**
   * Loads related rows for one request being served: what is asked of it in one tick goes to the database together.
   * It remembers what it loaded; make one for each request.
   */
  loader(): Loader<DB> {
    return new Loader<DB>((model) => this.model(model as ModelName<DB>).objects as unknown as Manager);
  }

  /** How many SQL statements have run on this database for requests, transactions' own not counted. */
  statementCount(): number {
    return this.#connection.statementCount();
  }

  /**
   * Runs `body` in a transaction: all of it or nothing. Queries on this database inside join it, also those of
   * functions called from there; an error, thrown or rejected, rolls it back. Inside another transaction it is a
   * savepoint. docs/transactions.md says what is guaranteed.
   *
   *     await db.transaction(async (tx) => {
   *       const user = await db.model("users").objects.create({ email });
   *       tx.onCommit(() => sendWelcome(user));
   *     });
   */
  async transaction<T>(body: (tx: Transaction<DB>) => Promise<T> | T, options: TransactionOptions = {}): Promise<T> {
    const { transactions } = this.#connection;
    const enter = (state: TransactionState): Promise<T> | T => body(new Transaction<DB>(this.#connection, state));
    return await transactions.run(transactions.current(), enter, options);
  }

  /** The same on the calling thread, for `sync` queries: `body` must not wait for anything. */
  transactionSync<T>(body: (tx: Transaction<DB>) => T, options: TransactionOptions = {}): T {
    const { transactions } = this.#connection;
    const enter = (state: TransactionState): T => body(new Transaction<DB>(this.#connection, state));
    return transactions.runSync(transactions.current(), enter, options);
  }

  /** Runs `body` outside of any transaction: for work that is begun in one and outlives it. */
  outside<T>(body: () => T): T {
    return this.#connection.transactions.outside(body);
  }

  /** What was discovered: models, columns, relations. */
  async introspect(): Promise<DatabaseSchema> {
    return JSON.parse(await this.#connection.introspect()) as DatabaseSchema;
  }

  /**
   * Rows of SQL in which every value is a parameter: `` db.sql<User>`SELECT * FROM users WHERE id = ${id}` ``.
   * Fragments made with the tag `sql` may stand in it; see docs/guides/raw-sql.md.
   */
  async sql<T = Record<string, unknown>>(
    strings: TemplateStringsArray,
    ...values: readonly unknown[]
  ): Promise<T[]> {
    return (await this.#runner.execute<T>(fragment(strings, values, "db.sql"))).rows;
  }

  /**
   * Runs one statement: text with parameters by position (an array) or by name (an object), or a fragment made with
   * the tag `sql`. What only reads runs on a reading connection.
   */
  async execute<T = Record<string, unknown>>(
    statement: string | SQL,
    parameters?: Parameters,
    options?: ExecuteOptions,
  ): Promise<ExecuteResult<T>> {
    return await this.#runner.execute<T>(statement, parameters, options);
  }

  /** The same, done when it returns. */
  executeSync<T = Record<string, unknown>>(
    statement: string | SQL,
    parameters?: Parameters,
    options?: ExecuteOptions,
  ): ExecuteResult<T> {
    return this.#runner.executeSync<T>(statement, parameters, options);
  }

  /** Runs every statement of a text, without parameters. It may hold whole transactions, BEGIN to COMMIT. */
  async exec(script: string, limits?: CallLimits): Promise<void> {
    await this.#runner.exec(script, limits);
  }

  /** The same, done when it returns. */
  execSync(script: string): void {
    this.#runner.execSync(script);
  }

  /**
   * Kysely's query builder on this database; the application brings kysely. One for the life of the database.
   *
   *     const kysely = db.getKysely<Kysely<Database>>()
   *
   * `kysely`: the module, `import * as kysely from "kysely"`, where `require` cannot find it.
   */
  getKysely<K = unknown>(kysely?: object): K {
    const module = kyselyModule(kysely);
    if (this.#kysely?.class !== module.Kysely) {
      const Kysely = module.Kysely as new (config: { readonly dialect: NoormmeDialect }) => object;
      const instance = new Kysely({ dialect: new NoormmeDialect(this, { kysely: module }) });
      this.#kysely = { class: module.Kysely, instance };
    }
    return this.#kysely.instance as K;
  }

  /** Says what a statement is, without running it. */
  describe(statement: string | SQL): StatementDescription {
    return this.#runner.describe(statement);
  }

  /**
   * Runs a request written by hand (docs/wire-format.md) and returns the answer's JSON text. Everything in it
   * is taken as the program's own: never pass what a client sent.
   */
  async request(spec: object, limits?: CallLimits): Promise<string> {
    return await this.#connection.limited(limitsOf(limits, "request")).execute(JSON.stringify(spec));
  }

  /** `await using db = new NOORMME(…)` */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
