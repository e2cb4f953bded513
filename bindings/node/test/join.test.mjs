// SQL, Kysely and better-auth inside the database's own transactions.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { folder, NOORMME } from "./package.mjs";

const require = createRequire(import.meta.url);
const { NoormmeDialect } = require("../dist/kysely/index.js");
const { noormmeAdapter } = require("../dist/better-auth/index.js");

const kysely = {
  Kysely: class {}, SqliteAdapter: class {}, SqliteQueryCompiler: class {}, SqliteIntrospector: class {},
};
const createAdapterFactory = ({ config, adapter }) => () => ({
  ...adapter({ getFieldName: ({ field }) => field }),
  transaction: config.transaction,
});
const query = (sql, ...parameters) => ({ sql, parameters });

async function open(t) {
  const db = new NOORMME({ path: join(folder(t), "join.db"), busyTimeout: 2000 });
  t.after(() => db.close());
  await db.exec("CREATE TABLE t (id TEXT PRIMARY KEY, a INTEGER)");
  const ids = async () => (await db.sql`SELECT id FROM t ORDER BY id`).map((row) => row.id).join("");
  return { db, ids };
}

test("SQL joins the transaction around it", async (t) => {
  const { db, ids } = await open(t);
  await db.transaction(async () => {
    await db.sql`INSERT INTO t VALUES (${"a"}, 1)`;
    await db.exec("INSERT INTO t VALUES ('b', 1); INSERT INTO t VALUES ('c', 1)");
    db.executeSync("INSERT INTO t VALUES ('d', 1)");
    assert.equal(await ids(), "abcd");
    await assert.rejects(db.execute("COMMIT"), { name: "ProgrammingError" });
    await assert.rejects(db.exec("INSERT INTO t VALUES ('e', 1); SELEC"), { name: "OperationalError" });
    assert.equal(await ids(), "abcd");
  });
  await assert.rejects(db.transaction(async () => {
    await db.sql`DELETE FROM t`;
    throw new Error("no");
  }), { message: "no" });
  assert.equal(await ids(), "abcd");
});

test("transactions of Kysely and better-auth are savepoints in it", async (t) => {
  const { db, ids } = await open(t);
  const driver = new NoormmeDialect(db, { kysely }).createDriver();
  const adapter = noormmeAdapter(db, { createAdapterFactory })({});
  await db.transaction(async () => {
    const connection = await driver.acquireConnection();
    const insert = (id) => connection.executeQuery(query("INSERT INTO t VALUES (?, 1)", id));
    await insert("a");
    await driver.beginTransaction(connection, {});
    await insert("b");
    await driver.rollbackTransaction(connection);
    await driver.beginTransaction(connection, {});
    await insert("c");
    await driver.savepoint(connection, "s");
    await insert("d");
    await driver.rollbackToSavepoint(connection, "s");
    await driver.commitTransaction(connection);
    await driver.beginTransaction(connection, {});
    await insert("e");
    await driver.releaseConnection(connection);
    let rows = 0;
    for await (const batch of connection.streamQuery(query("SELECT * FROM t"), 1)) rows += batch.rows.length;
    assert.equal(rows, 2);
    await adapter.transaction((inside) => inside.create({ model: "t", data: { id: "f" } }));
    await assert.rejects(adapter.transaction(async (inside) => {
      await inside.create({ model: "t", data: { id: "g" } });
      throw new Error("no");
    }), { message: "no" });
    assert.equal(await ids(), "acf");
  });
  assert.equal(await ids(), "acf");
});
