// Opening, closing, threads, and two databases at once.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import * as n from "./package.mjs";
import { BLOG, databaseFile, folder, NOORMME, root, undisturbed } from "./package.mjs";

/** Numbers whose pairs take SQLite a while to go through. */
const NUMBERS = `
CREATE TABLE numbers (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, label TEXT NOT NULL);
WITH RECURSIVE up(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM up WHERE i < 200000)
INSERT INTO numbers SELECT i, i * 7919 % 200003, 'label ' || i FROM up;
`;
const slowly = (db) => {
  const numbers = db.model("numbers").objects;
  return numbers.filter({ label__icontains: "99", n__in: numbers.filter({ label__icontains: "1" }).values("n") });
};

test("the file is opened by the first query", async (t) => {
  const path = join(folder(t), "new.db");
  const db = new NOORMME(path);
  db.model("users").objects.filter({ id: 1 });
  assert.equal(existsSync(path), false);
  assert.equal(db.isInitialized(), false);
  assert.equal(await db.initialize(), db);
  assert.equal(db.isInitialized(), true);
  assert.equal(existsSync(path), true);
  await db.close();
  assert.equal(db.isInitialized(), false);
});

test("a path that is no database is a coded error", async (t) => {
  const place = folder(t);
  const text = join(place, "notes.txt");
  writeFileSync(text, "These are notes, and long enough to be taken for a header by nobody. ".repeat(20));
  await assert.rejects(new NOORMME(text).initialize(), { code: "NOT_A_DATABASE" });
  await assert.rejects(new NOORMME(place).initialize(), { code: "CANNOT_OPEN" });
  const absent = new NOORMME({ path: join(place, "none.db"), create: false });
  await assert.rejects(absent.initialize(), { code: "CANNOT_OPEN" });
  assert.equal(existsSync(join(place, "none.db")), false);
  await assert.rejects(new NOORMME({ path: ":memory:", readonly: true }).initialize(), { code: "INVALID_OPTION" });
});

test("read-only", async (t) => {
  const db = new NOORMME({ path: databaseFile(t, BLOG), readOnly: true });
  t.after(() => db.close());
  assert.equal(await db.model("users").objects.count(), 3);
  await assert.rejects(db.model("users").objects.create({ email: "x" }), { code: "READ_ONLY" });
});

test("close waits for what was asked before, and refuses what comes after", async (t) => {
  const db = new NOORMME(databaseFile(t, BLOG));
  const users = db.model("users").objects;
  const counts = Array.from({ length: 20 }, () => users.count());
  const closing = db.close();
  const late = assert.rejects(users.count(), { name: "ClosedError", code: "CLOSED" });
  const query = users.filter({ id: 1 });
  assert.deepEqual(await Promise.all(counts), Array(20).fill(3));
  await closing;
  await late;
  await assert.rejects(query.all(), { code: "CLOSED" });
  assert.throws(() => query.sync.all(), { code: "CLOSED" });
  await assert.rejects(db.initialize(), { code: "CLOSED" });
  await db.close();
  await db.destroy();
  assert.deepEqual(query.toSpec().steps, [["filter", { id: 1 }]]);
});

test("closing what was never opened opens nothing", async (t) => {
  const path = join(folder(t), "never.db");
  await new NOORMME(path).close();
  assert.equal(existsSync(path), false);
});

test("await using closes", async (t) => {
  const db = new NOORMME(databaseFile(t, BLOG));
  await db.initialize();
  await db[Symbol.asyncDispose]();
  await assert.rejects(db.model("users").objects.count(), { code: "CLOSED" });
});

test("two databases are two databases", async (t) => {
  const first = new NOORMME(databaseFile(t, BLOG));
  const second = new NOORMME(databaseFile(t, `${BLOG} DELETE FROM users WHERE id > 1;`));
  t.after(() => Promise.all([first.close(), second.close()]));
  const counts = () => Promise.all([first, second].map((db) => db.model("users").objects.count()));
  assert.deepEqual(await counts(), [3, 1]);
  await second.model("users").objects.create({ email: "only@second.com" });
  assert.deepEqual(await counts(), [3, 2]);
});

test("memory databases are apart", async () => {
  const [first, second] = [new NOORMME({ path: ":memory:" }), new NOORMME({ path: ":memory:" })];
  await Promise.all([first.initialize(), second.initialize()]);
  await assert.rejects(first.model("users").objects.count(), n.UnknownModelError);
  await Promise.all([first.close(), second.close()]);
});

test("a long query leaves the event loop free", async (t) => {
  const db = new NOORMME(databaseFile(t, NUMBERS));
  t.after(() => db.close());
  await db.initialize();
  await undisturbed(async () => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }, 1);
    const begin = performance.now();
    for (let round = 0; round < 4; round++) assert.ok((await slowly(db).count()) > 0);
    const each = (performance.now() - begin) / 4;
    clearInterval(timer);
    assert.ok(each > 20, `the query must be long to show anything (${each} ms)`);
    assert.ok(longest < each / 2, `the loop stood still for ${longest} ms, a query takes ${each} ms`);
  });
});

test("interrupt stops what runs", async (t) => {
  const path = databaseFile(t, NUMBERS);
  const db = new NOORMME(path);
  t.after(() => db.close());
  await db.initialize();
  const numbers = db.model("numbers").objects;
  // Every pair of rows: minutes, if nobody stops it.
  const forever = numbers.filter({ n__gt: n.OuterRef("n") }).annotate({ m: n.F("label") }).values("m");
  const query = numbers.filter(n.not(n.Exists(forever.filter({ label: "no such label" })))).count();
  query.catch(() => {});
  setTimeout(() => db.interrupt(), 50);
  await assert.rejects(query, { code: "INTERRUPTED", name: "OperationalError" });
  assert.equal(await numbers.count(), 200000);
});

const inWorker = (code, workerData) =>
  new Promise((resolve, reject) => {
    const messages = [];
    const worker = new Worker(
      `const { workerData, parentPort } = require("node:worker_threads");
       const noormme = require(workerData.root);
       const { NOORMME } = noormme;
       (async () => { ${code} })();`,
      { eval: true, workerData: { root, ...workerData } },
    );
    worker.on("message", (message) => {
      messages.push(message);
      if (message === "terminate") worker.terminate();
    });
    worker.on("error", reject);
    worker.on("exit", () => resolve(messages));
  });

test("a worker that alone loads the addon, queries and ends leaves the process alive", (t) => {
  const path = databaseFile(t, BLOG);
  // A process of its own, whose main thread never loads the addon.
  const code = `
    const { Worker } = require("node:worker_threads");
    let left = 3;
    const start = () => {
      const worker = new Worker(\`
        const { NOORMME } = require(${JSON.stringify(root)});
        const db = new NOORMME(${JSON.stringify(path)});
        db.model("users").objects.count().then((count) => require("node:worker_threads").parentPort.postMessage(count));
      \`, { eval: true });
      worker.on("message", (count) => process.stdout.write(String(count)));
      worker.on("exit", () => (--left ? start() : setTimeout(() => process.stdout.write(" alive"), 200)));
    };
    start();`;
  const result = spawnSync(process.execPath, ["-e", code], { encoding: "utf8" });
  assert.equal(result.stdout, "333 alive", result.stderr);
  assert.equal(result.status, 0);
});

test("workers and the main thread use one file at once", async (t) => {
  const path = databaseFile(t, BLOG);
  const db = new NOORMME(path);
  t.after(() => db.close());
  const code = `
    const db = new NOORMME(workerData.path);
    for (let i = 0; i < 20; i++) await db.model("posts").objects.create({ title: "w", author_id: 1 });
    parentPort.postMessage(await db.model("posts").objects.filter({ title: "w" }).exists());
    await db.close();`;
  const mine = (async () => {
    for (let i = 0; i < 20; i++) await db.model("posts").objects.create({ title: "m", author_id: 2 });
  })();
  const answers = await Promise.all([1, 2, 3].map(() => inWorker(code, { path })));
  await mine;
  assert.deepEqual(answers, [[true], [true], [true]]);
  assert.equal(await db.model("posts").objects.count(), 83);
});

test("a worker ended in the middle of queries leaves the process alive", async (t) => {
  const path = databaseFile(t, NUMBERS);
  const code = `
    const db = new NOORMME(workerData.path);
    const numbers = db.model("numbers").objects;
    for (let i = 0; i < 8; i++) numbers.filter({ label__icontains: "9" }).count().catch(() => {});
    db.close().catch(() => {});
    parentPort.postMessage("terminate");`;
  for (let round = 0; round < 3; round++) assert.deepEqual(await inWorker(code, { path }), ["terminate"]);
  const db = new NOORMME(path);
  assert.equal(await db.model("numbers").objects.count(), 200000);
  await db.close();
});

test("a process may end with queries running and nothing closed", (t) => {
  const path = databaseFile(t, NUMBERS);
  for (const end of ["", "process.exit(0)", "setImmediate(() => process.exit(0))"]) {
    const code = `
      const { NOORMME } = require(${JSON.stringify(root)});
      const db = new NOORMME(${JSON.stringify(path)});
      for (let i = 0; i < 8; i++) db.model("numbers").objects.filter({ label__icontains: "9" }).count();
      ${end}`;
    const result = spawnSync(process.execPath, ["-e", code], { encoding: "utf8", timeout: 60_000 });
    assert.deepEqual([result.status, result.signal, result.stderr], [0, null, ""], end);
  }
});

test("handles nobody closed are closed when collected", (t) => {
  const path = databaseFile(t, BLOG);
  const code = `
    const { NOORMME } = require(${JSON.stringify(root)});
    const { native } = require(${JSON.stringify(join(root, "dist/native.js"))});
    (async () => {
      for (let i = 0; i < 50; i++) await new NOORMME(${JSON.stringify(path)}).model("users").objects.count();
      for (let i = 0; i < 20; i++) { globalThis.gc(); await new Promise((next) => setTimeout(next, 5)); }
      console.log(native().handleCount());
    })();`;
  const result = spawnSync(process.execPath, ["--expose-gc", "-e", code], { encoding: "utf8" });
  assert.ok(Number(result.stdout) <= 2, `${result.stdout} handles are left; ${result.stderr}`);
});

test("the addon refuses what is no handle", async () => {
  const { createRequire } = await import("node:module");
  const { native } = createRequire(import.meta.url)("../dist/native.js");
  const addon = native();
  const handle = addon.open(":memory:", "{}");
  for (const bad of [undefined, null, 1, "x", {}, [], () => 1, new Proxy(handle, {}), Object.create(handle)]) {
    for (const name of ["textSync", "compile", "introspectSync", "interrupt", "close"]) {
      assert.throws(() => addon[name](bad, "{}"), { code: "MISUSE" }, name);
    }
  }
  for (const bad of [undefined, null, 1, {}]) assert.throws(() => addon.textSync(handle, bad), { code: "MISUSE" });
  for (const bad of ["", "[", "{}", "nul", "\u0000", "\ud800", "[".repeat(100_000)]) {
    assert.throws(() => addon.textSync(handle, bad), (error) => error.errno >= 200 && error.errno < 300);
    await assert.rejects(addon.compile(handle, bad), (error) => error.errno >= 200 && error.errno < 300);
  }
  assert.throws(() => addon.open("x.db", "{"), { code: "MALFORMED_JSON" });
  assert.throws(() => addon.open("x.db", '{"oops":1}'), { code: "INVALID_OPTION" });
  await addon.close(handle);
  assert.throws(() => addon.close(handle), { code: "CLOSED" });
  assert.throws(() => addon.textSync(handle, "{}"), { code: "CLOSED" });
});

test("nothing waits for libuv's threads", (t) => {
  const path = databaseFile(t, BLOG);
  const code = `
    const { NOORMME } = require(${JSON.stringify(join(root, "dist/index.js"))});
    let isFree = false;
    require("node:crypto").pbkdf2("a", "b", 20_000_000, 64, "sha512", () => (isFree = true));
    (async () => {
      const db = await new NOORMME(${JSON.stringify(path)}).initialize();
      await db.introspect();
      await db.model("users").objects.all();
      await db.model("users").objects.plan();
      await db.close();
      console.log(isFree ? "waited" : "went by");
      process.exit();
    })();`;
  const env = { ...process.env, UV_THREADPOOL_SIZE: "1" };
  const result = spawnSync(process.execPath, ["-e", code], { encoding: "utf8", env });
  assert.equal(result.stdout, "went by\n", result.stderr);
});
