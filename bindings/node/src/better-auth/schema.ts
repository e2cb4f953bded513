// The tables better-auth wants, as SQL for `db.exec`: for `npx auth generate`.

import { sql } from "../sql/fragment.js";
import type { FieldAttribute, SchemaFile, TableSchema } from "./types.js";

const defaultPath = "./better-auth.sql";

export async function createSchema({
  file,
  tables,
}: {
  readonly file?: string | undefined;
  readonly tables: TableSchema;
}): Promise<SchemaFile> {
  const ordered = Object.values(tables).sort((a, b) => (a.order ?? Infinity) - (b.order ?? Infinity));
  const statements = ordered.flatMap(({ modelName, fields }) => {
    const columns = Object.entries(fields).filter(([field]) => field !== "id");
    const lines = columns.map(([field, attribute]) => column(field, attribute, tables));
    const key = fields["id"] === undefined ? "TEXT" : storage(fields["id"].type);
    return [
      `CREATE TABLE IF NOT EXISTS ${name(modelName)} (\n  ${[`"id" ${key} NOT NULL PRIMARY KEY`, ...lines].join(",\n  ")}\n);`,
      ...columns
        // SQLite has an index for each unique column.
        .filter(([, { index, references, unique }]) => !unique && (index === true || references !== undefined))
        .map(([field, { fieldName }]) => {
          const indexName = name(`${modelName}_${fieldName ?? field}_idx`);
          return `CREATE INDEX IF NOT EXISTS ${indexName} ON ${name(modelName)} (${name(fieldName ?? field)});`;
        }),
    ];
  });
  return { code: `${statements.join("\n\n")}\n`, path: file ?? defaultPath, overwrite: true };
}

function column(field: string, { type, required, unique, fieldName, references }: FieldAttribute, tables: TableSchema): string {
  let text = `${name(fieldName ?? field)} ${storage(type)}`;
  if (required !== false) text += " NOT NULL";
  if (unique) text += " UNIQUE";
  if (references !== undefined) {
    const target = tables[references.model]?.modelName ?? references.model;
    text += ` REFERENCES ${name(target)} (${name(references.field)})`;
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
