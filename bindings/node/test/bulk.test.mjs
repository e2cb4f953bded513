// What writes answer is what the database has: rows that were inserted without asking for them back, beside those read
// afterwards, for every kind of column, default, trigger and value.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { databaseFile, F, NOORMME, select } from "./package.mjs";

const require = createRequire(import.meta.url);
const { native } = require("../dist/native.js");

const SQL = `
CREATE TABLE kinds (id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, n MONEY, d DECIMAL(10, 2), b BLOB, flag BOOLEAN,
  at DATETIME, day DATE, clock TIME, doc JSON, bare, big BIGINT);
CREATE TABLE strict_kinds (id INTEGER PRIMARY KEY, i INT, r REAL, t TEXT, b BLOB, a ANY) STRICT;
CREATE TABLE defaults (id INTEGER PRIMARY KEY, name TEXT NOT NULL, level INTEGER NOT NULL DEFAULT 3, share REAL DEFAULT 2,
  state TEXT DEFAULT 'new', "none" TEXT DEFAULT NULL, code TEXT DEFAULT 7);
CREATE TABLE moments (id INTEGER PRIMARY KEY, name TEXT, made DATETIME DEFAULT CURRENT_TIMESTAMP, key TEXT DEFAULT (hex(4)));
CREATE TABLE made (id INTEGER PRIMARY KEY, a INTEGER, twice INTEGER GENERATED ALWAYS AS (a * 2));
CREATE TABLE coded (code TEXT PRIMARY KEY, v INTEGER) WITHOUT ROWID;
CREATE TABLE keyed (code TEXT PRIMARY KEY, v INTEGER);
CREATE TABLE log (id INTEGER PRIMARY KEY, line TEXT);
CREATE TABLE watched (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TRIGGER watching AFTER INSERT ON watched BEGIN INSERT INTO log (id, line) VALUES (new.id + 1000, new.name); END;
CREATE TRIGGER refusing BEFORE INSERT ON watched WHEN new.name = 'skip' BEGIN SELECT RAISE(IGNORE); END;
CREATE TABLE lenient (id INTEGER PRIMARY KEY, name TEXT UNIQUE ON CONFLICT IGNORE, n INTEGER NOT NULL ON CONFLICT REPLACE DEFAULT 5);
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE posts (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES authors (id), title TEXT UNIQUE);
`;

const many = (count, row) => Array.from({ length: count }, (_, index) => row(index));
const pick = (list, index) => list[index % list.length];

/** Inserts, and compares with what is read by key. */
async function agrees(db, model, rows, options) {
  const { objects } = db.model(model);
  const made = await objects.bulkCreate(rows, options);
  assert.equal(made.length, rows.length);
  const stored = made.filter((row) => row !== null);
  const read = new Map((await objects.all()).map((row) => [row.id ?? row.code, row]));
  assert.deepEqual(stored, stored.map((row) => read.get(row.id ?? row.code)));
  return made;
}

function open(t, options = {}) {
  const path = databaseFile(t, SQL);
  const models = { kinds: { fields: { big: { type: "bigint" } } } };
  const db = new NOORMME({ path, dates: "text", models, ...options });
  t.after(() => db.close());
  return db;
}

const values = {
  i: [1, 0, -5, null, 2 ** 53 - 1, true, "12"],
  r: [1, 2.5, -0.25, null, 1e300, 3, "4.5", -1e-7],
  t: ["plain", "", "12", "ünï", "日本", "🎉", "a\u0000b", null, 5, true, '"\\\n'],
  n: [1, 2.5, 3.0, "007", "1e3", "2024-01-31", " 12 ", "x", "-", "+1", null, "12abc"],
  d: [1, 2.5, "3.10", "0.1", null, 7],
  b: [new Uint8Array([1, 0, 255]), null, "text", new Uint8Array(0)],
  flag: [true, false, null, 0, 1],
  at: ["2024-01-31 12:30:00", "2024-02-30 00:00:00".replace("30 0", "29 0"), new Date(1706704200123), new Date(0), null,
    "2024-01-31T12:30:00.5Z", "2024-01-01", new Date(-1)],
  day: ["2024-01-31", "2024-01-15", null, new Date(86_400_000), "2024-1-5"],
  clock: ["12:30:00", null, "07:05", "23:59:59.25"],
  doc: [{ a: [1, "ü"] }, [], null, { $int: "5" }, "text", 5, true, new Date(5)],
  bare: [1, 2.5, "12", "x", null, true, new Uint8Array([7]), 12n, new Date(1)],
  big: [1, 2n ** 60n, -5, null, -(2n ** 63n)],
};

test("every kind of value in every kind of column", async (t) => {
  const db = open(t);
  for (const shift of [0, 1, 2, 3]) {
    const rows = many(90, (index) => {
      const row = {};
      for (const name of Object.keys(values)) row[name] = pick(values[name], index + shift);
      return row;
    });
    await agrees(db, "kinds", rows);
    // One column at a time, so that each value decides by itself how its statement runs.
    for (const name of Object.keys(values)) {
      for (const value of values[name]) await agrees(db, "kinds", many(3, () => ({ [name]: value })));
      await agrees(db, "kinds", [{ [name]: pick(values[name], shift) }]);
    }
  }
  const one = db.model("kinds").objects;
  for (const name of Object.keys(values)) {
    for (const value of values[name]) {
      const made = one.sync.create({ [name]: value });
      assert.deepEqual(made, one.sync.get({ id: made.id }));
    }
  }
  assert.deepEqual(
    await agrees(db, "strict_kinds", many(40, (n) => ({ i: n, r: n, t: "12", b: new Uint8Array([n]), a: pick([1, "12", 2.5], n) }))),
    await db.model("strict_kinds").objects.orderBy("id").all(),
  );
});

test("defaults, keys, triggers and generated columns", async (t) => {
  const db = open(t);
  await agrees(db, "defaults", many(50, (n) => ({ name: `n${n}` })));
  await agrees(db, "defaults", many(50, (n) => ({ name: `n${n}`, level: n, state: null })));
  await agrees(db, "moments", many(50, (n) => ({ name: `n${n}` })));
  assert.deepEqual(db.model("log").objects.sync.create({}), { id: 1, line: null });
  assert.deepEqual(await db.model("log").objects.bulkCreate([{}, {}]), [{ id: 2, line: null }, { id: 3, line: null }]);
  await db.model("log").objects.filter().delete();
  await agrees(db, "made", many(50, (n) => ({ a: n })));
  await agrees(db, "coded", many(50, (n) => ({ code: `c${n}`, v: n })));
  await agrees(db, "keyed", many(50, (n) => ({ code: `c${n}`, v: n })));
  await agrees(db, "kinds", many(50, (n) => ({ id: 5000 - n, i: n })));
  const mixed = await agrees(db, "kinds", many(50, (n) => (n % 2 ? { id: 9000 + n, i: n } : { i: n })));
  assert.deepEqual(mixed.map((row) => row.i), many(50, (n) => n));
  const nulls = await agrees(db, "kinds", many(50, (n) => ({ id: null, i: n })));
  assert.ok(nulls.every((row) => Number.isInteger(row.id)));

  const watched = await agrees(db, "watched", many(40, (n) => ({ name: n === 7 ? "skip" : `w${n}` })));
  assert.equal(watched[7], null);
  assert.equal(watched.filter((row) => row === null).length, 1);
  assert.equal(await db.model("log").objects.count(), 39);
  assert.equal(db.model("watched").objects.sync.create({ name: "skip" }), null);

  const lenient = await agrees(db, "lenient", many(40, (n) => ({ name: `l${n % 30}`, n: n % 3 ? n : null })));
  assert.deepEqual(lenient.map((row) => row === null), many(40, (n) => n >= 30));
  assert.equal(lenient[0].n, 5);
});

test("conflicts", async (t) => {
  const db = open(t);
  const { objects } = db.model("posts");
  await db.model("authors").objects.create({ id: 1, name: "Ann" });
  const rows = many(100, (n) => ({ author_id: 1, title: `t${n}` }));
  await agrees(db, "posts", rows);
  await assert.rejects(objects.bulkCreate([{ author_id: 1, title: "new" }, ...rows]), { code: "UNIQUE" });
  await assert.rejects(objects.bulkCreate(many(60, (n) => ({ author_id: n === 59 ? 2 : 1, title: `u${n}` }))), {
    code: "FOREIGN_KEY",
  });
  assert.equal(await objects.count(), 100);
  const ignored = await objects.bulkCreate(many(120, (n) => ({ author_id: 1, title: `t${n * 2}` })), { ignoreConflicts: true });
  assert.deepEqual(ignored.map((row) => row === null), many(120, (n) => n < 50));
  const updated = await objects.bulkCreate(
    many(60, (n) => ({ id: n + 1, author_id: 1, title: `v${n}` })),
    { updateConflicts: true, updateFields: ["title"], uniqueFields: ["id"] },
  );
  assert.deepEqual(updated, await objects.filter({ id__lte: 60 }).orderBy("id").all());
});

test("managers, transactions, and rows that are not alike", async (t) => {
  const db = open(t);
  const authors = db.model("authors").objects;
  const ann = await authors.create({ name: "Ann" });
  const made = await authors.related(ann.id, "posts").bulkCreate(many(100, (n) => ({ title: `m${n}` })));
  assert.deepEqual(made, await db.model("posts").objects.orderBy("id").all());
  assert.ok(made.every((row) => row.author_id === ann.id));
  await assert.rejects(
    db.transaction(async (tx) => {
      const inside = await tx.model("authors").objects.bulkCreate(many(50, (n) => ({ name: `x${n}` })));
      assert.equal(inside.length, 50);
      assert.equal(await tx.model("authors").objects.count(), 51);
      await assert.rejects(tx.model("authors").objects.bulkCreate(many(50, (n) => ({ name: n === 9 ? null : "y" }))), {
        code: "NOT_NULL",
      });
      assert.equal(await tx.model("authors").objects.count(), 51);
      throw new Error("undo");
    }),
    /undo/,
  );
  assert.equal(await authors.count(), 1);
  // Left out where undefined: these go as JSON, many at once and one by one.
  const odd = await agrees(db, "kinds", many(300, (n) => ({ i: n, t: `text ${n} é`, r: n / 7, flag: n % 2 === 0, b: undefined })));
  assert.equal(odd[299].t, "text 299 é");
  await agrees(db, "kinds", many(300, (n) => (n === 250 ? { t: "other", i: 1 } : { i: n, t: `\n${n}` })));
  await assert.rejects(db.model("kinds").objects.bulkCreate(many(50, (n) => ({ i: n === 40 ? F("i") : n }))), {
    code: "VALUE_ERROR",
  });
});

test("what cannot be stored is refused where it stands", async (t) => {
  const db = open(t);
  const { objects } = db.model("kinds");
  const wrong = (name, value) => many(50, (n) => ({ t: "x", [name]: n === 20 ? value : null }));
  for (const [name, value, code] of [
    ["i", "many", "VALUE_ERROR"], ["flag", 5, "VALIDATION_ERROR"], ["at", "tomorrow", "VALIDATION_ERROR"],
    ["at", "2024-02-30 00:00:00", "VALIDATION_ERROR"], ["day", "2023-02-29", "VALIDATION_ERROR"],
    ["i", 2n ** 64n, "DATA_ERROR"],
  ]) {
    await assert.rejects(objects.bulkCreate(wrong(name, value)), (error) => {
      assert.equal(error.code, code, `${name}: ${error.message}`);
      assert.match(error.path, /rows\[20\]\[1\]$/);
      return true;
    });
  }
  assert.throws(() => objects.sync.bulkCreate(wrong("i", NaN)), { code: "VALUE_ERROR" });
  await assert.rejects(objects.bulkCreate(wrong("t", "\ud800")), { code: "MALFORMED_JSON" });
  // Half a pair at the end of one text and its other half at the beginning of the next.
  await assert.rejects(objects.bulkCreate(many(40, (n) => (n % 2 ? { t: "\ude00" } : { t: "\ud83d" }))), {
    code: "MALFORMED_JSON",
  });
  await assert.rejects(objects.bulkCreate(many(50, () => ({ colour: 1 }))), { code: "TYPE_ERROR" });
  assert.equal(await objects.count(), 0);
});

test("a table that somebody else changes meanwhile", async (t) => {
  const db = open(t);
  const { objects } = db.model("authors");
  const rows = many(30, (n) => ({ name: `n${n}` }));
  await objects.bulkCreate(rows);
  select(db.path, "ALTER TABLE authors ADD COLUMN age INTEGER DEFAULT 7");
  assert.equal((await objects.bulkCreate(rows)).length, 30);
  assert.equal((await objects.create({ name: "last" })).age, 7);
  select(db.path, "ALTER TABLE authors DROP COLUMN age");
  assert.deepEqual(Object.keys(await objects.create({ name: "again" })), ["id", "name"]);
  assert.deepEqual(Object.keys((await objects.bulkCreate(rows))[0]), ["id", "name"]);
  assert.equal(await objects.count(), 92);
});

test("blocks of values that are not what they say", async (t) => {
  const db = open(t);
  await db.initialize();
  const addon = native();
  const handle = addon.open(db.path, "{}");
  const spec = '{"v":1,"model":"authors","get":["bulk_create",{"columns":["name"],"block":true},{}]}';
  const block = (numbers, kinds, text, width) => [new Float64Array(numbers), new Uint8Array(kinds), text, width];
  const refused = (given, code = "MALFORMED_SPEC", request = spec) =>
    assert.throws(() => addon.rowsSync(handle, request, 0, 0, undefined, given), { code });
  refused(block([9, 9], [1, 1], "short", 1));
  refused(block([3, 1], [1, 1], "abc", 1));
  refused(block([-1, 0], [1, 1], "abc", 1));
  refused(block([NaN, 0], [1, 1], "abc", 1));
  refused(block([0.5, 1], [1, 1], "abc", 1));
  refused(block([1, 2], [1, 1], "🎉", 1));
  refused(block([1, 2], [99, 99], "ab", 1));
  refused(block([4, 8], [7, 7], "[1,2]x]]", 1));
  refused(block([1, 2, 3, 4], [1, 1, 1, 1], "abcd", 2));
  refused(block([1e300, 1], [8, 8], "", 1));
  refused(block([1, 2], [1, 1], "ab", 1), "MALFORMED_SPEC", '{"v":1,"model":"authors"}');
  refused(block([1, 2], [1, 1], "ab", 0), "MISUSE");
  refused(block([1, 2, 3], [1, 1, 1], "abc", 2), "MISUSE");
  refused(["x", 1, 2, 3], "MISUSE");
  refused(undefined, "MALFORMED_SPEC");
  assert.equal(await db.model("authors").objects.count(), 0);
  await addon.close(handle);
});
