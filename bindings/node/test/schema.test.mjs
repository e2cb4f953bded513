import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BLOG, databaseFile, folder, generateTypes, getSchema, introspectDatabase, NOORMME } from "./package.mjs";

test("types are made of the schema", async (t) => {
  const db = new NOORMME(databaseFile(t, BLOG));
  t.after(() => db.close());
  const schema = await introspectDatabase(db);
  const types = generateTypes(schema);

  assert.ok(types.includes("export interface User {"));
  assert.ok(types.includes("id: number;"));
  assert.ok(types.includes("email: string;"));
  assert.deepEqual(schema.models.map((model) => model.name), ["posts", "users"]);
  assert.equal(generateTypes(schema), types);
  assert.equal(generateTypes(JSON.parse(JSON.stringify(schema)), { language: "typescript" }), types);
});

test("the whole of a small file", async (t) => {
  const db = new NOORMME(
    databaseFile(t, "CREATE TABLE people (id INTEGER PRIMARY KEY, \"full name\" TEXT, seen DATETIME NOT NULL DEFAULT 0)"),
  );
  t.after(() => db.close());
  assert.equal(generateTypes(await introspectDatabase(db)), `\
// Made by noormme from the database's schema. Make it again instead of changing it.

/** A row of the table \`people\`. */
export interface Person {
  id: number;
  "full name": string | null;
  seen: Date;
}

/** What \`create\` takes. */
export interface PersonInsert {
  id?: number;
  "full name"?: string | null;
  seen?: Date | string;
}

/** What \`update\` takes. */
export interface PersonUpdate {
  id?: number;
  "full name"?: string | null;
  seen?: Date | string;
}

/** The models of the database: \`new NOORMME<DB>(…)\`. */
export interface DB {
  people: {
    row: Person;
    insert: PersonInsert;
    update: PersonUpdate;
    pk: "id";
    kinds: {
      id: "integer";
      "full name": "text";
      seen: "datetime";
    };
    relations: {};
  };
}

/** The tables for Kysely: \`new Kysely<Database>(…)\`; values as SQLite stores them. */
export interface Database {
  people: PersonTable;
}

export interface PersonTable {
  id: Generated<number>;
  "full name": string | null;
  seen: Generated<string>;
}

/** A column whose value SQLite fills in when an insert leaves it out. */
export type Generated<T> = ColumnType<T, T | undefined, T>;

/** What a column gives, and takes in an insert and in an update. */
export type ColumnType<Select, Insert = Select, Update = Select> = {
  readonly __select__: Select;
  readonly __insert__: Insert;
  readonly __update__: Update;
};
`);
});

test("options of generateTypes", async (t) => {
  const path = databaseFile(t, BLOG);
  const schema = await introspectDatabase(path);
  const types = generateTypes(schema, {
    include: ["u*", "POST?"],
    exclude: ["posts"],
    camelCase: true,
    singular: false,
    dates: "string",
    bigint: ["users.age"],
    types: { "*.settings": "Settings" },
    imports: ['import type { Settings } from "./settings.js";'],
    kysely: false,
  });
  for (const line of [
    'import type { Settings } from "./settings.js";', "export interface Users {", "  isActive: boolean;",
    "  createdAt: string | null;", "  age: bigint | null;", "  age?: bigint | number | null;", '      age: "bigint";',
    "  settings: Settings | null;", "    relations: {};",
  ]) {
    assert.ok(types.includes(`${line}\n`), line);
  }
  for (const absent of ["Post", "Database", "Generated", "Json"]) assert.ok(!types.includes(absent), absent);
  assert.throws(() => generateTypes(schema, { dates: "text" }), { name: "OptionError", path: "$.dates" });
  assert.throws(() => generateTypes(schema, { camels: true }), { name: "OptionError", path: "$.camels" });
  assert.throws(() => generateTypes({ models: {} }), { name: "OptionError", path: "$.models" });

  const output = join(folder(t), "types/database.ts");
  const text = generateTypes(schema, { output });
  assert.equal(readFileSync(output, "utf8"), text);
  const before = statSync(output, { bigint: true }).mtimeNs;
  generateTypes(schema, { output });
  assert.equal(statSync(output, { bigint: true }).mtimeNs, before);
});

test("a schema is kept until it is asked for anew", async (t) => {
  const db = new NOORMME({ path: databaseFile(t, BLOG), allowRaw: true });
  t.after(() => db.close());
  const first = await getSchema(db);
  assert.equal(await getSchema(db), first);
  const again = await getSchema(db, true);
  assert.notEqual(again, first);
  assert.deepEqual(again, first);
  assert.equal(await getSchema(db), again);
});

test("a path is opened read-only, and nothing stays beside it", async (t) => {
  const path = databaseFile(t, BLOG);
  const before = readFileSync(path);
  await introspectDatabase(path);
  assert.deepEqual(readFileSync(path), before);
  assert.ok(!existsSync(`${path}-wal`) && !existsSync(`${path}-shm`));
  await assert.rejects(introspectDatabase(`${path}.missing`), { code: "CANNOT_OPEN" });
});
