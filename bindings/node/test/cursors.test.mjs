import assert from "node:assert/strict";
import { test } from "node:test";
import { BLOG, databaseFile, NOORMME } from "./package.mjs";

function many(t, count) {
  const sql = `${BLOG}
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO posts (id, title, views, author_id) SELECT i + 3, 'post ' || i, i, 1 + i % 3 FROM n`;
  const db = new NOORMME(databaseFile(t, sql));
  t.after(() => db.close());
  return { db, users: db.model("users").objects, posts: db.model("posts").objects };
}

test("rows one after the other", async (t) => {
  const { posts } = many(t, 2500);
  const query = posts.orderBy("id");
  const all = await query.all();
  for (const chunkSize of [1, 7, 1000, 2503, 2504, 100_000]) {
    const rows = [];
    for await (const row of query.iterator({ chunkSize })) rows.push(row);
    assert.deepEqual(rows, all, `chunks of ${chunkSize}`);
    if (chunkSize === 1) assert.equal(rows.length, 2503);
  }
  const rows = [];
  for await (const row of query) rows.push(row);
  assert.deepEqual(rows, all);
  await assert.rejects(query.iterator({ chunkSize: 0 }).next(), /chunkSize/);
  await assert.rejects(posts.filter({ nope: 1 }).iterator().next(), /nope/);
});

test("every shape of row", async (t) => {
  const { posts, users } = many(t, 50);
  const queries = [
    posts.selectRelated("author").orderBy("id"),
    users.prefetch("posts").orderBy("id"),
    posts.orderBy("id").reverse(),
    posts.values("id", "title").orderBy("id"),
    posts.valuesList("id", { flat: true }).orderBy("id"),
    posts.orderBy("id").limit(5),
    posts.none(),
  ];
  for (const query of queries) {
    const rows = [];
    for await (const row of query.iterator({ chunkSize: 2 })) rows.push(row);
    assert.deepEqual(rows, await query.all(), String(query));
  }
});

test("one state of the database; writers go on; leaving early frees", async (t) => {
  const { db, posts } = many(t, 3000);
  let seen = 0;
  for await (const post of posts.orderBy("id").iterator({ chunkSize: 100 })) {
    if (++seen === 150) await posts.filter({ id__gt: 200 }).delete();
    if (seen === 151) assert.equal(await posts.count(), 200);
    assert.equal(post.id, seen);
  }
  assert.equal(seen, 3003);
  for (let round = 0; round < 50; round++) {
    for await (const post of posts.iterator({ chunkSize: 5 })) if (post.id > 7) break;
  }
  await assert.rejects(async () => {
    for await (const _ of posts) throw new Error("mine");
  }, /mine/);
  await posts.filter().delete();
  assert.equal(await posts.count(), 0);
  await db.close();
});

test("inside a transaction it sees what was done there", async (t) => {
  const { db, posts } = many(t, 20);
  await db.transaction(async () => {
    await posts.filter({ id__lte: 13 }).delete();
    const ids = [];
    for await (const { id } of posts.orderBy("id").iterator({ chunkSize: 4 })) {
      ids.push(id);
      if (id === 15) await posts.filter({ id: 15 }).update({ views: 0 });
    }
    assert.deepEqual(ids, [14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
  });
});

test("a cursor that is open when the database is closed", async (t) => {
  const { db, posts } = many(t, 3000);
  const iterator = posts.iterator({ chunkSize: 10 });
  await iterator.next();
  const closing = db.close();
  await assert.rejects(async () => {
    for await (const _ of iterator);
  });
  await closing;
});

test("memory databases", async () => {
  const db = new NOORMME(":memory:");
  await db.exec("CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1), (2)");
  const rows = [];
  for await (const row of db.model("a").objects.orderBy("id")) {
    rows.push(row.id, await db.model("a").objects.count());
  }
  assert.deepEqual(rows, [1, 2, 2, 2]);
  await db.close();
});

test("memory stays flat over many rows", async (t) => {
  const { posts } = many(t, 200_000);
  let count = 0;
  let most = 0;
  const start = process.memoryUsage().rss;
  for await (const _ of posts.iterator()) {
    if (++count % 20_000 === 0) most = Math.max(most, process.memoryUsage().rss - start);
  }
  assert.equal(count, 200_003);
  assert.ok(most < 120e6, `${Math.round(most / 1e6)} MB`);
});
