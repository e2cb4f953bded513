// Calls that are stopped: by an AbortSignal, by a time limit, each kind of call while it waits and while it runs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AbortError, BLOG, databaseFile, Exists, F, NOORMME, NoormmeError, not, OperationalError, OuterRef, select, TimeoutError,
} from "./package.mjs";

const NUMBERS = `
CREATE TABLE numbers (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, label TEXT NOT NULL);
WITH RECURSIVE up(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM up WHERE i < 200000)
INSERT INTO numbers SELECT i, i * 7919 % 200003, 'label ' || i FROM up;
`;
/** Runs for seconds, if it is let. */
const LONG = "WITH RECURSIVE up(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM up WHERE i < 100000000) SELECT count(*) FROM up";
const LONG_WRITE = `INSERT INTO posts (title, author_id, views) SELECT 'long', 1, (${LONG})`;

function open(t, options = {}) {
  const path = databaseFile(t, BLOG + NUMBERS);
  const db = new NOORMME({ path, ...options });
  t.after(() => db.close());
  const numbers = db.model("numbers").objects;
  // Every pair of rows: minutes, if it is let.
  const pairs = numbers.filter({ n__gt: OuterRef("n"), label: "no such label" }).annotate({ m: F("label") }).values("m");
  const slowly = (query = numbers) => query.filter(not(Exists(pairs)));
  return { db, path, numbers, slowly, posts: db.model("posts").objects };
}

/** The error a promise is rejected with, which must come soon. */
async function refused(promise, least = 0, most = 3000) {
  const start = performance.now();
  const error = await promise.then(() => assert.fail("it was not stopped"), (thrown) => thrown);
  const took = performance.now() - start;
  assert.ok(took >= least / 2 && took < most, `after ${took} ms: ${error}`);
  return error;
}

function isAbort(error, reason) {
  assert.ok(error instanceof AbortError && error instanceof OperationalError && error instanceof NoormmeError);
  assert.deepEqual([error.name, error.code, error.errno, error.cause], ["AbortError", "INTERRUPTED", 507, reason]);
}

function isTimeout(error) {
  assert.ok(error instanceof TimeoutError && error instanceof OperationalError, String(error));
  assert.deepEqual([error.name, error.code, error.errno], ["TimeoutError", "TIMEOUT", 508]);
}

const after = (ms, reason) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), ms);
  return controller.signal;
};

for (const inlineReads of [true, false]) {
  test(`reads that run, ${inlineReads ? "begun on this thread" : "on the library's"}`, async (t) => {
    const { db, numbers, slowly, posts } = open(t, { inlineReads });
    // What is timed below is the queries alone.
    await db.initialize();
    isAbort(await refused(slowly(numbers.using({ signal: after(50, "enough") })).count(), 40), "enough");
    isTimeout(await refused(slowly(numbers).using({ timeout: 50 }).all(), 40));
    isAbort(await refused(slowly(numbers.using({ signal: after(30, "json") })).json(), 20), "json");
    isAbort(await refused(db.execute(LONG, [], { signal: after(30, "sql") }), 20), "sql");
    isTimeout(await refused(db.execute(LONG, [], { timeout: 30 }), 20));
    isTimeout(await refused(db.request({ v: 1, ...slowly().toSpec(), get: "count" }, { timeout: 30 }), 20));
    // The connections are well.
    const limited = posts.using({ signal: new AbortController().signal, timeout: 5000 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => limited.filter({ id: 1 }).get()));
    assert.ok(answers.every((post) => post.id === 1));
    assert.equal((await db.execute("SELECT 1 AS one", [], { timeout: 5000 })).rows[0].one, 1);
  });
}

test("a signal that was aborted before, and one that times out", async (t) => {
  const { db, posts } = open(t);
  const signal = AbortSignal.abort("before");
  for (const call of [
    () => posts.using({ signal }).count(),
    () => posts.using({ signal }).filter({ id: 1 }).update({ views: 99 }),
    () => posts.using({ signal }).create({ title: "no", author_id: 1, views: 0 }),
    () => db.execute("UPDATE posts SET views = 99", [], { signal }),
    () => db.exec("UPDATE posts SET views = 99", { signal }),
    () => db.transaction(() => posts.filter({ id: 1 }).update({ views: 99 }), { signal }),
    () => posts.using({ signal }).iterator().next(),
    () => posts.using({ signal }).json(),
  ]) {
    isAbort(await refused(call()), "before");
  }
  assert.equal(await posts.filter({ views: 99 }).count(), 0);
  const error = await refused(db.execute(LONG, [], { signal: AbortSignal.timeout(40) }), 20);
  isTimeout(error);
  assert.equal(error.cause.name, "TimeoutError");
});

test("writes that wait, and writes that run", async (t) => {
  const { db, path, posts } = open(t);
  const before = await posts.count();
  let errors;
  await db.transaction(async () => {
    // The transaction has the writer.
    errors = db.outside(() => Promise.all([
      refused(posts.using({ signal: after(40, "waits") }).create({ title: "waits", author_id: 1, views: 0 }), 30),
      refused(posts.using({ timeout: 40 }).filter({ id: 1 }).update({ views: 99 }), 30),
      refused(db.execute("DELETE FROM posts", [], { signal: after(40, "sql") }), 30),
      refused(db.exec("DELETE FROM posts", { timeout: 40 }), 30),
      refused(db.transaction(() => posts.filter().delete(), { signal: after(40, "begin") }), 30),
    ]));
    await sleep(300);
  });
  const [waits, late, sql, script, begin] = await errors;
  isAbort(waits, "waits");
  isTimeout(late);
  isAbort(sql, "sql");
  isTimeout(script);
  isAbort(begin, "begin");
  isAbort(await refused(db.execute(LONG_WRITE, [], { signal: after(50, "runs") }), 40), "runs");
  isTimeout(await refused(db.exec(LONG_WRITE, { timeout: 50 }), 40));
  assert.equal(await posts.count(), before);
  assert.equal(await posts.filter({ views: 99 }).count(), 0);
  // A write beside one that is stopped is not harmed.
  const [stopped, ...done] = await Promise.allSettled([
    db.execute(LONG_WRITE, [], { timeout: 50 }),
    ...[1, 2, 3].map((id) => posts.filter({ id }).update({ views: 77 })),
  ]);
  isTimeout(stopped.reason);
  assert.deepEqual(done.map((each) => each.value), [1, 1, 1]);
  assert.deepEqual(select(path, "SELECT count(*) FROM posts WHERE views = 77"), [[3]]);
});

test("a write that is done stays done, and is acknowledged", async (t) => {
  const { posts } = open(t);
  for (let round = 0; round < 60; round++) {
    const controller = new AbortController();
    const call = posts.using({ signal: controller.signal }).create({ title: `t${round}`, author_id: 1, views: round });
    setTimeout(() => controller.abort(), Math.random());
    const result = await call.then((row) => row.title, (error) => error);
    const stored = await posts.filter({ title: `t${round}` }).exists();
    if (typeof result === "string") assert.equal(stored, true);
    else isAbort(result, controller.signal.reason), assert.equal(stored, false);
  }
});

test("transactions", async (t) => {
  const { db, posts } = open(t);
  const before = await posts.count();
  // While a query of it runs.
  const seen = [];
  isAbort(await refused(db.transaction(async (tx) => {
    await posts.filter().delete();
    await tx.execute(LONG).catch((error) => seen.push(error));
    await posts.count().catch((error) => seen.push(error));
    await tx.model("posts").objects.count().catch((error) => seen.push(error));
  }, { signal: after(50, "query") }), 40), "query");
  // The callback goes on for a moment.
  for (let round = 0; seen.length < 3 && round < 500; round++) await sleep(10);
  assert.equal(seen.length, 3);
  for (const error of seen) isAbort(error, "query");
  assert.equal(await posts.count(), before);
  // While it does something else: the writer is free at once.
  const start = performance.now();
  isAbort(await refused(db.transaction(async () => {
    await posts.filter().delete();
    await sleep(2000);
    await posts.filter().delete();
  }, { signal: after(50, "else") }), 40), "else");
  await posts.filter({ id: 1 }).update({ views: 5 });
  assert.ok(performance.now() - start < 1500);
  assert.equal(await posts.count(), before);
  // What ignores the signal is not committed.
  const controller = new AbortController();
  isAbort(await refused(db.transaction(async () => {
    await posts.filter().delete();
    controller.abort("ignored");
  }, { signal: controller.signal })), "ignored");
  assert.equal(await posts.count(), before);
  // A query of its own limits in a transaction: a read that is stopped leaves the transaction as it is.
  await db.transaction(async (tx) => {
    await posts.filter({ id: 1 }).update({ views: 6 });
    isTimeout(await refused(tx.execute(LONG, [], { timeout: 30 }), 20));
    await posts.filter({ id: 2 }).update({ views: 6 });
  });
  assert.equal(await posts.filter({ views: 6 }).count(), 2);
  // A savepoint with a signal.
  await db.transaction(async () => {
    await posts.filter({ id: 1 }).update({ views: 7 });
    const inner = db.transaction(async (tx) => {
      await posts.filter({ id: 2 }).update({ views: 7 });
      await tx.execute(LONG);
    }, { signal: after(40, "inner") });
    isAbort(await refused(inner), "inner");
  });
  assert.equal(await posts.filter({ views: 7 }).count(), 1);
  // One that is not aborted.
  assert.equal(await db.transaction(() => posts.count(), { signal: new AbortController().signal }), before);
});

test("cursors", async (t) => {
  const { db, numbers, slowly, posts } = open(t);
  const controller = new AbortController();
  let count = 0;
  const loop = async () => {
    for await (const row of numbers.using({ signal: controller.signal }).iterator({ chunkSize: 100 })) {
      if (++count === 250) controller.abort("loop");
      assert.ok(row.id > 0);
    }
  };
  isAbort(await refused(loop()), "loop");
  assert.equal(count, 300);
  isTimeout(await refused(slowly().orderBy("-label").using({ timeout: 40 }).iterator().next(), 30));
  isAbort(await refused(slowly().orderBy("-label").using({ signal: after(40, "x") }).iterator().next(), 30), "x");
  assert.equal(await posts.filter({ id: 1 }).count(), 1);
  await db.close();
});

test("what is refused", async (t) => {
  const { db, posts } = open(t);
  const limited = posts.using({ timeout: 100 });
  assert.throws(() => limited.sync.count(), { code: "MISUSE" });
  assert.throws(() => limited.sync.json(), { code: "MISUSE" });
  assert.throws(() => db.executeSync("SELECT 1", [], { timeout: 5 }), { code: "MISUSE" });
  assert.throws(() => db.transactionSync(() => 1, { signal: AbortSignal.abort() }), { code: "MISUSE" });
  for (const wrong of [5, { signal: 5 }, { signal: {} }, { timeout: 0 }, { timeout: "5" }, { timeout: NaN }]) {
    assert.throws(() => posts.using(wrong), { code: "INVALID_OPTION" }, JSON.stringify(wrong));
  }
  await assert.rejects(db.transaction(() => 1, { signal: 5 }), { code: "INVALID_OPTION" });
  await assert.rejects(db.execute("SELECT 1", [], { timeout: -1 }), { code: "INVALID_OPTION" });
});

test("signals are let go of", async (t) => {
  const { db, posts } = open(t);
  let listeners = 0;
  const signal = {
    aborted: false,
    reason: undefined,
    addEventListener: () => listeners++,
    removeEventListener: () => listeners--,
  };
  await posts.using({ signal }).all();
  await posts.using({ signal }).filter({ id: 1 }).update({ views: 1 });
  await db.execute("SELECT 1", [], { signal });
  await db.transaction(() => posts.count(), { signal });
  for await (const post of posts.using({ signal }).iterator({ chunkSize: 1 })) if (post.id === 2) break;
  await assert.rejects(posts.using({ signal }).filter({ nope: 1 }).update({ views: 1 }));
  assert.equal(listeners, 0);
});
