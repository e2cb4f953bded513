import type { NOORMME } from "../noormme.js";
import type { AnyDB } from "../types.js";
import { plainNames, settled, tableNames, type AuthOptions, type AuthTable, type DateStorage } from "./options.js";

const moments: { readonly [S in DateStorage]: string } = {
  datetime: "DATETIME",
  iso: "DATETIME",
  ms: "INTEGER",
  s: "INTEGER",
};

/** Columns by field, and what stands after them. DATE stands for the moments' type, USER for a reference. */
const definitions: { readonly [T in AuthTable]: { readonly columns: readonly [string, string][]; readonly key?: readonly string[] } } = {
  users: {
    columns: [
      ["id", "TEXT PRIMARY KEY NOT NULL"],
      ["name", "TEXT"],
      ["email", "TEXT UNIQUE"],
      ["emailVerified", "DATE"],
      ["image", "TEXT"],
    ],
  },
  accounts: {
    columns: [
      ["userId", "USER"],
      ["type", "TEXT NOT NULL"],
      ["provider", "TEXT NOT NULL"],
      ["providerAccountId", "TEXT NOT NULL"],
      ["refresh_token", "TEXT"],
      ["access_token", "TEXT"],
      ["expires_at", "INTEGER"],
      ["token_type", "TEXT"],
      ["scope", "TEXT"],
      ["id_token", "TEXT"],
      ["session_state", "TEXT"],
    ],
    key: ["provider", "providerAccountId"],
  },
  sessions: {
    columns: [
      ["sessionToken", "TEXT PRIMARY KEY NOT NULL"],
      ["userId", "USER"],
      ["expires", "DATE NOT NULL"],
    ],
  },
  verificationTokens: {
    columns: [
      ["identifier", "TEXT NOT NULL"],
      ["token", "TEXT NOT NULL"],
      ["expires", "DATE NOT NULL"],
    ],
    key: ["identifier", "token"],
  },
  authenticators: {
    columns: [
      ["credentialID", "TEXT NOT NULL UNIQUE"],
      ["userId", "USER"],
      ["providerAccountId", "TEXT NOT NULL"],
      ["credentialPublicKey", "TEXT NOT NULL"],
      ["counter", "INTEGER NOT NULL"],
      ["credentialDeviceType", "TEXT NOT NULL"],
      ["credentialBackedUp", "BOOLEAN NOT NULL"],
      ["transports", "TEXT"],
    ],
    key: ["userId", "credentialID"],
  },
};

/**
 * The statements that make the tables Auth.js wants, for a migration of one's own. Tables that exist are left as they
 * are. Names follow the options; so do dates.
 */
export function authTablesSQL(options: AuthOptions = {}): string {
  const { tables, columns, dates = "datetime" } = settled(options);
  const nameOf = (table: AuthTable): string => tables?.[table] ?? plainNames[table];
  const columnOf = (table: AuthTable, field: string): string => quoted(columns?.[table]?.[field] ?? field);
  const reference =
    `TEXT NOT NULL REFERENCES ${quoted(nameOf("users"))}(${columnOf("users", "id")}) ON DELETE CASCADE`;
  const statements: string[] = [];
  for (const table of tableNames) {
    const { columns: list, key } = definitions[table];
    const lines = list.map(
      ([field, type]) =>
        `  ${columnOf(table, field)} ${type.replace("USER", reference).replace(/^DATE\b/, moments[dates])}`,
    );
    if (key !== undefined) lines.push(`  PRIMARY KEY (${key.map((field) => columnOf(table, field)).join(", ")})`);
    statements.push(`CREATE TABLE IF NOT EXISTS ${quoted(nameOf(table))} (\n${lines.join(",\n")}\n);`);
    // The keys of the other tables do not begin with the user.
    if (table === "accounts" || table === "sessions") {
      const index = quoted(`${nameOf(table)}_${columns?.[table]?.["userId"] ?? "userId"}`);
      const on = `${quoted(nameOf(table))} (${columnOf(table, "userId")})`;
      statements.push(`CREATE INDEX IF NOT EXISTS ${index} ON ${on};`);
    }
  }
  return `${statements.join("\n")}\n`;
}

/** Makes the tables Auth.js wants, where they are not there. Not for `next build`: call it from a script. */
export async function createAuthTables<DB extends object = AnyDB>(db: NOORMME<DB>, options: AuthOptions = {}): Promise<void> {
  await db.exec(authTablesSQL(options));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
