import { DoesNotExist } from "../errors.js";
import type { NOORMME } from "../noormme.js";
import type { AnyDB, Row } from "../types.js";
import { sql } from "../sql/fragment.js";
import type { AuthOptions, AuthTable } from "./options.js";
import { Store } from "./store.js";
import type { Table } from "./table.js";
import type {
  AuthAccount,
  AuthAdapter,
  AuthAuthenticator,
  AuthSession,
  AuthUser,
  AuthVerificationToken,
} from "./types.js";

type Conditions = { readonly [field: string]: unknown };

/**
 * The adapter for Auth.js 5 (@auth/core) and next-auth 4.
 *
 *     export const { handlers, auth } = NextAuth({ adapter: NOORMMEAdapter(db), providers: […] })
 *
 * Making it opens nothing. Tables are found by their usual names, or by the options; `createAuthTables` makes them.
 * See AuthAdapter for what the methods promise.
 */
export function NOORMMEAdapter<DB extends object = AnyDB>(db: NOORMME<DB>, options: AuthOptions = {}): AuthAdapter {
  const store = new Store(db as unknown as NOORMME<AnyDB>, options);

  // Auth.js takes functions off the object and wraps them: they are its own properties and use no `this`.
  return {
    async createUser(user) {
      return (await insert(store, "users", user)) as unknown as AuthUser;
    },

    async getUser(id) {
      return (await find(store, "users", { id })) as AuthUser | null;
    },

    async getUserByEmail(email) {
      return (await find(store, "users", { email })) as AuthUser | null;
    },

    async getUserByAccount({ provider, providerAccountId }) {
      const account = await store.table("accounts");
      return (await userOf(store, account, { provider, providerAccountId }))?.user ?? null;
    },

    async updateUser(user) {
      const { id, ...changes } = user;
      const row = await change(store, "users", { id }, changes);
      if (row === null) throw missing("user", (await store.table("users")).model.name);
      return row as unknown as AuthUser;
    },

    async deleteUser(id) {
      // Where the database does not do it: rows that refer to the user go first.
      const tables: Table[] = [];
      for (const name of ["sessions", "accounts", "authenticators"] as const) {
        const table = await store.tableIfAny(name);
        if (table === null) continue;
        const relation = await store.userRelation(table);
        const isCascading = relation?.foreign_key?.on_delete === "CASCADE" || relation?.on_delete === "CASCADE";
        if (!isCascading) tables.push(table);
      }
      const users = await store.table("users");
      // All of it or nothing: a user without accounts could never sign in again.
      await together(store, tables.length > 0, async () => {
        for (const table of tables) await erase(table, { userId: id });
        await erase(users, { id });
      });
    },

    async linkAccount(account) {
      await insert(store, "accounts", account);
    },

    async unlinkAccount({ provider, providerAccountId }) {
      await erase(await store.table("accounts"), { provider, providerAccountId });
    },

    async createSession(session) {
      return (await insert(store, "sessions", session)) as unknown as AuthSession;
    },

    async getSessionAndUser(sessionToken) {
      const found = await userOf(store, await store.table("sessions"), { sessionToken });
      return found === null ? null : { session: found.row as unknown as AuthSession, user: found.user };
    },

    async updateSession(session) {
      const { sessionToken, ...changes } = session;
      return (await change(store, "sessions", { sessionToken }, changes)) as AuthSession | null;
    },

    async deleteSession(sessionToken) {
      await erase(await store.table("sessions"), { sessionToken });
    },

    async createVerificationToken(token) {
      const { identifier, token: stored, expires } = await insert(store, "verificationTokens", token);
      return { identifier, token: stored, expires } as AuthVerificationToken;
    },

    async useVerificationToken({ identifier, token }) {
      // A link may come without its identifier.
      return take(store, identifier === undefined ? { token } : { identifier, token });
    },

    async getAccount(providerAccountId, provider) {
      const row = await find(store, "accounts", { providerAccountId, provider });
      return row === null ? null : (withoutNulls(row) as AuthAccount);
    },

    async createAuthenticator(authenticator) {
      return (await insert(store, "authenticators", authenticator)) as unknown as AuthAuthenticator;
    },

    async getAuthenticator(credentialID) {
      return (await find(store, "authenticators", { credentialID })) as AuthAuthenticator | null;
    },

    async listAuthenticatorsByUserId(userId) {
      const table = await store.table("authenticators");
      const where = table.where({ userId });
      if (where === null) return [];
      const rows = await table.objects.filter(where).all();
      return rows.map((row) => table.row(row) as unknown as AuthAuthenticator);
    },

    async updateAuthenticatorCounter(credentialID, newCounter) {
      const row = await change(store, "authenticators", { credentialID }, { counter: newCounter });
      if (row === null) throw missing("authenticator", (await store.table("authenticators")).model.name);
      return row as unknown as AuthAuthenticator;
    },
  };
}

async function insert(store: Store, name: AuthTable, data: object): Promise<Row> {
  const table = await store.table(name);
  return table.row(await table.objects.create(table.newRow(data)));
}

async function find(store: Store, name: AuthTable, conditions: Conditions): Promise<Row | null> {
  const table = await store.table(name);
  const where = table.where(conditions);
  const row = where === null ? null : await table.objects.filter(where).first();
  return row === null ? null : table.row(row);
}

/** Changes a row and returns all of it; null when it is not there. */
async function change(store: Store, name: AuthTable, conditions: Conditions, changes: object): Promise<Row | null> {
  const table = await store.table(name);
  const where = table.where(conditions);
  if (where === null) return null;
  const columns = table.columns(changes);
  const isChange = Object.keys(columns).length > 0;
  // What is returned is what was written, whatever others write meanwhile.
  return await together(store, isChange, async () => {
    if (isChange && (await table.objects.filter(where).update(columns)) === 0) return null;
    const row = await table.objects.filter(where).first();
    return row === null ? null : table.row(row);
  });
}

/** Runs statements that write in one transaction; one statement needs none. */
async function together<T>(store: Store, areMany: boolean, work: () => Promise<T>): Promise<T> {
  return await (areMany ? store.db.transaction(work) : work());
}

/** Deletes rows, of which there may be none; says how many there were. */
async function erase(table: Table, conditions: Conditions): Promise<number> {
  const where = table.where(conditions);
  if (where === null) return 0;
  const [, counts] = await table.objects.filter(where).delete();
  return counts[table.model.label] ?? 0;
}

/** A session or account with its user: one statement where the database declares the relation, else two. */
async function userOf(
  store: Store,
  table: Table,
  conditions: Conditions,
): Promise<{ row: Row; user: AuthUser } | null> {
  const where = table.where(conditions);
  if (where === null) return null;
  const users = await store.table("users");
  const relation = await store.userRelation(table);
  if (relation?.name != null) {
    const stored = await table.objects.filter(where).selectRelated(relation.name).first();
    const user = stored?.[relation.name];
    if (stored === null || user == null) return null;
    return { row: table.row(stored), user: users.row(user as Row) as unknown as AuthUser };
  }
  const stored = await table.objects.filter(where).first();
  if (stored === null) return null;
  const row = table.row(stored);
  const user = (await find(store, "users", { id: row["userId"] })) as AuthUser | null;
  return user === null ? null : { row, user };
}

/** Deletes a verification token and returns it, in one statement: of two calls at once, one gets it. */
async function take(store: Store, conditions: Conditions): Promise<AuthVerificationToken | null> {
  const table = await store.table("verificationTokens");
  const terms = Object.entries(conditions).map(([field, value]) => sql`${table.id(field)} = ${value}`);
  const fields = ["identifier", "token", "expires"] as const;
  const columns = fields.map((field) => sql`${table.id(field)} AS ${sql.id(field)}`);
  const [row] = await store.db.sql`
    DELETE FROM ${sql.id(table.model.table)} WHERE ${sql.join(terms, sql` AND `)} RETURNING ${sql.join(columns)}`;
  if (row === undefined) return null;
  const [identifier, token, expires] = fields.map((field) => table.read(field, row[field]));
  return { identifier, token, expires } as AuthVerificationToken;
}

/** Auth.js compares accounts with what it handed over, and a null it did not hand over is a difference. */
function withoutNulls(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}

function missing(what: string, model: string): DoesNotExist {
  return new DoesNotExist(`noormme/auth: there is no such ${what}`, { code: "DOES_NOT_EXIST", errno: 300, model });
}
