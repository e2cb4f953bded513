/// <reference lib="esnext.disposable" preserve="true" />
import { isDirectoryOf } from "#platform";
import { useAddon } from "../native.js";
import { backUp, type BackupOptions, type BackupProgress } from "./backup.js";
import { sqliteError } from "./errors.js";
import {
  aggregateCallback,
  argumentCount,
  checkFunction,
  checkName,
  registration,
  windowFlag,
  type AggregateOptions,
  type FunctionOptions,
} from "./functions.js";
import { sqliteNative } from "./native.js";
import { attachedName, checkOptions, flag } from "./options.js";
import { Session } from "./session.js";
import { Statement } from "./statement.js";
import { connector, type TableDefinition } from "./table.js";
import { transactionOf, type Transaction } from "./transaction.js";

/** How to open a file. */
export interface DatabaseOptions {
  readonly readonly?: boolean;
  readonly fileMustExist?: boolean;
  /** Milliseconds to wait for another connection's lock. Default 5000. */
  readonly timeout?: number;
  /** Gets the text of every statement that runs. */
  readonly verbose?: ((message?: unknown, ...more: unknown[]) => void) | null;
  /** Where noormme.node is, or what `require` made of it, in builds that move files. The first one of a process counts. */
  readonly nativeBinding?: string | object | null;
  /** Permits `loadExtension`, which runs code from a file. Default false. */
  readonly allowExtension?: boolean;
}

export interface SerializeOptions {
  /** The name a database was attached by. Default `"main"`. */
  readonly attached?: string;
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
export class SqliteDatabase {
  /** As given; of bytes, `":memory:"`. */
  readonly name: string;
  /** In memory, or a temporary file. */
  readonly memory: boolean;
  readonly readonly: boolean;
  readonly #session: Session;
  readonly #allowsExtensions: boolean;
  readonly #controls = new Map<string, Statement>();

  /** A path, nothing for a temporary database, or what `serialize` gave, for a database in memory. */
  constructor(source?: string | Uint8Array | null, options: DatabaseOptions | null = {}) {
    const image = source instanceof Uint8Array ? source : undefined;
    const path = image === undefined ? (source ?? "") : ":memory:";
    if (typeof path !== "string") throw new TypeError("Expected first argument to be a string");
    const given = checkOptions(options, "second") as DatabaseOptions;
    if ("readOnly" in given) throw new TypeError('Misspelled option "readOnly" should be "readonly"');
    if ("memory" in given) {
      throw new TypeError('Option "memory" was removed in v7.0.0 (use ":memory:" filename instead)');
    }
    const readonly = flag(given, "readonly");
    const fileMustExist = flag(given, "fileMustExist");
    this.#allowsExtensions = flag(given, "allowExtension");
    const { timeout = "timeout" in given ? undefined : 5000, verbose, nativeBinding } = given;
    const place = path.trim();
    this.name = path;
    this.memory = place === "" || place === ":memory:";
    if (readonly && this.memory && image === undefined) {
      throw new TypeError("In-memory/temporary databases cannot be readonly");
    }
    if (timeout === undefined || !Number.isInteger(timeout) || timeout < 0) {
      throw new TypeError('Expected the "timeout" option to be a positive integer');
    }
    if (timeout > 0x7fffffff) throw new RangeError('Option "timeout" cannot be greater than 2147483647');
    if (verbose !== undefined && verbose !== null && typeof verbose !== "function") {
      throw new TypeError('Expected the "verbose" option to be a function');
    }
    if (nativeBinding !== undefined && nativeBinding !== null) {
      if (typeof nativeBinding !== "string" && typeof nativeBinding !== "object") {
        throw new TypeError('Expected the "nativeBinding" option to be a string or addon object');
      }
      useAddon(nativeBinding);
    }
    if (!this.memory && !place.startsWith("file:") && !isDirectoryOf(place)) {
      throw new TypeError("Cannot open database because the directory does not exist");
    }
    // The file's journal mode and SQLite's own synchronous: a program that wants others says so by PRAGMA.
    const settings = {
      read_only: readonly && image === undefined,
      create: !fileMustExist && !readonly,
      busy_timeout: timeout,
      journal_mode: null,
      synchronous: null,
    };
    try {
      const handle = sqliteNative().connectionOpen(place, JSON.stringify(settings));
      this.#session = new Session(handle, verbose ?? undefined);
      if (image !== undefined) sqliteNative().connectionDeserialize(handle, image, readonly);
      this.readonly = image === undefined ? sqliteNative().connectionReadOnly(handle) : readonly;
    } catch (error) {
      throw sqliteError(error);
    }
  }

  get open(): boolean {
    return this.#session.isOpen;
  }

  get inTransaction(): boolean {
    try {
      return this.#session.isOpen && sqliteNative().connectionInTransaction(this.#session.handle);
    } catch (error) {
      throw sqliteError(error);
    }
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
    this.#session.checkOpen();
    return transactionOf(work, this, (sql) => this.#control(sql));
  }

  /** Runs `PRAGMA source`; rows, or with `simple` one value. */
  pragma(source: string, options: PragmaOptions | null = {}): unknown {
    if (typeof source !== "string") throw new TypeError("Expected first argument to be a string");
    const isSimple = flag(checkOptions(options, "second"), "simple");
    const statement = new Statement(this, this.#session, `PRAGMA ${source}`, "pragma");
    return isSimple ? statement.pluck().get() : statement.all();
  }

  /** What SQLite would do for a statement, whose parameters need no values; of `QUERY PLAN …`, its plan. */
  explain(source: string): unknown[] {
    if (typeof source !== "string") throw new TypeError("Expected first argument to be a string");
    return new Statement(this, this.#session, `EXPLAIN ${source}`, "explain").all();
  }

  /**
   * Copies the database into a file, some pages in each turn of the event loop; `db` may be used meanwhile. A file
   * that was made for a backup which then failed is deleted.
   */
  async backup(destination: string, options: BackupOptions | null = {}): Promise<BackupProgress> {
    return await backUp(this.#session, destination, options);
  }

  /** The bytes that a file of the database would have; `new Database(bytes)` opens them in memory. */
  serialize(options: SerializeOptions | null = {}): Uint8Array {
    const schema = attachedName(checkOptions(options, "first"));
    this.#session.checkIdle();
    this.#session.checkNoIterators();
    return this.#session.busily(() => sqliteNative().connectionSerialize(this.#session.handle, schema));
  }

  /** Loads a library of SQL functions, which runs as a part of the program. Needs the option `allowExtension`. */
  loadExtension(path: string, entryPoint?: string): this {
    if (typeof path !== "string") throw new TypeError("Expected first argument to be a string");
    if (entryPoint !== undefined && typeof entryPoint !== "string") {
      throw new TypeError("Expected second argument to be a string");
    }
    if (!this.#allowsExtensions) {
      throw new TypeError("Extensions are code: open the database with the option allowExtension to load them");
    }
    this.#session.checkIdle();
    this.#session.checkNoIterators();
    this.#session.busily(() => sqliteNative().connectionLoadExtension(this.#session.handle, path, entryPoint));
    return this;
  }

  /**
   * Makes a table whose rows a generator gives. Its parameters are the table's arguments: `SELECT * FROM name(1, 2)`.
   * A function in place of a definition gets the arguments of CREATE VIRTUAL TABLE … USING name(…).
   */
  table(name: string, definition: TableDefinition | ((...values: string[]) => TableDefinition)): this {
    if (typeof name !== "string") throw new TypeError("Expected first argument to be a string");
    if (name === "") throw new TypeError("Virtual table module name cannot be an empty string");
    // Weak, and no closure of this function: the connection holds on to what it calls, and would keep itself alive.
    const connect = connector(name, definition, new WeakRef(this.#session));
    this.#checkDefinable();
    const isEponymous = typeof definition !== "function";
    this.#session.busily(() =>
      sqliteNative().connectionTable(this.#session.handle, name, isEponymous, connect),
    );
    return this;
  }

  /** Makes an SQL function; SQLite takes as many arguments as the function lists. */
  function(name: string, work: (...values: never[]) => unknown): this;
  function(name: string, options: FunctionOptions | null | undefined, work: (...values: never[]) => unknown): this;
  function(
    name: string,
    first: FunctionOptions | ((...values: never[]) => unknown) | null | undefined,
    second?: (...values: never[]) => unknown,
  ): this {
    checkName(name);
    const [given, work] = typeof first === "function" ? [undefined, first] : [first, second];
    if (typeof work !== "function") throw new TypeError("Expected last argument to be a function");
    const options = registration(checkOptions(given, "second"));
    const count = argumentCount(options, [work.length]);
    this.#checkDefinable();
    this.#session.busily(() =>
      sqliteNative().connectionFunction(
        this.#session.handle,
        name,
        count,
        options.flags,
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
    if (typeof options.step !== "function") {
      const isMissing = options.step === undefined || options.step === null;
      throw new TypeError(isMissing ? 'Missing required option "step"' : 'Expected the "step" option to be a function');
    }
    checkFunction(options.inverse, "inverse");
    checkFunction(options.result, "result");
    const given = registration(options);
    // The first one is the total so far.
    const count = argumentCount(given, [options.step.length, options.inverse ? options.inverse.length : 0], 1);
    const { callback, isWindow } = aggregateCallback(options);
    this.#checkDefinable();
    this.#session.busily(() =>
      sqliteNative().connectionAggregate(
        this.#session.handle,
        name,
        count,
        given.flags | (isWindow ? windowFlag : 0),
        given.safeIntegers ?? this.#session.safeIntegers,
        callback,
      ),
    );
    return this;
  }

  /** Statements prepared from now on give integers as bigint. */
  defaultSafeIntegers(on = true): this {
    checkBoolean(on);
    this.#session.safeIntegers = on;
    return this;
  }

  /** Lets statements write while others are iterated over, and SQL do what can ruin a file, as PRAGMA journal_mode = OFF. */
  unsafeMode(on = true): this {
    checkBoolean(on);
    this.#session.checkIdle();
    this.#session.busily(() => sqliteNative().connectionPermitDangerousSQL(this.#session.handle, on));
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

  /** What is defined must not change under a statement. */
  #checkDefinable(): void {
    this.#session.checkIdle();
    this.#session.checkNoIterators();
  }

  #control(sql: string): void {
    let statement = this.#controls.get(sql);
    if (statement === undefined) this.#controls.set(sql, (statement = new Statement(this, this.#session, sql)));
    statement.run();
  }
}

function checkBoolean(value: unknown): void {
  if (typeof value !== "boolean") throw new TypeError("Expected first argument to be a boolean");
}
