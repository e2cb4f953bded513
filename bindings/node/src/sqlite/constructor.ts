import type { BackupOptions as Backup, BackupProgress } from "./backup.js";
import {
  SqliteDatabase,
  type DatabaseOptions,
  type PragmaOptions as Pragma,
  type SerializeOptions as Serialize,
} from "./database.js";
import { SqliteError, type SqliteError as SqliteFailure } from "./errors.js";
import type { AggregateOptions as Aggregate, FunctionOptions } from "./functions.js";
import type { ColumnDefinition as Column, RunResult as Result, Statement as Prepared } from "./statement.js";
import type { TableDefinition } from "./table.js";
import type { Transaction as InTransaction } from "./transaction.js";

/** Makes connections, with `new` or without. */
export interface DatabaseConstructor {
  new (source?: string | Uint8Array | null, options?: DatabaseOptions | null): SqliteDatabase;
  (source?: string | Uint8Array | null, options?: DatabaseOptions | null): SqliteDatabase;
  readonly prototype: SqliteDatabase;
  readonly SqliteError: typeof SqliteError;
  /** Itself, for `const { Database } = require("noormme/sqlite")`. */
  readonly Database: DatabaseConstructor;
  /** Itself, for what compilers make of `import Database from`. */
  readonly default: DatabaseConstructor;
}

// A function, for it is called without `new`, too; `new.target` is what makes classes that extend it theirs.
function construct(this: unknown, source?: string | Uint8Array | null, options?: DatabaseOptions | null): object {
  return Reflect.construct(SqliteDatabase, [source, options], new.target ?? construct) as object;
}

construct.prototype = SqliteDatabase.prototype;
const constant = (value: unknown): PropertyDescriptor => ({ value, writable: true, configurable: true });
Object.defineProperty(SqliteDatabase.prototype, "constructor", constant(construct));
Object.defineProperties(construct, {
  name: { value: "Database", configurable: true },
  SqliteError: constant(SqliteError),
  Database: constant(construct),
  default: constant(construct),
});

/** A connection to SQLite, every call of which is done when it returns. */
export interface Database extends SqliteDatabase {}

/** `new Database("app.db")`, and the same without `new`. */
export const Database = construct as unknown as DatabaseConstructor;

/** The names that the types of better-sqlite3 have. */
export declare namespace Database {
  export type Database = SqliteDatabase;
  export type Options = DatabaseOptions;
  export type SqliteError = SqliteFailure;
  export type Statement<BindParameters extends unknown[] = unknown[], Result = unknown> = Prepared<BindParameters, Result>;
  export type Transaction<F extends (...values: never[]) => unknown> = InTransaction<F>;
  export type AggregateOptions<T = unknown> = Aggregate<T>;
  export type BackupMetadata = BackupProgress;
  export type BackupOptions = Backup;
  export type ColumnDefinition = Column;
  export type PragmaOptions = Pragma;
  export type RegistrationOptions = FunctionOptions;
  export type RunResult = Result;
  export type SerializeOptions = Serialize;
  export type VirtualTableOptions = TableDefinition;
}
