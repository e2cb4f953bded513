// Large answers on the calling thread, whose rows come before they are complete.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { databaseFile, root, NOORMME, DataError } from "./package.mjs";

const require = createRequire(import.meta.url);
const { native } = require("../dist/native.js");
const { AnswerReader, KnownLayout } = require("../dist/rows/answer.js");

/** Rows of different sizes: some chunks of them are larger than the space the addon shares, some are short. */
function largeRows(count) {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    t: ["a", "ä", "🎉"][index % 3].repeat(index % 100 === 7 ? 40_000 : index % 50),
    b: index % 70 === 3 ? new Uint8Array(index % 5 ? 9 : 50_000).fill(index) : null,
  }));
}

test("large answers come in parts", async (t) => {
  const db = new NOORMME(databaseFile(t, "CREATE TABLE big (id INTEGER PRIMARY KEY, t TEXT, b BLOB)"));
  t.after(() => db.close());
  const big = db.model("big").objects;
  const rows = largeRows(1000);
  await big.bulkCreate(rows);
  const all = big.orderBy("id");
  for (let round = 0; round < 3; round++) {
    assert.deepEqual(all.sync.all(), rows);
    assert.deepEqual(all.reverse().sync.all(), rows.toReversed());
    assert.deepEqual(await all.all(), rows);
    // Of any number of rows, of whole chunks too.
    for (const count of [0, 1, 127, 128, 129, 256, 600]) {
      assert.deepEqual(all.limit(count).sync.all(), rows.slice(0, count), `${count} rows`);
    }
    assert.deepEqual(all.filter({ id__gt: 1000 }).sync.all(), []);
    assert.deepEqual(all.sync.get({ id: 108 }), rows[107], "one row is a chunk");
    assert.deepEqual(all.valuesList("t", { flat: true }).sync.all(), rows.map((row) => row.t));
    assert.equal(db.transactionSync((tx) => tx.model("big").objects.sync.all().length), 1000);
  }
  // Those who listen to statements are told of one.
  const told = [];
  const listener = (event) => told.push(event.rows);
  db.on("query", listener);
  assert.deepEqual(all.sync.all(), rows);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(told, [1000]);
  db.off("query", listener);
});

test("an answer that fails half-way leaves nothing behind", async (t) => {
  const db = new NOORMME(databaseFile(t, "CREATE TABLE big (id INTEGER PRIMARY KEY, n INTEGER)"));
  t.after(() => db.close());
  const big = db.model("big").objects;
  await big.bulkCreate(Array.from({ length: 1000 }, (_, index) => ({ id: index + 1, n: index })));
  await db.execute("UPDATE big SET n = 9007199254740993 WHERE id = 700");
  const all = big.orderBy("id");
  for (let round = 0; round < 3; round++) {
    assert.throws(() => all.sync.all(), (error) => error instanceof DataError && error.field === "n");
    await assert.rejects(all.all(), DataError);
    assert.equal(all.limit(300).sync.all().length, 300);
    assert.equal(await big.count(), 1000);
  }
  // What takes the rows throws, or is no function.
  const addon = native();
  const handle = addon.open(db.path, "{}");
  const spec = '{"v":1,"model":"big"}';
  const thrown = new Error("no more");
  assert.throws(() => addon.rowsSync(handle, spec, 0, 0, () => { throw thrown; }), (error) => error === thrown);
  assert.throws(() => addon.rowsSync(handle, spec, 0, 0, undefined), (error) => error.code === "INTERRUPTED");
  assert.equal(JSON.parse(addon.textSync(handle, '{"v":1,"model":"big","get":"count"}')), 1000);
  await addon.close(handle);
});

test("rows of a request that ran again replace those that came before", () => {
  const space = new ArrayBuffer(1 << 16);
  const description = '{"answer":"rows","shape":{"form":"flat","columns":[["n","integer"]]}}'.padEnd(72);
  // A block of numbers, as docs/row-block.md has it.
  const block = (id, before, numbers, described) => {
    const start = 32 + (described ? 72 : 0);
    const words = new Uint32Array(space);
    words.set([0x3142524e, 1, numbers.length, 1, described ? 72 : 0, 0, id, before]);
    if (described) new Uint8Array(space).set(new TextEncoder().encode(description), 32);
    words.set([numbers.length, 0, 0, 1], start / 4);
    new Float64Array(space).set(numbers, start / 8 + 2);
    new Uint8Array(space).fill(0, start + 16 + numbers.length * 8, start + 64 + numbers.length * 16);
    return "";
  };
  const reader = new AnswerReader(space, "date");
  const known = new KnownLayout();
  reader.expect(known);
  reader.part(block(1, 0, [1, 2], true));
  reader.part(block(1, 2, [3, 4], false));
  reader.part(block(2, 0, [5, 6], true));
  assert.deepEqual(reader.complete(block(2, 2, [7], false)), [5, 6, 7]);
  reader.expect(known);
  reader.part(block(2, 0, [1, 2], false));
  reader.part(block(2, 2, [3, 4], false));
  assert.deepEqual(reader.complete(block(2, 2, [], false)), [1, 2]);
  reader.expect(known);
  assert.deepEqual(reader.complete(block(2, 0, [9], false)), [9]);
});

test("large answers on this thread do not pile up", (t) => {
  const db = new NOORMME(databaseFile(t, "CREATE TABLE big (id INTEGER PRIMARY KEY, t TEXT)"));
  t.after(() => db.close());
  db.execSync(`INSERT INTO big WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    SELECT i, printf('%0500d', i) FROM n`);
  const big = db.model("big").objects;
  const run = (times) => {
    for (let time = 0; time < times; time++) assert.equal(big.sync.all().length, 20_000);
  };
  // The event loop has no turn meanwhile in which memory could be given back. An answer is 10 MB.
  run(20);
  const before = process.memoryUsage().rss;
  run(40);
  const grown = process.memoryUsage().rss - before;
  assert.ok(grown < 150 << 20, `${grown >> 20} MB`);
});

test("a worker thread may end while rows come", { skip: typeof Bun !== "undefined" }, async (t) => {
  const { Worker } = await import("node:worker_threads");
  const db = new NOORMME(databaseFile(t, "CREATE TABLE big (id INTEGER PRIMARY KEY, t TEXT)"));
  t.after(() => db.close());
  await db.model("big").objects.bulkCreate(Array.from({ length: 5000 }, (_, index) => ({ t: `text ${index}` })));
  const source = `
    const { parentPort } = require("node:worker_threads");
    const { NOORMME } = require(${JSON.stringify(`${root}/dist/index.js`)});
    const all = new NOORMME(${JSON.stringify(db.path)}).model("big").objects.sync;
    all.all();
    parentPort.postMessage("go");
    for (;;) all.all();`;
  for (let round = 0; round < 8; round++) {
    const worker = new Worker(source, { eval: true });
    await new Promise((resolve, reject) => { worker.once("message", resolve); worker.once("error", reject); });
    await new Promise((resolve) => setTimeout(resolve, round * 2));
    await worker.terminate();
  }
  assert.equal(db.model("big").objects.sync.all().length, 5000);
});
