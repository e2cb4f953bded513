// The shortest way through everything, for runtimes other than the one the whole suite runs in: open, read,
// write, an error, a worker, close. Prints "smoke: ok".

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { DoesNotExist, F, NOORMME, UniqueViolation } from "../dist/index.mjs";

const path = process.argv[2];
const { NOORMME: required } = createRequire(import.meta.url)("../dist/index.js");
assert.equal(required, NOORMME);

const db = new NOORMME(path);
const users = db.model("users").objects;
const created = await users.create({ email: `${Date.now()}-${process.pid}@example.com`, age: 5, picture: new Uint8Array([1, 255]) });
assert.deepEqual(created.picture, new Uint8Array([1, 255]));
assert.equal(await users.filter({ id: created.id }).update({ age: F("age").add(2n ** 60n) }), 1);
assert.equal((await users.get({ id: created.id })).age, 5n + 2n ** 60n);
assert.equal(users.sync.get({ id: created.id }).email, created.email);
await assert.rejects(users.get({ id: -1 }), DoesNotExist);
await assert.rejects(users.create({ email: created.email }), UniqueViolation);
const counts = await Promise.all(Array.from({ length: 16 }, () => users.filter({ id: created.id }).count()));
assert.deepEqual(counts, Array(16).fill(1));
let rows = 0;
for await (const row of users.filter({ id__lte: 3 })) rows += typeof row.id === "number" ? 1 : 0;
assert.equal(rows, 3);

const worker = new Worker(
  `const { parentPort, workerData } = require("node:worker_threads");
   const { NOORMME } = require(workerData.entry);
   const db = new NOORMME(workerData.path);
   db.model("users").objects.filter({ id: 1 }).count().then((count) => { parentPort.postMessage(count); return db.close(); });`,
  { eval: true, workerData: { path, entry: createRequire(import.meta.url).resolve("../dist/index.js") } },
);
const answer = await new Promise((resolve, reject) => {
  let message;
  worker.on("message", (value) => (message = value));
  worker.on("error", reject);
  worker.on("exit", () => resolve(message));
});
assert.equal(answer, 1);

await users.filter({ id: created.id }).delete();
await db.close();
await assert.rejects(users.count(), { code: "CLOSED" });
console.log("smoke: ok");
