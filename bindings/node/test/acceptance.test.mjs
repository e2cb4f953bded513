// The three blocks of tests of the first design, word for word but for `expect`, which is made here.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { authTablesSQL, NOORMMEAdapter } from "../dist/auth/index.mjs";
import { databaseFile, generateTypes, introspectDatabase, NOORMME } from "./package.mjs";

function expect(actual) {
  return {
    toHaveLength: (length) => assert.equal(actual.length, length),
    toContain: (part) => assert.ok(actual.includes(part), part),
    toBe: (value) => assert.equal(actual, value),
    toBeDefined: () => assert.notEqual(actual, undefined),
    rejects: { toThrow: (part) => assert.rejects(actual, (error) => error.message.includes(part)) },
  };
}

const schema = `CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL, is_active BOOLEAN NOT NULL DEFAULT 1);
  INSERT INTO users (email, is_active) VALUES ('ann@example.com', 1), ('bob@spam.com', 1), ('cid@example.com', 0);`;
const ends = [];
const files = { after: (end) => ends.push(end) };
after(() => ends.forEach((end) => end()));

// tests/core/queryset.test.ts
describe("QuerySet", () => {
  const User = new NOORMME(databaseFile(files, schema)).model("users");

  it("should filter records", async () => {
    const users = await User.objects.filter({ is_active: true }).all();
    expect(users).toHaveLength(2);
  });

  it("should chain filters", async () => {
    const users = await User.objects
      .filter({ is_active: true })
      .exclude({ email__endswith: "@spam.com" })
      .all();
    expect(users).toHaveLength(1);
  });

  it("should throw on multiple results for get()", async () => {
    await expect(
      User.objects.get({ is_active: true })
    ).rejects.toThrow("Multiple objects returned");
  });
});

// tests/introspection/type-generator.test.ts
describe("Type Generator", () => {
  const db = new NOORMME(databaseFile(files, schema));

  it("should generate correct types from schema", async () => {
    const schema = await introspectDatabase(db);
    const types = generateTypes(schema);

    expect(types).toContain("export interface User");
    expect(types).toContain("id: number");
    expect(types).toContain("email: string");
  });
});

// tests/adapters/nextauth.test.ts
describe("NextAuth Adapter", () => {
  const db = new NOORMME(databaseFile(files, authTablesSQL()));
  const adapter = NOORMMEAdapter(db);

  it("should create user", async () => {
    const user = await adapter.createUser({
      email: "test@example.com",
      emailVerified: null,
    });

    expect(user.email).toBe("test@example.com");
  });

  before(async () => {
    const user = await adapter.createUser({ email: "session@example.com", emailVerified: null });
    await adapter.createSession({ sessionToken: "session-token", userId: user.id, expires: new Date() });
  });

  it("should get session and user", async () => {
    const result = await adapter.getSessionAndUser("session-token");
    expect(result?.user).toBeDefined();
    expect(result?.session).toBeDefined();
  });
});
