// camelCase: the names of generated types are those of rows and queries at run time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNumQueries, Count, databaseFile, F, generateTypes, NOORMME, Q, select } from "./package.mjs";

const SCHEMA = `
CREATE TABLE user_groups (id INTEGER PRIMARY KEY, group_name TEXT NOT NULL);
CREATE TABLE users (id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, created_at DATETIME, big_number INTEGER, is_active BOOLEAN NOT NULL DEFAULT 1,
  user_group_id INTEGER REFERENCES user_groups, firstName TEXT, _hidden_ TEXT, a__b TEXT);
CREATE TABLE blog_posts (id INTEGER PRIMARY KEY, written_by_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE, post_title TEXT UNIQUE,
  state_name TEXT CHECK (state_name IN ('draft', 'done')));
INSERT INTO user_groups VALUES (1, 'g');
INSERT INTO users (id, first_name, created_at, big_number, user_group_id) VALUES (1, 'Ann', '2024-01-02 03:04:05', 5, 1), (2, 'Bob', NULL, 6, NULL);
INSERT INTO blog_posts VALUES (1, 1, 'one', 'draft'), (2, 1, 'two', 'done');`;
const models = { blog_posts: { ordering: ["-post_title"], default_scope: { written_by__is_active: true }, relations: { written_by: { related_name: "blog_posts" } } } };

function open(t, options = {}) {
  const path = databaseFile(t, SCHEMA);
  const db = new NOORMME({ path, models, camelCase: true, repeats: false, ...options });
  t.after(() => db.close());
  return { db, path, users: db.model("users").objects, posts: db.model("blog_posts").objects };
}

test("rows have the names of the generated types", async (t) => {
  const { db, users, posts } = open(t);
  const text = generateTypes(await db.introspect(), { camelCase: true });
  const plain = open(t, { camelCase: false }).db;
  assert.equal(text, generateTypes(await plain.introspect(), { camelCase: true }), "one rule, wherever it is applied");
  const fields = (type) => [...text.split(`export interface ${type} {`)[1].split("\n}")[0].matchAll(/^  (?:"(.*)"|(\w+)): /gm)].map((each) => each[1] ?? each[2]);
  assert.deepEqual(Object.keys(await users.first()), fields("User"));
  assert.deepEqual(Object.keys(await posts.first()), fields("BlogPost"));
  // A name that would become another stays as it is.
  assert.deepEqual(fields("User"), ["id", "first_name", "createdAt", "bigNumber", "isActive", "userGroupId", "firstName", "_hidden_", "a__b"]);
});

test("queries, relations, writes and answers speak camel case, and understand the database's names", async (t) => {
  const { db, path, users, posts } = open(t);
  const [ann] = await users.filter({ createdAt__year: 2024, userGroup__groupName: "g" }).all();
  assert.equal(ann.first_name, "Ann");
  assert.ok(ann.createdAt instanceof Date);
  assert.equal(ann.isActive, true);
  assert.deepEqual(await users.filter({ created_at__year: 2024, user_group__group_name: "g" }).all(), [ann]);
  const [row] = await assertNumQueries(db, 2, () => users.prefetch("blogPosts").selectRelated("userGroup").filter({ id: 1 }).all());
  assert.deepEqual(row.blogPosts.map((post) => [post.postTitle, post.writtenById]), [["two", 1], ["one", 1]]);
  assert.equal(row.userGroup.groupName, "g");
  await assertNumQueries(db, 1, () => users.load([ann], "blogPosts"));
  assert.equal(ann.blogPosts.length, 2);
  await assertNumQueries(db, 1, () => posts.load(ann.blogPosts, "writtenBy"));
  assert.equal(ann.blogPosts[0].writtenBy.first_name, "Ann");
  assert.deepEqual(await users.annotate({ n: Count("blogPosts") }).orderBy("-bigNumber").values("first_name", "n").all(), [
    { first_name: "Bob", n: 0 }, { first_name: "Ann", n: 2 },
  ]);
  const made = await posts.create({ writtenById: 2, postTitle: "three", stateName: "done" });
  assert.deepEqual(made, { id: 3, writtenById: 2, postTitle: "three", stateName: "done" });
  assert.equal(await posts.filter({ id: 3 }).update({ postTitle: F("stateName") }), 1);
  assert.equal((await posts.save({ id: 3, postTitle: "saved" }, { updateFields: ["postTitle"] })).postTitle, "saved");
  assert.equal((await users.related(2, "blogPosts").getOrCreate({ postTitle: "saved" }))[1], false);
  assert.deepEqual(select(path, "SELECT post_title FROM blog_posts WHERE id = 3"), [["saved"]]);
  await assert.rejects(posts.create({ writtenById: 2, postTitle: "saved" }), (error) => {
    assert.deepEqual([error.code, error.model, error.field], ["UNIQUE", "blog_posts", "postTitle"]);
    return true;
  });
  await assert.rejects(users.filter({ createdA: 1 }).all(), /Did you mean 'createdAt'/);
  // The default scope and the ordering of the configuration are in the database's names.
  await users.filter({ id: 2 }).update({ isActive: false });
  assert.equal(await posts.filter(Q({ stateName: "done" })).count(), 1);
  assert.deepEqual(await users.filter({ id: 2 }).delete(), [2, { users: 1, blog_posts: 1 }]);
});
