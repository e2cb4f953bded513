// The database of the type tests is one that the generator describes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { databaseFile, generateTypes, introspectDatabase, NOORMME, root } from "./package.mjs";

const folder = join(root, "types-test");

test("types-test/database.mts is what generateTypes writes for types-test/database.sql", async (t) => {
  const relations = {
    author: { columns: ["author_id"], to: "users", related_name: "posts" },
    editor: { columns: ["editor_id"], to: "users", related_name: "edited" },
  };
  const path = databaseFile(t, readFileSync(join(folder, "database.sql"), "utf8"));
  const db = new NOORMME({ path, models: { posts: { relations }, users: { fields: { key: { type: "uuid" } } } } });
  t.after(() => db.close());
  const text = generateTypes(await introspectDatabase(db), {
    bigint: ["users.big"],
    types: { "users.settings": "{ theme?: string; tabs?: string[] }" },
    kysely: false,
  });
  assert.equal(readFileSync(join(folder, "database.mts"), "utf8"), text);
});
