// Other files beside the database: their tables are models, and everything works on them.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { assertNumQueries, Count, databaseFile, F, NOORMME, NotUpdated, select } from "./package.mjs";

const MAIN = `
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, user_id INTEGER REFERENCES users);
INSERT INTO users VALUES (1, 'new');`;
const ARCHIVE = `
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE, born DATETIME);
CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT UNIQUE, user_id INTEGER REFERENCES users ON DELETE CASCADE);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE post_tags (post_id INTEGER REFERENCES posts ON DELETE CASCADE, tag_id INTEGER REFERENCES tags, PRIMARY KEY (post_id, tag_id)) WITHOUT ROWID;
CREATE VIEW names AS SELECT name FROM users;
INSERT INTO users VALUES (1, 'old', '2020-01-02 03:04:05'), (2, 'older', NULL);
INSERT INTO posts VALUES (1, 'p1', 1), (2, 'p2', 1), (3, 'p3', 2);
INSERT INTO tags VALUES (1, 'x');
INSERT INTO post_tags VALUES (1, 1), (3, 1);`;

function open(t, options = {}) {
  const [path, archive] = [databaseFile(t, MAIN), databaseFile(t, ARCHIVE)];
  const db = new NOORMME({ path, attach: { archive }, repeats: false, ...options });
  t.after(() => db.close());
  return { db, path, archive, objects: (name) => db.model(name).objects };
}

test("tables of an attached file are models of its own", async (t) => {
  const { db, objects } = open(t, { models: { old_people: { table: "archive.users", ordering: ["-id"] } } });
  const { models } = await db.introspect();
  assert.deepEqual(
    models.map((model) => [model.name, model.database, model.relations.map((each) => `${each.name}:${each.to}`).join(" ")]),
    [
      ["archive.names", "archive", ""],
      ["archive.post_tags", "archive", "post:archive.posts tag:archive.tags"],
      ["archive.posts", "archive", "user:old_people post_tags:archive.post_tags tags:archive.tags"],
      ["archive.tags", "archive", "post_tags:archive.post_tags posts:archive.posts"],
      ["old_people", "archive", "posts:archive.posts"],
      ["posts", undefined, "user:users"],
      ["users", undefined, "posts:posts"],
    ],
  );
  assert.deepEqual((await objects("old_people").all()).map((row) => row.name), ["older", "old"]);
  assert.ok((await objects("old_people").get({ id: 1 })).born instanceof Date);
  assert.equal(await objects("archive.names").count(), 2);
  const plan = await objects("archive.posts").filter({ user__name: "old" }).plan();
  assert.equal(
    plan.sql,
    'SELECT "posts"."id", "posts"."title", "posts"."user_id" FROM "archive"."posts" INNER JOIN "archive"."users" ON ("posts"."user_id" = "users"."id") WHERE "users"."name" = ?1',
  );
});

test("queries and relations stay within one database, and may meet in a query set", async (t) => {
  const { db, objects } = open(t);
  const posts = objects("archive.posts");
  const rows = await assertNumQueries(db, 3, () => objects("archive.users").prefetch("posts.tags").orderBy("id").all());
  assert.deepEqual(rows.map((row) => row.posts.map((post) => post.tags.length)), [[1, 0], [1]]);
  assert.deepEqual((await posts.selectRelated("user").get({ id: 3 })).user.name, "older");
  assert.deepEqual(await posts.annotate({ n: Count("tags") }).orderBy("id").valuesList("n", { flat: true }).all(), [1, 0, 1]);
  assert.deepEqual(await objects("users").filter({ id__in: posts.values("user_id") }).valuesList("name", { flat: true }).all(), ["new"]);
  assert.equal(await objects("posts").filter({ id__in: posts.values("id") }).exists(), false);
  const both = objects("users").values("name").union(objects("archive.users").values("name")).orderBy("name");
  assert.deepEqual((await both.all()).map((row) => row.name), ["new", "old", "older"]);
  assert.deepEqual(await db.sql`SELECT count(*) AS n FROM archive.posts`, [{ n: 3 }]);
});

test("writes, transactions and honest counts", async (t) => {
  const { db, archive, objects } = open(t);
  const posts = objects("archive.posts");
  assert.deepEqual(await posts.create({ title: "p4", user_id: 2 }), { id: 4, title: "p4", user_id: 2 });
  assert.equal(await posts.filter({ id: 4 }).update({ user_id: F("user_id").sub(1) }), 1);
  assert.equal((await posts.save({ id: 4, title: "p5", user_id: 1 })).title, "p5");
  await assert.rejects(posts.save({ id: 99, title: "q" }, { updateFields: ["title"] }), NotUpdated);
  await posts.related(4, "tags").add([1]);
  assert.deepEqual((await posts.bulkCreate([{ title: "a" }, { title: "b" }])).map((row) => row.id), [5, 6]);
  await assert.rejects(posts.create({ title: "p1" }), { code: "UNIQUE" });
  await assert.rejects(
    db.transaction(async (tx) => {
      await tx.model("archive.posts").objects.create({ title: "t" });
      await tx.model("users").objects.create({ name: "t" });
      throw new Error("undo");
    }),
    /undo/,
  );
  assert.deepEqual([await posts.count(), await objects("users").count()], [6, 1]);
  // Its own cascades, of the archive's tables and not of the main ones with the same names.
  assert.deepEqual(await objects("archive.users").filter({ id: 1 }).delete(), [
    6, { "archive.users": 1, "archive.posts": 3, "archive.post_tags": 2 },
  ]);
  assert.deepEqual(select(archive, "SELECT count(*) FROM posts"), [[3]]);
  assert.deepEqual(select(archive, "PRAGMA journal_mode"), [["wal"]]);
});

test("a schema that another process changes is noticed", async (t) => {
  const { archive, objects } = open(t);
  const posts = objects("archive.posts");
  assert.equal(await posts.filter({ title: "p1" }).count(), 1);
  const other = new NOORMME({ path: archive, share: false });
  await other.exec("ALTER TABLE posts ADD COLUMN extra TEXT DEFAULT 'e'; CREATE TABLE added (id INTEGER PRIMARY KEY)");
  await other.close();
  assert.equal(await posts.filter({ extra: "e" }).count(), 3);
  assert.equal((await posts.get({ id: 1 })).extra, "e");
  assert.deepEqual(await objects("archive.added").create({}), { id: 1 });
});

test("read-only", async (t) => {
  const { path, archive, db } = open(t);
  await db.close();
  for (const attach of [archive, `file:${archive}?mode=ro`]) {
    const reader = new NOORMME({ path, attach: { archive: attach }, readOnly: attach === archive, share: false });
    const posts = reader.model("archive.posts").objects;
    assert.equal(await posts.count(), 3);
    await assert.rejects(posts.create({ title: "x" }), { code: "READ_ONLY" });
    if (attach !== archive) assert.equal((await reader.model("users").objects.create({ name: "y" })).id, 2);
    await reader.close();
    assert.equal(existsSync(`${archive}-wal`), false);
  }
});

test("a wrong attachment is an error that says which", async (t) => {
  const [path, other] = [databaseFile(t, MAIN), databaseFile(t, MAIN)];
  for (const [attach, expected] of [
    [{ main: other }, { code: "INVALID_OPTION", path: "$.attach.main" }],
    [{ "a.b": other }, { code: "INVALID_OPTION", path: "$.attach" }],
    [{ a: other, A: other }, { code: "INVALID_OPTION", path: "$.attach.A" }],
    [{ a: path }, { code: "INVALID_OPTION", path: "$.attach.a" }],
    [{ a: ":memory:" }, { code: "INVALID_OPTION", path: "$.attach.a" }],
    [{ a: 1 }, { code: "INVALID_OPTION" }],
    [Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, `${other}${index}`])), { code: "INVALID_OPTION", path: "$.attach" }],
    [{ a: "/nowhere/x.db" }, { code: "CANNOT_OPEN" }],
    [{ a: "/etc/passwd" }, { code: "NOT_A_DATABASE" }],
  ]) {
    await assert.rejects(async () => {
      const db = new NOORMME({ path, attach, share: false });
      await db.model("users").objects.count().finally(() => db.close());
    }, expected);
  }
});
