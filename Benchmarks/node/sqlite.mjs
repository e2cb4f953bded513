// Drivers with the interface of better-sqlite3: node:sqlite and better-sqlite3, prepared once or at each call.
import { longestStall, rowsIn } from "./protocol.mjs";
import { readerWorks } from "./threads.mjs";

const USER = "id, email, name, age, is_active, balance, joined, bio";
const POST = "id, author_id, title, body, likes, published";
const note = ["click", 7, 0.5, "a note of some length"];
const length = (rows) => rows.length;

async function driver(name) {
  if (name === "node:sqlite") {
    const { DatabaseSync } = await import("node:sqlite");
    return (path) => new DatabaseSync(path);
  }
  const { default: Database } = await import(name);
  return (path) => new Database(path);
}

function configured(open, path) {
  const db = open(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000");
  return db;
}

const threadOf = (name) => async (path) => {
  const db = configured(await driver(name), path);
  const get = db.prepare(`SELECT ${USER} FROM users WHERE id = ?`);
  const create = db.prepare("INSERT INTO events (kind, amount, ratio, note) VALUES (?, ?, ?, ?) RETURNING *");
  return { get: (id) => get.get(id), create: () => create.get(...note) };
};
export const threads = { "node:sqlite": threadOf("node:sqlite"), "better-sqlite3": threadOf("better-sqlite3") };

/**
 * The workloads over a driver of this interface.
 *
 * @param database answers the open database.
 * @param prepares whether each call prepares its statement anew, as code without a cache does.
 */
export function works(database, prepares) {
  let next = 0;
  const key = () => (next++ % 100_000) + 1;
  const known = new Map();
  const statement = (sql) => {
    if (prepares) return database().prepare(sql);
    let prepared = known.get(sql);
    if (prepared === undefined) known.set(sql, (prepared = database().prepare(sql)));
    return prepared;
  };
  const first = (count) => statement(`SELECT ${USER} FROM users ORDER BY id LIMIT ?`).all(count);
  return {
    get_pk: { run: () => statement(`SELECT ${USER} FROM users WHERE id = ?`).get(key()), check: () => 1 },
    get_unique: {
      run: () => statement(`SELECT ${USER} FROM users WHERE email = ?`).get(`user${key()}@example.com`),
      check: () => 1,
    },
    page: {
      // The nested object of the author is made by hand, as somebody does who wants what an ORM gives.
      run: () =>
        statement(
          `SELECT p.id, p.author_id, p.title, p.body, p.likes, p.published, u.id AS u_id, u.email AS u_email,
             u.name AS u_name, u.age AS u_age, u.is_active AS u_is_active, u.balance AS u_balance,
             u.joined AS u_joined, u.bio AS u_bio
           FROM posts p JOIN users u ON u.id = p.author_id
           WHERE u.is_active = ? AND p.likes >= ? ORDER BY p.likes DESC, p.id LIMIT 10`,
        )
          .all(1, 900)
          .map((row) => ({
            id: row.id,
            author_id: row.author_id,
            title: row.title,
            body: row.body,
            likes: row.likes,
            published: row.published,
            author: {
              id: row.u_id,
              email: row.u_email,
              name: row.u_name,
              age: row.u_age,
              is_active: row.u_is_active,
              balance: row.u_balance,
              joined: row.u_joined,
              bio: row.u_bio,
            },
          })),
      check: length,
    },
    rows_1k: { run: () => first(1000), check: length },
    rows_100k: { run: () => first(100_000), check: length },
    json_1k: { run: () => JSON.stringify(first(1000)), check: rowsIn },
    json_100k: { run: () => JSON.stringify(first(100_000)), check: rowsIn },
    sql_get: { run: () => statement(`SELECT ${USER} FROM users WHERE id = ?`).get(key()), check: () => 1 },
    sql_1k: { run: () => first(1000), check: length },
    sql_100k: { run: () => first(100_000), check: length },
    prefetch: {
      run: () => {
        const rows = first(100);
        const byKey = new Map();
        for (const row of rows) byKey.set(row.id, (row.posts = []));
        const keys = JSON.stringify(rows.map((row) => row.id));
        const children = statement(
          `SELECT ${POST} FROM posts WHERE author_id IN (SELECT value FROM json_each(?))`,
        ).all(keys);
        for (const child of children) byKey.get(child.author_id).push(child);
        return rows;
      },
      check: (rows) => rows.reduce((sum, row) => sum + 1 + row.posts.length, 0),
    },
    count: () => statement("SELECT count(*) AS n FROM users WHERE age >= ?").get(60).n,
    aggregate: {
      run: () => statement("SELECT sum(likes) AS total, avg(likes) AS mean, max(likes) AS most FROM posts").get(),
      check: (answer) => answer.total,
    },
    create: {
      run: () => statement("INSERT INTO events (kind, amount, ratio, note) VALUES (?, ?, ?, ?) RETURNING *").get(...note),
      check: () => 1,
    },
    sql_create: {
      run: () => statement("INSERT INTO events (kind, amount, ratio, note) VALUES (?, ?, ?, ?)").run(...note),
      check: ({ changes }) => changes,
    },
    bulk_create: {
      run: () => {
        const insert = statement("INSERT INTO events (kind, amount, ratio, note) VALUES (?, ?, ?, ?)");
        database().exec("BEGIN IMMEDIATE");
        for (let amount = 0; amount < 10_000; amount++) insert.run("click", amount, 0.5, "a note of some length");
        database().exec("COMMIT");
        return 10_000;
      },
      undo: () => database().exec("DELETE FROM events"),
    },
    update: () => Number(statement("UPDATE users SET balance = balance + ? WHERE age = ?").run(1, 30).changes),
    stall: {
      figures: async () => ({
        figures: await longestStall(() => {
          const likes = Array.from("abcdefghij", (letter) => `bio LIKE '%qqq${letter}%'`).join(" OR ");
          return statement(`SELECT count(*) AS n FROM users WHERE ${likes}`).get().n;
        }),
      }),
    },
  };
}

export default async function sqlite(name, prepares = false) {
  const open = await driver(name);
  let db, path;
  const own = works(() => db, prepares);
  if (!prepares) Object.assign(own, readerWorks(name, import.meta.url, () => path));
  return {
    version: name === "node:sqlite" ? process.version : "",
    works: own,
    open(place) {
      path = place;
      db = configured(open, place);
    },
    cold(place) {
      db = configured(open, place);
      own.get_pk.run();
      return 1;
    },
    close: () => db.close(),
  };
}
