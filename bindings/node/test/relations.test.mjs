// Relations: what arrives, and in how many statements.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNumQueries, Count, databaseFile, F, NOORMME, Prefetch, Q, select, StatementCountError } from "./package.mjs";

const SCHEMA = `
PRAGMA foreign_keys=ON;
CREATE TABLE companies (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE users (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, is_active BOOLEAN NOT NULL DEFAULT 1, picture BLOB, settings JSON, big INTEGER,
  seen_at DATETIME, company_id INTEGER REFERENCES companies ON DELETE SET NULL);
CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users ON DELETE CASCADE, bio TEXT);
CREATE TABLE posts (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, views INTEGER NOT NULL DEFAULT 0, author_id INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  editor_id INTEGER REFERENCES users ON DELETE SET NULL);
CREATE TABLE comments (
  id INTEGER PRIMARY KEY, text TEXT NOT NULL, spam BOOLEAN NOT NULL DEFAULT 0, post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE);
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE post_tags (post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE, tag_id INTEGER NOT NULL REFERENCES tags,
  weight REAL NOT NULL DEFAULT 1, PRIMARY KEY (post_id, tag_id));
CREATE TABLE seats (hall TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hall, number));
CREATE TABLE tickets (id INTEGER PRIMARY KEY, hall TEXT, number INTEGER, FOREIGN KEY (hall, number) REFERENCES seats);
INSERT INTO companies VALUES (1, 'Acme'), (2, 'Bolt');
INSERT INTO users (id, name, is_active, picture, settings, big, seen_at, company_id) VALUES
  (1, 'Ann', 1, x'0102', '{"theme":"dark"}', 9223372036854775807, '2024-01-02 03:04:05', 1), (2, 'Bob', 0, NULL, NULL, 2, NULL, 1), (3, 'Cid', 1, NULL, NULL, 3, NULL, NULL);
INSERT INTO profiles VALUES (1, 'hello');
INSERT INTO posts (id, title, views, author_id, editor_id) VALUES (1, 'One', 10, 1, 2), (2, 'Two', 20, 1, NULL), (3, 'Three', 30, 2, 1), (4, 'Four', 5, 1, NULL);
INSERT INTO comments (id, text, spam, post_id) VALUES (1, 'a', 0, 1), (2, 'b', 1, 1), (3, 'c', 0, 3);
INSERT INTO tags VALUES (1, 'x'), (2, 'y'), (3, 'z');
INSERT INTO post_tags (post_id, tag_id) VALUES (1, 1), (1, 2), (3, 2);
INSERT INTO seats VALUES ('a', 1), ('a', 2);
INSERT INTO tickets VALUES (1, 'a', 1), (2, 'a', 1), (3, NULL, NULL);
`;
const relations = {
  author: { columns: ["author_id"], to: "users", related_name: "posts" },
  editor: { columns: ["editor_id"], to: "users", related_name: "edited" },
};

function open(t, options = {}) {
  const path = databaseFile(t, SCHEMA);
  const models = { posts: { relations }, users: { fields: { big: { type: "bigint" } } } };
  const db = new NOORMME({ path, models, repeats: false, ...options });
  t.after(() => db.close());
  const objects = (name) => db.model(name).objects;
  return { path, db, users: objects("users"), posts: objects("posts"), comments: objects("comments"), tags: objects("tags"), objects };
}

const ids = (rows) => rows.map((row) => row.id);

test("selectRelated takes one statement, and null for an absent row", async (t) => {
  const { db, users, posts } = open(t);
  await users.count();
  const rows = await assertNumQueries(db, 1, () => posts.selectRelated("author__company", "editor").orderBy("id").all());
  assert.equal(rows[0].author.company.name, "Acme");
  assert.equal(rows[0].editor.name, "Bob");
  assert.equal(rows[1].editor, null);
  const reverse = await assertNumQueries(db, 1, () => users.selectRelated("profile", "company").orderBy("id").all());
  assert.deepEqual(reverse.map((row) => row.profile?.bio ?? null), ["hello", null, null]);
  assert.equal(reverse[2].company, null);
});

test("prefetch takes one statement for each relation, whatever the number of rows", async (t) => {
  const { db, users, posts } = open(t);
  await users.count();
  for (const path of ["posts.comments", "posts__comments"]) {
    const rows = await assertNumQueries(db, 3, () => users.prefetch("posts", path).orderBy("id").all());
    assert.deepEqual(rows.map((row) => ids(row.posts)), [[1, 2, 4], [3], []]);
    assert.deepEqual(ids(rows[0].posts[0].comments), [1, 2]);
    assert.deepEqual(rows[0].posts[1].comments, []);
  }
  const tagged = await assertNumQueries(db, 4, () => posts.prefetch("tags", "author", "editor").orderBy("id").all());
  assert.deepEqual(tagged.map((row) => row.tags.map((tag) => tag.name)), [["x", "y"], [], ["y"], []]);
  assert.deepEqual(tagged.map((row) => row.editor?.name ?? null), ["Bob", null, "Ann", null]);
  // No parents, no statement for what would belong to them.
  await assertNumQueries(db, 1, () => users.filter({ id: 99 }).prefetch("posts.comments").all());
});

test("Prefetch filters, orders, annotates, limits for each row and chooses a name", async (t) => {
  const { db, users, posts, comments } = open(t);
  await users.count();
  const popular = posts.filter({ views__gte: 10 }).annotate({ n: Count("comments") }).orderBy("-views");
  const rows = await assertNumQueries(db, 3, () =>
    users.prefetch(Prefetch("posts", popular, { toAttr: "popular" }), Prefetch("popular__comments", comments.filter({ spam: false }))).orderBy("id").all(),
  );
  assert.deepEqual(rows.map((row) => ids(row.popular)), [[2, 1], [3], []]);
  assert.deepEqual(rows[0].popular.map((post) => post.n), [0, 2]);
  assert.deepEqual(ids(rows[0].popular[1].comments), [1]);
  assert.equal("posts" in rows[0], false);
  const latest = await assertNumQueries(db, 2, () => users.prefetch(Prefetch("posts", posts.orderBy("-id").limit(1))).orderBy("id").all());
  assert.deepEqual(latest.map((row) => ids(row.posts)), [[4], [3], []]);
  const second = await users.prefetch(Prefetch("posts", posts.orderBy("id").slice(1, 3))).orderBy("id").all();
  assert.deepEqual(second.map((row) => ids(row.posts)), [[2, 4], [], []]);
});

test("values in loaded rows are what they are in rows asked for themselves", async (t) => {
  const { users, posts, objects } = open(t);
  const own = await users.get({ id: 1 });
  assert.equal(own.is_active, true);
  assert.equal(own.big, 9223372036854775807n);
  assert.deepEqual(own.picture, new Uint8Array([1, 2]));
  assert.deepEqual(own.settings, { theme: "dark" });
  const post = await posts.get({ id: 1 });
  const ways = [
    (await posts.filter({ id: 1 }).prefetch("author").get()).author,
    (await posts.filter({ id: 1 }).selectRelated("author").get()).author,
    (await objects("companies").filter({ id: 1 }).prefetch("users").get()).users.find((user) => user.id === 1),
    (await posts.filter({ id: 1 }).sync.all().map((row) => posts.sync.load([row], "author")))[0][0].author,
    (await posts.load([{ ...post }], "author"))[0].author,
    (await objects("comments").filter({ id: 1 }).prefetch("post.author").get()).post.author,
    await users.related(1, "edited").selectRelated("editor").first().then((row) => row.editor),
  ];
  for (const way of ways) assert.deepEqual(way, own);
});

test("load takes one statement for each relation", async (t) => {
  const { db, users, posts, comments, objects } = open(t);
  const rows = await users.orderBy("id").all();
  const same = await assertNumQueries(db, 3, () => users.load(rows, "posts.comments", "company"));
  assert.equal(same[0], rows[0]);
  assert.deepEqual(rows, await users.orderBy("id").prefetch("posts.comments", "company").all());
  await assertNumQueries(db, 1, () => users.load(rows, "profile"));
  assert.deepEqual(rows.map((row) => row.profile?.bio ?? null), ["hello", null, null]);
  const written = await posts.orderBy("id").all();
  await assertNumQueries(db, 1, () => posts.load(written, "tags"));
  assert.deepEqual(written, await posts.orderBy("id").prefetch("tags").all());
  await assertNumQueries(db, 1, () => users.load(rows, Prefetch("posts", posts.filter({ views__gt: 15 }), { toAttr: "read" })));
  assert.deepEqual(rows.map((row) => ids(row.read)), [[2], [3], []]);
  // Rows with only their key, several of one key, and none.
  const keys = [{ id: 2 }, { id: 1 }, { id: 2 }];
  await assertNumQueries(db, 1, () => users.load(keys, "posts"));
  assert.deepEqual(keys.map((row) => ids(row.posts)), [[3], [1, 2, 4], [3]]);
  assert.notEqual(keys[0].posts, keys[2].posts);
  const [third] = await assertNumQueries(db, 1, () => posts.load([{ id: 3 }], "author"));
  assert.equal(third.author.name, "Bob");
  assert.deepEqual(await assertNumQueries(db, 0, () => users.load([], "posts")), []);
  await assertNumQueries(db, 1, () => comments.load([{ id: 1, post_id: 1 }], "post"));
  const seats = await objects("seats").orderBy("number").all();
  await assertNumQueries(db, 1, () => objects("seats").load(seats, "tickets"));
  assert.deepEqual(seats.map((seat) => ids(seat.tickets)), [[1, 2], []]);
  await assert.rejects(users.load([{ name: "x" }], "posts"), /no value in its primary key 'id'/);
  await assert.rejects(users.load([{ id: 1 }], "pots"), { code: "ATTRIBUTE_ERROR" });
  await assert.rejects(users.load(rows), /a relation is wanted/);
  await assert.rejects(users.load([1], "posts"), /rows are plain objects/);
});

test("a loader joins what one tick asks for, and remembers it", async (t) => {
  const { db, users, posts } = open(t);
  const rows = await users.orderBy("id").all();
  const loader = db.loader();
  const found = await assertNumQueries(db, 1, () => Promise.all(rows.map(async (row) => {
    await Promise.resolve();
    return await loader.load("users", row, "posts");
  })));
  assert.deepEqual(found.map(ids), [[1, 2, 4], [3], []]);
  assert.equal("posts" in rows[0], false);
  await assertNumQueries(db, 0, () => loader.load("users", rows[0], "posts"));
  const written = await posts.orderBy("id").all();
  const authors = await assertNumQueries(db, 1, () => Promise.all(written.map((post) => loader.get("users", post.author_id))));
  assert.deepEqual(authors.map((row) => row.name), ["Ann", "Ann", "Bob", "Ann"]);
  assert.equal(await loader.get("users", 99), null);
  // Two relations in one tick are two statements; keys do as well as rows.
  const [company, profile] = await assertNumQueries(db, 2, () => Promise.all([loader.load("users", rows[0], "company"), loader.load("users", 1, "profile")]));
  assert.deepEqual([company.name, profile.bio], ["Acme", "hello"]);
  loader.clear();
  await assertNumQueries(db, 1, () => loader.load("users", 1, "posts"));
  // What failed is asked again.
  await assert.rejects(loader.load("users", 1, "pots"), { code: "ATTRIBUTE_ERROR" });
  await assert.rejects(loader.load("users", 1, "pots"), { code: "ATTRIBUTE_ERROR" });
});

test("a related manager takes a row or its key, and does all a query set does", async (t) => {
  const { db, users, posts } = open(t);
  const ann = await users.get({ id: 1 });
  await assertNumQueries(db, 2, async () => {
    assert.deepEqual(ids(await users.related(ann, "posts").filter({ views__gte: 10 }).orderBy("-id").all()), [2, 1]);
    assert.equal(await users.related(1, "posts").count(), 3);
  });
  assert.equal(users.related(ann, "posts").sync.count(), 3);
  assert.equal(await users.related(ann, "posts").exclude(Q({ title: "One" })).exists(), true);
  const made = await users.related(ann, "posts").create({ title: "Five" });
  assert.equal(made.author_id, 1);
  const [again, isNew] = await users.related(ann, "posts").getOrCreate({ title: "Five" });
  assert.deepEqual([again.id, isNew], [made.id, false]);
  const [changed, wasMade] = await users.related(ann, "posts").updateOrCreate({ title: "Five" }, { views: 7 });
  assert.deepEqual([changed.views, wasMade], [7, false]);
  assert.equal(await users.related(ann, "posts").filter({ title: "Five" }).update({ views: F("views").add(1) }), 1);
  assert.deepEqual(await users.related(ann, "posts").filter({ title: "Five" }).delete(), [1, { posts: 1 }]);
  await assert.rejects(async () => users.related({ name: "x" }, "posts").all(), /no value in its primary key/);
  assert.equal(posts.related({ id: 1, title: "One" }, "tags").sync.count(), 2);
});

test("related managers write: add, remove, set, clear", async (t) => {
  const { db, path, users, posts, tags } = open(t);
  const one = await posts.get({ id: 1 });
  const z = await tags.get({ name: "z" });
  const manager = posts.related(one, "tags");
  const names = async () => (await manager.orderBy("name").all()).map((tag) => tag.name).join("");
  await manager.add([z, 1], { throughDefaults: { weight: 5 } });
  assert.equal(await names(), "xyz");
  assert.deepEqual(select(path, "SELECT weight FROM post_tags WHERE post_id = 1 AND tag_id = 3"), [[5]]);
  await manager.remove([z]);
  assert.equal(await names(), "xy");
  await manager.set([2, 3]);
  assert.equal(await names(), "yz");
  await manager.set(tags.filter({ name__in: ["x", "y"] }));
  assert.equal(await names(), "xy");
  await manager.clear();
  assert.equal(await names(), "");
  manager.sync.add([1]);
  manager.sync.set([2]);
  manager.sync.remove([2]);
  assert.equal(await names(), "");
  // Over a nullable foreign key its column is set, and cleared.
  await users.related(3, "edited").add([await posts.get({ id: 2 })]);
  assert.deepEqual(ids(await users.related(3, "edited").all()), [2]);
  await users.related(3, "edited").remove([2]);
  assert.equal((await posts.get({ id: 2 })).editor_id, null);
  // A key that is never null can be given to another, not taken away.
  await assert.rejects(users.related(1, "posts").clear(), { code: "ATTRIBUTE_ERROR" });
  await assertNumQueries(db, 1, () => users.related(2, "posts").add([4]));
  assert.equal((await posts.get({ id: 4 })).author_id, 2);
});

const FRIENDS = `
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE friendships (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES people, b_id INTEGER NOT NULL REFERENCES people, since INTEGER, UNIQUE (b_id, a_id));
CREATE TABLE hints (a_id INTEGER NOT NULL REFERENCES people, b_id INTEGER NOT NULL REFERENCES people);
INSERT INTO people (name) VALUES ('a'), ('b'), ('c'), ('d'), ('e');`;

test("symmetrical relations hold both ways, by one statement each", async (t) => {
  const over = (through) => ({ to: "people", through, source: "a", target: "b", symmetrical: true });
  const models = { people: { many_to_many: { friends: over("friendships"), hinted: over("hints") } } };
  const path = databaseFile(t, FRIENDS);
  const db = new NOORMME({ path, models, repeats: false });
  t.after(() => db.close());
  const people = db.model("people").objects;
  const pairs = (table = "friendships") => select(path, `SELECT a_id || '-' || b_id FROM ${table} ORDER BY a_id, b_id`).join(" ");
  const friends = people.related(1, "friends");
  await assertNumQueries(db, 1, () => friends.add([2, 3, 4], { throughDefaults: { since: 7 } }));
  assert.equal(pairs(), "1-2 1-3 1-4 2-1 3-1 4-1");
  assert.equal(select(path, "SELECT count(*) FROM friendships WHERE since = 7").join(), "6");
  await assertNumQueries(db, 1, () => friends.add([2, 3, 2]));
  assert.equal(pairs(), "1-2 1-3 1-4 2-1 3-1 4-1");
  assert.deepEqual(ids(await people.related(2, "friends").all()), [1]);
  await assertNumQueries(db, 1, () => people.related(2, "friends").remove([1]));
  assert.equal(pairs(), "1-3 1-4 3-1 4-1");
  await assertNumQueries(db, 2, () => friends.set([5, 3]));
  assert.equal(pairs(), "1-3 1-5 3-1 5-1");
  await assertNumQueries(db, 1, () => people.related(5, "friends").clear());
  assert.equal(pairs(), "1-3 3-1");
  await friends.add([1]);
  assert.equal(pairs(), "1-1 1-3 3-1");
  await assert.rejects(friends.add([2, 99]), { code: "FOREIGN_KEY" });
  assert.equal(pairs(), "1-1 1-3 3-1");
  // Without a key over both columns each pair is looked for by itself.
  await assertNumQueries(db, 4, () => people.related(1, "hinted").add([2, 3]));
  await people.related(1, "hinted").add([2, 3]);
  assert.equal(pairs("hints"), "1-2 1-3 2-1 3-1");
  // More members than one statement has room for.
  await db.exec("WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 8099) INSERT INTO people (id) SELECT i FROM n");
  await assertNumQueries(db, 2, () => friends.add(Array.from({ length: 8000 }, (_, index) => index + 100)));
  assert.equal(await friends.count(), 8002);
});

test("what a manager makes is joined with throughDefaults", async (t) => {
  const { path, posts, db } = open(t);
  const manager = posts.related(2, "tags");
  const weights = () => select(path, "SELECT name, weight FROM post_tags JOIN tags ON id = tag_id WHERE post_id = 2 ORDER BY name");
  const options = { throughDefaults: { weight: 3 } };
  await manager.create({ name: "c" }, options);
  assert.deepEqual((await manager.getOrCreate({ name: "g" }, {}, options))[1], true);
  assert.deepEqual((await manager.getOrCreate({ name: "g" }, {}, { throughDefaults: { weight: 4 } }))[1], false);
  assert.deepEqual((await manager.updateOrCreate({ name: "u" }, { name: "uu" }, undefined, options))[0].name, "uu");
  // Nothing to change, and nothing there.
  assert.deepEqual((await manager.updateOrCreate({ name: "v" }, {}, { name: "v" }, options))[1], true);
  assert.equal(manager.sync.create({ name: "s" }, options).name, "s");
  assert.deepEqual(weights(), ["c", "g", "s", "uu", "v"].map((name) => [name, 3]));
  await assert.rejects(manager.create({ name: "w" }, { throughDefaults: { wait: 1 } }), { code: "TYPE_ERROR" });
  await assert.rejects(db.model("users").objects.create({ name: "x" }, options), { code: "TYPE_ERROR" });
});

test("writing takes the statements that docs/relations.md says", async (t) => {
  const { db, users, posts, tags } = open(t);
  const ann = await users.get({ id: 1 });
  const wrote = users.related(ann, "posts");
  const edits = users.related(3, "edited");
  const tagged = posts.related(4, "tags");
  for (const [count, work] of [
    [1, () => wrote.create({ title: "z" })],
    [1, () => wrote.getOrCreate({ title: "z" })],
    [3, () => wrote.getOrCreate({ title: "zz" })],
    [1, () => edits.add([1, 2])],
    [1, () => edits.remove([1])],
    [2, () => edits.set([2, 3])],
    [1, () => edits.clear()],
    [1, () => users.related(2, "posts").set([2, 3])],
    [1, () => tagged.add([1, 2, 3])],
    [1, () => tagged.remove([1])],
    [2, () => tagged.set([1, 3])],
    [3, () => tagged.set(tags.filter({ id__in: [2, 3] }))],
    [1, () => tagged.clear()],
    [2, () => tagged.create({ name: "new" })],
    [1, () => users.save(ann)],
    [2, () => users.save({ id: 77, name: "x" })],
    [1, () => users.save({ name: "y" })],
    [1, () => users.refresh(ann, "name")],
    [1, () => users.remove(ann)],
  ]) {
    await assertNumQueries(db, count, work).catch((error) => assert.fail(`${work}: ${error.message}`));
  }
});

test("save, remove and refresh take rows", async (t) => {
  const { db, users, objects } = open(t);
  const user = await users.prefetch("posts").selectRelated("company").get({ id: 1 });
  user.name = "Anna";
  // What was loaded is not written.
  const saved = await assertNumQueries(db, 1, () => users.save(user));
  assert.equal(saved.name, "Anna");
  assert.equal("posts" in saved, false);
  await users.filter({ id: 1 }).update({ name: "Ann", is_active: false });
  const fresh = await assertNumQueries(db, 1, () => users.refresh(user));
  assert.equal(fresh, user);
  assert.deepEqual([user.name, user.is_active, user.posts.length], ["Ann", false, 3]);
  await users.filter({ id: 1 }).update({ name: "A", is_active: true });
  users.sync.refresh(user, "is_active");
  assert.deepEqual([user.name, user.is_active], ["Ann", true]);
  const made = await users.save({ name: "Dora" });
  assert.equal(made.id, 4);
  const partly = await users.save({ id: 4, name: "D", is_active: false }, { updateFields: ["name"] });
  assert.deepEqual([partly.name, partly.is_active], ["D", true]);
  await assert.rejects(users.save({ id: 99, name: "x" }, { updateFields: ["name"] }), { name: "NotUpdated" });
  assert.deepEqual(await users.remove(made), [1, { users: 1 }]);
  await assert.rejects(users.refresh(made), { code: "DOES_NOT_EXIST" });
  assert.equal(await users.contains(user), true);
  assert.equal(await users.related(2, "posts").contains({ id: 3 }), true);
  assert.equal(await users.related(2, "posts").contains({ id: 1 }), false);
  const seat = await objects("seats").get({ number: 2 });
  assert.deepEqual(await objects("seats").remove(seat), [1, { seats: 1 }]);
  assert.deepEqual(users.sync.remove(users.sync.save({ name: "E" })), [1, { users: 1 }]);
});

test("delete counts rows of all models, the database's cascades included", async (t) => {
  const { users, path } = open(t);
  const [total, counts] = await users.filter({ id: 1 }).delete();
  const left = select(path, "SELECT (SELECT count(*) FROM posts), (SELECT count(*) FROM comments), (SELECT count(*) FROM post_tags), (SELECT count(*) FROM profiles)");
  assert.deepEqual(left, [[1, 1, 1, 0]]);
  assert.equal(total, Object.values(counts).reduce((sum, each) => sum + each, 0));
  // One user with a profile, three posts, two comments and two rows that join tags.
  assert.deepEqual(counts, { users: 1, profiles: 1, posts: 3, comments: 2, post_tags: 2 });
});

test("what the database cascades is counted in every kind of table, once, and nothing else is", async (t) => {
  const path = databaseFile(t, `
    CREATE TABLE nodes (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES nodes ON DELETE CASCADE);
    CREATE TABLE labels (node_id INTEGER NOT NULL REFERENCES nodes ON DELETE CASCADE, name TEXT NOT NULL, PRIMARY KEY (node_id, name)) WITHOUT ROWID;
    CREATE TABLE notes (id INTEGER PRIMARY KEY, node_id INTEGER REFERENCES nodes ON DELETE SET NULL);
    CREATE TABLE "Odd Name" (id INTEGER PRIMARY KEY, node_id INTEGER REFERENCES NODES ON DELETE CASCADE);
    CREATE TABLE log (id INTEGER PRIMARY KEY, text TEXT);
    CREATE TABLE other (id INTEGER PRIMARY KEY);
    CREATE TRIGGER logged AFTER DELETE ON nodes BEGIN INSERT INTO log (text) VALUES ('gone'); DELETE FROM other; END;
    INSERT INTO nodes VALUES (1, NULL), (2, 1), (3, 2), (4, NULL);
    INSERT INTO labels VALUES (1, 'a'), (1, 'b'), (3, 'c'), (4, 'd');
    INSERT INTO notes VALUES (1, 1), (2, 3);
    INSERT INTO "Odd Name" VALUES (1, 2), (2, 4);
    INSERT INTO other VALUES (1), (2);
  `);
  const db = new NOORMME({ path, repeats: false });
  t.after(() => db.close());
  const nodes = db.model("nodes").objects;
  // A trigger's deletes are no cascade.
  assert.deepEqual(await nodes.filter({ id: 1 }).delete(), [7, { nodes: 3, "Odd Name": 1, labels: 3 }]);
  assert.deepEqual(select(path, "SELECT count(*) FROM notes WHERE node_id IS NULL"), [[2]]);
  assert.deepEqual(select(path, "SELECT count(*) FROM other"), [[0]]);
  assert.deepEqual(await nodes.filter({ id: 99 }).delete(), [0, {}]);
  assert.deepEqual(await nodes.remove(4), [3, { nodes: 1, "Odd Name": 1, labels: 1 }]);
  // What did not happen is not counted: the next call begins at nothing.
  await nodes.create({ id: 5 });
  assert.deepEqual(await db.model("notes").objects.filter().delete(), [2, { notes: 2 }]);
  assert.deepEqual(await nodes.filter().delete(), [1, { nodes: 1 }]);
});

test("keys that look like expressions are only keys", async (t) => {
  const { users, posts } = open(t);
  for (const hostile of [{ $f: "id" }, { $query: { model: "users" } }, { $value: 1 }, { id: 1 }]) {
    for (const ask of [
      () => users.related({ id: hostile }, "posts").all(),
      () => users.refresh({ id: hostile }),
      () => users.remove({ id: hostile }),
      () => users.contains({ id: hostile }),
      () => users.load([{ id: hostile }], "posts"),
      () => posts.related(1, "tags").add([hostile.id === undefined ? hostile : { id: hostile }]),
      () => users.save({ id: hostile, name: "x" }),
    ]) {
      await assert.rejects(async () => {
        const answer = await ask();
        // Nothing may be found by it.
        if (Array.isArray(answer) && (answer.length === 0 || answer[0] === 0 || answer[0]?.posts?.length === 0)) throw new Error("nothing");
        if (answer === false) throw new Error("nothing");
      }, `${ask} ${JSON.stringify(hostile)}`);
    }
  }
  assert.equal(await users.count(), 3);
});

test("PROTECT and RESTRICT name the rows that hold", async (t) => {
  for (const [rule, name] of [["PROTECT", "ProtectedError"], ["RESTRICT", "RestrictedError"]]) {
    const { db, users } = open(t, { models: { posts: { relations: { ...relations, author: { ...relations.author, on_delete: rule } } } } });
    const held = (await db.model("posts").objects.filter({ author__in: [1, 2] }).orderBy("id").all()).map((post) => post.id);
    assert.ok(held.length > 0);
    await assert.rejects(users.filter({ id__in: [1, 2] }).delete(), (error) => {
      assert.equal(error.name, name);
      assert.match(error.message, /posts\.author/);
      assert.deepEqual(error.rows, [{ foreignKey: "posts.author", keys: held, more: false }]);
      return true;
    });
    assert.equal(await users.count(), 3);
  }
});

test("assertNumQueries counts statements of reads and writes, sync and async", async (t) => {
  const { db, users } = open(t);
  assert.equal(assertNumQueries(db, 1, () => users.sync.count()), 3);
  await assertNumQueries(db, 0, () => users.none().all());
  await assert.rejects(assertNumQueries(db, 2, () => users.count()), (error) => {
    assert.ok(error instanceof StatementCountError);
    assert.deepEqual([error.expected, error.actual, error.name], [2, 1, "StatementCountError"]);
    assert.equal(error.message, "2 statements were expected to run, 1 ran");
    return true;
  });
  assert.throws(() => assertNumQueries(db, 0, () => users.sync.all()), StatementCountError);
  await assert.rejects(assertNumQueries(db, 1, () => users.get({ id: 99 })), { code: "DOES_NOT_EXIST" });
});
