// What the contract's tests do not say: lazy opening, values of every kind of column, options, errors, races.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { authTablesSQL, createAuthTables, NOORMMEAdapter } from "../dist/auth/index.mjs";
import { layouts } from "./auth-layouts.mjs";
import { assertNumQueries, databaseFile, folder, NOORMME, NoormmeError, select } from "./package.mjs";

const require = createRequire(import.meta.url);
const later = () => new Date(Date.now() + 86_400_000);

function open(t, sql = authTablesSQL(), options = {}) {
  const path = databaseFile(t, sql);
  const db = new NOORMME(path);
  t.after(() => db.close());
  return { path, db, adapter: NOORMMEAdapter(db, options) };
}

test("import and require give the same adapter", () => {
  assert.equal(require("../dist/auth/index.js").NOORMMEAdapter, NOORMMEAdapter);
});

test("two clicks on one magic link: one signs in", async (t) => {
  const { path, adapter } = open(t);
  // Two servers, as far as SQLite is concerned.
  const other = new NOORMME({ path, share: false });
  t.after(() => other.close());
  const adapters = [adapter, NOORMMEAdapter(other)];
  for (let round = 0; round < 25; round++) {
    const token = { identifier: "a@example.com", token: `token-${round}`, expires: later() };
    await adapter.createVerificationToken(token);
    const clicks = Array.from({ length: 8 }, (_, click) => adapters[click % 2].useVerificationToken(token));
    const used = (await Promise.all(clicks)).filter((each) => each !== null);
    assert.deepEqual(used, [token], `round ${round}`);
  }
});

test("sign-out in two tabs: neither fails, also while a third extends the session", async (t) => {
  const { path, adapter } = open(t);
  const other = new NOORMME({ path, share: false });
  t.after(() => other.close());
  const second = NOORMMEAdapter(other);
  const user = await adapter.createUser({ email: "a@example.com", emailVerified: null });
  for (let round = 0; round < 25; round++) {
    const sessionToken = `s-${round}`;
    await adapter.createSession({ sessionToken, userId: user.id, expires: later() });
    const [, , updated] = await Promise.all([
      adapter.deleteSession(sessionToken),
      second.deleteSession(sessionToken),
      second.updateSession({ sessionToken, expires: later() }),
      adapter.getSessionAndUser(sessionToken),
    ]);
    assert.ok(updated === null || updated.sessionToken === sessionToken);
    assert.equal(await adapter.getSessionAndUser(sessionToken), null);
  }
});

test("one address signs up twice at once: one user, and the other call rejects", async (t) => {
  const { adapter, path } = open(t);
  const calls = Array.from({ length: 6 }, () => adapter.createUser({ email: "a@example.com", emailVerified: null }));
  const results = await Promise.allSettled(calls);
  assert.equal(results.filter((each) => each.status === "fulfilled").length, 1);
  for (const each of results) if (each.status === "rejected") assert.equal(each.reason.code, "UNIQUE");
  assert.deepEqual(select(path, "SELECT count(*) FROM users"), [[1]]);
});

test("deleting a user is all or nothing, with tables that delete nothing by themselves", async (t) => {
  const path = databaseFile(t, `
    CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT, email TEXT UNIQUE, emailVerified DATETIME, image TEXT);
    CREATE TABLE accounts (userId TEXT REFERENCES users(id), type TEXT, provider TEXT, providerAccountId TEXT,
      PRIMARY KEY (provider, providerAccountId));
    CREATE TABLE sessions (sessionToken TEXT PRIMARY KEY, userId TEXT, expires DATETIME);
    CREATE TRIGGER kept BEFORE DELETE ON users WHEN old.name = 'kept' BEGIN SELECT raise(ABORT, 'not this one'); END;`);
  const db = new NOORMME(path);
  t.after(() => db.close());
  const adapter = NOORMMEAdapter(db);
  const add = async (name) => {
    const user = await adapter.createUser({ name, email: `${name}@example.com`, emailVerified: null });
    await adapter.linkAccount({ userId: user.id, type: "oauth", provider: "p", providerAccountId: name });
    await adapter.createSession({ sessionToken: name, userId: user.id, expires: later() });
    return user;
  };
  const [kept, gone] = [await add("kept"), await add("gone")];
  await assert.rejects(adapter.deleteUser(kept.id), NoormmeError);
  assert.equal((await adapter.getUserByAccount({ provider: "p", providerAccountId: "kept" }))?.id, kept.id);
  assert.equal((await adapter.getSessionAndUser("kept"))?.user.id, kept.id);
  await adapter.deleteUser(gone.id);
  // Also as a part of something larger, which is undone with all of it.
  await assert.rejects(db.transaction(async () => {
    await db.sql`DROP TRIGGER kept`;
    await adapter.updateUser({ id: kept.id, name: "other" });
    await adapter.deleteUser(kept.id);
    assert.equal(await adapter.getUser(kept.id), null);
    throw new Error("no");
  }), { message: "no" });
  assert.deepEqual(select(path, "SELECT name, sessionToken, providerAccountId FROM users JOIN sessions s ON s.userId = id, accounts"),
    [["kept", "kept", "kept"]]);
});

test("what the database says no to rejects, and is never null", async (t) => {
  const { db, adapter, path } = open(t);
  await adapter.getUser("unknown");
  const writer = new NOORMME({ path, share: false });
  t.after(() => writer.close());
  databaseFile(t, "SELECT 1");
  select(path, "SELECT 1");
  const { execFileSync } = await import("node:child_process");
  execFileSync("python3", ["-c", `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript("DROP TABLE sessions; DROP TABLE accounts; DROP TABLE authenticators; DROP TABLE users; CREATE TABLE users (id TEXT)")`, path]);
  await assert.rejects(adapter.getUserByEmail("a@example.com"), { name: /Error/ });
  await assert.rejects(adapter.getSessionAndUser("token"), { code: "UNKNOWN_MODEL" });
  await db.close();
  for (const call of [
    () => adapter.getUser("1"),
    () => adapter.getSessionAndUser("1"),
    () => adapter.deleteSession("1"),
    () => adapter.useVerificationToken({ identifier: "a", token: "b" }),
    () => adapter.createUser({ email: "a", emailVerified: null }),
  ]) {
    await assert.rejects(call(), (error) => error.code === "CLOSED" || error.code === "UNKNOWN_MODEL");
  }
});

test("a missing table says how to make it, and is found once made", async (t) => {
  const path = join(folder(t), "new.db");
  const db = new NOORMME(path);
  t.after(() => db.close());
  const adapter = NOORMMEAdapter(db);
  await assert.rejects(adapter.getUser("1"), (error) => {
    assert.equal(error.code, "UNKNOWN_MODEL");
    assert.match(error.message, /createAuthTables/);
    return true;
  });
  await createAuthTables(db);
  // Again, and with rows: nothing happens.
  const user = await adapter.createUser({ email: "a@example.com", emailVerified: null });
  await createAuthTables(db);
  assert.deepEqual(await adapter.getUser(user.id), user);
  const names = select(path, "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").flat();
  assert.deepEqual(names, ["accounts", "accounts_userId", "authenticators", "sessions", "sessions_userId", "users", "verification_tokens"]);
});

test("columns of the application's own come out by their type, and never by how they look", async (t) => {
  const { sql, options } = layouts.own;
  const { adapter } = open(t, sql, options);
  const user = await adapter.createUser({
    email: "a@example.com", emailVerified: null, name: "2024-01-01T00:00:00Z", role: "admin", phone: "00000000000",
    born: "1990-02-03", is_staff: true, settings: { theme: "dark", at: "2024-01-01T00:00:00.000Z" },
  });
  assert.equal(user.name, "2024-01-01T00:00:00Z");
  assert.equal(user.role, "admin");
  assert.equal(user.phone, "00000000000");
  assert.equal(user.born, "1990-02-03");
  assert.equal(user.is_staff, true);
  assert.deepEqual(user.settings, { theme: "dark", at: "2024-01-01T00:00:00.000Z" });
  assert.equal(user.seen_at, null);
  const plain = open(t, `${authTablesSQL()} ALTER TABLE users ADD COLUMN seen_at DATETIME; ALTER TABLE users ADD COLUMN role TEXT DEFAULT 'reader';`);
  const seen = new Date("2030-01-02T03:04:05.006Z");
  const other = await plain.adapter.createUser({ email: "b@example.com", emailVerified: null, seen_at: seen });
  assert.deepEqual(other.seen_at, seen);
  assert.equal(other.role, "reader");
});

test("a session and its user are one statement, using a token is one", async (t) => {
  const { db, adapter } = open(t);
  const user = await adapter.createUser({ email: "a@example.com", emailVerified: null });
  await adapter.createSession({ sessionToken: "s", userId: user.id, expires: later() });
  await adapter.createVerificationToken({ identifier: "a", token: "t", expires: later() });
  await assertNumQueries(db, 1, () => adapter.getSessionAndUser("s"));
  await assertNumQueries(db, 1, () => adapter.getUserByAccount({ provider: "p", providerAccountId: "1" }));
  await assertNumQueries(db, 1, () => adapter.useVerificationToken({ identifier: "a", token: "t" }));
});

test("undefined leaves a column alone, null empties it", async (t) => {
  const { adapter } = open(t);
  const user = await adapter.createUser({ id: undefined, email: "a@example.com", emailVerified: null, name: "A", image: undefined });
  assert.match(user.id, /^[0-9a-f-]{36}$/);
  assert.equal(user.image, null);
  assert.equal((await adapter.updateUser({ id: user.id, name: undefined, image: "x" })).name, "A");
  assert.equal((await adapter.updateUser({ id: user.id, name: null })).name, null);
});

test("what has no column is dropped and told of", async (t) => {
  const told = [];
  const { adapter } = open(t, authTablesSQL(), { debug: (message) => told.push(message) });
  const user = await adapter.createUser({ email: "a@example.com", emailVerified: null, locale: "de" });
  assert.equal("locale" in user, false);
  await adapter.linkAccount({
    userId: user.id, type: "oauth", provider: "keycloak", providerAccountId: "1", "not-before-policy": 0,
    refresh_token_expires_in: 1800, $where: "1", __proto__: { x: 1 }, session_state: { nested: true },
  });
  assert.equal((await adapter.getAccount("1", "keycloak")).session_state, '{"nested":true}');
  assert.deepEqual(told.map((message) => /"(.*)"/.exec(message)[1]), [
    "locale", "not-before-policy", "refresh_token_expires_in", "$where",
  ]);
});

test("conditions are values: an object is no operator", async (t) => {
  const { adapter } = open(t);
  await adapter.createVerificationToken({ identifier: "a", token: "b", expires: later() });
  for (const hostile of [{ $ne: null }, { $f: "token" }, ["b"], true]) {
    const result = await adapter.useVerificationToken({ identifier: "a", token: hostile }).catch((error) => error);
    assert.ok(result === null || result instanceof Error);
  }
  assert.notEqual(await adapter.useVerificationToken({ identifier: "a", token: "b" }), null);
});

test("moments are read in every form they are stored in", async (t) => {
  const { adapter } = open(t, `${authTablesSQL()}
    INSERT INTO users (id, email, emailVerified) VALUES
      ('iso', 'a', '2024-01-02T03:04:05.678Z'), ('text', 'b', '2024-01-02 03:04:05'), ('ms', 'c', 1704164645678),
      ('zone', 'd', '2024-01-02T05:04:05+02:00'), ('day', 'e', '2024-01-02'), ('none', 'f', NULL);`);
  const verified = async (id) => (await adapter.getUser(id)).emailVerified?.toISOString() ?? null;
  assert.equal(await verified("iso"), "2024-01-02T03:04:05.678Z");
  assert.equal(await verified("text"), "2024-01-02T03:04:05.000Z");
  assert.equal(await verified("ms"), "2024-01-02T03:04:05.678Z");
  assert.equal(await verified("zone"), "2024-01-02T03:04:05.000Z");
  assert.equal(await verified("day"), "2024-01-02T00:00:00.000Z");
  assert.equal(await verified("none"), null);
});

test("options that are wrong are refused at once", () => {
  const db = new NOORMME("unused.db");
  for (const options of [{ layout: "typeorm" }, { dates: "epoch" }, { tables: { user: "u" } }, { columns: { people: {} } }, null, "x"]) {
    assert.throws(() => NOORMMEAdapter(db, options ?? "null"), { code: "INVALID_OPTION" });
  }
});

test("a column that is not there is named", async (t) => {
  const { adapter } = open(t, "CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT);");
  await assert.rejects(adapter.getUser("1"), (error) => {
    assert.equal(error.code, "FIELD_ERROR");
    assert.equal(error.field, "email");
    assert.match(error.message, /columns: \{ users: \{ email/);
    return true;
  });
});

test("the statements follow names and dates, and quote them", (t) => {
  const sql = authTablesSQL({ tables: { users: 'peo"ple' }, columns: { users: { emailVerified: "verified at" } }, dates: "s" });
  const path = databaseFile(t, sql);
  assert.deepEqual(select(path, `SELECT name, type FROM pragma_table_info('peo"ple') WHERE name = 'verified at'`), [
    ["verified at", "INTEGER"],
  ]);
  rmSync(path);
});
