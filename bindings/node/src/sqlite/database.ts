/// <reference lib="esnext.disposable" preserve="true" />
import { sqliteError } from "./errors.js";
import {
  aggregateCallback,
  argumentCount,
  checkFunction,
  checkName,
  functionFlags,
  type AggregateOptions,
  type FunctionOptions,
} from "./functions.js";
import { sqliteNative } from "./native.js";
import { Session } from "./session.js";
import { Statement } from "./statement.js";
import { transactionOf, type Transaction } from "./transaction.js";

/** How to open a file. */
export interface DatabaseOptions {
  readonly readonly?: boolean;
  readonly fileMustExist?: boolean;
  /** Milliseconds to wait for another connection's lock. Default 5000. */
  readonly timeout?: number;
  /** Gets the text of every statement that runs. */
  readonly verbose?: ((message?: unknown, ...more: unknown[]) => void) | null;
}

export interface PragmaOptions {
  /** The first column of the first row, in place of rows. */
  readonly simple?: boolean;
}

/**
 * One connection to SQLite, every call of which is done when it returns: what better-sqlite3 offers.
 *
 *     const db = new Database("app.sqlite")
 *     db.prepare("SELECT * FROM users WHERE id = ?").get(1)
 */
export class Database {
  /** As given. */
  readonly name: string;
  /** In memory, or a temporary file. */
  readonly memory: boolean;
  readonly readonly: boolean;
  readonly #session: Session;
  readonly #controls = new Map<string, Statement>();

  constructor(path?: string | null, options: DatabaseOptions = {}) {
    if (path !== undefined && path !== null && typeof path !== "string") {
      throw new TypeError("Expected first argument to be a string");
    }
    if (typeof options !== "object" || options === null) {
      throw new TypeError("Expected second argument to be an options object");
    }
    if ("readOnly" in options) throw new TypeError('Misspelled option "readOnly" should be "readonly"');
    const { readonly = false, fileMustExist = false, timeout = 5000, verbose } = options;
    const place = (path ?? "").trim();
    this.name = path ?? "";
    this.memory = place === "" || place === ":memory:";
    if (readonly && this.memory) throw new TypeError("In-memory/temporary databases cannot be readonly");
    if (!Number.isInteger(timeout) || timeout < 0) {
      throw new TypeError('Expected the "timeout" option to be a positive integer');
    }
    if (timeout > 0x7fffffff) throw new RangeError('Option "timeout" cannot be greater than 2147483647');
    if (verbose !== undefined && verbose !== null && typeof verbose !== "function") {
      throw new TypeError('Expected the "verbose" option to be a function');
    }
    // The file's journal mode and SQLite's own synchronous: a program that wants others says so by PRAGMA.
    const settings = {
      read_only: readonly,
      create: !fileMustExist && !readonly,
      busy_timeout: timeout,
      journal_mode: null,
      synchronous: null,
    };
    try {
      const handle = sqliteNative().connectionOpen(place, JSON.stringify(settings));
      this.#session = new Session(handle, verbose ?? undefined);
      this.readonly = sqliteNative().connectionReadOnly(handle);
    } catch (error) {
      throw sqliteError(error);
    }
  }

  get open(): boolean {
    return this.#session.isOpen;
  }

  get inTransaction(): boolean {
    return this.#session.isOpen && sqliteNative().connectionInTransaction(this.#session.handle);
  }

  /** Compiles one statement. */
  prepare<BindParameters extends unknown[] | object = unknown[], Result = unknown>(
    source: string,
  ): BindParameters extends unknown[] ? Statement<BindParameters, Result> : Statement<[BindParameters], Result> {
    if (typeof source !== "string") throw new TypeError("Expected first argument to be a string");
    return new Statement(this, this.#session, source) as unknown as BindParameters extends unknown[]
      ? Statement<BindParameters, Result>
      : Statement<[BindParameters], Result>;
  }

  /** Runs every statement of a text. */
  exec(source: string): this {
    if (typeof source !== "string") throw new TypeError("Expected first argument to be a string");
    this.#session.checkIdle();
    this.#session.checkNoIterators();
    this.#session.log(source);
    this.#session.busily(() => sqliteNative().connectionScript(this.#session.handle, source));
    return this;
  }

  /** A function that runs `work` in a transaction: committed when it returns, rolled back when it throws. */
  transaction<F extends (...values: never[]) => unknown>(work: F): Transaction<F> {
    if (typeof work !== "function") throw new TypeError("Expected first argument to be a function");
    return transactionOf(work, this, (sql) => this.#control(sql));
  }

  /** Runs `PRAGMA source`; rows, or with `simple` one value. */
  pragma(source: string, options: PragmaOptions = {}): unknown {
    if (typeof source !== "string") throw new TypeError("Expected first argument to be a string");
    const statement = new Statement(this, this.#session, `PRAGMA ${source}`, true);
    return options.simple ? statement.pluck().get() : statement.all();
  }

  /** Makes an SQL function; SQLite takes as many arguments as the function lists. */
  function(name: string, work: (...values: never[]) => unknown): this;
  function(name: string, options: FunctionOptions, work: (...values: never[]) => unknown): this;
  function(
    name: string,
    first: FunctionOptions | ((...values: never[]) => unknown),
    second?: (...values: never[]) => unknown,
  ): this {
    checkName(name);
    const [options, work] = typeof first === "function" ? [{}, first] : [first, second];
    if (typeof work !== "function") throw new TypeError("Expected last argument to be a function");
    const count = argumentCount(options, [work.length]);
    this.#session.checkIdle();
    this.#session.busily(() =>
      sqliteNative().connectionFunction(
        this.#session.handle,
        name,
        count,
        functionFlags(options),
        options.safeIntegers ?? this.#session.safeIntegers,
        work as (...values: unknown[]) => unknown,
      ),
    );
    return this;
  }

  /** Makes an SQL aggregate; with `inverse` it also serves windows. */
  aggregate<T>(name: string, options: AggregateOptions<T>): this {
    checkName(name);
    if (typeof options !== "object" || options === null) {
      throw new TypeError("Expected second argument to be an options object");
    }
    if (typeof options.step !== "function") throw new TypeError('Missing required option "step"');
    checkFunction(options.inverse, "inverse");
    checkFunction(options.result, "result");
    // The first one is the total so far.
    const count = argumentCount(options, [options.step.length, options.inverse?.length ?? 0], 1);
    const { callback, flags } = aggregateCallback(options);
    this.#session.checkIdle();
    this.#session.busily(() =>
      sqliteNative().connectionAggregate(
        this.#session.handle,
        name,
        count,
        flags,
        options.safeIntegers ?? this.#session.safeIntegers,
        callback,
      ),
    );
    return this;
  }

  /** Statements prepared from now on give integers as bigint. */
  defaultSafeIntegers(on = true): this {
    this.#session.safeIntegers = on;
    return this;
  }

  /** Lets statements write while others are being iterated over. */
  unsafeMode(on = true): this {
    this.#session.isUnsafe = on;
    return this;
  }

  /** Closes the file; an open transaction is rolled back. A second call does nothing. */
  close(): this {
    if (!this.#session.isOpen) return this;
    this.#session.checkIdle();
    this.#session.checkNoIterators();
    this.#session.busily(() => sqliteNative().connectionClose(this.#session.handle));
    this.#session.isOpen = false;
    this.#controls.clear();
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #control(sql: string): void {
    let statement = this.#controls.get(sql);
    if (statement === undefined) this.#controls.set(sql, (statement = new Statement(this, this.#session, sql)));
    statement.run();
  }
}
