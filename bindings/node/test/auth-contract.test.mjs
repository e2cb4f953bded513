// The contract of Auth.js adapters, over every layout of tables: what the official suite asks for (the numbers are
// its tests'), written anew.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { NOORMMEAdapter } from "../dist/auth/index.mjs";
import { layouts } from "./auth-layouts.mjs";
import { databaseFile, NOORMME, select } from "./package.mjs";

const day = 86_400_000;

/** Direct reads, as the suite wants them: null when missing, dates as dates, no columns that are null. */
function reader(db, options, schema) {
  const find = async (table, fields) => {
    const names = { users: ["users", "user", "User", "members"], accounts: ["accounts", "account", "Account"],
      sessions: ["sessions", "session", "Session"], authenticators: ["authenticators", "authenticator", "Authenticator"],
      verificationTokens: ["verification_tokens", "verificationToken", "VerificationToken", "verification_token"] }[table];
    const model = schema.models.find((each) => names.includes(each.name));
    const plain = (name) => name.replace(/_/g, "").toLowerCase();
    const column = (field) =>
      (options.columns?.[table]?.[field] ?? model.columns.find((each) => plain(each.name) === plain(field)).name);
    const row = await db.model(model.name).objects
      .filter(Object.fromEntries(Object.entries(fields).map(([field, value]) => [column(field), value])))
      .first();
    if (row === null) return null;
    const known = ["id", "userId", "sessionToken", "expires", "emailVerified", "email", "providerAccountId",
      "credentialID", "credentialPublicKey", "credentialDeviceType", "credentialBackedUp"];
    const result = {};
    for (const [name, value] of Object.entries(row)) {
      const field = known.find((each) => column2(model, each, options, table) === name) ?? name;
      result[field] = field === "expires" || field === "emailVerified" ? moment(value, options) : value;
      if ((field === "userId" || field === "id") && typeof value === "number") result[field] = String(value);
      if (field === "credentialBackedUp") result[field] = Boolean(value);
    }
    return result;
  };
  const column2 = (model, field, options, table) =>
    options.columns?.[table]?.[field] ??
    model.columns.find((each) => each.name.replace(/_/g, "").toLowerCase() === field.toLowerCase())?.name;
  return {
    user: (id) => find("users", { id }),
    session: (sessionToken) => find("sessions", { sessionToken }),
    account: async (key) => withoutNulls(await find("accounts", key)),
    verificationToken: (key) => find("verificationTokens", key),
    authenticator: (credentialID) => find("authenticators", { credentialID }),
  };
}

function moment(value, options) {
  if (value === null || value instanceof Date) return value;
  if (typeof value === "number") return new Date(options.dates === "s" ? value * 1000 : value);
  return new Date(/Z$/.test(value) ? value : `${value.replace(" ", "T")}Z`);
}

function withoutNulls(row) {
  return row && Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}

/** `actual` has what `expected` has; it may have more. */
function matches(actual, expected) {
  for (const [key, value] of Object.entries(expected)) assert.deepEqual(actual[key], value, key);
}

for (const [name, { sql, options, webauthn, stored, precision = 1 }] of Object.entries(layouts)) {
  describe(`auth contract, ${name}`, async () => {
    // One state through all tests, in order, as in the official suite.
    let db, adapter, direct, path;
    const now = (offset = 0) => new Date(Math.floor((Date.now() + offset) / precision) * precision);
    const user = { name: "Fill Murray", email: "fill@murray.com", image: "https://example.com/fill.jpg", emailVerified: now() };
    const session = { sessionToken: "token-1", expires: now(14 * day) };
    const account = {
      provider: "github", providerAccountId: "gh-1", type: "oauth",
      ...(name === "own" ? {} : { access_token: "at", expires_at: Math.floor(Date.now() / 1000), scope: "user", id_token: "it",
        refresh_token: "rt", token_type: "bearer", session_state: "state" }),
    };

    const ends = [];
    after(() => ends.forEach((end) => end()));

    test("0 making an adapter opens nothing; its functions are its own and stand alone", async () => {
      path = databaseFile({ after: (end) => ends.push(end) }, sql);
      db = new NOORMME(path);
      adapter = NOORMMEAdapter(db, options);
      assert.equal(db.isInitialized(), false);
      assert.equal(Object.getPrototypeOf(adapter), Object.prototype);
      for (const [key, value] of Object.entries(adapter)) {
        assert.equal(typeof value, "function", key);
        adapter[key] = (...values) => (0, value)(...values);
      }
      direct = reader(db, options, await db.introspect());
    });

    test("1 has the methods of sessions", () => {
      for (const method of ["createUser", "getUser", "getUserByEmail", "getUserByAccount", "updateUser", "linkAccount",
        "createSession", "getSessionAndUser", "updateSession", "deleteSession"]) {
        assert.ok(Object.keys(adapter).includes(method), method);
      }
    });

    test("2 createUser", async () => {
      const made = await adapter.createUser({ id: crypto.randomUUID(), ...user });
      matches(made, user);
      assert.equal(typeof made.id, "string");
      user.id = session.userId = account.userId = made.id;
      matches(await direct.user(user.id), user);
    });

    test("3 getUser", async () => {
      assert.equal(await adapter.getUser("unknown"), null);
      matches(await adapter.getUser(user.id), user);
      assert.ok((await adapter.getUser(user.id)).emailVerified instanceof Date);
    });

    test("4 getUserByEmail", async () => {
      assert.equal(await adapter.getUserByEmail("unknown@example.com"), null);
      matches(await adapter.getUserByEmail(user.email), user);
    });

    test("5 createSession", async () => {
      matches(await adapter.createSession(session), session);
      matches(await direct.session(session.sessionToken), session);
    });

    test("6 getSessionAndUser", async () => {
      assert.equal(await adapter.getSessionAndUser("invalid-token"), null);
      const found = await adapter.getSessionAndUser(session.sessionToken);
      assert.deepEqual(Object.keys(found).sort(), ["session", "user"]);
      matches(found.session, session);
      matches(found.user, user);
      // Nothing of the user in the session, nothing of the session in the user.
      const ours = new Set(["id", "sessionToken", "userId", "expires"]);
      assert.deepEqual(Object.keys(found.session).filter((key) => !ours.has(key)), []);
      assert.equal("expires" in found.user, false);
    });

    test("7 updateUser", async () => {
      const updated = await adapter.updateUser({ id: user.id, name: "Bill Murray", image: undefined });
      matches(updated, { ...user, name: "Bill Murray" });
      user.name = "Bill Murray";
      matches(await direct.user(user.id), user);
      assert.equal((await adapter.updateUser({ id: user.id })).name, "Bill Murray");
      await assert.rejects(adapter.updateUser({ id: "unknown", name: "x" }), { code: "DOES_NOT_EXIST" });
    });

    test("8 updateSession", async () => {
      const expires = now(30 * day);
      const updated = await adapter.updateSession({ sessionToken: session.sessionToken, expires });
      assert.equal(updated.expires.valueOf(), expires.valueOf());
      assert.equal((await direct.session(session.sessionToken)).expires.valueOf(), expires.valueOf());
      assert.equal(await adapter.updateSession({ sessionToken: "unknown", expires }), null);
    });

    test("9 linkAccount", async () => {
      await adapter.linkAccount(account);
      const found = await direct.account({ provider: account.provider, providerAccountId: account.providerAccountId });
      matches(found, withoutNulls({ ...account, providerAccountId: account.providerAccountId }));
    });

    test("10 getUserByAccount", async () => {
      assert.equal(await adapter.getUserByAccount({ provider: "github", providerAccountId: "other" }), null);
      assert.equal(await adapter.getUserByAccount({ provider: "other", providerAccountId: "gh-1" }), null);
      matches(await adapter.getUserByAccount({ provider: "github", providerAccountId: "gh-1" }), user);
    });

    test("11 deleteSession", async () => {
      await adapter.deleteSession(session.sessionToken);
      assert.equal(await direct.session(session.sessionToken), null);
      await adapter.deleteSession(session.sessionToken);
    });

    test("12 has the methods of tokens", () => {
      for (const method of ["createVerificationToken", "useVerificationToken"]) assert.ok(method in adapter);
    });

    const token = { identifier: "info@example.com", token: "a".repeat(64), expires: now(day) };
    test("13 createVerificationToken", async () => {
      assert.deepEqual(await adapter.createVerificationToken(token), token);
      assert.deepEqual(await direct.verificationToken({ identifier: token.identifier, token: token.token }), token);
    });

    test("14 useVerificationToken", async () => {
      assert.equal(await adapter.useVerificationToken({ identifier: "other@example.com", token: token.token }), null);
      assert.deepEqual(await adapter.useVerificationToken({ identifier: token.identifier, token: token.token }), token);
      assert.equal(await adapter.useVerificationToken({ identifier: token.identifier, token: token.token }), null);
      await adapter.createVerificationToken(token);
      assert.deepEqual(await adapter.useVerificationToken({ identifier: undefined, token: token.token }), token);
    });

    test("15 has the methods official adapters must have", () => {
      for (const method of ["unlinkAccount", "deleteUser"]) assert.ok(method in adapter);
    });

    test("16 unlinkAccount", async () => {
      const key = { provider: account.provider, providerAccountId: account.providerAccountId };
      await adapter.unlinkAccount(key);
      assert.equal(await direct.account(key), null);
      await adapter.unlinkAccount(key);
    });

    test("17 deleteUser takes sessions and accounts with it", async () => {
      await adapter.createSession(session);
      await adapter.linkAccount(account);
      const other = await adapter.createUser({ email: "stays@example.com", emailVerified: null });
      await adapter.createSession({ sessionToken: "stays", userId: other.id, expires: now(day) });
      await adapter.deleteUser(user.id);
      assert.equal(await direct.user(user.id), null);
      assert.equal(await direct.session(session.sessionToken), null);
      assert.equal(await direct.account({ provider: "github", providerAccountId: "gh-1" }), null);
      assert.notEqual(await adapter.getSessionAndUser("stays"), null);
      await adapter.deleteUser(user.id);
      await adapter.deleteUser("unknown");
    });

    test("18 getAccount", async () => {
      const someone = await adapter.createUser({ email: "account@example.com", emailVerified: null });
      const linked = { userId: someone.id, type: "webauthn", provider: "passkey", providerAccountId: "pk-1" };
      await adapter.linkAccount(linked);
      assert.equal(await adapter.getAccount("other", "passkey"), null);
      assert.equal(await adapter.getAccount("pk-1", "other"), null);
      assert.equal(await adapter.getAccount("passkey", "pk-1"), null);
      const found = await adapter.getAccount("pk-1", "passkey");
      assert.deepEqual(found, { ...linked, ...(found.id === undefined ? {} : { id: found.id }) });
    });

    if (webauthn) {
      const authenticator = {
        credentialID: "cred-1", providerAccountId: "pk-9", credentialPublicKey: "key", counter: 0,
        credentialDeviceType: "singleDevice", credentialBackedUp: true, transports: "usb,ble",
      };
      test("19 createAuthenticator", async () => {
        const someone = await adapter.createUser({ email: "auth@example.com", emailVerified: null });
        authenticator.userId = someone.id;
        matches(await adapter.createAuthenticator(authenticator), authenticator);
        const found = await direct.authenticator("cred-1");
        assert.equal(found.counter, 0);
        assert.equal(found.credentialBackedUp, true);
        await assert.rejects(adapter.createAuthenticator(authenticator), { code: "UNIQUE" });
        await assert.rejects(adapter.createAuthenticator({ ...authenticator, credentialID: "c", userId: "999999" }), {
          name: "ForeignKeyViolation",
        });
      });

      test("20 getAuthenticator", async () => {
        assert.equal(await adapter.getAuthenticator("unknown"), null);
        matches(await adapter.getAuthenticator("cred-1"), authenticator);
      });

      test("21 listAuthenticatorsByUserId", async () => {
        assert.deepEqual(await adapter.listAuthenticatorsByUserId("unknown"), []);
        const second = await adapter.createUser({ email: "second@example.com", emailVerified: null });
        await adapter.createAuthenticator({ ...authenticator, credentialID: "cred-2" });
        await adapter.createAuthenticator({ ...authenticator, credentialID: "cred-3", userId: second.id, credentialBackedUp: false });
        const ids = async (id) => (await adapter.listAuthenticatorsByUserId(id)).map((each) => each.credentialID).sort();
        assert.deepEqual(await ids(authenticator.userId), ["cred-1", "cred-2"]);
        assert.deepEqual(await ids(second.id), ["cred-3"]);
        assert.equal((await adapter.getAuthenticator("cred-3")).credentialBackedUp, false);
      });

      test("22 updateAuthenticatorCounter", async () => {
        await assert.rejects(adapter.updateAuthenticatorCounter("unknown", 1), { code: "DOES_NOT_EXIST" });
        const updated = await adapter.updateAuthenticatorCounter("cred-1", 7);
        matches(updated, { ...authenticator, counter: 7 });
        assert.equal((await direct.authenticator("cred-1")).counter, 7);
        await adapter.deleteUser(authenticator.userId);
        assert.equal(await adapter.getAuthenticator("cred-1"), null);
      });
    }

    test("moments lie in the tables as the layout has them", async () => {
      const someone = await adapter.createUser({ email: "moments@example.com", emailVerified: null });
      await adapter.createSession({ sessionToken: "moments", userId: someone.id, expires: new Date("2031-02-03T04:05:06.789Z") });
      const [table, column, value] = stored;
      const sessionToken = name === "own" ? "session_token" : "sessionToken";
      assert.deepEqual(select(path, `SELECT ${column} FROM ${table} WHERE ${sessionToken} = 'moments'`), [[value]]);
    });

    test("expired sessions and tokens are returned", async () => {
      const someone = await adapter.createUser({ email: "expired@example.com", emailVerified: null });
      const expires = now(-day);
      await adapter.createSession({ sessionToken: "expired", userId: someone.id, expires });
      assert.deepEqual((await adapter.getSessionAndUser("expired")).session.expires, expires);
      await adapter.createVerificationToken({ identifier: "e", token: "expired", expires });
      assert.deepEqual((await adapter.useVerificationToken({ identifier: "e", token: "expired" })).expires, expires);
    });

    test("closing", async () => {
      await db.close();
      await assert.rejects(adapter.getUser("1"), { code: "CLOSED" });
    });
  });
}
