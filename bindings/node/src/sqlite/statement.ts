import type { SqliteDatabase } from "./database.js";
import { Mode, sqliteNative, type RowFactory, type StatementHandle } from "./native.js";
import { ParameterList } from "./parameters.js";
import { rowFactory } from "./rows.js";
import type { Session } from "./session.js";

/** Where a column of a result comes from; null for an expression. */
export interface ColumnDefinition {
  readonly name: string;
  readonly column: string | null;
  readonly table: string | null;
  readonly database: string | null;
  readonly type: string | null;
}

export interface RunResult {
  /** Rows inserted, updated or deleted. */
  changes: number;
  lastInsertRowid: number | bigint;
}

interface Description {
  readonly readonly: boolean;
  readonly returns_rows: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly parameters: readonly (string | null)[];
}

type Shape = "object" | "pluck" | "raw" | "expand";

/** The addon takes as many values without an array. */
const mostArguments = 16;

const modes = { object: Mode.object, pluck: Mode.first, raw: Mode.array, expand: Mode.array } as const;

/** A prepared statement. `db.prepare(sql)` makes it. */
export class Statement<BindParameters extends unknown[] = unknown[], Result = unknown> {
  readonly database: SqliteDatabase;
  /** The SQL text. */
  readonly source: string;
  /** It returns rows. */
  readonly reader: boolean;
  /** It writes nothing. */
  readonly readonly: boolean;
  readonly #session: Session;
  readonly #handle: StatementHandle;
  readonly #parameters: ParameterList;
  #columns: readonly ColumnDefinition[];
  #shape: Shape = "object";
  #safeIntegers: boolean;
  #isBound = false;
  #isLocked = false;

  /** @internal */
  constructor(database: SqliteDatabase, session: Session, source: string, kind: "any" | "pragma" | "explain" = "any") {
    session.checkIdle();
    if (kind === "pragma") session.checkNoIterators();
    const native = sqliteNative();
    // Virtual tables of the program may be made now.
    this.#handle = session.busily(() => native.statementPrepare(session.handle, source));
    const description = JSON.parse(native.statementDescribe(this.#handle)) as Description;
    this.database = database;
    this.source = source;
    this.reader = description.returns_rows || kind === "pragma";
    this.readonly = description.readonly;
    this.#session = session;
    this.#parameters = new ParameterList(description.parameters);
    this.#columns = description.columns;
    this.#safeIntegers = session.safeIntegers;
    // Nothing is run, so that no value is needed.
    this.#isBound = kind === "explain";
  }

  /** It is being iterated over. */
  get busy(): boolean {
    return this.#isLocked;
  }

  /** Runs it; rows it returns are dropped. */
  run(...parameters: BindParameters): RunResult {
    const { results } = this.#session;
    this.#start(parameters, true, (values) => {
      if (values === undefined || values.length > mostArguments) {
        sqliteNative().statementRun(this.#handle, results, values);
      } else {
        sqliteNative().statementRunValues(this.#handle, results, ...values);
      }
    });
    const lastInsertRowid = this.#safeIntegers ? this.#session.exactResults[2]! : results[1]!;
    return { changes: results[0]!, lastInsertRowid };
  }

  /** The first row, undefined when there is none. */
  get(...parameters: BindParameters): Result | undefined {
    this.#checkReader();
    const row = this.#start(parameters, false, (values) =>
      sqliteNative().statementGet(this.#handle, values, modes[this.#shape], this.#safeIntegers, this.#factory),
    );
    return (this.#shape === "expand" && row !== undefined ? this.#expanded(row) : row) as Result | undefined;
  }

  /** Every row. */
  all(...parameters: BindParameters): Result[] {
    this.#checkReader();
    const rows = this.#start(parameters, false, (values) =>
      sqliteNative().statementAll(this.#handle, values, modes[this.#shape], this.#safeIntegers, this.#factory),
    );
    return (this.#shape === "expand" ? rows.map((row) => this.#expanded(row)) : rows) as Result[];
  }

  /** Rows one after the other. The connection takes no writes until the end, or until `return`. */
  iterate(...parameters: BindParameters): IterableIterator<Result> {
    this.#checkReader();
    const values = this.#values(parameters);
    this.#session.busily(() => {
      if (values !== undefined) sqliteNative().statementBind(this.#handle, values);
      else sqliteNative().statementReset(this.#handle);
    });
    this.#isLocked = true;
    this.#session.iterators++;
    let isHeard = !this.#session.isHeard;
    return new StatementIterator<Result>(
      () => {
        this.#session.checkIdle();
        if (!isHeard) this.#session.log(this.#expandedText());
        isHeard = true;
        return this.#next() as Result | undefined;
      },
      () => {
        this.#session.checkNotBusy();
        this.#isLocked = false;
        this.#session.iterators--;
        if (this.#session.isOpen) sqliteNative().statementReset(this.#handle);
      },
    );
  }

  /** Binds parameters for good. */
  bind(...parameters: BindParameters): this {
    if (this.#isBound) throw new TypeError("The bind() method can only be invoked once per statement object");
    const values = this.#values(parameters);
    this.#session.busily(() => sqliteNative().statementBind(this.#handle, values ?? []));
    this.#isBound = true;
    return this;
  }

  /** The first column's value in place of rows. */
  pluck(on = true): this {
    return this.#shaped("pluck", on);
  }

  /** Objects of objects by table, `$` for expressions. */
  expand(on = true): this {
    return this.#shaped("expand", on);
  }

  /** Arrays in place of objects. */
  raw(on = true): this {
    return this.#shaped("raw", on);
  }

  columns(): ColumnDefinition[] {
    if (!this.reader) throw new TypeError("The columns() method is only for statements that return data");
    this.#session.checkIdle();
    this.#describe();
    return this.#columns.map(({ name, column, table, database, type }) => ({ name, column, table, database, type }));
  }

  /** Integers as bigint. */
  safeIntegers(on = true): this {
    if (typeof on !== "boolean") throw new TypeError("Expected first argument to be a boolean");
    this.#checkUnlocked();
    this.#safeIntegers = on;
    return this;
  }

  toString(): string {
    return this.#isBound && this.#session.isOpen ? this.#expandedText() : this.source;
  }

  #expandedText(): string {
    return sqliteNative().statementExpanded(this.#handle);
  }

  readonly #factory = (): RowFactory => {
    this.#describe();
    return rowFactory(this.#columns.map((column) => column.name));
  };

  #describe(): void {
    this.#columns = (JSON.parse(sqliteNative().statementDescribe(this.#handle)) as Description).columns;
  }

  #shaped(shape: Shape, on: boolean): this {
    if (!this.reader) throw new TypeError(`The ${shape}() method is only for statements that return data`);
    if (typeof on !== "boolean") throw new TypeError("Expected first argument to be a boolean");
    this.#checkUnlocked();
    if (on) this.#shape = shape;
    else if (this.#shape === shape) this.#shape = "object";
    return this;
  }

  #next(): unknown {
    const row = this.#session.busily(() =>
      sqliteNative().statementNext(this.#handle, undefined, modes[this.#shape], this.#safeIntegers, this.#factory),
    );
    return this.#shape === "expand" && row !== undefined ? this.#expanded(row) : row;
  }

  /** What to bind for a call; undefined where parameters are bound for good. */
  #values(parameters: unknown[]): readonly unknown[] | undefined {
    this.#session.checkIdle();
    this.#checkUnlocked();
    if (!this.#isBound) return this.#parameters.values(parameters);
    if (parameters.length > 0) throw new TypeError("This statement already has bound parameters");
    return undefined;
  }

  #start<T>(parameters: unknown[], isWrite: boolean, call: (values: readonly unknown[] | undefined) => T): T {
    const values = this.#values(parameters);
    if (isWrite) this.#session.checkNoIterators();
    if (this.#session.isHeard) return this.#startHeard(values, call);
    return this.#session.busily(() => call(values));
  }

  /** The text that is heard has the values in it, so that they are bound first. */
  #startHeard<T>(values: readonly unknown[] | undefined, call: (values: readonly unknown[] | undefined) => T): T {
    if (values !== undefined) this.#session.busily(() => sqliteNative().statementBind(this.#handle, values));
    this.#session.log(this.#expandedText());
    return this.#session.busily(() => call(undefined));
  }

  #expanded(row: unknown): Record<string, Record<string, unknown>> {
    const expanded: Record<string, Record<string, unknown>> = {};
    for (const [index, column] of this.#columns.entries()) {
      (expanded[column.table ?? "$"] ??= {})[column.name] = (row as unknown[])[index];
    }
    return expanded;
  }

  #checkReader(): void {
    if (!this.reader) throw new TypeError("This statement does not return data. Use run() instead");
  }

  #checkUnlocked(): void {
    this.#session.checkNotBusy();
    if (this.#isLocked) throw new TypeError("This statement is busy executing a query");
  }
}

class StatementIterator<Result> implements IterableIterator<Result> {
  readonly #read: () => Result | undefined;
  readonly #finish: () => void;
  #isDone = false;

  constructor(read: () => Result | undefined, finish: () => void) {
    this.#read = read;
    this.#finish = finish;
  }

  next(): IteratorResult<Result, undefined> {
    if (this.#isDone) return { value: undefined, done: true };
    let row: Result | undefined;
    try {
      row = this.#read();
    } catch (error) {
      this.return();
      throw error;
    }
    return row === undefined ? this.return() : { value: row, done: false };
  }

  return(): IteratorResult<Result, undefined> {
    if (!this.#isDone) {
      this.#finish();
      this.#isDone = true;
    }
    return { value: undefined, done: true };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
