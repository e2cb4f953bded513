// noormme/sqlite: SQLite as better-sqlite3 offers it, for programs and libraries written for that.

export { Database, Database as default, type DatabaseOptions, type PragmaOptions } from "./database.js";
export { SqliteError } from "./errors.js";
export type { AggregateOptions, FunctionOptions } from "./functions.js";
export { Statement, type ColumnDefinition, type RunResult } from "./statement.js";
export type { Transaction } from "./transaction.js";
