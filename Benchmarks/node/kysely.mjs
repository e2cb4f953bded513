// Kysely over better-sqlite3.
import Database from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import { jsonArrayFrom, jsonObjectFrom } from "kysely/helpers/sqlite";
import { ParseJSONResultsPlugin } from "kysely";
import { rowsIn } from "./protocol.mjs";

const note = { kind: "click", amount: 7, ratio: 0.5, note: "a note of some length" };
const length = (rows) => rows.length;
const POST = ["id", "author_id", "title", "body", "likes", "published"];
const USER = ["id", "email", "name", "age", "is_active", "balance", "joined", "bio"];

export default function kysely() {
  let db;
  let next = 0;
  const key = () => (next++ % 100_000) + 1;
  const first = (count) => db.selectFrom("users").selectAll().orderBy("id").limit(count);
  const open = (path) => {
    const database = new Database(path);
    database.exec("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000");
    db = new Kysely({ dialect: new SqliteDialect({ database }), plugins: [new ParseJSONResultsPlugin()] });
  };
  const works = {
    get_pk: {
      run: () => db.selectFrom("users").selectAll().where("id", "=", key()).executeTakeFirstOrThrow(),
      check: () => 1,
    },
    get_unique: {
      run: () =>
        db.selectFrom("users").selectAll().where("email", "=", `user${key()}@example.com`).executeTakeFirstOrThrow(),
      check: () => 1,
    },
    page: {
      run: () =>
        db
          .selectFrom("posts")
          .innerJoin("users", "users.id", "posts.author_id")
          .select(POST.map((name) => `posts.${name}`))
          .select((eb) =>
            jsonObjectFrom(eb.selectFrom("users").select(USER).whereRef("users.id", "=", "posts.author_id")).as("author"),
          )
          .where("users.is_active", "=", 1)
          .where("posts.likes", ">=", 900)
          .orderBy("posts.likes", "desc")
          .orderBy("posts.id")
          .limit(10)
          .execute(),
      check: length,
    },
    rows_1k: { run: () => first(1000).execute(), check: length },
    rows_100k: { run: () => first(100_000).execute(), check: length },
    json_1k: { run: async () => JSON.stringify(await first(1000).execute()), check: rowsIn },
    json_100k: { run: async () => JSON.stringify(await first(100_000).execute()), check: rowsIn },
    prefetch: {
      run: () =>
        first(100)
          .select((eb) =>
            jsonArrayFrom(eb.selectFrom("posts").select(POST).whereRef("posts.author_id", "=", "users.id")).as("posts"),
          )
          .execute(),
      check: (rows) => rows.reduce((sum, row) => sum + 1 + row.posts.length, 0),
    },
    count: {
      run: () =>
        db
          .selectFrom("users")
          .select((eb) => eb.fn.countAll().as("n"))
          .where("age", ">=", 60)
          .executeTakeFirstOrThrow(),
      check: (row) => Number(row.n),
    },
    aggregate: {
      run: () =>
        db
          .selectFrom("posts")
          .select((eb) => [eb.fn.sum("likes").as("total"), eb.fn.avg("likes").as("mean"), eb.fn.max("likes").as("most")])
          .executeTakeFirstOrThrow(),
      check: (row) => row.total,
    },
    create: { run: () => db.insertInto("events").values(note).returningAll().executeTakeFirstOrThrow(), check: () => 1 },
    bulk_create: {
      run: () =>
        db.transaction().execute(async (tx) => {
          // 999 variables a statement are safe everywhere.
          for (let start = 0; start < 10_000; start += 200) {
            const rows = Array.from({ length: 200 }, (_, index) => ({ ...note, amount: start + index }));
            await tx.insertInto("events").values(rows).execute();
          }
          return 10_000;
        }),
      undo: () => db.deleteFrom("events").execute(),
    },
    update: {
      run: () =>
        db
          .updateTable("users")
          .set({ balance: sql`balance + 1` })
          .where("age", "=", 30)
          .executeTakeFirstOrThrow(),
      check: (result) => Number(result.numUpdatedRows),
    },
  };
  return {
    version: "",
    works,
    open,
    cold: async (path) => {
      open(path);
      await works.get_pk.run();
      return 1;
    },
    close: () => db.destroy(),
  };
}
