// Query events: what is told of statements, when, and what becomes of listeners that fail or leave.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { BLOG, databaseFile, NOORMME, root, undisturbed } from "./package.mjs";

function open(t, options = {}) {
  const db = new NOORMME({ path: databaseFile(t, BLOG), ...options });
  t.after(() => db.close());
  return db;
}

/** Until what has run was told: on a busy machine a timer may be due before the loop looks what came. */
async function settle() {
  await sleep(5);
  for (let turns = 0; turns < 5; turns++) await turn();
}

/** The events told while `work` runs and a moment after. */
async function told(db, work, options) {
  const events = [];
  const listener = (event) => events.push(event);
  db.on("query", listener, options);
  await work();
  await settle();
  db.off("query", listener);
  return events;
}

const operations = (events) => events.map(({ operation, model }) => `${operation} ${model}`.trim());

for (const inlineReads of [true, false]) {
  test(`requests, ${inlineReads ? "on this thread" : "on the library's"}`, async (t) => {
    const db = open(t, { inlineReads });
    const posts = db.model("posts").objects;
    await db.initialize();
    await posts.get({ id: 1 });
    await posts.get({ id: 2 });
    const before = performance.now();
    const events = await told(db, async () => {
      await posts.get({ id: 1 });
      await db.model("users").objects.prefetch("posts").all();
      await posts.filter({ views__gt: -1 }).update({ views: 7 });
      await assert.rejects(posts.create({ id: 1, title: "again", author_id: 1, views: 0 }), { code: "UNIQUE" });
      await assert.rejects(posts.get({ id: 99 }), { name: "DoesNotExist" });
      await posts.count();
      await db.sql`SELECT ${1} AS one`;
      await db.exec("UPDATE posts SET views = 1; UPDATE posts SET views = 2");
    });
    // A transaction of its own holds what is prefetched together.
    const prefetch = ["begin", "select users", "prefetch posts", "commit"];
    assert.deepEqual(operations(events), [
      "select posts", ...prefetch, "update posts", "insert posts", "select posts", "count posts", "sql", "script",
    ]);
    const [get] = events;
    assert.match(get.sql, /^SELECT .* WHERE "posts"\."id" = \?1/);
    assert.equal(get.rows, 1);
    assert.equal(get.connection, "reader");
    assert.ok(get.connectionNumber >= 1);
    assert.equal(get.planCached, true);
    assert.equal(get.inTransaction, false);
    // On this thread, below.
    if (!inlineReads) assert.equal(get.inline, false);
    assert.equal(get.parameters, undefined);
    for (const { startMs, durationMs, waitedMs } of events) {
      assert.ok(startMs >= before - 1 && startMs <= performance.now(), `${startMs}`);
      assert.ok(durationMs > 0 && durationMs < 10_000 && waitedMs >= 0 && waitedMs < 10_000);
    }
    const [update, insert, missing] = events.slice(5);
    assert.ok(update.changes > 1 && update.rows === 0 && update.connection === "writer");
    if (!inlineReads) assert.equal(update.inline, false);
    assert.deepEqual([insert.error, insert.sqliteCode, insert.changes], ["UNIQUE", 1555, 0]);
    assert.deepEqual([missing.error, missing.sqliteCode, missing.rows], ["DOES_NOT_EXIST", 0, 0]);
    assert.ok(events.at(-1).changes > 2);
  });
}

test("short requests that come alone are told to have run on this thread", (t) => undisturbed(async () => {
  const db = open(t);
  const posts = db.model("posts").objects;
  await db.initialize();
  await posts.get({ id: 1 });
  const events = await told(db, async () => {
    await posts.get({ id: 2 });
    await posts.filter({ views__gt: -1 }).update({ views: 7 });
  });
  assert.deepEqual(events.map(({ inline }) => inline), [true, true]);
  // By the reader that has it already.
  assert.equal(events[0].statementCached, true);
}));

test("SQL text: short reads on this thread; long ones, and what turns out to write, on the library's", async (t) => {
  const long = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) AS m FROM n";
  for (const inlineReads of [true, false]) {
    const db = open(t, { inlineReads });
    await db.initialize();
    const events = await told(db, async () => {
      // On a busy machine one of them may be stopped.
      for (let i = 0; i < 5; i++) await db.sql`SELECT name FROM users WHERE id = ${1}`;
      assert.deepEqual((await db.execute(long)).rows, [{ m: 300000 }]);
      await db.sql`WITH one AS (SELECT 1 AS id) UPDATE users SET age = 5 WHERE id IN one`;
      await db.sql`PRAGMA user_version`;
      await db.transaction((tx) => tx.sql`SELECT 1`);
    });
    const sql = events.filter(({ operation }) => operation === "sql");
    assert.equal(sql.splice(0, 5).some(({ inline }) => inline), inlineReads);
    assert.deepEqual(sql.map(({ inline }) => inline), [false, false, false, false]);
    assert.deepEqual(sql.map(({ rows }) => rows), [1, 0, 1, 1]);
  }
});

test("transactions, cursors and what is synchronous", async (t) => {
  const db = open(t);
  const posts = db.model("posts").objects;
  const events = await told(db, async () => {
    await db.transaction(async (tx) => {
      await posts.filter({ id: 1 }).update({ views: 9 });
      await tx.transaction(() => posts.count());
    });
    for await (const post of posts.orderBy("id").iterator({ chunkSize: 2 })) assert.ok(post.id > 0);
    posts.sync.get({ id: 1 });
    db.executeSync("SELECT 1");
  });
  assert.deepEqual(operations(events), [
    "begin", "update posts", "savepoint", "count posts", "release", "commit",
    "begin", "select posts", "rollback", "select posts", "sql",
  ]);
  assert.deepEqual(events.map((event) => event.inTransaction), [...Array(9).fill(true), false, false]);
  assert.equal(events[7].rows, await posts.count());
  assert.deepEqual(events.slice(-2).map((event) => event.inline), [true, true]);
});

test("parameters when they are asked for, slow statements alone", async (t) => {
  const db = open(t);
  const posts = db.model("posts").objects;
  const all = [];
  const slow = [];
  const counting = { count: 0 };
  db.on("query", (event) => all.push(event), { parameters: true });
  db.on("query", (event) => slow.push(event), { slowerThan: 60_000 });
  db.on("query", () => counting.count++);
  await posts.filter({ id__in: [1, 2], title__startswith: "a" }).all();
  await assert.rejects(posts.get({ id: 99 }));
  await db.execute("SELECT ?, ?, ?, ?, ?", [null, 1.5, 9007199254740993n, new Uint8Array([1, 2]), "text"]);
  await settle();
  assert.deepEqual(all.map((event) => event.parameters), [
    [1, 2, "a%"], [99], [null, 1.5, 9007199254740993n, new Uint8Array([1, 2]), "text"],
  ]);
  assert.ok(all.every((event) => !event.sql.includes("a%")));
  // What failed is told however quick it was; who did not ask for parameters gets none.
  assert.deepEqual(slow.map((event) => [event.error, event.parameters]), [["DOES_NOT_EXIST", undefined]]);
  assert.equal(counting.count, 3);
});

test("a read that was not done in its time is told once", async (t) => {
  const db = open(t);
  await db.exec(`CREATE TABLE numbers (id INTEGER PRIMARY KEY, n INTEGER);
    WITH RECURSIVE up(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM up WHERE i < 100000)
    INSERT INTO numbers SELECT i, i FROM up`);
  const numbers = db.model("numbers").objects;
  await numbers.count();
  const events = await told(db, () => numbers.filter({ n__gt: 5, n__lt: 90000 }).valuesList("n", { flat: true }).all());
  assert.deepEqual(events.map(({ operation, rows, inline, error }) => [operation, rows, inline, error]), [
    ["select", 89994, false, null],
  ]);
});

test("what waited says so", async (t) => {
  const db = open(t);
  const posts = db.model("posts").objects;
  const events = await told(db, async () => {
    let waiting;
    await db.transaction(async () => {
      waiting = db.outside(() => posts.filter({ id: 1 }).update({ views: 3 }));
      await sleep(60);
    });
    await waiting;
  });
  const update = events.find(({ operation }) => operation === "update");
  assert.ok(update.waitedMs > 40 && update.waitedMs < 10_000, `${update.waitedMs} ${update.durationMs}`);
});

test("a listener that fails kills nothing, and others are told", async (t) => {
  const db = open(t);
  const posts = db.model("posts").objects;
  const warnings = [];
  const note = (warning) => warnings.push(warning.code);
  process.on("warning", note);
  t.after(() => process.off("warning", note));
  let count = 0;
  db.on("query", () => { throw new Error("mine"); });
  db.on("query", () => count++);
  await posts.count();
  await settle();
  await posts.count();
  await settle();
  assert.equal(count, 2);
  assert.deepEqual(warnings.filter((code) => code === "LISTENER_FAILED"), ["LISTENER_FAILED"]);
});

test("listening and leaving", async (t) => {
  const db = open(t);
  const posts = db.model("posts").objects;
  const events = [];
  const listener = (event) => events.push(event);
  assert.equal(db.on("query", listener), db);
  db.on("query", listener);
  await posts.count();
  await settle();
  assert.deepEqual(operations(events), ["count posts"]);
  assert.equal(db.off("query", listener), db);
  db.off("query", listener);
  db.off("query", () => {});
  await posts.count();
  await settle();
  assert.equal(events.length, 1);
  // Leaving from within, while a batch is told.
  let seen = 0;
  const once = () => {
    seen++;
    db.off("query", once);
  };
  db.on("query", once);
  await Promise.all([posts.count(), posts.count(), posts.all()]);
  await settle();
  assert.equal(seen, 1);
  // Whoever closes is told the rest first.
  const last = [];
  db.on("query", (event) => last.push(event.operation));
  posts.count();
  await db.close();
  assert.deepEqual(last, ["count"]);
  assert.throws(() => db.on("query", listener), { code: "CLOSED" });
  assert.throws(() => db.on("other", listener), { code: "TYPE_ERROR" });
  assert.throws(() => db.on("query", 5), { code: "TYPE_ERROR" });
  assert.throws(() => db.on("query", listener, { slowerThan: -1 }), { code: "INVALID_OPTION" });
  assert.throws(() => db.on("query", listener, { parameters: 1 }), { code: "INVALID_OPTION" });
});

// Bun ends the process without them.
const endsEarly = "Bun" in globalThis;
test("a listener does not keep the process alive, and hears what it should before the end", { skip: endsEarly }, (t) => {
  const program = (body) => `
    import { NOORMME } from ${JSON.stringify(new URL("../dist/index.mjs", import.meta.url).href)};
    const db = new NOORMME(process.argv[1]);
    db.on("query", (event) => console.log(event.operation));
    ${body}`;
  for (const [body, expected] of [
    ['await db.model("posts").objects.count()', "count\n"],
    ['await db.model("posts").objects.filter({ id: 1 }).update({ views: 1 })', "update\n"],
    ['db.model("posts").objects.sync.count()', "count\n"],
    ["", ""],
  ]) {
    const path = databaseFile(t, BLOG);
    const options = { encoding: "utf8", timeout: 30_000 };
    const done = spawnSync(process.execPath, ["--input-type=module", "--eval", program(body), path], options);
    assert.deepEqual([done.stdout, done.stderr, done.status], [expected, "", 0], body);
  }
});

test("worker threads that listen and leave at any moment", async (t) => {
  const path = databaseFile(t, BLOG);
  const code = `
    const { NOORMME } = require(${JSON.stringify(`${root}/dist/index.js`)});
    const db = new NOORMME(${JSON.stringify(path)});
    const posts = db.model("posts").objects;
    db.on("query", () => { posts.filter({ id: 1 }).exists(); });
    for (let round = 0; round < 20; round++) { posts.all(); posts.filter({ id: 1 }).update({ views: round }); }
    setTimeout(() => process.exit(0), ${"Math.random() * 20"});`;
  for (let round = 0; round < 12; round++) {
    const workers = [1, 2].map(() => new Worker(code, { eval: true }));
    await Promise.all(workers.map((worker) => new Promise((resolve, reject) => {
      worker.on("exit", resolve);
      worker.on("error", reject);
    })));
  }
});
