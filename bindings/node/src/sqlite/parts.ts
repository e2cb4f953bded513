// noormme/sqlite: SQLite as better-sqlite3 offers it, for programs and libraries written for that.

export type { BackupOptions, BackupProgress } from "./backup.js";
export { Database, type DatabaseConstructor } from "./constructor.js";
export type { DatabaseOptions, PragmaOptions, SerializeOptions, SqliteDatabase } from "./database.js";
export { SqliteError } from "./errors.js";
export type { AggregateOptions, FunctionOptions } from "./functions.js";
export { Statement, type ColumnDefinition, type RunResult } from "./statement.js";
export type { TableDefinition, TableRow } from "./table.js";
export type { Transaction } from "./transaction.js";
