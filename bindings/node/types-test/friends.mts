/// <reference path="./stubs/friends.d.ts" />
// SQL by hand, and what other libraries are given.

import { betterAuth } from "better-auth";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import * as kyselyModule from "kysely";
import { NOORMME, SQL, sql, type ExecuteResult, type StatementDescription } from "noormme";
import { noormmeAdapter } from "noormme/better-auth";
import { NoormmeDialect } from "noormme/kysely";
import Database, { Database as Named, SqliteError, Statement, type RunResult } from "noormme/sqlite";

interface User {
  id: number;
  name: string | null;
}

const db = new NOORMME("app.db");
const typed = new NOORMME<{ users: User }>("app.db");

// The tag
const users: User[] = await db.sql<User>`SELECT id, name FROM users WHERE id = ${1}`;
const rows: Record<string, unknown>[] = await typed.sql`SELECT 1 AS one`;
const piece: SQL = sql`a = ${1} AND ${sql.id("b", "c")} IN (${sql.join([1, "x", null])}) ${sql.raw("DESC")} ${sql.empty}`;
const { text, values }: { text: string; values: readonly unknown[] } = piece.compile();
// @ts-expect-error a tag is no function of text
await db.sql("SELECT 1");
// @ts-expect-error nor is this one
sql("SELECT 1");
// @ts-expect-error a name is wanted
sql.id();
// @ts-expect-error the separator is a fragment
sql.join([1], ", ");

// Text
const result: ExecuteResult<User> = await db.execute<User>("SELECT * FROM users WHERE id = ?", [1]);
const inserted: number | bigint = (await db.execute("INSERT INTO users DEFAULT VALUES")).lastInsertRowid;
const changes: number = db.executeSync("DELETE FROM users WHERE id = :id", { id: 1 }).changes;
await db.execute(piece, undefined, { types: { a: "boolean", b: "datetime", c: "json", d: "bigint", e: "number" } });
// @ts-expect-error no such type
await db.execute("SELECT 1 AS a", [], { types: { a: "date-time" } });
// @ts-expect-error parameters are a list or an object
await db.execute("SELECT ?", 1);
await db.exec("SELECT 1; SELECT 2");
const description: StatementDescription = db.describe("SELECT 1");
// @ts-expect-error what it is is not to be changed
description.readonly = false;

// A connection of one's own
const own: Database = new Named("app.db", { readonly: true, fileMustExist: true, timeout: 5, verbose: console.log });
// @ts-expect-error better-sqlite3 spells it otherwise
new Database("app.db", { readOnly: true });
const select = own.prepare<[id: number], User>("SELECT * FROM users WHERE id = ?");
const one: User | undefined = select.get(1);
const all: User[] = select.all(1);
for (const user of select.iterate(1)) user.name?.toUpperCase();
// @ts-expect-error its parameter is a number
select.get("1");
// @ts-expect-error there is one
select.get();
const byName = own.prepare<{ id: number }, User>("SELECT * FROM users WHERE id = :id");
byName.get({ id: 1 });
// @ts-expect-error the name is another
byName.get({ key: 1 });
const untyped: Statement = own.prepare("INSERT INTO users (name) VALUES (?)");
const ran: RunResult = untyped.run("anything", 1, null);
const pay = own.transaction((from: number, to: string) => `${from}${to}`);
const paid: string = pay(1, "x");
const now: string = pay.immediate(1, "x");
// @ts-expect-error arguments are those of the function
pay("1", "x");
own.function("twice", { deterministic: true }, (n: number) => n * 2).aggregate<number>("total", {
  start: 0,
  step: (total, next) => total + Number(next),
  inverse: (total, dropped) => total - Number(dropped),
});
// @ts-expect-error an aggregate has a step
own.aggregate("nothing", { start: 0 });
const bytes: Uint8Array = own.serialize({ attached: "main" });
const copied: Database.Database = new Database(bytes, { readonly: true });
const withoutNew: Database = Database("app.db", { nativeBinding: "/opt/noormme.node", allowExtension: true });
const backup: Promise<Database.BackupMetadata> = own.backup("copy.db", { progress: ({ remainingPages }) => remainingPages });
withoutNew.loadExtension("./vector", "sqlite3_vector_init").explain("SELECT ?");
own.table("series", { columns: ["value"], *rows(count: number) { yield [count]; yield { value: 1 }; } });
own.table("split", (...words: string[]) => ({ columns: ["word"], *rows() { for (const word of words) yield [word]; } }));
// @ts-expect-error a table has columns
own.table("nothing", { *rows() {} });
const named: Database.Statement<[id: number], User> = select;
class Shop extends Database {
  prices(): unknown[] {
    return this.prepare("SELECT price FROM items").pluck().all();
  }
}
new Shop("app.db").prices();
const failed: boolean = new Error() instanceof Database.SqliteError;
const code: string = new SqliteError("message", "SQLITE_BUSY").code;

// What others are given
interface Tables {
  users: User;
}
const dialect = new NoormmeDialect(typed, { closeOnDestroy: true, kysely: kyselyModule });
const kysely = new Kysely<Tables>({ dialect });
const found: User[] = await kysely.selectFrom("users").selectAll().execute();
new Kysely<Tables>({ dialect: new SqliteDialect({ database: own }) });
const instance: Kysely<Tables> = db.getKysely<Kysely<Tables>>();
db.getKysely(kyselyModule);
// @ts-expect-error a NOORMME database is wanted
new NoormmeDialect(own);
drizzle(own);
betterAuth({ database: noormmeAdapter(typed, { usePlural: true }) });
betterAuth({ database: own });
// @ts-expect-error a NOORMME database is wanted
noormmeAdapter("app.db");

void [copied, backup, named, failed, users, rows, text, values, result, inserted, changes, one, all, ran, paid, now, code, found, instance];
