// Reads and writes of the Node door beside node:sqlite (and better-sqlite3, when it is installed), interleaved, as
// medians and ratios: scripts/bench-node.

import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const { NOORMME } = require("../dist/index.js");
const { connectionOf } = require("../dist/noormme-connection.js");
const { objects } = require("../dist/sql/result.js");
const { DatabaseSync } = require("node:sqlite");
const folder = mkdtempSync(join(tmpdir(), "noormme-bench-"));
const path = join(folder, "bench.db");
const ROWS = 100_000;

const schema = `(id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, age INTEGER NOT NULL,
  score REAL NOT NULL, is_active BOOLEAN NOT NULL, created_at TEXT NOT NULL, bio TEXT)`;

/** The n-th row, the same in every run. */
function row(n) {
  const spread = (n * 7919) % 1000;
  return {
    id: n,
    email: `user${n}@example.com`,
    name: `User Number ${n}`,
    age: 18 + (spread % 70),
    score: spread / 8,
    is_active: spread % 2,
    created_at: `2024-01-${String(1 + (spread % 28)).padStart(2, "0")} 12:00:00`,
    bio: n % 3 ? null : `Some longer text about person ${n}, as people write it`,
  };
}

const raw = new DatabaseSync(path);
raw.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE users ${schema};
  CREATE TABLE a ${schema}; CREATE TABLE b ${schema}; CREATE TABLE c ${schema}`);
const insertText = (table) => `INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
raw.exec("BEGIN");
const fill = raw.prepare(insertText("users"));
for (let n = 1; n <= ROWS; n++) fill.run(...Object.values(row(n)));
raw.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE); CREATE TABLE wal_has_a_page (x)");

let better;
try {
  better = new (require("better-sqlite3"))(path);
} catch {
  // Not installed.
}
const db = new NOORMME({ path, allowRaw: true });
const users = db.model("users").objects;

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

/** Runs the contestants in turn, `rounds` times; the medians, in microseconds a piece. */
async function race(rounds, pieces, contestants) {
  const times = contestants.map(() => []);
  for (let round = -2; round < rounds; round++) {
    for (const [index, run] of contestants.entries()) {
      const start = process.hrtime.bigint();
      const result = run(round);
      if (result instanceof Promise) await result;
      if (round >= 0) times[index].push(Number(process.hrtime.bigint() - start) / 1000 / pieces);
    }
  }
  return times.map(median);
}

const results = [];
function report(workload, base, ours, target, extra = {}) {
  const ratio = ours / base;
  results.push({ workload, base, ours, ratio, target, ...extra });
  const others = Object.entries(extra).map(([name, value]) => `, ${name} ${value.toFixed(2)}`).join("");
  console.log(
    `${workload.padEnd(44)} node:sqlite ${base.toFixed(2).padStart(10)} us, noormme ${ours.toFixed(2).padStart(10)} us` +
      `, ratio ${ratio.toFixed(2)}${target === undefined ? "" : ` (target ${target})`}${others}`,
  );
}

const GETS = 2000;
const key = (index) => 1 + ((index * 7919) % ROWS);
const get = raw.prepare("SELECT * FROM users WHERE id = ?");
const gets = (one) => () => {
  for (let index = 0; index < GETS; index++) if (one(key(index)).id !== key(index)) throw new Error("another row");
};
const getsAwaited = (one) => async () => {
  for (let index = 0; index < GETS; index++) if ((await one(key(index))).id !== key(index)) throw new Error("another row");
};
const betterGet = better?.prepare("SELECT * FROM users WHERE id = ?");

const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.some((each) => name.includes(each));

if (isWanted("get")) {
  const [base, ours, filtered, awaited, theirs = NaN] = await race(25, GETS, [
    gets((id) => get.get(id)),
    gets((id) => users.sync.get({ id })),
    gets((id) => users.filter({ id }).sync.get()),
    getsAwaited((id) => users.get({ id })),
    ...(better ? [gets((id) => betterGet.get(id))] : []),
  ]);
  report("get by primary key, sync", base, ours, 0.95, better ? { "better-sqlite3": theirs } : {});
  report("filter().sync.get()", base, filtered, 0.95);
  report("get, awaited (base: our sync)", ours, awaited, 1.5);
  const text = raw.prepare("SELECT * FROM users WHERE email = ?");
  const [base2, ours2] = await race(15, GETS, [
    gets((id) => text.get(`user${id}@example.com`)),
    gets((id) => users.sync.get({ email: `user${id}@example.com` })),
  ]);
  report("get by unique text, sync", base2, ours2, 0.95);
}

for (const count of [1000, 100_000]) {
  if (!isWanted(`rows-${count}`)) continue;
  const all = raw.prepare("SELECT * FROM users LIMIT ?");
  const query = users.limit(count);
  const rounds = count > 10_000 ? 7 : 41;
  const check = (rows) => {
    if (rows.length !== count) throw new Error("rows are missing");
  };
  // As a host without blocks does: rows as arrays, of which a function made for their columns makes objects.
  const arrays = JSON.stringify({ ...query.toSpec(), rows: "arrays" });
  const [base, ours, byArrays, byObjects, text, baseText] = await race(rounds, 1, [
    () => check(all.all(count)),
    () => check(query.sync.all()),
    () => {
      const { columns, rows } = JSON.parse(connectionOf(db).executeSync(arrays));
      check(objects(columns, rows));
    },
    () => check(JSON.parse(query.sync.json())),
    () => query.sync.json().length,
    () => JSON.stringify(all.all(count)).length,
  ]);
  report(`${count} rows to objects`, base, ours, 0.6);
  report(`${count} rows to objects, by JSON arrays`, base, byArrays, 0.9);
  report(`${count} rows to objects, by JSON objects`, base, byObjects);
  report(`${count} rows as JSON text (base: stringify)`, baseText, text, 0.35);
}

if (isWanted("bulk")) {
  const rows = Array.from({ length: 10_000 }, (_, index) => row(index + 1));
  const insert = raw.prepare(insertText("a"));
  const into = db.model("b").objects;
  const [base, ours] = await race(9, 1, [
    () => {
      raw.exec("DELETE FROM a; BEGIN");
      for (const each of rows) {
        insert.run(each.id, each.email, each.name, each.age, each.score, each.is_active, each.created_at, each.bio);
      }
      raw.exec("COMMIT");
    },
    () => {
      raw.exec("DELETE FROM b");
      into.sync.bulkCreate(rows);
    },
  ]);
  report("bulk create 10,000", base, ours, 1.2);
}

if (isWanted("mixed")) await mixed();

/** Eight clients that get rows one after the other, beside scans of some 80 ms. */
async function mixed() {
  const latencies = [];
  let stall = 0;
  let scans = 0;
  const slow = users.filter({ name__contains: "9", bio__icontains: "nobody writes this", email__regex: "^(a|u).*9.*z$" });
  await slow.count();
  const end = performance.now() + 3000;
  let last = performance.now();
  const watch = () => {
    const now = performance.now();
    stall = Math.max(stall, now - last);
    last = now;
    if (now < end) setImmediate(watch);
  };
  setImmediate(watch);
  const client = async (start) => {
    for (let index = start; performance.now() < end; index++) {
      const before = process.hrtime.bigint();
      await users.get({ id: key(index) });
      latencies.push(Number(process.hrtime.bigint() - before) / 1000);
    }
  };
  const scanner = async () => {
    while (performance.now() < end) {
      const before = performance.now();
      await slow.count();
      scans += performance.now() - before > 0 ? 1 : 0;
    }
  };
  await Promise.all([...Array.from({ length: 8 }, (_, index) => client(index * 1000)), scanner()]);
  latencies.sort((a, b) => a - b);
  const p = (share) => latencies[Math.floor(latencies.length * share)];
  console.log(
    `mixed load: ${Math.round(latencies.length / 3)} gets/s (target 50000), p50 ${p(0.5).toFixed(1)} us, ` +
      `p99 ${p(0.99).toFixed(1)} us (target 100), longest stall ${stall.toFixed(1)} ms (target 15), ${scans} scans`,
  );
  results.push({ workload: "mixed", gets: latencies.length / 3, p99: p(0.99), stall });
}

await db.close();
raw.close();
rmSync(folder, { recursive: true });
if (process.env.BENCH_JSON) require("node:fs").writeFileSync(process.env.BENCH_JSON, JSON.stringify(results, null, 1));
