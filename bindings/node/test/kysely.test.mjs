// noormme/kysely by the calls Kysely makes of a dialect. Kysely itself is the application's, and not here: its four
// classes are stood in for, as far as they are extended.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { BLOG, databaseFile, NOORMME } from "./package.mjs";

const { NoormmeDialect } = createRequire(import.meta.url)("../dist/kysely/index.js");

class SqliteAdapter {
  get supportsReturning() { return true; }
  get supportsMultipleConnections() { return false; }
}
class SqliteQueryCompiler {
  text = "";
  append(text) { this.text += text; }
  visitOffset(node) { this.append(`offset ${node.value}`); }
}
class SqliteIntrospector { constructor(db) { this.db = db; } }
class Kysely { constructor(config) { this.config = config; } }
const kysely = { Kysely, SqliteAdapter, SqliteQueryCompiler, SqliteIntrospector };

function open(t, path = databaseFile(t, BLOG)) {
  const db = new NOORMME(path);
  t.after(() => db.close());
  const driver = new NoormmeDialect(db, { kysely }).createDriver();
  return { db, driver };
}

const query = (sql, ...parameters) => ({ sql, parameters, query: { kind: "RawNode" }, queryId: { queryId: "1" } });

test("queries outside of transactions", async (t) => {
  const { driver } = open(t);
  await driver.init();
  const connection = await driver.acquireConnection();
  assert.deepEqual(await connection.executeQuery(query("select id, name from users where age > ? order by id", 30)), {
    rows: [{ id: 1, name: "Ann" }, { id: 2, name: "Bob" }],
  });
  assert.deepEqual(await connection.executeQuery(query("insert into users (email) values (?)", "x@y")), {
    rows: [], numAffectedRows: 1n, insertId: 4n,
  });
  assert.deepEqual(await connection.executeQuery(query("update users set age = 1 returning id")), {
    rows: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }], numAffectedRows: 4n, insertId: 4n,
  });
  assert.equal((await connection.executeQuery(query("delete from users where id = 99"))).numAffectedRows, 0n);
  await assert.rejects(connection.executeQuery(query("begin")), { name: "ProgrammingError" });
  await driver.releaseConnection(connection);
});

test("transactions and savepoints", async (t) => {
  const { db, driver } = open(t);
  const names = async () => (await db.sql`SELECT name FROM users WHERE id > 3 ORDER BY id`).map((row) => row.name);
  const insert = (connection, name) => connection.executeQuery(query("insert into users (email, name) values (?, ?)", name, name));
  const one = await driver.acquireConnection();
  const other = await driver.acquireConnection();
  await driver.beginTransaction(one, {});
  await insert(one, "a");
  assert.deepEqual(await names(), []);
  assert.equal((await other.executeQuery(query("select count(*) as n from users"))).rows[0].n, 3);
  // Another one that writes waits for its turn.
  const begun = driver.beginTransaction(other, {}).then(() => insert(other, "z"));
  await driver.savepoint(one, "s");
  await insert(one, "b");
  await driver.savepoint(one, "s2");
  await insert(one, "c");
  await driver.rollbackToSavepoint(one, "s2");
  await insert(one, "d");
  await driver.rollbackToSavepoint(one, "s");
  await assert.rejects(driver.releaseSavepoint(one, "s2"), { name: "MisuseError" });
  await insert(one, "e");
  await driver.releaseSavepoint(one, "s");
  await driver.commitTransaction(one);
  assert.deepEqual(await names(), ["a", "e"]);
  await begun;
  await driver.rollbackTransaction(other);
  assert.deepEqual(await names(), ["a", "e"]);
  // A failed COMMIT ends the transaction.
  await driver.beginTransaction(one, {});
  await one.executeQuery(query("pragma defer_foreign_keys = on"));
  await one.executeQuery(query("insert into posts (title, author_id) values ('x', 99)"));
  await assert.rejects(driver.commitTransaction(one), { code: "FOREIGN_KEY" });
  await driver.beginTransaction(one, {});
  await insert(one, "f");
  // Given back without an end: rolled back.
  await driver.releaseConnection(one);
  assert.deepEqual(await names(), ["a", "e"]);
  await driver.beginTransaction(other, { accessMode: "read only" });
  await assert.rejects(insert(other, "g"), { code: "READ_ONLY" });
  await insert(one, "h");
  assert.equal((await other.executeQuery(query("select count(*) as n from users"))).rows[0].n, 5);
  await driver.commitTransaction(other);
});

for (const kind of ["a file", "memory"]) {
  test(`streams: ${kind}`, async (t) => {
    const { db, driver } = open(t, kind === "memory" ? ":memory:" : undefined);
    await db.exec("CREATE TABLE n (i); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 1000) INSERT INTO n SELECT i FROM c");
    const connection = await driver.acquireConnection();
    const sizes = [];
    let sum = 0;
    for await (const { rows } of connection.streamQuery(query("select i from n where i > ?", 0), 300)) {
      sizes.push(rows.length);
      for (const { i } of rows) sum += i;
      await db.sql`INSERT INTO n VALUES (${-1})`;
    }
    assert.deepEqual(sizes, [300, 300, 300, 100]);
    assert.equal(sum, 500500);
    for await (const { rows } of connection.streamQuery(query("select i from n"), 1)) {
      assert.equal(rows.length, 1);
      break;
    }
    await driver.beginTransaction(connection, {});
    await connection.executeQuery(query("insert into n values (5000)"));
    const seen = [];
    for await (const { rows } of connection.streamQuery(query("select max(i) as i from n"), 10)) seen.push(...rows);
    assert.deepEqual(seen, [{ i: 5000 }]);
    // One that is left in the middle does not keep the transaction from its end.
    const left = connection.streamQuery(query("select i from n"), 2);
    await left.next();
    await driver.commitTransaction(connection);
    await assert.rejects(left.next(), (error) => /TRANSACTION_ENDED|PROGRAMMING_ERROR/.test(error.code));
    await assert.rejects(async () => {
      for await (const _ of connection.streamQuery(query("select nonsense"), 2));
    }, { name: "OperationalError" });
    if (kind === "a file") {
      await assert.rejects(async () => {
        for await (const _ of connection.streamQuery(query("delete from n returning i"), 2));
      }, { name: "ProgrammingError" });
    }
    await db.sql`DELETE FROM n`;
  });
}

test("the dialect's other parts are the application's Kysely, with SQLite's abilities", (t) => {
  const { db } = open(t);
  const dialect = new NoormmeDialect(db, { kysely });
  const adapter = dialect.createAdapter();
  assert.ok(adapter instanceof SqliteAdapter);
  assert.equal(adapter.supportsReturning, true);
  assert.equal(adapter.supportsMultipleConnections, true);
  assert.equal(adapter.supportsTransactionalDdl, true);
  const compiled = (parentNode) => {
    const compiler = Object.assign(dialect.createQueryCompiler(), { parentNode });
    compiler.visitOffset({ value: 5 });
    return compiler.text;
  };
  assert.equal(compiled({ kind: "SelectQueryNode" }), "limit -1 offset 5");
  assert.equal(compiled({ kind: "SelectQueryNode", limit: {} }), "offset 5");
  const target = {};
  assert.equal(dialect.createIntrospector(target).db, target);
});

test("getKysely", async (t) => {
  const { db } = open(t);
  const instance = db.getKysely(kysely);
  assert.ok(instance instanceof Kysely);
  assert.equal(db.getKysely(kysely), instance);
  assert.ok(instance.config.dialect instanceof NoormmeDialect);
  const connection = await instance.config.dialect.createDriver().acquireConnection();
  assert.deepEqual((await connection.executeQuery(query("select 1 as one"))).rows, [{ one: 1 }]);
  // Kysely is not installed here.
  assert.throws(() => db.getKysely(), { name: "NoormmeError", message: /kysely could not be loaded.*npm install kysely/s });
  assert.throws(() => new NoormmeDialect({}), { name: "MisuseError" });
});
