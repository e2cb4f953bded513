// Drizzle over better-sqlite3, which it drives synchronously.
import Database from "better-sqlite3";
import { and, avg, count, desc, eq, gte, max, relations, sql, sum } from "drizzle-orm";
import { drizzle as connect } from "drizzle-orm/better-sqlite3";
import { integer, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { rowsIn } from "./protocol.mjs";

const users = sqliteTable("users", {
  id: integer().primaryKey(),
  email: text().notNull(),
  name: text().notNull(),
  age: integer().notNull(),
  is_active: integer({ mode: "boolean" }).notNull(),
  balance: real().notNull(),
  joined: text().notNull(),
  bio: text(),
});
const posts = sqliteTable("posts", {
  id: integer().primaryKey(),
  author_id: integer()
    .notNull()
    .references(() => users.id),
  title: text().notNull(),
  body: text().notNull(),
  likes: integer().notNull(),
  published: text().notNull(),
});
const events = sqliteTable("events", {
  id: integer().primaryKey(),
  kind: text().notNull(),
  amount: integer().notNull(),
  ratio: real().notNull(),
  note: text(),
});
const schema = {
  users,
  posts,
  usersRelations: relations(users, ({ many }) => ({ posts: many(posts) })),
  postsRelations: relations(posts, ({ one }) => ({
    author: one(users, { fields: [posts.author_id], references: [users.id] }),
  })),
};

const note = { kind: "click", amount: 7, ratio: 0.5, note: "a note of some length" };
const length = (rows) => rows.length;

export default function drizzle() {
  let db, client;
  let next = 0;
  const key = () => (next++ % 100_000) + 1;
  const first = (count) => db.select().from(users).orderBy(users.id).limit(count).all();
  const open = (path) => {
    client = new Database(path);
    client.exec("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000");
    db = connect(client, { schema });
  };
  const works = {
    get_pk: { run: () => db.select().from(users).where(eq(users.id, key())).get(), check: () => 1 },
    get_unique: {
      run: () =>
        db
          .select()
          .from(users)
          .where(eq(users.email, `user${key()}@example.com`))
          .get(),
      check: () => 1,
    },
    page: {
      run: () =>
        db
          .select()
          .from(posts)
          .innerJoin(users, eq(users.id, posts.author_id))
          .where(and(eq(users.is_active, true), gte(posts.likes, 900)))
          .orderBy(desc(posts.likes), posts.id)
          .limit(10)
          .all(),
      check: length,
    },
    rows_1k: { run: () => first(1000), check: length },
    rows_100k: { run: () => first(100_000), check: length },
    json_1k: { run: () => JSON.stringify(first(1000)), check: rowsIn },
    json_100k: { run: () => JSON.stringify(first(100_000)), check: rowsIn },
    prefetch: {
      run: () => db.query.users.findMany({ with: { posts: true }, orderBy: users.id, limit: 100 }).sync(),
      check: (rows) => rows.reduce((sum, row) => sum + 1 + row.posts.length, 0),
    },
    count: () => db.select({ n: count() }).from(users).where(gte(users.age, 60)).get().n,
    aggregate: {
      run: () =>
        db
          .select({ total: sum(posts.likes), mean: avg(posts.likes), most: max(posts.likes) })
          .from(posts)
          .get(),
      check: (row) => Number(row.total),
    },
    create: { run: () => db.insert(events).values(note).returning().get(), check: () => 1 },
    bulk_create: {
      run: () =>
        db.transaction((tx) => {
          for (let start = 0; start < 10_000; start += 200) {
            const rows = Array.from({ length: 200 }, (_, index) => ({ ...note, amount: start + index }));
            tx.insert(events).values(rows).run();
          }
          return 10_000;
        }),
      undo: () => db.delete(events).run(),
    },
    update: () =>
      Number(
        db
          .update(users)
          .set({ balance: sql`${users.balance} + 1` })
          .where(eq(users.age, 30))
          .run().changes,
      ),
  };
  return {
    version: "",
    works,
    open,
    cold: (path) => {
      open(path);
      works.get_pk.run();
      return 1;
    },
    close: () => client.close(),
  };
}
