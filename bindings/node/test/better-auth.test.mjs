// noormme/better-auth by better-auth's contract of a CustomAdapter. The factory is better-auth's, and not here: a small
// one stands in for it, which maps field names and hands the adapter on.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { folder, NOORMME } from "./package.mjs";

const require = createRequire(import.meta.url);
const { noormmeAdapter } = require("../dist/better-auth/index.js");
const { createSchema } = require("../dist/better-auth/schema.js");

const createAdapterFactory = ({ config, adapter }) => (options) => ({
  ...adapter({ getFieldName: ({ field }) => options.names?.[field] ?? field }),
  config,
  transaction: config.transaction,
});

const TABLES = `
CREATE TABLE user (id TEXT PRIMARY KEY, name TEXT, email TEXT NOT NULL UNIQUE, emailVerified INTEGER, age INTEGER, createdAt DATE);
CREATE TABLE session (id TEXT PRIMARY KEY, userId TEXT REFERENCES user (id) ON DELETE CASCADE, token TEXT);
CREATE TABLE verification (id TEXT PRIMARY KEY, identifier TEXT, value TEXT, remaining INTEGER, lastUsed TEXT);`;

async function open(t, options = {}) {
  const db = new NOORMME(join(folder(t), "auth.db"));
  t.after(() => db.close());
  await db.exec(TABLES);
  return { db, adapter: noormmeAdapter(db, { createAdapterFactory })(options) };
}

const names = ["Ann", "Bob", "ann", "A%n", "A_n", "Éva", null];

async function withUsers(t, options) {
  const opened = await open(t, options);
  for (const [index, name] of names.entries()) {
    await opened.adapter.create({
      model: "user",
      data: { id: `u${index}`, name, email: `u${index}@x.y`, emailVerified: index % 2, age: index * 10 },
    });
  }
  const find = async (...where) =>
    (await opened.adapter.findMany({ model: "user", where, limit: 100, sortBy: { field: "id", direction: "asc" } }))
      .map((row) => names[Number(row.id.slice(1))]);
  return { ...opened, find };
}

test("what the adapter says of itself", async (t) => {
  const { adapter } = await open(t);
  const { adapterId, supportsBooleans, supportsDates, supportsJSON, supportsNumericIds, transaction } = adapter.config;
  assert.equal(adapterId, "noormme");
  assert.deepEqual([supportsBooleans, supportsDates, supportsJSON, supportsNumericIds], [false, false, false, true]);
  assert.equal(typeof transaction, "function");
});

test("create gives the stored row", async (t) => {
  const { adapter, db } = await open(t);
  const data = { id: "1", name: "Ann", email: "a@x", emailVerified: 1, createdAt: "2024-01-02T03:04:05.000Z", age: undefined };
  assert.deepEqual(await adapter.create({ model: "user", data }), { ...data, age: null });
  assert.deepEqual(await adapter.create({ model: "user", data: { id: "2", email: "b@x" }, select: ["id", "email"] }), { id: "2", email: "b@x" });
  await assert.rejects(adapter.create({ model: "user", data: { id: "3", email: "a@x" } }), { code: "UNIQUE", field: "email" });
  assert.deepEqual((await adapter.create({ model: "verification", data: {} })).identifier, null);
  assert.equal((await db.sql`SELECT count(*) AS n FROM user`)[0].n, 2);
  // What a Date, a list or an object would be, should one come.
  const row = await adapter.create({ model: "verification", data: { id: "v", value: ["a"], lastUsed: new Date(0), identifier: { a: 1 } } });
  assert.deepEqual([row.value, row.lastUsed, row.identifier], ['["a"]', "1970-01-01T00:00:00.000Z", '{"a":1}']);
});

test("every operator", async (t) => {
  const { find } = await withUsers(t);
  const is = (operator, value, more = {}) => find({ field: "name", operator, value, connector: "AND", ...more });
  assert.deepEqual(await find(), names);
  assert.deepEqual(await find({ field: "name", value: "Ann" }), ["Ann"]);
  assert.deepEqual(await is("eq", "Ann"), ["Ann"]);
  assert.deepEqual(await is("eq", null), [null]);
  assert.deepEqual(await is("ne", null), names.slice(0, -1));
  assert.deepEqual(await is("ne", "Ann"), ["Bob", "ann", "A%n", "A_n", "Éva"]);
  assert.deepEqual(await is("in", ["Ann", "Bob"]), ["Ann", "Bob"]);
  assert.deepEqual(await is("in", []), []);
  assert.deepEqual(await is("in", "Bob"), ["Bob"]);
  assert.deepEqual(await is("not_in", ["Ann", "Bob"]), ["ann", "A%n", "A_n", "Éva"]);
  for (const [operator, expected] of [["lt", [0, 1]], ["lte", [0, 1, 2]], ["gt", [3, 4, 5, 6]], ["gte", [2, 3, 4, 5, 6]]]) {
    assert.deepEqual(await find({ field: "age", operator, value: 20 }), expected.map((index) => names[index]), operator);
  }
  assert.deepEqual(await find({ field: "emailVerified", value: true }), ["Bob", "A%n", "Éva"]);
  await assert.rejects(find({ field: "name", operator: "like", value: "x" }), { name: "ValueError" });
  await assert.rejects(find({ field: "nothing", value: 1 }), { name: "OperationalError" });
});

test("text is matched as it is: no wildcards, and case counts unless it shall not", async (t) => {
  const { find } = await withUsers(t);
  const is = (operator, value, mode) => find({ field: "name", operator, value, mode });
  assert.deepEqual(await is("contains", "n"), ["Ann", "ann", "A%n", "A_n"]);
  assert.deepEqual(await is("contains", "A"), ["Ann", "A%n", "A_n"]);
  assert.deepEqual(await is("contains", "%"), ["A%n"]);
  assert.deepEqual(await is("contains", "_"), ["A_n"]);
  assert.deepEqual(await is("contains", "A%"), ["A%n"]);
  assert.deepEqual(await is("starts_with", "A"), ["Ann", "A%n", "A_n"]);
  assert.deepEqual(await is("starts_with", "A_"), ["A_n"]);
  assert.deepEqual(await is("ends_with", "nn"), ["Ann", "ann"]);
  assert.deepEqual(await is("ends_with", "%n"), ["A%n"]);
  for (const operator of ["contains", "starts_with", "ends_with"]) {
    assert.deepEqual(await is(operator, ""), names.slice(0, -1), operator);
    assert.deepEqual(await is(operator, "much longer than any name"), [], operator);
  }
  assert.deepEqual(await is("contains", "a", "insensitive"), ["Ann", "ann", "A%n", "A_n", "Éva"]);
  assert.deepEqual(await is("starts_with", "é", "insensitive"), ["Éva"]);
  assert.deepEqual(await is("ends_with", "VA", "insensitive"), ["Éva"]);
  assert.deepEqual(await is("eq", "ANN", "insensitive"), ["Ann", "ann"]);
  assert.deepEqual(await is("ne", "ANN", "insensitive"), ["Bob", "A%n", "A_n", "Éva"]);
  assert.deepEqual(await is("in", ["ANN", "ÉVA"], "insensitive"), ["Ann", "ann", "Éva"]);
  assert.deepEqual(await is("not_in", ["ANN", "ÉVA"], "insensitive"), ["Bob", "A%n", "A_n"]);
  // Injection ends as a value.
  assert.deepEqual(await is("contains", "' OR 1=1 --"), []);
});

test("AND and OR", async (t) => {
  const { find } = await withUsers(t);
  const age = (operator, value, connector) => ({ field: "age", operator, value, connector });
  assert.deepEqual(await find(age("gt", 10, "AND"), age("lt", 40, "AND")), ["ann", "A%n"]);
  assert.deepEqual(await find(age("eq", 0, "OR"), age("eq", 10, "OR")), ["Ann", "Bob"]);
  // One of the ORs, and all of the ANDs.
  assert.deepEqual(await find(age("gt", 0, "AND"), age("eq", 0, "OR"), age("eq", 10, "OR")), ["Bob"]);
});

test("findOne and findMany: select, order, limit, offset, names of columns", async (t) => {
  const { adapter } = await withUsers(t, { names: { mail: "email" } });
  const id = { field: "id", value: "u1" };
  assert.equal((await adapter.findOne({ model: "user", where: [id] })).name, "Bob");
  assert.equal(await adapter.findOne({ model: "user", where: [{ field: "id", value: "none" }] }), null);
  assert.deepEqual(await adapter.findOne({ model: "user", where: [id], select: ["mail", "age"] }), { email: "u1@x.y", age: 10 });
  const ids = async (call) => (await adapter.findMany({ model: "user", limit: 100, ...call })).map((row) => row.id);
  assert.deepEqual(await ids({ sortBy: { field: "mail", direction: "desc" }, limit: 2 }), ["u6", "u5"]);
  assert.deepEqual(await ids({ sortBy: { field: "id", direction: "asc" }, limit: 2, offset: 3 }), ["u3", "u4"]);
  assert.deepEqual(await ids({ sortBy: { field: "id", direction: "asc" }, limit: undefined, offset: 5 }), ["u5", "u6"]);
  assert.equal(await adapter.count({ model: "user" }), 7);
  assert.equal(await adapter.count({ model: "user", where: [{ field: "age", operator: "gt", value: 30 }] }), 3);
});

test("joins", async (t) => {
  const { adapter } = await withUsers(t);
  for (let index = 0; index < 6; index++) {
    await adapter.create({ model: "session", data: { id: `s${index}`, userId: index < 5 ? "u0" : "u1", token: `t${index}` } });
  }
  const join = (more = {}) => ({ session: { on: { from: "id", to: "userId" }, relation: "one-to-many", ...more } });
  const ann = await adapter.findOne({ model: "user", where: [{ field: "id", value: "u0" }], join: join() });
  assert.equal(ann.name, "Ann");
  assert.deepEqual(ann.session.map((row) => row.token), ["t0", "t1", "t2", "t3", "t4"]);
  assert.deepEqual(Object.keys(ann.session[0]), ["id", "userId", "token"]);
  const users = await adapter.findMany({
    model: "user", limit: 3, sortBy: { field: "id", direction: "asc" }, select: ["name"], join: join({ limit: 2 }),
  });
  assert.deepEqual(users, [
    { name: "Ann", session: [{ id: "s0", userId: "u0", token: "t0" }, { id: "s1", userId: "u0", token: "t1" }] },
    { name: "Bob", session: [{ id: "s5", userId: "u1", token: "t5" }] },
    { name: "ann", session: [] },
  ]);
  const toUser = { user: { on: { from: "userId", to: "id" }, relation: "one-to-one" } };
  const session = await adapter.findOne({ model: "session", where: [{ field: "token", value: "t5" }], join: toUser });
  assert.equal(session.user.name, "Bob");
  await adapter.create({ model: "session", data: { id: "s9", userId: null } });
  assert.equal((await adapter.findOne({ model: "session", where: [{ field: "id", value: "s9" }], join: toUser })).user, null);
  assert.equal(await adapter.findOne({ model: "session", where: [{ field: "id", value: "no" }], join: toUser }), null);
});

test("update gives one row, updateMany a number", async (t) => {
  const { adapter, find } = await withUsers(t);
  const where = [{ field: "name", value: "Bob" }];
  const updated = await adapter.update({ model: "user", where, update: { age: 11, name: undefined } });
  assert.equal(updated.id, "u1");
  assert.equal(updated.age, 11);
  assert.equal(await adapter.update({ model: "user", where: [{ field: "id", value: "no" }], update: { age: 1 } }), null);
  assert.equal((await adapter.update({ model: "user", where, update: {} })).age, 11);
  // Of no conditions every row would be the one.
  assert.equal(await adapter.update({ model: "user", where: [], update: { age: 99 } }), null);
  assert.deepEqual(await find({ field: "age", value: 99 }), []);
  // Of several that meet them, one.
  await adapter.update({ model: "user", where: [{ field: "emailVerified", value: 1 }], update: { age: 77 } });
  assert.equal((await find({ field: "age", value: 77 })).length, 1);
  assert.equal(await adapter.updateMany({ model: "user", where: [{ field: "emailVerified", value: 0 }], update: { age: 5 } }), 4);
  assert.equal(await adapter.updateMany({ model: "user", where: [], update: { age: 6 } }), 7);
  assert.equal(await adapter.updateMany({ model: "user", where: [], update: {} }), 0);
});

test("delete and deleteMany", async (t) => {
  const { adapter, db } = await withUsers(t);
  await adapter.create({ model: "session", data: { id: "s", userId: "u1" } });
  assert.equal(await adapter.delete({ model: "user", where: [{ field: "id", value: "u1" }] }), undefined);
  assert.equal((await db.sql`SELECT count(*) AS n FROM session`)[0].n, 0);
  await adapter.delete({ model: "user", where: [] });
  assert.equal(await adapter.count({ model: "user" }), 6);
  assert.equal(await adapter.deleteMany({ model: "user", where: [{ field: "age", operator: "gte", value: 40 }] }), 3);
  assert.equal(await adapter.deleteMany({ model: "user", where: [{ field: "age", value: 12345 }] }), 0);
});

test("consumeOne: of all who come for a token, one gets it", async (t) => {
  const { adapter } = await open(t);
  for (let index = 0; index < 3; index++) {
    await adapter.create({ model: "verification", data: { id: `v${index}`, identifier: "same", value: String(index) } });
  }
  const where = [{ field: "id", value: "v1" }];
  const all = await Promise.all(Array.from({ length: 20 }, () => adapter.consumeOne({ model: "verification", where })));
  assert.deepEqual(all.filter((row) => row !== null).map((row) => row.value), ["1"]);
  // Of two rows that meet it, one goes.
  assert.notEqual(await adapter.consumeOne({ model: "verification", where: [{ field: "identifier", value: "same" }] }), null);
  assert.equal(await adapter.count({ model: "verification" }), 1);
  assert.equal(await adapter.consumeOne({ model: "verification", where: [] }), null);
  assert.equal(await adapter.count({ model: "verification" }), 1);
});

test("incrementOne: the conditions are the guard", async (t) => {
  const { adapter } = await open(t);
  await adapter.create({ model: "verification", data: { id: "v", identifier: "a", remaining: 3 } });
  await adapter.create({ model: "verification", data: { id: "w", identifier: "a", remaining: 3 } });
  const use = () => adapter.incrementOne({
    model: "verification",
    where: [{ field: "id", value: "v" }, { field: "remaining", operator: "gt", value: 0 }],
    increment: { remaining: -1 },
    set: { lastUsed: "now" },
  });
  const rows = await Promise.all(Array.from({ length: 10 }, use));
  assert.deepEqual(rows.filter((row) => row !== null).map((row) => row.remaining).sort(), [0, 1, 2]);
  assert.equal(rows.find((row) => row !== null).lastUsed, "now");
  await adapter.incrementOne({ model: "verification", where: [{ field: "identifier", value: "a" }], increment: { remaining: 10 } });
  assert.equal(await adapter.count({ model: "verification", where: [{ field: "remaining", operator: "gte", value: 10 }] }), 1);
  assert.equal(await adapter.incrementOne({ model: "verification", where: [], increment: { remaining: 1 } }), null);
});

test("transactions", async (t) => {
  const { adapter, db } = await open(t);
  const user = (id) => ({ model: "user", data: { id, email: `${id}@x` } });
  assert.equal(await adapter.transaction(async (inside) => {
    await inside.create(user("a"));
    assert.equal(await inside.count({ model: "user" }), 1);
    // What is asked of the database here belongs to it, as hooks of an application do; others do not see it yet.
    assert.equal(await adapter.count({ model: "user" }), 1);
    assert.equal(await db.model("user").objects.count(), 1);
    assert.equal(await db.outside(() => adapter.count({ model: "user" })), 0);
    assert.equal(inside.config.transaction, false);
    return 5;
  }), 5);
  assert.equal(await adapter.count({ model: "user" }), 1);
  const reason = new Error("no");
  await assert.rejects(adapter.transaction(async (inside) => {
    await inside.create(user("b"));
    throw reason;
  }), (error) => error === reason);
  await assert.rejects(adapter.transaction(async (inside) => {
    await inside.create(user("c"));
    await inside.create(user("c"));
  }), { code: "UNIQUE" });
  // A hook that writes by another way than the adapter it was given neither waits for ever nor stays behind.
  await assert.rejects(adapter.transaction(async () => {
    await db.model("verification").objects.create({ id: "v" });
    await adapter.create(user("g"));
    throw reason;
  }), (error) => error === reason);
  assert.equal(await db.model("verification").objects.count(), 0);
  assert.equal(await adapter.count({ model: "user" }), 1);
  // They wait for each other.
  await Promise.all(["d", "e", "f"].map((id) => adapter.transaction(async (inside) => {
    const count = await inside.count({ model: "user" });
    await inside.create({ model: "user", data: { id, email: `${id}@x`, age: count } });
  })));
  const ages = await adapter.findMany({ model: "user", where: [{ field: "age", operator: "ne", value: null }], limit: 10 });
  assert.deepEqual(ages.map((row) => row.age).sort(), [1, 2, 3]);
});

test("createSchema writes tables that SQLite takes", async (t) => {
  const tables = {
    session: { modelName: "session", order: 2, fields: {
      userId: { type: "string", required: true, references: { model: "user", field: "id" } },
      token: { type: "string", required: true, unique: true }, expiresAt: { type: "date", required: true },
    } },
    user: { modelName: "users", order: 1, fields: {
      name: { type: "string" }, emailVerified: { type: "boolean", required: false, fieldName: "email_verified" },
      logins: { type: "number", required: false, index: true }, roles: { type: "string[]", required: false },
    } },
  };
  const { code, path } = createSchema(tables, false);
  assert.equal(path, "./better-auth.sql");
  const db = new NOORMME(":memory:");
  t.after(() => db.close());
  await db.exec(code);
  await db.exec(code);
  assert.deepEqual((await db.sql`PRAGMA table_info(users)`).map(({ name, type, notnull }) => [name, type, notnull]), [
    ["id", "TEXT", 1], ["name", "TEXT", 1], ["email_verified", "INTEGER", 0], ["logins", "INTEGER", 0], ["roles", "TEXT", 0],
  ]);
  const [key] = await db.sql`PRAGMA foreign_key_list(session)`;
  assert.deepEqual([key.table, key.from, key.to, key.on_delete], ["users", "userId", "id", "CASCADE"]);
  assert.deepEqual((await db.sql`SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1`).map((row) => row.name), [
    "session_userId_idx", "users_logins_idx",
  ]);
});

test("createSchema with ids that the database gives, and indexes of several columns", async (t) => {
  const tables = {
    user: { modelName: "user", fields: { email: { type: "string" }, org: { type: "string", fieldName: "org_id", unique: true } },
      indexes: [{ fields: ["org", "email"], unique: true }, { fields: ["email"], name: "by_email" }] },
    session: { modelName: "session", fields: { userId: { type: "string", references: { model: "user", field: "id", onDelete: "set null" } } } },
    member: { modelName: "members", fields: { org: { type: "string", unique: true, references: { model: "user", field: "org" } } } },
  };
  const db = new NOORMME(":memory:");
  t.after(() => db.close());
  await db.exec(createSchema(tables, true, "x.sql").code);
  const { adapter } = { adapter: noormmeAdapter(db, { createAdapterFactory })({}) };
  const user = { model: "user", data: { email: "a", org_id: "o" } };
  assert.deepEqual(await adapter.create(user), { id: 1, email: "a", org_id: "o" });
  await assert.rejects(adapter.create(user), { code: "UNIQUE" });
  const [key] = await db.sql`PRAGMA foreign_key_list(session)`;
  assert.equal(key.on_delete, "SET NULL");
  assert.equal((await db.sql`SELECT "to" FROM pragma_foreign_key_list('members')`)[0].to, "org_id");
  assert.equal((await db.sql`SELECT type FROM pragma_table_info('session') WHERE name = 'userId'`)[0].type, "INTEGER");
});

test("better-auth that is not there", async (t) => {
  const db = new NOORMME(":memory:");
  t.after(() => db.close());
  assert.throws(() => noormmeAdapter(db)({}), { name: "NoormmeError", message: /better-auth could not be loaded.*createAdapterFactory/s });
  assert.throws(() => noormmeAdapter({}), { name: "MisuseError" });
});
