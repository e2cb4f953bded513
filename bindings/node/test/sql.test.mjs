// Raw SQL: the tag, execute, exec, and what the shared connections refuse.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { BLOG, databaseFile, DataError, F, NOORMME, NoormmeError, ProgrammingError, UniqueViolation, date, decimal, root, select, sql } from "./package.mjs";

function open(t, options = {}) {
  const path = databaseFile(t, BLOG);
  const db = new NOORMME({ path, ...options });
  t.after(() => db.close());
  return db;
}

test("the tag makes parameters of values", async (t) => {
  const db = open(t);
  const name = "Ann'; DROP TABLE users; --";
  assert.deepEqual(await db.sql`SELECT ${name} AS name, ${1} + ${2n} AS three, ${null} AS none`, [
    { name, three: 3, none: null },
  ]);
  assert.deepEqual(await db.sql`SELECT id, name FROM users WHERE age > ${30} ORDER BY id`, [
    { id: 1, name: "Ann" },
    { id: 2, name: "Bob" },
  ]);
  assert.deepEqual(await db.sql`UPDATE users SET age = 50 WHERE id = ${1}`, []);
  assert.deepEqual(await db.sql`UPDATE users SET age = age + ${1} WHERE id = ${1} RETURNING age`, [{ age: 51 }]);
});

test("fragments compose, names are quoted, lists are joined", async (t) => {
  const db = open(t);
  const adult = sql`${sql.id("users", "age")} >= ${18}`;
  const wanted = sql`${adult} AND id IN (${sql.join([1, 2, 3])})`;
  const query = sql`SELECT id FROM ${sql.id("users")} WHERE ${wanted} ORDER BY ${sql.raw("id DESC")}`;
  assert.deepEqual(query.compile(), {
    text: 'SELECT id FROM "users" WHERE "users"."age" >= ? AND id IN (?, ?, ?) ORDER BY id DESC',
    values: [18, 1, 2, 3],
  });
  assert.deepEqual((await db.execute(query)).rows, [{ id: 2 }, { id: 1 }]);
  assert.deepEqual(await db.sql`SELECT id FROM users WHERE ${wanted} LIMIT ${1}`, [{ id: 1 }]);
  const conditions = [sql`age > ${1}`, sql`name = ${"Ann"}`];
  assert.equal(sql`${sql.join(conditions, sql` AND `)}`.toString(), "age > ? AND name = ?");
  assert.equal(sql`a${sql.empty}b`.toString(), "ab");
  assert.equal(sql.id('odd"name').toString(), '"odd""name"');
  for (const call of [
    () => sql("SELECT 1"), () => sql(["SELECT 1"]), () => db.sql, () => sql.id(), () => sql.id(""), () => sql.id(5),
    () => sql.join("abc"), () => sql.join([1], ", "), () => sql.raw(5),
  ].filter((_, index) => index !== 2)) {
    assert.throws(call, { name: "QueryTypeError" });
  }
  await assert.rejects(db.sql("SELECT 1"), { name: "QueryTypeError", message: /is a tag/ });
});

test("what a client sends never becomes text", async (t) => {
  const db = open(t);
  const bodies = [
    { text: ["DROP TABLE users"], values: [] }, { "#text": ["x"] }, { $raw: "1" }, { strings: ["a"], raw: ["a"] },
    [sql`1`], ["a"], { toString: () => "DROP TABLE users" }, Symbol("x"), () => 1, undefined, NaN,
    F("age"),
  ];
  for (const body of bodies) await assert.rejects(db.sql`SELECT ${body}`, NoormmeError);
  assert.deepEqual(await db.sql`SELECT ${JSON.stringify(bodies[0])} AS j`, [{ j: JSON.stringify(bodies[0]) }]);
});

test("execute: by position, by name, with what it did", async (t) => {
  const db = open(t);
  const inserted = await db.execute("INSERT INTO users (email, age) VALUES (?, ?), (?, ?)", ["x@y.z", 1, "y@y.z", 2]);
  assert.deepEqual(inserted, { rows: [], columns: [], types: [], changes: 2, lastInsertRowid: 5 });
  const found = await db.execute("SELECT id, age AS years, 1 + 1 AS two FROM users WHERE email = :email OR id = $id ORDER BY id", {
    email: "x@y.z", id: 1,
  });
  assert.deepEqual(found.rows, [{ id: 1, years: 31, two: 2 }, { id: 4, years: 1, two: 2 }]);
  assert.deepEqual(found.columns, ["id", "years", "two"]);
  assert.deepEqual(found.types, ["INTEGER", "INTEGER", null]);
  assert.equal(found.changes, 0);
  assert.deepEqual(db.executeSync("SELECT count(*) AS n FROM users").rows, [{ n: 5 }]);
  assert.equal((await db.execute("WITH old AS (SELECT 1 AS id) DELETE FROM users WHERE id > 3")).changes, 2);
  assert.equal((await db.execute("CREATE TABLE other (a)")).changes, 0);
  assert.equal((await db.execute("SELECT 1 AS \"__proto__\", 2 AS x")).rows[0].x, 2);
});

test("values keep their kind", async (t) => {
  const db = open(t);
  const kinds = async (value) => Object.values((await db.sql`SELECT ${value} AS v, typeof(${value}) AS t`)[0]);
  assert.deepEqual(await kinds(1), [1, "integer"]);
  assert.deepEqual(await kinds(1.5), [1.5, "real"]);
  assert.deepEqual(await kinds(2 ** 60), [BigInt(2 ** 60), "integer"]);
  assert.deepEqual(await kinds(1e20), [1e20, "real"]);
  assert.deepEqual(await kinds(-1e300), [-1e300, "real"]);
  assert.deepEqual(await kinds(true), [1, "integer"]);
  assert.deepEqual(await kinds(9007199254740993n), [9007199254740993n, "integer"]);
  assert.deepEqual(await kinds(Infinity), [Infinity, "real"]);
  assert.deepEqual(await kinds(new Uint8Array([1, 2])), [new Uint8Array([1, 2]), "blob"]);
  assert.deepEqual(await kinds(new Date("2024-05-06T07:08:09Z")), ["2024-05-06 07:08:09", "text"]);
  assert.deepEqual(await kinds(date("2024-05-06")), ["2024-05-06", "text"]);
  assert.deepEqual(await kinds(decimal("1.5")), [1.5, "real"]);
  assert.deepEqual(await kinds("zażółć"), ["zażółć", "text"]);
  await assert.rejects(kinds(2n ** 70n), DataError);
});

test("types turn columns into what they mean", async (t) => {
  const db = open(t);
  const types = { is_active: "boolean", created_at: "datetime", id: "bigint", j: "json" };
  const { rows } = await db.execute(
    "SELECT id, is_active, created_at, '{\"a\":[1]}' AS j FROM users ORDER BY id LIMIT 1", [], { types },
  );
  assert.deepEqual(rows, [{ id: 1n, is_active: true, created_at: new Date("2024-01-02T03:04:05Z"), j: { a: [1] } }]);
  await assert.rejects(db.execute("SELECT 5 AS b", [], { types: { b: "boolean" } }), { name: "DataError", field: "b" });
});

test("errors have codes, and no values", async (t) => {
  const db = open(t);
  const secret = "hunter2";
  await assert.rejects(db.sql`INSERT INTO users (email) VALUES (${"ann@example.com"}), (${secret})`, (error) => {
    assert.ok(error instanceof UniqueViolation);
    assert.equal(error.model, "users");
    assert.equal(error.field, "email");
    assert.ok(!error.message.includes("ann@"));
    return true;
  });
  await assert.rejects(db.sql`SELEC ${secret}`, { name: "OperationalError", code: "OPERATIONAL", message: /syntax error/ });
  await assert.rejects(db.execute("SELECT ?", []), { name: "ProgrammingError", message: "The statement has 1 parameter, 0 are given." });
  for (const [text, parameters] of [
    ["SELECT ?, ?", [1]], ["SELECT ?", [1, 2]], ["SELECT ?", { a: 1 }], ["SELECT :a", { b: 1 }],
    ["SELECT :a", { a: 1, b: 2 }], ["SELECT 1; SELECT 2"], [""], ["-- nothing"], ["SELECT 1\0"],
  ]) {
    await assert.rejects(db.execute(text, parameters), ProgrammingError, text);
    assert.throws(() => db.executeSync(text, parameters), ProgrammingError, text);
  }
  assert.deepEqual((await db.execute("SELECT 1 AS a; -- the end")).rows, [{ a: 1 }]);
  await assert.rejects(db.execute(5), { name: "QueryTypeError" });
  await assert.rejects(db.execute(sql`SELECT 1`, []), { name: "QueryTypeError" });
});

test("shared connections keep nothing", async (t) => {
  const db = open(t);
  for (const text of [
    "BEGIN", "  /* x */ begin immediate", "; COMMIT", "-- a\nEND", "ROLLBACK", "SAVEPOINT a", "RELEASE a", "ROLLBACK TO a",
    "ATTACH ':memory:' AS x", "DETACH x", "PRAGMA foreign_keys = OFF", "PRAGMA main.query_only(1)", "PRAGMA busy_timeout=1",
    'pragma "journal_mode" = delete', "PRAGMA synchronous = OFF",
  ]) {
    await assert.rejects(db.execute(text), { name: "ProgrammingError", errno: 215 }, text);
    assert.throws(() => db.executeSync(text), { name: "ProgrammingError" }, text);
  }
  assert.deepEqual(await db.sql`PRAGMA foreign_keys`, [{ foreign_keys: 1 }]);
  assert.equal((await db.sql`PRAGMA table_info(users)`).length, 8);
  await db.execute("PRAGMA user_version = 5");
  assert.deepEqual(db.executeSync("PRAGMA user_version").rows, [{ user_version: 5 }]);
  await db.execute("VACUUM");
  db.executeSync("VACUUM");
  await db.execute("EXPLAIN BEGIN");
});

test("scripts", async (t) => {
  const db = open(t);
  await db.exec("CREATE TABLE a (x); INSERT INTO a VALUES (1); BEGIN; INSERT INTO a VALUES (2); COMMIT;");
  assert.equal(await db.model("a").objects.count(), 2);
  await assert.rejects(db.exec("INSERT INTO a VALUES (3); SELEC; INSERT INTO a VALUES (4)"), { name: "OperationalError" });
  assert.equal(await db.model("a").objects.count(), 3);
  await assert.rejects(db.exec("BEGIN; INSERT INTO a VALUES (5)"), { name: "ProgrammingError", message: /left a transaction open/ });
  assert.throws(() => db.execSync("BEGIN; INSERT INTO a VALUES (5); SELEC"), { name: "OperationalError" });
  assert.equal(await db.model("a").objects.count(), 3);
  // A dump begins so. The setting does not outlive it, whatever became of it.
  await db.exec("PRAGMA foreign_keys=OFF; BEGIN; INSERT INTO posts (title, author_id) VALUES ('orphan', 99); COMMIT");
  await assert.rejects(db.exec("PRAGMA foreign_keys=OFF; BEGIN; SELEC"), NoormmeError);
  await assert.rejects(db.sql`INSERT INTO posts (title, author_id) VALUES ('no', 98)`, { code: "FOREIGN_KEY" });
  await assert.rejects(db.exec("ATTACH ':memory:' AS x"), ProgrammingError);
  db.execSync("");
  await assert.rejects(db.exec(["x"]), { name: "QueryTypeError" });
});

test("a schema changed by SQL is seen by query sets", async (t) => {
  const db = open(t);
  assert.equal(await db.model("users").objects.count(), 3);
  await db.execute("CREATE TABLE fresh (id INTEGER PRIMARY KEY, name TEXT)");
  assert.deepEqual(await db.model("fresh").objects.create({ name: "a" }), { id: 1, name: "a" });
  await db.exec("ALTER TABLE fresh ADD COLUMN age INT DEFAULT 7");
  assert.deepEqual(await db.model("fresh").objects.get({ id: 1 }), { id: 1, name: "a", age: 7 });
});

test("describe runs nothing", async (t) => {
  const db = open(t);
  assert.deepEqual(db.describe("SELECT name AS who, 1 FROM users WHERE id = :id AND age > ?"), {
    readonly: true,
    returnsRows: true,
    columns: [
      { name: "who", column: "name", table: "users", database: "main", type: "TEXT" },
      { name: "1", column: null, table: null, database: null, type: null },
    ],
    parameters: [":id", null],
  });
  const remove = db.describe("DELETE FROM users");
  assert.equal(remove.readonly, false);
  assert.equal(remove.returnsRows, false);
  assert.equal(await db.model("users").objects.count(), 3);
});

test("read-only databases, databases in memory", async (t) => {
  const path = databaseFile(t, BLOG);
  const db = new NOORMME({ path, readOnly: true });
  assert.equal((await db.sql`SELECT count(*) AS n FROM users`)[0].n, 3);
  await assert.rejects(db.sql`DELETE FROM users`, { code: "READ_ONLY" });
  await assert.rejects(db.sql`WITH x AS (SELECT 1) DELETE FROM users`, { code: "READ_ONLY" });
  await assert.rejects(db.exec("DELETE FROM users"), { code: "READ_ONLY" });
  await db.close();
  await assert.rejects(db.sql`SELECT 1`, { name: "ClosedError" });
  const memory = new NOORMME(":memory:");
  await memory.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  assert.deepEqual(await memory.sql`SELECT a FROM t`, [{ a: 1 }]);
  assert.deepEqual(await memory.sql`WITH x AS (SELECT 2 AS a) INSERT INTO t SELECT a FROM x RETURNING a`, [{ a: 2 }]);
  await memory.close();
});

test("what another connection has written is read at once", async (t) => {
  const db = open(t);
  const other = open(t, { path: db.path, share: false });
  for (let age = 100; age < 300; age++) {
    await other.sql`UPDATE users SET age = ${age} WHERE id = 1`;
    assert.deepEqual(await db.sql`SELECT age FROM users WHERE id = 1`, [{ age }]);
    assert.deepEqual(db.executeSync("SELECT age FROM users WHERE id = 1").rows, [{ age }]);
  }
  await other.sql`ALTER TABLE users ADD COLUMN more INTEGER DEFAULT 7`;
  assert.equal((await db.sql`SELECT * FROM users WHERE id = 1`)[0].more, 7);
});

test("answers of any size, on this thread and on others", async (t) => {
  const db = open(t);
  const text = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
    SELECT i, iif(i % 3, 'ż' || i, NULL) AS t, CAST(i AS BLOB) AS b, i + 9007199254740993 AS big, i AS "__proto__" FROM n`;
  const row = (i) => {
    const big = BigInt(i) + 9007199254740993n;
    const own = { i, t: i % 3 ? `ż${i}` : null, b: new TextEncoder().encode(String(i)), big };
    return Object.defineProperty(own, "__proto__", { value: i, enumerable: true, writable: true, configurable: true });
  };
  for (const count of [1, 2, 127, 128, 129, 3000]) {
    const rows = Array.from({ length: count }, (_, at) => row(at + 1));
    for (const [where, answer] of [
      ["sync", db.executeSync(text, [count])],
      ["promised", await db.execute(text, [count])],
      ["in a transaction", await db.transaction((tx) => tx.execute(text, [count]))],
      ["in one that is synchronous", db.transactionSync(() => db.executeSync(text, [count]))],
    ]) {
      assert.deepEqual(answer.rows, rows, `${count} rows, ${where}`);
      assert.deepEqual(answer.columns, ["i", "t", "b", "big", "__proto__"]);
      assert.deepEqual([answer.changes, answer.lastInsertRowid], [0, 0]);
    }
  }
  const id = 2n ** 60n;
  assert.equal((await db.sql`SELECT 1 AS a, 2 AS a`)[0].a, 2);
  const { lastInsertRowid, rows } = await db.execute("INSERT INTO users (id, email) VALUES (?, 'z') RETURNING id", [id]);
  assert.deepEqual([lastInsertRowid, rows], [id, [{ id }]]);
});

test("a statement's columns follow the schema, also in one that is known", async (t) => {
  const db = open(t);
  const text = "SELECT * FROM other";
  for (const [change, row] of [
    ["CREATE TABLE other AS SELECT 1 AS a", { a: 1 }],
    ["ALTER TABLE other ADD COLUMN b TEXT DEFAULT 'x'", { a: 1, b: "x" }],
    ["DROP TABLE other; CREATE TABLE other (c, d INTEGER); INSERT INTO other VALUES (3, 4)", { c: 3, d: 4 }],
    ["ALTER TABLE other RENAME COLUMN c TO e", { e: 3, d: 4 }],
  ]) {
    await db.exec(change);
    for (let round = 0; round < 3; round++) {
      assert.deepEqual(db.executeSync(text).rows, [row]);
      assert.deepEqual((await db.execute(text)).rows, [row]);
      assert.deepEqual(await db.transaction(async (tx) => [(await tx.execute(text)).rows, db.executeSync(text).rows]), [[row], [row]]);
      assert.deepEqual(await Promise.all([1, 2, 3, 4].map(() => db.execute(text).then(({ columns }) => columns))), Array(4).fill(Object.keys(row)));
    }
  }
});

test("many at once", async (t) => {
  const db = open(t);
  await Promise.all(Array.from({ length: 300 }, (_, i) =>
    i % 3 ? db.sql`SELECT ${i} AS i` : db.sql`INSERT INTO users (email) VALUES (${`u${i}@x`})`));
  assert.equal(await db.model("users").objects.count(), 103);
  await db.close();
  assert.deepEqual(select(db.path, "SELECT count(*) FROM users"), [[103]]);
});

test("a process ends when nothing is under way, and waits for what is", async (t) => {
  const path = databaseFile(t, BLOG);
  const script = `
    import { NOORMME } from ${JSON.stringify(`${root}/dist/index.mjs`)};
    const db = new NOORMME(${JSON.stringify(path)});
    await db.sql\`SELECT 1\`;
    db.sql\`INSERT INTO users (email) VALUES ('late@x') RETURNING email\`.then(([row]) => console.log(row.email));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { timeout: 20000 });
  assert.equal(stdout.trim(), "late@x");
});

test("worker threads may end while statements run", { skip: typeof Bun !== "undefined" }, async (t) => {
  const { Worker } = await import("node:worker_threads");
  const path = databaseFile(t, BLOG);
  const source = `
    const { parentPort } = require("node:worker_threads");
    const { NOORMME } = require(${JSON.stringify(`${root}/dist/index.js`)});
    const db = new NOORMME(${JSON.stringify(path)});
    const slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT sum(i) FROM n";
    db.sql\`SELECT 1\`.then(() => {
      for (let i = 0; i < 50; i++) db.execute(slow).catch(() => {});
      parentPort.postMessage("go");
    });`;
  for (let round = 0; round < 6; round++) {
    const worker = new Worker(source, { eval: true });
    await new Promise((resolve, reject) => { worker.once("message", resolve); worker.once("error", reject); });
    await worker.terminate();
  }
});
