// Related rows by separate statements (what prefetch does) against one statement that aggregates JSON, in the same
// process on the same data, interleaved; the figures of docs/relations.md come from here.
//
//   node bindings/node/bench/relations.mjs [rounds]

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NOORMME } from "../dist/index.mjs";

const rounds = Number(process.argv[2] ?? 41);
const folder = mkdtempSync(join(tmpdir(), "noormme-bench-"));
const COLUMNS = ["id", "title", "body", "views", "is_public", "author_id"];

/** One statement: each parent with the array of its children as JSON. */
const AGGREGATED = `
  SELECT "users"."id" AS "id", "users"."name" AS "name", (
    SELECT json_group_array(json_object(${COLUMNS.map((name) => `'${name}', "p"."${name}"`).join(", ")}))
    FROM (SELECT * FROM "posts" WHERE "author_id" = "users"."id" ORDER BY "id") AS "p"
  ) AS "posts"
  FROM "users" ORDER BY "users"."id"`;

/** The same, joined and grouped instead of asked for each parent. */
const GROUPED = `
  SELECT "users"."id" AS "id", "users"."name" AS "name", "g"."posts" AS "posts"
  FROM "users" LEFT JOIN (
    SELECT "author_id", json_group_array(json_object(${COLUMNS.map((name) => `'${name}', "${name}"`).join(", ")})) AS "posts"
    FROM (SELECT * FROM "posts" ORDER BY "author_id", "id") GROUP BY "author_id"
  ) AS "g" ON "g"."author_id" = "users"."id" ORDER BY "users"."id"`;

async function database(parents, children) {
  const db = new NOORMME({ path: join(folder, `${parents}x${children}.db`), allowRaw: true, repeats: false });
  await db.exec(`
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, views INTEGER NOT NULL,
      is_public BOOLEAN NOT NULL, author_id INTEGER NOT NULL REFERENCES users);
    CREATE INDEX posts_author ON posts (author_id);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${parents}) INSERT INTO users SELECT i, 'User ' || i FROM n;
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${parents * children})
      INSERT INTO posts SELECT i + 1, 'Post number ' || i, printf('%.*c', 80, 'x'), i * 7, i % 2, i % ${parents} + 1 FROM n;
  `);
  return db;
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

for (const [parents, children] of [[100, 10], [1, 10_000], [1000, 10]]) {
  const db = await database(parents, children);
  const users = db.model("users").objects.orderBy("id");
  const parsed = (sql) => {
    const rows = db.model("users").objects.sync.raw(sql);
    for (const row of rows) if (typeof row.posts === "string") row.posts = JSON.parse(row.posts);
    return rows;
  };
  const ways = {
    "separate statements": () => users.prefetch("posts").sync.all(),
    "one, correlated": () => parsed(AGGREGATED),
    "one, grouped": () => parsed(GROUPED),
  };
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds + 5; round++) {
    for (const [name, work] of Object.entries(ways)) {
      const begun = process.hrtime.bigint();
      const rows = work();
      const taken = Number(process.hrtime.bigint() - begun) / 1e6;
      if (round >= 5) times[name].push(taken);
      if (rows.length !== parents || rows[0].posts.length !== children) throw new Error(`${name}: not the rows`);
    }
  }
  // Round by round, so that what slows the machine slows all of them.
  const base = times["separate statements"];
  console.log(`${parents} x ${children}`);
  for (const [name, list] of Object.entries(times)) {
    const ratio = median(list.map((time, round) => time / base[round]));
    const fastest = Math.min(...list);
    console.log(`  ${name.padEnd(20)} fastest ${fastest.toFixed(2)} ms, ${ratio.toFixed(2)} of separate statements`);
  }
  await db.close();
}
rmSync(folder, { recursive: true, force: true });
