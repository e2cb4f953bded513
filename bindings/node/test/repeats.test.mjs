// Queries that repeat: what is noticed, what is said, and what is left alone.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { databaseFile, NOORMME, OptionError } from "./package.mjs";

const isBun = globalThis.Bun !== undefined;

const SCHEMA = `
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author_id INTEGER NOT NULL REFERENCES users);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE post_tags (post_id INTEGER NOT NULL REFERENCES posts, tag_id INTEGER NOT NULL REFERENCES tags, PRIMARY KEY (post_id, tag_id));
INSERT INTO users SELECT value, 'u' || value FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12]');
INSERT INTO posts SELECT id, 'p', id FROM users;
`;

function open(t, options = {}) {
  const said = [];
  const db = new NOORMME({ path: databaseFile(t, SCHEMA), repeats: { limit: 4, warn: (each) => said.push(each) }, ...options });
  t.after(() => db.close());
  return { db, said, users: db.model("users").objects, posts: db.model("posts").objects };
}


/** Longer than what counting waits for below. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 250));

test("one query for each row is noticed once, with its place and what to write instead", async (t) => {
  const { users, posts, said } = open(t);
  const rows = await users.all();
  for (let round = 0; round < 2; round++) {
    for (const user of rows) await posts.filter({ author_id: user.id }).all();
  }
  assert.equal(said.length, 1);
  const [{ message, count, site, shape, model, advice }] = said;
  assert.equal(count, 4);
  assert.equal(model, "posts");
  assert.equal(shape, "posts.filter(author_id: ?).all()");
  assert.match(site, new RegExp(`^${fileURLToPath(import.meta.url).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}:\\d+:\\d+$`));
  assert.match(advice, /db\.model\("users"\)\.objects\.prefetch\("posts"\)/);
  assert.ok(message.includes(shape) && message.includes(site) && message.includes(advice));
  assert.ok(message.startsWith("4 queries of one shape"));
});

test("each way to ask one by one has its advice", async (t) => {
  const said = [];
  const { db, users, posts } = open(t, { repeats: { limit: 4, pause: 200, warn: (each) => said.push(each) } });
  const rows = await users.all();
  const ways = [
    [(row) => users.related(row, "posts").all(), /model\("users"\)\.objects\.prefetch\("posts"\)/],
    [(row) => posts.filter({ author: row.id }).count(), /prefetch\("posts"\)/],
    [(row) => users.get({ id: row.id }), /model\("posts"\)\.objects\.selectRelated\("author"\)/],
    [(row) => users.filter({ pk: row.id }).first(), /selectRelated\("author"\).*inBulk/],
    [(row) => posts.related(row.id, "tags").exists(), /model\("posts"\)\.objects\.prefetch\("tags"\)/],
    [(row) => db.model("tags").objects.filter({ name: String(row.id) }).first(), /filter\(\{ name__in: \[…\] \}\)/],
    [(row) => users.load([row], "posts"), /give load\(\) all of the rows at once/],
    [(row) => users.filter({ posts__title: String(row.id) }).sync.all(), /filter\(\{ posts__in/],
  ];
  for (const [ask, expected] of ways) {
    said.length = 0;
    await pause();
    for (const row of rows) await ask(row);
    assert.equal(said.length, 1, String(ask));
    assert.match(said[0].advice, expected);
    assert.doesNotMatch(said[0].message, /u1|'p'/);
  }
  said.length = 0;
  await pause();
  await Promise.all(rows.map((row) => posts.filter({ author_id__exact: row.id }).all()));
  assert.equal(said.length, 1);
});

test("several repeated queries in one context: one report for each model, and a long wait before one", async (t) => {
  const { db, users, posts, said } = open(t);
  const rows = await users.all();
  for (const row of rows) {
    await posts.filter({ author_id: row.id }).all();
    await users.get({ id: row.id });
  }
  assert.deepEqual(said.map((each) => each.model).sort(), ["posts", "users"]);
  // Among others of the model, as long as there are not too many.
  said.length = 0;
  const tags = db.model("tags").objects;
  for (let id = 0; id < 8; id++) {
    await tags.filter({ name__contains: "x" }).count();
    await tags.filter({ id }).first();
  }
  assert.deepEqual(said.map((each) => each.shape), ["tags.filter(id: ?).first()"]);
});

test("what is no N+1 is left alone", async (t) => {
  const { users, posts, said } = open(t);
  const rows = await users.all();
  // The same query again, prepared and as text, other shapes, and writes.
  for (let count = 0; count < 12; count++) await users.filter({ id: 1 }).all();
  for (let count = 0; count < 12; count++) await users.filter({ id__in: [1, 2] }).all();
  for (let id = 1; id < 12; id++) await posts.create({ title: "t", author_id: id });
  await posts.prefetch("author").all();
  for (const row of rows.slice(0, 3)) await posts.filter({ author_id: row.id }).all();
  for (const row of rows) await users.filter({ id: row.id }).update({ name: "x" });
  for (const row of rows) await users.save({ ...row, name: "y" });
  assert.deepEqual(said, []);
});

test("requests of a server are counted apart", { skip: isBun && "Bun announces no requests" }, async (t) => {
  const { users, posts, said } = open(t);
  // The server is made in a context that has asked already.
  await users.count();
  const server = createServer(async (request, response) => {
    const [, first, count] = request.url.split("/").map(Number);
    await users.count();
    for (let id = first; id < first + count; id++) await posts.filter({ author_id: id }).all();
    response.end("done");
  });
  server.listen(0);
  await once(server, "listening");
  t.after(() => server.close());
  const ask = async (path) => (await fetch(`http://127.0.0.1:${server.address().port}${path}`)).text();
  for (let first = 1; first <= 9; first += 2) await ask(`/${first}/2`);
  assert.deepEqual(said, []);
  await ask("/1/5");
  assert.equal(said.length, 1);
});

test("it can be switched off, and is off in production and tests", async (t) => {
  for (const [mode, repeats, expected] of [
    ["production", undefined, 0],
    ["test", undefined, 0],
    ["development", undefined, isBun ? 0 : 1],
    ["development", false, 0],
    ["production", true, 1],
  ]) {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = mode;
    const warnings = [];
    const listen = (warning) => warning.code === "N_PLUS_ONE" && warnings.push(warning);
    process.on("warning", listen);
    try {
      const { users, posts } = open(t, { repeats });
      const rows = await users.all();
      for (const user of rows) await posts.filter({ author_id: user.id }).all();
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(warnings.length, expected, `${mode} ${repeats}`);
      if (expected) assert.equal(warnings[0].name, "NoormmeWarning");
    } finally {
      process.off("warning", listen);
      if (before === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = before;
    }
  }
  for (const wrong of [5, "yes", { limit: 1 }, { limit: "4" }, { warn: 5 }, { pause: "x" }, null]) {
    assert.throws(() => new NOORMME({ path: ":memory:", repeats: wrong }), OptionError);
  }
});
