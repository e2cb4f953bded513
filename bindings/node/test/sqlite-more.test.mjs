// noormme/sqlite: what better-sqlite3's documentation says beside statements, functions and transactions.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { Database, SqliteError } from "../dist/sqlite/index.mjs";
import { folder, root, select } from "./package.mjs";

function people() {
  const db = new Database(":memory:");
  db.exec(`CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT UNIQUE, age INT, photo BLOB);
    INSERT INTO people (name, age) VALUES ('Ada', 36), ('Grace', 85), ('Linus', 54);`);
  return db;
}

test("explain", () => {
  const db = people();
  const plan = db.explain("QUERY PLAN SELECT * FROM people WHERE id = ?");
  assert.match(plan[0].detail, /SEARCH people USING INTEGER PRIMARY KEY/);
  assert.ok(db.explain("DELETE FROM people WHERE name = :name").length > 3);
  assert.equal(db.prepare("SELECT count(*) FROM people").pluck().get(), 3);
  assert.throws(() => db.explain("SELEC"), SqliteError);
  assert.throws(() => db.explain(5), TypeError);
  db.close();
});

test("a database as bytes", (t) => {
  const db = people();
  const bytes = db.serialize();
  assert.ok(Buffer.isBuffer(bytes));
  assert.equal(bytes.toString("latin1", 0, 15), "SQLite format 3");
  const path = join(folder(t), "image.db");
  writeFileSync(path, bytes);
  assert.deepEqual(select(path, "SELECT name FROM people ORDER BY id"), [["Ada"], ["Grace"], ["Linus"]]);
  db.exec("DELETE FROM people");
  const copy = new Database(bytes);
  assert.equal(copy.name, ":memory:");
  assert.equal(copy.memory, true);
  assert.equal(copy.readonly, false);
  // The bytes are copied: what the program does to its own changes nothing.
  bytes.fill(0);
  assert.equal(copy.prepare("SELECT count(*) FROM people").pluck().get(), 3);
  // It grows beyond them.
  copy.prepare("UPDATE people SET photo = zeroblob(100000)").run();
  assert.equal(copy.serialize().length > 300_000, true);
  const fixed = new Database(copy.serialize(), { readonly: true });
  assert.equal(fixed.readonly, true);
  assert.throws(() => fixed.exec("DELETE FROM people"), { code: "SQLITE_READONLY" });
  db.exec(`ATTACH '${path}' AS other`);
  assert.deepEqual(new Database(db.serialize({ attached: "other" })).prepare("SELECT max(id) FROM people").pluck().get(), 3);
  assert.throws(() => db.serialize({ attached: "nowhere" }), { code: "SQLITE_ERROR", message: /unknown database nowhere/ });
  assert.throws(() => db.serialize({ attached: "" }), TypeError);
  assert.throws(() => new Database(Buffer.from("no database at all, but long enough to be looked at".repeat(20))), {
    code: "SQLITE_NOTADB",
  });
  // Also of a file with a write-ahead log, which a database in memory cannot have.
  const logged = new Database(join(folder(t), "wal.db"));
  logged.pragma("journal_mode = WAL");
  logged.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  const unlogged = new Database(logged.serialize());
  unlogged.exec("INSERT INTO t VALUES (2)");
  assert.deepEqual(unlogged.prepare("SELECT a FROM t").pluck().all(), [1, 2]);
  for (const each of [logged, unlogged]) each.close();
  assert.equal(new Database(new Uint8Array(0)).prepare("SELECT count(*) FROM sqlite_schema").pluck().get(), 0);
  for (const each of [db, copy, fixed]) each.close();
  assert.throws(() => db.serialize(), { name: "TypeError", message: /not open/ });
});

test("backups", async (t) => {
  const place = folder(t);
  const path = join(place, "backup.db");
  const db = new Database(join(place, "source.db"));
  db.exec("CREATE TABLE t (a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT i, hex(randomblob(200)) FROM n");
  const seen = [];
  const promise = db.backup(path, { progress(info) { seen.push([this, info]); return 50; } });
  // What is written meanwhile is in the copy.
  db.exec("INSERT INTO t VALUES ('late', NULL)");
  const info = await promise;
  assert.equal(info.remainingPages, 0);
  assert.ok(info.totalPages > 200 && seen.length > 3);
  assert.equal(seen[0][0], undefined);
  assert.equal(seen[0][1].remainingPages, info.totalPages);
  assert.deepEqual(select(path, "SELECT count(*), max(a) FROM t"), [[3001, "late"]]);
  assert.deepEqual(select(path, "PRAGMA integrity_check"), [["ok"]]);
  // A copy that is not finished leaves no file, and one over another file leaves that.
  const stopped = join(place, "stopped.db");
  await assert.rejects(db.backup(stopped, { progress() { throw new RangeError("stop"); } }), { message: "stop" });
  assert.equal(existsSync(stopped), false);
  const before = readFileSync(path);
  await assert.rejects(db.backup(path, { progress: () => "all" }), TypeError);
  assert.deepEqual(readFileSync(path), before);
  writeFileSync(stopped, "text");
  await assert.rejects(db.backup(stopped), { code: "SQLITE_NOTADB" });
  assert.equal(readFileSync(stopped, "utf8"), "text");
  await assert.rejects(db.backup(join(place, "no/such/folder.db")), { name: "TypeError", message: /directory does not exist/ });
  await assert.rejects(db.backup(":memory:"), TypeError);
  await assert.rejects(db.backup(join(place, "x.db"), { attached: "nowhere" }), { code: "SQLITE_ERROR" });
  assert.equal(existsSync(join(place, "x.db")), false);
  // Closing the connection ends it.
  const cut = join(place, "cut.db");
  const ended = db.backup(cut, { progress: () => { db.close(); return 1; } });
  await assert.rejects(ended, { name: "TypeError", message: "The database connection is not open" });
  assert.equal(existsSync(cut), false);
});

test("tables that a generator makes", () => {
  const db = people();
  db.table("series", {
    columns: ["value"],
    parameters: ["count", "start"],
    *rows(count, start = 1) {
      if (count === undefined) throw new TypeError("how many?");
      for (let i = 0; i < count; i++) yield { value: start + i };
    },
  });
  assert.deepEqual(db.prepare("SELECT value FROM series(3)").pluck().all(), [1, 2, 3]);
  assert.deepEqual(db.prepare("SELECT * FROM series(2, ?)").all(10n), [{ value: 10 }, { value: 11 }]);
  assert.deepEqual(db.prepare("SELECT count, start, value FROM series(1, 7)").raw().get(), [1, 7, 7]);
  assert.deepEqual(db.prepare("SELECT value FROM series(NULL)").all(), []);
  assert.throws(() => db.prepare("SELECT * FROM series").all(), { name: "TypeError", message: "how many?" });
  assert.throws(() => db.prepare("SELECT * FROM series WHERE count > 3").all(), { code: "SQLITE_ERROR", message: /constrained by the '='/ });
  // Joined: the generator runs for each row, and what is left unread is closed.
  let closed = 0;
  db.table("letters", {
    columns: ["letter", "place"],
    *rows(text) {
      try {
        for (const [place, letter] of [...text].entries()) yield [letter, place];
      } finally {
        closed++;
      }
    },
  });
  const joined = db.prepare("SELECT name, letter FROM people, letters(name) WHERE place = 0 ORDER BY people.id");
  assert.deepEqual(joined.raw().all(), [["Ada", "A"], ["Grace", "G"], ["Linus", "L"]]);
  assert.equal(closed, 3);
  for (const _ of db.prepare("SELECT * FROM letters('xyz')").iterate()) break;
  const reason = new Error("mine");
  db.table("failing", { columns: ["x"], *rows() { yield [1]; throw reason; } });
  assert.throws(() => db.prepare("SELECT * FROM failing").all(), (error) => error === reason);
  db.table("wrong", { columns: ["x", "y"], *rows() { yield { x: 1, z: 2 }; } });
  assert.throws(() => db.prepare("SELECT * FROM wrong").all(), /undeclared column "z"/);
  db.table("odd", { columns: ["x"], *rows() { yield [Symbol("s")]; } });
  assert.throws(() => db.prepare("SELECT * FROM odd").all(), { name: "TypeError", message: /yielded an invalid value/ });
  // Made by CREATE VIRTUAL TABLE, from a function.
  db.table("split", function (...words) {
    assert.equal(this.table, "mine");
    return { columns: ["word"], *rows() { for (const word of words) yield [word]; } };
  });
  assert.throws(() => db.prepare("SELECT * FROM split"), SqliteError);
  db.exec("CREATE VIRTUAL TABLE mine USING split(a, b c, 'd')");
  assert.deepEqual(db.prepare("SELECT rowid, word FROM mine").raw().all(), [[1, "a"], [2, "b c"], [3, "'d'"]]);
  db.exec("DROP TABLE mine");
  // A connection is no tool of its own tables.
  db.table("reenter", { columns: ["x"], *rows() { yield [db.prepare("SELECT 1").pluck().get()]; } });
  assert.throws(() => db.prepare("SELECT * FROM reenter").all(), { message: /busy executing a query/ });
  db.table("direct", { columns: ["x"], directOnly: true, *rows() { yield [1]; } });
  db.exec("CREATE VIEW seen AS SELECT * FROM direct");
  assert.equal(db.prepare("SELECT * FROM direct").pluck().get(), 1);
  assert.throws(() => db.prepare("SELECT * FROM seen").all(), { code: "SQLITE_ERROR", message: /unsafe use/ });
  for (const bad of [{ columns: [], *rows() {} }, { columns: ["a", "a"], *rows() {} }, { columns: ["a"], rows() {} }, { *rows() {} }]) {
    assert.throws(() => db.table("bad", bad), /table definition/);
  }
  db.close();
});

test("extensions are loaded where that is allowed", (t) => {
  const place = folder(t);
  const source = join(place, "seven.c");
  writeFileSync(source, `
    #include <sqlite3ext.h>
    SQLITE_EXTENSION_INIT1
    static void seven(sqlite3_context *context, int count, sqlite3_value **values) {
      (void)count; (void)values;
      sqlite3_result_int(context, 7);
    }
    int sqlite3_seven_init(sqlite3 *db, char **message, const sqlite3_api_routines *api) {
      (void)message;
      SQLITE_EXTENSION_INIT2(api);
      return sqlite3_create_function_v2(db, "seven", 0, SQLITE_UTF8, 0, seven, 0, 0, 0);
    }`);
  const library = join(place, "seven.so");
  execFileSync("cc", ["-shared", "-fPIC", source, "-o", library]);
  const db = new Database(":memory:", { allowExtension: true });
  assert.equal(db.loadExtension(library), db);
  assert.equal(db.prepare("SELECT seven()").pluck().get(), 7);
  assert.throws(() => db.loadExtension(join(place, "missing")), { code: "SQLITE_ERROR", message: /missing/ });
  // SQL itself loads none.
  assert.throws(() => db.prepare("SELECT load_extension(?)").get(library), { message: /not authorized/ });
  const closed = new Database(":memory:");
  assert.throws(() => closed.loadExtension(library), { name: "TypeError", message: /allowExtension/ });
  for (const each of [db, closed]) each.close();
});

test("what can ruin a file is for unsafeMode", (t) => {
  const db = new Database(join(folder(t), "unsafe.db"));
  db.exec("CREATE TABLE t (a)");
  db.pragma("journal_mode = OFF");
  assert.equal(db.pragma("journal_mode", { simple: true }), "delete");
  db.unsafeMode().pragma("journal_mode = OFF");
  assert.equal(db.pragma("journal_mode", { simple: true }), "off");
  assert.throws(() => db.unsafeMode("yes"), TypeError);
  db.close();
});

test("the addon may be named", { skip: typeof Bun !== "undefined" }, async () => {
  const script = `
    const Database = require(${JSON.stringify(join(root, "dist/sqlite/index.js"))});
    const db = new Database(":memory:", { nativeBinding: process.argv[1] });
    console.log(db.prepare("SELECT 1").pluck().get());`;
  const run = (path, env = {}) =>
    promisify(execFile)(process.execPath, ["-e", script, path], { env: { ...process.env, ...env } });
  const built = join(root, "../../build/node/noormme.node");
  assert.equal((await run(built, { NOORMME_ADDON: "/nowhere.node" })).stdout.trim(), "1");
  await assert.rejects(run("/nowhere.node"), /nowhere\.node/);
  assert.throws(() => new Database(":memory:", { nativeBinding: 5 }), TypeError);
});
