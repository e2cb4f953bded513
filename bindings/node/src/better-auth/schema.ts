// The tables better-auth wants, as SQL for `db.exec`: for `npx auth generate`.

import { sql } from "../sql/fragment.js";
import type { FieldAttribute, SchemaFile, TableSchema } from "./types.js";

const defaultPath = "./better-auth.sql";

/** `hasNumbers`: the database gives the ids, which are numbers. */
export function createSchema(tables: TableSchema, hasNumbers: boolean, file = defaultPath): SchemaFile {
  const ordered = Object.values(tables).sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity));
  const key = hasNumbers ? `"id" INTEGER PRIMARY KEY AUTOINCREMENT` : `"id" TEXT NOT NULL PRIMARY KEY`;
  const statements = ordered.flatMap(({ modelName, fields }) => {
    const columns = Object.entries(fields).filter(([field]) => field !== "id");
    const lines = columns.map(([field, attribute]) => column(field, attribute, tables, hasNumbers));
    return [
      `CREATE TABLE IF NOT EXISTS ${name(modelName)} (\n  ${[key, ...lines].join(",\n  ")}\n);`,
      ...columns
        // SQLite has an index for each unique column.
        .filter(([, { index, references, unique }]) => !unique && (index === true || references !== undefined))
        .map(([field, { fieldName }]) => {
          const indexName = name(`${modelName}_${fieldName ?? field}_idx`);
          return `CREATE INDEX IF NOT EXISTS ${indexName} ON ${name(modelName)} (${name(fieldName ?? field)});`;
        }),
      ...(indexes(tables, modelName) ?? []),
    ];
  });
  return { code: `${statements.join("\n\n")}\n`, path: file, overwrite: true };
}

/** Indexes of several columns. */
function indexes(tables: TableSchema, modelName: string): string[] {
  const table = Object.values(tables).find((candidate) => candidate.modelName === modelName);
  return (table?.indexes ?? []).map((index, number) => {
    const columns = index.fields.map((field) => table?.fields[field]?.fieldName ?? field);
    const indexName = name(index.name ?? `${modelName}_${columns.join("_")}_${number}_idx`);
    const kind = index.unique ? "UNIQUE INDEX" : "INDEX";
    return `CREATE ${kind} IF NOT EXISTS ${indexName} ON ${name(modelName)} (${columns.map(name).join(", ")});`;
  });
}

function column(
  field: string,
  { type, required, unique, fieldName, references }: FieldAttribute,
  tables: TableSchema,
  hasNumbers: boolean,
): string {
  const isKey = hasNumbers && references?.field === "id";
  let text = `${name(fieldName ?? field)} ${isKey ? "INTEGER" : storage(type)}`;
  if (required !== false) text += " NOT NULL";
  if (unique) text += " UNIQUE";
  if (references !== undefined) {
    const target =
      tables[references.model] ?? Object.values(tables).find(({ modelName }) => modelName === references.model);
    const targetColumn = target?.fields[references.field]?.fieldName ?? references.field;
    text += ` REFERENCES ${name(target?.modelName ?? references.model)} (${name(targetColumn)})`;
    text += ` ON DELETE ${actions[references.onDelete ?? "cascade"] ?? "CASCADE"}`;
  }
  return text;
}

const actions: { readonly [action: string]: string } = {
  cascade: "CASCADE",
  "set null": "SET NULL",
  "set default": "SET DEFAULT",
  restrict: "RESTRICT",
  "no action": "NO ACTION",
};

/** As better-auth's own migrations for SQLite declare them. */
function storage(type: string | readonly string[]): string {
  switch (type) {
    case "number":
    case "boolean":
      return "INTEGER";
    case "date":
      return "DATE";
    default:
      return "TEXT";
  }
}

function name(text: string): string {
  return sql.id(text).toString();
}
