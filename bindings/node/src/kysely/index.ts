// noormme/kysely: Kysely's query builder over a Noormme database.

export { NoormmeDialect, type DialectOptions } from "./dialect.js";
export { useKysely } from "./module.js";
