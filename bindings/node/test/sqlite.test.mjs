// noormme/sqlite against what better-sqlite3's documentation says of each call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
import { folder, root } from "./package.mjs";

const { Database, SqliteError, Statement, default: Default } = await import("../dist/sqlite/index.mjs");
const require = createRequire(import.meta.url);

function people() {
  const db = new Database(":memory:");
  db.exec(`CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT UNIQUE, age INT, photo BLOB);
    INSERT INTO people (name, age) VALUES ('Ada', 36), ('Grace', 85), ('Linus', 54);`);
  return db;
}

test("one class, whichever way it is loaded", () => {
  assert.equal(Default, Database);
  const required = require("../dist/sqlite/index.js");
  // As with better-sqlite3, what is required is the constructor itself.
  assert.equal(required, Database);
  assert.equal(required.Database, Database);
  assert.equal(required.default, Database);
  assert.equal(required.SqliteError, SqliteError);
  assert.equal(required.Statement, Statement);
  assert.equal(Database.name, "Database");
  assert.deepEqual(Object.keys(Database), []);
});

test("with new, without it, and as the base of a class", () => {
  const db = Database(":memory:");
  assert.ok(db instanceof Database);
  assert.equal(db.constructor, Database);
  assert.ok(db.prepare("SELECT 1") instanceof Statement);
  class Shop extends Database {
    prices() {
      return this.prepare("SELECT 5 AS price").pluck().all();
    }
  }
  const shop = new Shop(":memory:");
  assert.ok(shop instanceof Shop && shop instanceof Database);
  assert.deepEqual(shop.prices(), [5]);
  for (const each of [db, shop]) each.close();
});

test("run, get, all", () => {
  const db = people();
  const insert = db.prepare("INSERT INTO people (name, age) VALUES (?, ?)");
  assert.deepEqual(insert.run("Barbara", 28), { changes: 1, lastInsertRowid: 4 });
  assert.equal(insert.reader, false);
  assert.equal(insert.readonly, false);
  assert.equal(insert.database, db);
  const select = db.prepare("SELECT id, name FROM people WHERE age > ? ORDER BY id");
  assert.equal(select.reader, true);
  assert.equal(select.readonly, true);
  assert.deepEqual(select.get(50), { id: 2, name: "Grace" });
  assert.deepEqual(select.all(50), [{ id: 2, name: "Grace" }, { id: 3, name: "Linus" }]);
  assert.equal(select.get(500), undefined);
  assert.deepEqual(select.all(500), []);
  assert.deepEqual(db.prepare("UPDATE people SET age = 1 WHERE age > 30").run(), { changes: 3, lastInsertRowid: 4 });
  assert.deepEqual(db.prepare("CREATE TABLE other (a)").run(), { changes: 0, lastInsertRowid: 4 });
  assert.deepEqual(db.prepare("INSERT INTO people (name) VALUES ('R'), ('S') RETURNING id, name").all(), [
    { id: 5, name: "R" },
    { id: 6, name: "S" },
  ]);
  // Every row is inserted, though only one is asked for.
  assert.equal(db.prepare("DELETE FROM people RETURNING id").run().changes, 6);
  assert.throws(() => insert.all("x", 1), { name: "TypeError", message: /does not return data/ });
  db.close();
});

test("many rows and many columns", () => {
  const db = new Database(":memory:");
  const rows = db.prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1003) SELECT i, i * 2 AS j FROM n").all();
  assert.equal(rows.length, 1003);
  assert.deepEqual(rows.at(-1), { i: 1003, j: 2006 });
  assert.deepEqual(rows.map((row) => row.i), Array.from({ length: 1003 }, (_, i) => i + 1));
  for (const count of [1, 31, 33, 64, 65, 255, 256, 257, 300, 1500]) {
    const columns = Array.from({ length: count }, (_, i) => `${i} AS c${i}`).join(",");
    const statement = db.prepare(`SELECT ${columns} UNION ALL SELECT ${columns}`);
    for (let round = 0; round < 2; round++) {
      const all = statement.all();
      assert.equal(all.length, 2);
      assert.equal(Object.keys(all[1]).length, count);
      assert.equal(all[1][`c${count - 1}`], count - 1);
      assert.equal(statement.get()[`c${count - 1}`], count - 1);
    }
  }
  db.exec(`CREATE TABLE wide (${Array.from({ length: 100 }, (_, i) => `c${i}`).join(",")})`);
  const insert = db.prepare("INSERT INTO wide (c0) VALUES (1) RETURNING *");
  assert.equal(Object.keys(insert.get()).length, 100);
  assert.equal(db.prepare("SELECT count(*) FROM wide").pluck().get(), 1);
  db.close();
});

test("values in both directions", () => {
  const db = new Database(":memory:");
  const echo = db.prepare("SELECT ? AS v, typeof(?1) AS t").raw();
  const back = (value) => echo.get(value);
  assert.deepEqual(back(1.5), [1.5, "real"]);
  assert.deepEqual(back(1), [1, "real"]);
  assert.deepEqual(back(7n), [7, "integer"]);
  assert.deepEqual(back(null), [null, "null"]);
  assert.deepEqual(back(undefined), [null, "null"]);
  assert.deepEqual(back(true), [1, "integer"]);
  assert.deepEqual(back("zażółć 😀 \0 end"), ["zażółć 😀 \0 end", "text"]);
  assert.deepEqual(back(""), ["", "text"]);
  assert.deepEqual(back("x".repeat(5000)), ["x".repeat(5000), "text"]);
  const bytes = back(Buffer.from([0, 1, 255]));
  assert.ok(Buffer.isBuffer(bytes[0]));
  assert.deepEqual([...bytes[0]], [0, 1, 255]);
  assert.deepEqual([...back(new Uint8Array(0))[0]], []);
  assert.deepEqual([...back(new Uint16Array([258]))[0]], [2, 1]);
  assert.throws(() => back(2n ** 64n), RangeError);
  assert.throws(() => back(() => 1), TypeError);
  assert.throws(() => back(new Date()), TypeError);
  const big = db.prepare("SELECT 9007199254740993 AS n");
  assert.deepEqual(big.safeIntegers().get(), { n: 9007199254740993n });
  assert.deepEqual(big.safeIntegers(false).get(), { n: 9007199254740992 });
  db.defaultSafeIntegers();
  assert.deepEqual(db.prepare("SELECT 5 AS n").get(), { n: 5n });
  assert.equal(db.prepare("SELECT 5 AS n").safeIntegers(false).get().n, 5);
  db.close();
});

test("parameters by position and by name", () => {
  const db = new Database(":memory:");
  const two = db.prepare("SELECT ? AS a, ? AS b");
  assert.deepEqual(two.get(1, 2), { a: 1, b: 2 });
  assert.deepEqual(two.get([1, 2]), { a: 1, b: 2 });
  assert.deepEqual(two.get([1], 2), { a: 1, b: 2 });
  assert.throws(() => two.get(1), { name: "RangeError", message: "Too few parameter values were provided" });
  assert.throws(() => two.get(1, 2, 3), { name: "RangeError", message: "Too many parameter values were provided" });
  const named = db.prepare("SELECT :a AS a, @b AS b, $c AS c, ? AS d");
  assert.deepEqual(named.get({ a: 1, b: "x", c: null }, 4), { a: 1, b: "x", c: null, d: 4 });
  assert.deepEqual(named.get(4, { a: 1, b: 2, c: 3, more: 5 }), { a: 1, b: 2, c: 3, d: 4 });
  assert.throws(() => named.get({ a: 1, b: 2 }, 4), { name: "RangeError", message: 'Missing named parameter "c"' });
  assert.throws(() => named.get(4), { name: "TypeError", message: "Missing named parameters" });
  assert.throws(() => named.get({ a: 1, b: 2, c: 3 }, { a: 1 }), TypeError);
  assert.throws(() => named.get(new Map(), 4), TypeError);
  assert.deepEqual(db.prepare("SELECT :x AS x").get(Object.assign(Object.create(null), { x: 3 })), { x: 3 });
  const bound = db.prepare("SELECT ? AS a").bind(5);
  assert.deepEqual(bound.get(), { a: 5 });
  assert.deepEqual(bound.all(), [{ a: 5 }]);
  assert.equal(String(bound), "SELECT 5.0 AS a");
  assert.throws(() => bound.get(6), TypeError);
  assert.throws(() => bound.bind(6), TypeError);
  db.close();
});

test("pluck, raw, expand, columns", () => {
  const db = people();
  const select = db.prepare("SELECT p.name AS who, q.age, 1 + 1 FROM people p JOIN people q USING (id) WHERE p.id = 1");
  assert.equal(select.pluck().get(), "Ada");
  assert.deepEqual(select.raw().all(), [["Ada", 36, 2]]);
  assert.deepEqual(select.expand().get(), { people: { who: "Ada", age: 36 }, $: { "1 + 1": 2 } });
  assert.deepEqual(select.expand(false).get(), { who: "Ada", age: 36, "1 + 1": 2 });
  assert.deepEqual(select.columns(), [
    { name: "who", column: "name", table: "people", database: "main", type: "TEXT" },
    { name: "age", column: "age", table: "people", database: "main", type: "INT" },
    { name: "1 + 1", column: null, table: null, database: null, type: null },
  ]);
  assert.throws(() => db.prepare("DELETE FROM people").pluck(), TypeError);
  const odd = db.prepare(`SELECT 1 AS "__proto__", 2 AS "a""b", 3 AS twice, 4 AS twice`).get();
  assert.deepEqual(Object.keys(odd), ["__proto__", 'a"b', "twice"]);
  assert.equal(odd.twice, 4);
  assert.equal(Object.getPrototypeOf(odd), Object.prototype);
  db.close();
});

test("iterate", () => {
  const db = people();
  const select = db.prepare("SELECT id FROM people ORDER BY id");
  assert.deepEqual([...select.iterate()], [{ id: 1 }, { id: 2 }, { id: 3 }]);
  const insert = db.prepare("INSERT INTO people (name) VALUES (?)");
  for (const { id } of select.pluck(false).iterate()) {
    assert.equal(select.busy, true);
    assert.throws(() => select.get(), { message: /statement is busy/ });
    assert.throws(() => insert.run("no"), { message: /connection is busy/ });
    assert.throws(() => db.close(), { message: /connection is busy/ });
    assert.equal(db.prepare("SELECT count(*) FROM people").pluck().get(), 3);
    if (id === 2) break;
  }
  assert.equal(select.busy, false);
  insert.run("yes");
  db.unsafeMode();
  const update = db.prepare("UPDATE people SET age = age + 1");
  for (const _ of select.iterate()) update.run();
  const iterator = select.iterate();
  assert.equal(iterator.next().value.id, 1);
  assert.deepEqual(iterator.return(), { value: undefined, done: true });
  assert.deepEqual(iterator.next(), { value: undefined, done: true });
  db.close();
});

test("a schema that changes under a statement", () => {
  const db = people();
  const select = db.prepare("SELECT * FROM people WHERE id = 1");
  assert.deepEqual(Object.keys(select.get()), ["id", "name", "age", "photo"]);
  db.exec("ALTER TABLE people ADD COLUMN town TEXT DEFAULT 'London'");
  assert.deepEqual(select.get(), { id: 1, name: "Ada", age: 36, photo: null, town: "London" });
  db.exec("ALTER TABLE people RENAME COLUMN town TO city");
  assert.deepEqual(select.all(), [{ id: 1, name: "Ada", age: 36, photo: null, city: "London" }]);
  assert.equal(select.columns().length, 5);
  db.close();
});

test("transactions", () => {
  const db = people();
  const insert = db.prepare("INSERT INTO people (name) VALUES (?)");
  const count = db.prepare("SELECT count(*) FROM people").pluck();
  const add = db.transaction((names) => {
    assert.equal(db.inTransaction, true);
    for (const name of names) insert.run(name);
    return names.length;
  });
  assert.equal(add(["a", "b"]), 2);
  assert.equal(count.get(), 5);
  assert.equal(db.inTransaction, false);
  for (const kind of ["default", "deferred", "immediate", "exclusive"]) {
    assert.throws(() => add[kind](["c", "a"]), { code: "SQLITE_CONSTRAINT_UNIQUE" });
    assert.equal(db.inTransaction, false);
  }
  assert.equal(add.immediate.deferred, add.deferred);
  assert.equal(add.database, db);
  assert.equal(count.get(), 5);
  // Nested ones are savepoints.
  const outer = db.transaction(() => {
    insert.run("kept");
    assert.throws(() => add(["lost", "a"]), SqliteError);
    assert.equal(add(["kept too"]), 1);
  });
  outer();
  assert.deepEqual(db.prepare("SELECT name FROM people WHERE id > 5").pluck().all(), ["kept", "kept too"]);
  const receiver = { value: 5, work: db.transaction(function () { return this.value; }) };
  assert.equal(receiver.work(), 5);
  assert.throws(() => db.transaction(async () => insert.run("never"))(), { name: "TypeError" });
  assert.equal(count.get(), 7);
  // BEGIN is a statement like any other.
  db.exec("BEGIN");
  assert.equal(db.inTransaction, true);
  insert.run("z");
  db.prepare("ROLLBACK").run();
  assert.equal(count.get(), 7);
  db.close();
});

test("pragma", () => {
  const db = people();
  assert.equal(db.pragma("user_version", { simple: true }), 0);
  assert.deepEqual(db.pragma("user_version = 7"), []);
  assert.deepEqual(db.pragma("user_version"), [{ user_version: 7 }]);
  assert.equal(db.pragma("foreign_keys", { simple: true }), 1);
  assert.equal(db.pragma("table_info(people)").length, 4);
  db.close();
});

test("functions", () => {
  const db = people();
  assert.equal(db.function("add2", (a, b) => a + b), db);
  assert.equal(db.prepare("SELECT add2(?, 12)").pluck().get(12), 24);
  assert.throws(() => db.prepare("SELECT add2(1)"), { code: "SQLITE_ERROR", message: /wrong number of arguments/ });
  db.function("joined", { varargs: true, deterministic: true }, (...parts) => parts.join("-"));
  assert.equal(db.prepare("SELECT joined(1, 'x', NULL)").pluck().get(), "1-x-");
  assert.equal(db.prepare("SELECT joined()").pluck().get(), "");
  db.function("kind", { safeIntegers: true }, (value) => typeof value);
  assert.equal(db.prepare("SELECT kind(1)").pluck().get(), "bigint");
  db.function("bytes", () => Buffer.from("ab"));
  assert.equal(db.prepare("SELECT hex(bytes())").pluck().get(), "6162");
  const reason = new Error("not today");
  db.function("fail", () => { throw reason; });
  assert.throws(() => db.prepare("SELECT fail()").get(), (error) => error === reason);
  db.function("failWith", () => { throw "a string"; });
  assert.throws(() => db.prepare("SELECT failWith()").get(), (error) => error === "a string");
  db.function("wrong", () => ({}));
  assert.throws(() => db.prepare("SELECT wrong()").get(), TypeError);
  // A function must not use its own connection.
  db.function("reenter", () => db.prepare("SELECT 1").get());
  assert.throws(() => db.prepare("SELECT reenter()").get(), { message: /busy executing a query/ });
  assert.equal(db.prepare("SELECT 1 AS n").get().n, 1);
  db.exec("CREATE INDEX by_joined ON people (joined(name, age))");
  assert.throws(() => db.function("kind", {}), TypeError);
  assert.throws(() => db.function("", () => 1), TypeError);
  db.close();
});

test("aggregates and windows", () => {
  const db = people();
  db.aggregate("total", { start: 0, step: (sum, value) => sum + value });
  assert.equal(db.prepare("SELECT total(age) FROM people").pluck().get(), 175);
  assert.equal(db.prepare("SELECT total(age) FROM people WHERE 0").pluck().get(), 0);
  db.aggregate("average", {
    start: () => [],
    step: (list, value) => { list.push(value); },
    result: (list) => list.reduce((sum, value) => sum + value, 0) / list.length,
  });
  assert.deepEqual(db.prepare("SELECT age > 50 AS old, average(age) AS a FROM people GROUP BY 1").all(), [
    { old: 0, a: 36 },
    { old: 1, a: 69.5 },
  ]);
  db.aggregate("running", {
    start: 0,
    step: (sum, value) => sum + value,
    inverse: (sum, value) => sum - value,
    result: (sum) => Math.round(sum),
  });
  assert.deepEqual(
    db.prepare("SELECT running(age) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS r FROM people").pluck().all(),
    [36, 121, 139],
  );
  assert.deepEqual(db.prepare("SELECT running(age) OVER () AS r FROM people").pluck().all(), [175, 175, 175]);
  const reason = new Error("no");
  db.aggregate("bad", { start: 0, step(_sum, _value) { throw reason; } });
  assert.throws(() => db.prepare("SELECT bad(age) FROM people").get(), (error) => error === reason);
  assert.throws(() => db.prepare("SELECT total(age) OVER () FROM people"), SqliteError);
  db.close();
});

test("errors", () => {
  const db = people();
  assert.throws(() => db.prepare("INSERT INTO people (name) VALUES ('Ada')").run(), (error) => {
    assert.ok(error instanceof SqliteError && error instanceof Error);
    assert.equal(error.name, "SqliteError");
    assert.equal(error.code, "SQLITE_CONSTRAINT_UNIQUE");
    assert.equal(error.message, "UNIQUE constraint failed: people.name");
    return true;
  });
  assert.throws(() => db.prepare("SELEC 1"), { code: "SQLITE_ERROR", message: /near "SELEC": syntax error/ });
  assert.throws(() => db.prepare("SELECT * FROM nowhere"), { code: "SQLITE_ERROR", message: "no such table: nowhere" });
  assert.throws(() => db.prepare("SELECT 1; SELECT 2"), { name: "RangeError", message: /more than one statement/ });
  assert.throws(() => db.prepare("  -- nothing"), { name: "RangeError", message: /contains no statements/ });
  assert.equal(db.prepare("SELECT 1; -- that is all").pluck().get(), 1);
  assert.throws(() => db.exec("SELECT 1; SELEC 2"), SqliteError);
  const statement = db.prepare("SELECT 1");
  db.close();
  db.close();
  assert.equal(db.open, false);
  assert.equal(db.inTransaction, false);
  assert.throws(() => statement.get(), { name: "TypeError", message: "The database connection is not open" });
  assert.throws(() => db.prepare("SELECT 1"), TypeError);
  assert.throws(() => new Database("/nowhere/at/all.db"), { name: "TypeError", message: /directory does not exist/ });
  assert.throws(() => new Database(5), TypeError);
  assert.throws(() => new Database(":memory:", { readonly: true }), TypeError);
  assert.throws(() => new Database("x.db", { timeout: -1 }), TypeError);
});

test("files", (t) => {
  const path = join(folder(t), "sqlite facade.db");
  const db = new Database(path);
  assert.equal(db.name, path);
  assert.equal(db.memory, false);
  assert.equal(db.readonly, false);
  // The journal mode is the file's own.
  assert.equal(db.pragma("journal_mode", { simple: true }), "delete");
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  const reader = new Database(path, { readonly: true, fileMustExist: true });
  assert.equal(reader.readonly, true);
  assert.equal(reader.prepare("SELECT a FROM t").pluck().get(), 1);
  assert.throws(() => reader.exec("DELETE FROM t"), { code: "SQLITE_READONLY" });
  // Another connection of the process goes on writing meanwhile.
  db.pragma("journal_mode = WAL");
  db.exec("INSERT INTO t VALUES (2)");
  assert.equal(reader.prepare("SELECT count(*) FROM t").pluck().get(), 2);
  db.exec("BEGIN IMMEDIATE");
  const other = new Database(path, { timeout: 0 });
  assert.throws(() => other.exec("BEGIN IMMEDIATE"), { code: "SQLITE_BUSY" });
  db.exec("COMMIT");
  for (const connection of [reader, other, db]) connection.close();
  assert.throws(() => new Database(`${path}.missing`, { fileMustExist: true }), { code: "SQLITE_CANTOPEN" });
  assert.equal(new Database("").memory, true);
});

test("verbose hears of statements with their values", () => {
  const heard = [];
  const db = new Database(":memory:", { verbose(text) { heard.push([this, text]); } });
  db.exec("CREATE TABLE t (a)");
  db.prepare("INSERT INTO t VALUES (?)").run("x");
  const select = db.prepare("SELECT a FROM t WHERE a = :a");
  select.iterate({ a: "never begun" }).return();
  assert.deepEqual([...select.iterate({ a: "x" })], [{ a: "x" }]);
  db.prepare("SELECT ?").bind(1n).get();
  assert.deepEqual(heard, [
    [undefined, "CREATE TABLE t (a)"],
    [undefined, "INSERT INTO t VALUES ('x')"],
    [undefined, "SELECT a FROM t WHERE a = 'x'"],
    [undefined, "SELECT 1"],
  ]);
  db.close();
});

test("connections that nobody closed are collected, with what they call", { skip: typeof Bun !== "undefined" }, async () => {
  const script = `
    const Database = require(${JSON.stringify(join(root, "dist/sqlite/index.js"))});
    const kinds = [
      (db) => db.prepare("SELECT 1").get(),
      (db) => { for (const _ of db.prepare("SELECT 1 UNION SELECT 2").iterate()) break; },
      (db) => db.function("f", (x) => x).prepare("SELECT f(1)").get(),
      (db) => db.aggregate("a", { start: 0, step: (sum, x) => sum + x }).prepare("SELECT a(1)").get(),
      (db) => db.table("t", { columns: ["x"], *rows() { yield [1]; } }).prepare("SELECT * FROM t").get(),
      (db) => db.transaction(() => db.exec("SELECT 1"))(),
    ];
    const left = kinds.map(() => 50);
    const registry = new FinalizationRegistry((kind) => left[kind]--);
    function make(kind) {
      const db = new Database(":memory:");
      kinds[kind](db);
      registry.register(db, kind);
    }
    for (let round = 0; round < 50; round++) for (const kind of kinds.keys()) make(kind);
    (async () => {
      for (let round = 0; round < 50 && left.some((count) => count > 5); round++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      console.log(JSON.stringify(left.map((count) => count > 5)));
    })();`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", "-e", script]);
  assert.deepEqual(JSON.parse(stdout), [false, false, false, false, false, false]);
});

test("where functions must not be made of text", { skip: typeof Bun !== "undefined" }, async () => {
  const script = `
    const { Database } = require(${JSON.stringify(join(root, "dist/sqlite/index.js"))});
    const db = new Database(":memory:");
    const rows = db.prepare("SELECT 1 AS a, 2 AS \\"__proto__\\" UNION ALL SELECT 3, 4").all();
    if (Object.keys(rows[1]).join() !== "a,__proto__" || rows[1].a !== 3 || rows.length !== 2) throw new Error("wrong");
    console.log("ok");`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--disallow-code-generation-from-strings", "-e", script]);
  assert.equal(stdout.trim(), "ok");
});

test("worker threads may end in the middle", { skip: typeof Bun !== "undefined" }, async (t) => {
  const { Worker } = await import("node:worker_threads");
  const path = join(folder(t), "workers.db");
  const source = `
    const { parentPort } = require("node:worker_threads");
    const { Database } = require(${JSON.stringify(join(root, "dist/sqlite/index.js"))});
    const db = new Database(${JSON.stringify(path)});
    db.exec("CREATE TABLE IF NOT EXISTS t (a)");
    let calls = 0;
    db.function("f", (x) => { if (++calls === 5) parentPort.postMessage("go"); return x; });
    db.aggregate("g", { start: () => [], step: (list, x) => { list.push(f(x)); } });
    const f = (x) => x;
    const iterator = db.prepare("SELECT 1 UNION SELECT 2").iterate();
    iterator.next();
    db.prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT sum(f(i)) FROM n").get();
    setInterval(() => {}, 1000);`;
  for (let round = 0; round < 4; round++) {
    const worker = new Worker(source, { eval: true });
    await new Promise((resolve, reject) => { worker.once("message", resolve); worker.once("error", reject); });
    await worker.terminate();
  }
  const db = new Database(path);
  db.exec("INSERT INTO t VALUES (1)");
  db.close();
});
