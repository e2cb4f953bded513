import { NOORMME } from "../noormme.js";
import type { DatabaseSchema } from "./types.js";

/** A database that is open, or the path of one, which is then opened read-only and closed again. */
export type SchemaSource = { introspect(): Promise<unknown> } | string;

/** Reads what a database consists of, as it is now: models, columns, keys, relations. */
export async function introspectDatabase(db: SchemaSource): Promise<DatabaseSchema> {
  if (typeof db !== "string") return (await db.introspect()) as DatabaseSchema;
  const opened = new NOORMME({ path: db, readOnly: true });
  try {
    return (await opened.introspect()) as DatabaseSchema;
  } finally {
    await opened.close();
  }
}

const known = new WeakMap<object, Promise<DatabaseSchema>>();

/** The schema of a database, read once for each `db`, and again with `refresh`. */
export function getSchema(db: Exclude<SchemaSource, string>, refresh = false): Promise<DatabaseSchema> {
  const earlier = known.get(db);
  if (earlier !== undefined && !refresh) return earlier;
  const schema = introspectDatabase(db);
  known.set(db, schema);
  // A failure is not kept.
  schema.catch(() => {
    if (known.get(db) === schema) known.delete(db);
  });
  return schema;
}
