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

test("indexes, checks and triggers", async (t) => {
  const path = databaseFile(t, `
    CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT CHECK (a <> ')'), b TEXT UNIQUE);
    CREATE INDEX i ON t (lower(a) DESC, b COLLATE NOCASE) WHERE b IS NOT NULL;
    CREATE TRIGGER g AFTER UPDATE OF a ON t BEGIN SELECT 1; END;`);
  const [model] = (await introspectDatabase(path)).models;
  assert.deepEqual(model.checks, ["a <> ')'"]);
  assert.deepEqual(model.triggers, [
    { name: "g", timing: "AFTER", event: "UPDATE", sql: "CREATE TRIGGER g AFTER UPDATE OF a ON t BEGIN SELECT 1; END" },
  ]);
  assert.deepEqual(model.indexes, [
    {
      name: "i", unique: false, origin: "c",
      terms: [
        { column: null, expression: "lower(a)", desc: true, collation: "BINARY" },
        { column: "b", expression: null, desc: false, collation: "NOCASE" },
      ],
      where: "b IS NOT NULL",
    },
    {
      name: "sqlite_autoindex_t_1", unique: true, origin: "u",
      terms: [{ column: "b", expression: null, desc: false, collation: "BINARY" }], where: null,
    },
  ]);
});

test("rows hold what their types say", async (t) => {
  const path = databaseFile(t, `
    CREATE TABLE t (
      i INTEGER PRIMARY KEY, r REAL, b BOOLEAN, s VARCHAR(9), d DATE, m DATETIME, tm TIME, n DECIMAL(5, 2), nt TEXT, j JSON,
      bl BLOB, u TEXT, x, ms INTEGER, du INTEGER, big INTEGER);
    INSERT INTO t VALUES (1, 1.5, 1, 's', '2020-01-31', '2020-01-31 12:30:00', '12:30:00', 1.5, '1.50', '{"a":1}',
      x'00ff', '0123456789abcdef0123456789abcdef', 'any', 1580000000000, 1500000, 9007199254740993);`);
  const fields = { nt: { type: "decimal(5,2)" }, u: { type: "uuid" }, ms: { type: "datetime_ms" }, du: { type: "duration" }, big: { type: "bigint" } };
  const db = new NOORMME({ path, readOnly: true, models: { t: { fields } } });
  t.after(() => db.close());
  const row = await db.model("t").objects.get({ i: 1 });
  // Datetimes are one or the other, as the database was opened.
  const dates = typeof row.m === "string" ? "string" : "date";
  const types = generateTypes(await introspectDatabase(db), { kysely: false, dates });
  const said = types.slice(types.indexOf("interface T {"), types.indexOf("\n}")).matchAll(/^ {2}(\w+): ([A-Za-z0-9]+)/gm);
  const is = {
    number: (v) => typeof v === "number", bigint: (v) => typeof v === "bigint", string: (v) => typeof v === "string", boolean: (v) => typeof v === "boolean",
    Date: (v) => v instanceof Date && !Number.isNaN(v.getTime()), Uint8Array: (v) => v instanceof Uint8Array, Json: (v) => typeof v === "object",
    Value: (v) => typeof v === "string",
  };
  let count = 0;
  for (const [, column, type] of said) {
    assert.ok(is[type](row[column]), `${column} is said to be ${type} and is ${typeof row[column]}`);
    count++;
  }
  assert.equal(count, 16);
});
