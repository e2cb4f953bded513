// Every case of the corpus, answered as JSON, as a row block and by a prepared request: the same values.

import assert from "node:assert/strict";
import { copyFileSync, readdirSync, readFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { databaseFile, repository, NOORMME, DataError, undisturbed } from "./package.mjs";

const require = createRequire(import.meta.url);
const { native } = require("../dist/native.js");
const { AnswerReader, KnownLayout } = require("../dist/rows/answer.js");
const { moment } = require("../dist/rows/codec.js");

const corpus = join(repository, "Tests/Corpus");
const reads = new Set(["all", "iterator", "get", "first", "last", "earliest", "latest", "item", "count", "exists",
  "contains", "aggregate", "in_bulk", "explain"]);

/** JSON answers by a way of their own: tags become values, wherever they are. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const [[key, inner] = []] = Object.entries(value);
  if (key === "$int") return BigInt(inner);
  if (key === "$float") return inner === "inf" ? Infinity : -Infinity;
  if (key === "$blob") return new Uint8Array(Buffer.from(inner, "base64"));
  if (key === "$value") return inner;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

/** A spec with its literals left out: strings and numbers that are values of lookups and columns. */
function split(spec) {
  const values = [];
  const hole = (value) => {
    if (typeof value === "string" && value.isWellFormed()) return values.push(value) && "\u0001";
    if (Number.isSafeInteger(value)) return values.push(value) && "\u0002";
    if (typeof value === "number" && Number.isFinite(value)) return values.push(value) && "\u0003";
    return undefined;
  };
  const write = (value, isValue) => {
    if (Array.isArray(value)) return `[${value.map((each) => write(each, false)).join(",")}]`;
    if (typeof value !== "object" || value === null) return (isValue ? hole(value) : undefined) ?? JSON.stringify(value);
    const isTag = Object.keys(value).some((key) => key.startsWith("$"));
    const members = Object.entries(value).map(
      ([key, inner]) => `${JSON.stringify(key)}:${write(inner, isTag ? key === "$datetime" : true)}`);
    return `{${members.join(",")}}`;
  };
  const { steps = [], get = "all", ...rest } = spec;
  const parts = [`"steps":${write(steps)}`, `"get":${write(get)}`];
  for (const [key, value] of Object.entries(rest)) parts.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return { template: `{${parts.join(",")}}`, values };
}

function attempt(body) {
  try {
    return { value: body() };
  } catch (error) {
    if (error instanceof DataError) return { tooLarge: true };
    if (error instanceof Error) throw error;
    return { error: { code: error.code, message: error.message, path: error.path, field: error.field } };
  }
}

/** The values of what is asked for on this thread. */
function complete(reader, known, ask) {
  reader.expect(known);
  return reader.complete(ask());
}

for (const file of readdirSync(join(corpus, "cases")).sort()) {
  test(`corpus: ${file}`, (t) => {
    const { database, cases } = JSON.parse(readFileSync(join(corpus, "cases", file), "utf8"));
    const original = databaseFile(t, readFileSync(join(corpus, "databases", `${database}.sql`), "utf8"), "original.db");
    const optionsFile = join(corpus, "databases", `${database}.json`);
    const options = existsSync(optionsFile) ? JSON.parse(readFileSync(optionsFile, "utf8")) : {};
    const addon = native();
    const reader = new AnswerReader(addon.rowsSpace(), "text");
    const open = (name) => {
      const path = original.replace("original.db", name);
      copyFileSync(original, path);
      return addon.open(path, JSON.stringify(options));
    };
    let shared;
    let count = 0;
    for (const { name, spec, open: own } of cases) {
      if (typeof spec !== "object" || own !== undefined) continue;
      const text = JSON.stringify(spec);
      const terminal = Array.isArray(spec.get) ? spec.get[0] : (spec.get ?? "all");
      const isRead = reads.has(terminal);
      const handles = isRead ? (shared ??= Array(3).fill(open("shared.db"))) : [1, 2, 3].map((n) => open(`${count}-${n}.db`));
      const expected = attempt(() => plain(JSON.parse(addon.textSync(handles[0], text))));
      const block = attempt(() => complete(reader, new KnownLayout(), () => addon.rowsSync(handles[1], text, 0, 0, reader.part)));
      const { template, values } = split(spec);
      const known = new KnownLayout();
      const ways = [["block", block]];
      if (values.length <= 64) {
        const run = addon.shape(handles[2], template);
        // The description comes with the first answer alone; other values first, so that none stays in the plan.
        const ask = (given) => attempt(() => complete(reader, known, () => run(known.id, 0, reader.part, ...given)));
        if (isRead) ask(values.map(other));
        ways.push(["prepared", ask(values)]);
        if (isRead) ways.push(["prepared again", ask(values)]);
      }
      for (const [way, answer] of ways) {
        if (answer.tooLarge && hasBig(expected.value)) continue;
        assert.deepEqual(answer, expected, `${name}, ${way}: ${text}`);
      }
      count++;
      if (!isRead) for (const handle of handles) void addon.close(handle);
    }
    t.diagnostic(`${count} cases`);
    assert.ok(count > 0);
    if (shared) return addon.close(shared[0]);
  });
}

function other(value) {
  return typeof value === "string" ? `${value}x` : value + 1;
}

function hasBig(value) {
  if (typeof value === "bigint") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasBig);
}

test("moments", () => {
  const cases = [
    ["2024-01-02 03:04:05", "2024-01-02T03:04:05.000Z"],
    ["2024-01-02T03:04:05Z", "2024-01-02T03:04:05.000Z"],
    ["2024-01-02 03:04:05.123456", "2024-01-02T03:04:05.123Z"],
    ["2024-01-02 03:04:05.5", "2024-01-02T03:04:05.500Z"],
    ["2024-02-29 23:59:59.999", "2024-02-29T23:59:59.999Z"],
    ["2024-01-02", "2024-01-02T00:00:00.000Z"],
    ["2024-01-02 03:04", "2024-01-02T03:04:00.000Z"],
    ["2024-01-02T03:04:05+02:00", "2024-01-02T01:04:05.000Z"],
    ["2024-01-02T03:04:05.25-0330", "2024-01-02T06:34:05.250Z"],
    ["0001-01-01 00:00:00", "0001-01-01T00:00:00.000Z"],
    ["9999-12-31 23:59:59", "9999-12-31T23:59:59.000Z"],
  ];
  for (const [text, iso] of cases) assert.equal(moment(text)?.toISOString?.(), iso, text);
  const none = ["", "yesterday", "2023-02-29 00:00:00", "2024-13-01 00:00:00", "2024-04-31", "2024-01-02 24:00:00",
    "2024-01-02 03:60:05", "2024-1-2 03:04:05", "20240102030405", "2024-01-02 03:04:0x"];
  for (const text of none) assert.equal(moment(text), text);
});

const TYPES = `
CREATE TABLE things (
  id INTEGER PRIMARY KEY, n INTEGER, r REAL, t TEXT, b BLOB, flag BOOLEAN, at DATETIME, doc JSON, any_thing,
  "__proto__" TEXT, "it's \u2028 ""quoted""" TEXT);
`;

test("every kind of value, of few and of many rows, with and without generated code", async (t) => {
  const rows = [];
  const insert = [];
  const quoted = 'it\'s \u2028 "quoted"';
  for (let id = 1; id <= 300; id++) {
    const t = ["plain", "ä", "日本語", "🎉x", "", "a\u0000b", '"\\\n'][id % 7].repeat(1 + (id % 40));
    const row = {
      id, n: id % 5 ? id * 1000003 : null, r: id % 3 ? id / 8 : id, t, b: id % 4 ? null : new Uint8Array([id & 255, 0, 255]),
      flag: id % 3 === 0 ? null : id % 3 === 1, at: new Date(Date.UTC(2024, 0, 1, 0, 0, id)),
      doc: id % 2 ? { list: [id, "ü"], nested: { $int: "5" } } : null,
      any_thing: [1, "text", 2.5, null][id % 4], [quoted]: `q${id}`,
    };
    Object.defineProperty(row, "__proto__", { value: `p${id}`, enumerable: true, configurable: true, writable: true });
    rows.push(row);
    insert.push({ ...row });
    Object.defineProperty(insert.at(-1), "__proto__", { value: `p${id}`, enumerable: true, configurable: true, writable: true });
  }
  const db = new NOORMME(databaseFile(t, TYPES));
  t.after(() => db.close());
  const things = db.model("things").objects;
  await things.bulkCreate(insert);
  for (let round = 0; round < 3; round++) {
    assert.deepEqual(things.sync.get({ id: 8 }), rows[7]);
    assert.deepEqual(await things.get({ id: 9 }), rows[8]);
  }
  const all = things.orderBy("id");
  assert.deepEqual(await all.all(), rows);
  assert.deepEqual(all.sync.all(), rows);
  assert.deepEqual(await all.reverse().all(), rows.toReversed());
  assert.deepEqual(await all.limit(3).all(), rows.slice(0, 3));
  assert.deepEqual(await all.valuesList("t", { flat: true }).all(), rows.map((row) => row.t));
  assert.deepEqual(await all.valuesList("at", "doc").all(), rows.map((row) => [row.at, row.doc]));
  const [first] = await all.all();
  assert.equal(Object.getPrototypeOf(first), Object.prototype);
  assert.equal(Object.getOwnPropertyDescriptor(first, "__proto__").value, "p1");

  // Where code may not be made from text.
  const { AnswerReader } = require("../dist/rows/answer.js");
  const { Layout } = require("../dist/rows/layout.js");
  const { loopReader } = require("../dist/rows/loop.js");
  const addon = native();
  const handle = addon.open(db.path, "{}");
  const looping = new AnswerReader(addon.rowsSpace(), "date");
  const reader = Layout.prototype.reader;
  Layout.prototype.reader = function () {
    return loopReader(this.shape);
  };
  try {
    const spec = '{"v":1,"model":"things","steps":[["order_by",["id"]]]}';
    assert.deepEqual(complete(looping, new KnownLayout(), () => addon.rowsSync(handle, spec, 0, 0, looping.part)), rows);
  } finally {
    Layout.prototype.reader = reader;
    await addon.close(handle);
  }
});

test("integers beyond 2^53 are never rounded", async (t) => {
  const sql = `CREATE TABLE big (id INTEGER PRIMARY KEY, n INTEGER, m INTEGER);
    INSERT INTO big VALUES (1, 9007199254740993, 5), (2, 9007199254740992, -9223372036854775808)`;
  const path = databaseFile(t, sql);
  const db = new NOORMME({ path, models: { big: { fields: { m: { type: "bigint" } } } } });
  t.after(() => db.close());
  const big = db.model("big").objects;
  const refused = (error) => {
    assert.ok(error instanceof DataError);
    assert.equal(error.field, "n");
    assert.match(error.message, /^n: .*bigint/);
    return true;
  };
  assert.throws(() => big.sync.get({ id: 1 }), refused);
  await assert.rejects(big.get({ id: 1 }), refused);
  await assert.rejects(big.inBulk(), refused);
  assert.deepEqual(await big.get({ id: 2 }), { id: 2, n: 2 ** 53, m: -(2n ** 63n) });
  assert.deepEqual(await big.values("m").get({ id: 1 }), { m: 5n });
  assert.deepEqual(await big.create({ n: 1, m: 7n }), { id: 3, n: 1, m: 7n });
});

test("text that is not UTF-8, and a datetime column with other things in it", async (t) => {
  const sql = `CREATE TABLE odd (id INTEGER PRIMARY KEY, t TEXT, at DATETIME);
    INSERT INTO odd VALUES (1, CAST(x'61ff62e282' AS TEXT), 1704164645000), (2, 'ok', 'soon'), (3, NULL, NULL)`;
  const db = new NOORMME(databaseFile(t, sql));
  t.after(() => db.close());
  const odd = db.model("odd").objects.orderBy("id");
  const rows = [
    { id: 1, t: "a\ufffdb\ufffd", at: new Date(1704164645000) },
    { id: 2, t: "ok", at: "soon" },
    { id: 3, t: null, at: null },
  ];
  assert.deepEqual(await odd.all(), rows);
  assert.deepEqual([...(await db.model("odd").objects.inBulk()).values()], rows);
  const texts = new NOORMME({ path: db.path, dates: "text" });
  t.after(() => texts.close());
  assert.equal((await texts.model("odd").objects.get({ id: 2 })).at, "soon");
});

test("a prepared request goes on after the schema has changed", async (t) => {
  const path = databaseFile(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT); INSERT INTO a VALUES (1, 'one')");
  const db = new NOORMME(path);
  t.after(() => db.close());
  const a = db.model("a").objects;
  assert.deepEqual(a.sync.get({ id: 1 }), { id: 1, x: "one" });
  const { execFileSync } = await import("node:child_process");
  const change = (sql) =>
    execFileSync("python3", ["-c", "import sqlite3,sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])", path, sql]);
  change("ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 7");
  assert.deepEqual(a.sync.get({ id: 1 }), { id: 1, x: "one", y: 7 });
  assert.deepEqual(await a.get({ id: 1 }), { id: 1, x: "one", y: 7 });
  change("ALTER TABLE a RENAME COLUMN x TO z");
  assert.deepEqual(await a.get({ id: 1 }), { id: 1, z: "one", y: 7 });
  change("DROP TABLE a; CREATE TABLE a (id TEXT PRIMARY KEY); INSERT INTO a VALUES ('1')");
  assert.deepEqual(a.sync.all(), [{ id: "1" }]);
});

test("values that do not fit the shape's plan", async (t) => {
  const db = new NOORMME(databaseFile(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, d DATE); INSERT INTO a VALUES (1, '2024-01-02')"));
  t.after(() => db.close());
  const a = db.model("a").objects;
  const count = (condition) => a.filter(condition).sync.count();
  assert.equal(count({ d: "2024-01-02" }), 1);
  assert.throws(() => count({ d: "nonsense" }), /date/);
  assert.equal(count({ d: "2024-01-03" }), 0);
  assert.equal(count({ id__lt: 2 }), 1);
  assert.equal(count({ id__lt: 1.5 }), 1);
  assert.equal(count({ id__lt: 1e300 }), 1);
  assert.equal(count({ id__lt: -1e300 }), 0);
  assert.equal(count({ d__year: 2024 }), 1);
  assert.throws(() => count({ d__year: 20240 }), /year/);
  assert.equal(count({ d__year: 2023 }), 0);
});

test("shapes are bounded, whatever a client sends", async (t) => {
  const db = new NOORMME(databaseFile(t, "CREATE TABLE a (id INTEGER PRIMARY KEY)"));
  t.after(() => db.close());
  const base = db.model("a").objects.filter({ id__gt: 0 });
  const before = native().handleCount();
  for (let index = 0; index < 20_000; index++) {
    try {
      base.filter({ [`key${index}`]: 1 }).sync.count();
    } catch (error) {
      if (index % 1000 === 0) assert.equal(error.code, "FIELD_ERROR");
    }
  }
  assert.ok(native().handleCount() < before + 100, "what comes once is not prepared");
  assert.equal(base.sync.count(), 0);
});

test("JSON that looks like a tag is JSON", async (t) => {
  const sql = `CREATE TABLE docs (id INTEGER PRIMARY KEY, doc JSON, parent_id INTEGER REFERENCES docs(id));
    INSERT INTO docs VALUES (1, '{"$int":"5"}', NULL), (2, ' {"$blob":"AP8="}', 1), (3, '{"$float":"inf"}', 1),
    (4, '{"$value":1}', 1), (5, '{"a":{"$int":"5"}}', 1), (6, '"$int"', 1), (7, '{"\\u0024int":"5"}', 1)`;
  const db = new NOORMME(databaseFile(t, sql));
  t.after(() => db.close());
  const docs = db.model("docs").objects.orderBy("id");
  const values = [
    { $int: "5" }, { $blob: "AP8=" }, { $float: "inf" }, { $value: 1 }, { a: { $int: "5" } }, "$int", { $int: "5" },
  ];
  assert.deepEqual((await docs.all()).map((row) => row.doc), values);
  assert.deepEqual([...(await docs.inBulk()).values()].map((row) => row.doc), values, "as JSON");
  const [first] = await docs.prefetch("docs_set").all().catch(() => docs.all());
  if (first.docs_set) assert.deepEqual(first.docs_set.map((row) => row.doc), values.slice(1));
  const stored = await db.model("docs").objects.create({ doc: { $int: "7" } });
  assert.deepEqual(stored.doc, { $int: "7" });
});

test("awaiting one read after the other lets the event loop go on", async (t) => {
  const db = new NOORMME(databaseFile(t, "CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1)"));
  t.after(() => db.close());
  const a = db.model("a").objects;
  await a.get({ id: 1 });
  await undisturbed(async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    for (let end = performance.now() + 200; performance.now() < end; ) await a.get({ id: 1 });
    clearInterval(timer);
    assert.ok(turns >= 5, `${turns} turns`);
  });
});
