// Writes that come alone begin on the calling thread; what cannot be done there at once is done on another, once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BLOG, databaseFile, NOORMME, undisturbed } from "./package.mjs";

const USER = { email: "new@example.com", name: "New" };
const COUNTING = `
CREATE TABLE notes (id INTEGER PRIMARY KEY, label TEXT NOT NULL);
CREATE TABLE tally (id INTEGER PRIMARY KEY, n INTEGER NOT NULL);
INSERT INTO tally VALUES (1, 0);
CREATE TRIGGER count_notes AFTER INSERT ON notes BEGIN UPDATE tally SET n = n + 1; END;`;
// Takes far longer than the calling thread is kept.
const SLOW = `
CREATE TRIGGER slow_notes AFTER INSERT ON notes WHEN new.label = 'slow' BEGIN
  UPDATE tally SET n = n + (WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 200000)
    SELECT count(*) - 200000 FROM c);
END;`;

function open(t, script = COUNTING, options = {}) {
  const path = databaseFile(t, script);
  const db = new NOORMME({ path, ...options });
  t.after(() => db.close());
  return { db, path, notes: db.model("notes").objects, tally: db.model("tally").objects };
}

/** Where each INSERT, UPDATE and statement of SQL text ran: true on this thread. */
async function places(db, work) {
  const found = [];
  const listener = ({ operation, inline, error }) => {
    if (operation === "insert" || operation === "update" || operation === "sql") found.push([inline, error ?? null]);
  };
  db.on("query", listener);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 20));
  db.off("query", listener);
  return found;
}

test("one after the other: here; several at once: together, elsewhere", (t) => undisturbed(async () => {
  const { db, notes, tally } = open(t);
  await db.initialize();
  const alone = await places(db, async () => {
    for (let i = 0; i < 5; i++) await notes.create({ label: `${i}` });
    await tally.filter({ id: 1 }).update({ n: 5 });
  });
  assert.deepEqual(alone, Array(6).fill([true, null]));
  const together = await places(db, () => Promise.all(Array.from({ length: 50 }, (_, i) => notes.create({ label: `${i}` }))));
  assert.equal(together.length, 50);
  assert.equal(together.filter(([inline]) => inline).length, 1);
}));

test("one after the other and several at once: each is done once", async (t) => {
  const { db, notes, tally } = open(t);
  for (let i = 0; i < 5; i++) await notes.create({ label: `${i}` });
  await tally.filter({ id: 1 }).update({ n: 5 });
  await Promise.all(Array.from({ length: 50 }, (_, i) => notes.create({ label: `${i}` })));
  assert.equal(await notes.count(), 55);
  assert.equal((await tally.get({ id: 1 })).n, 55);
  // By SQL text.
  await db.sql`INSERT INTO notes (label) VALUES (${"one"})`;
  assert.deepEqual(await db.sql`UPDATE notes SET label = ${"two"} WHERE label = ${"one"} RETURNING label`, [{ label: "two" }]);
  assert.equal((await db.execute("DELETE FROM notes WHERE label = ?", ["two"])).changes, 1);
  await assert.rejects(db.sql`INSERT INTO notes (label) VALUES (NULL)`, { code: "NOT_NULL" });
  await Promise.all(Array.from({ length: 50 }, (_, i) => db.sql`INSERT INTO notes (label) VALUES (${`${i}`})`));
  assert.equal(await notes.count(), 105);
  assert.equal((await tally.get({ id: 1 })).n, 106);
});

test("SQL text: one after the other here, several at once together, elsewhere", (t) => undisturbed(async () => {
  const { db } = open(t);
  await db.initialize();
  const alone = await places(db, async () => {
    await db.sql`INSERT INTO notes (label) VALUES (${"one"})`;
    await db.sql`UPDATE notes SET label = ${"two"} WHERE label = ${"one"} RETURNING label`;
    await db.execute("DELETE FROM notes WHERE label = ?", ["two"]);
    await db.sql`INSERT INTO notes (label) VALUES (NULL)`.catch(() => {});
  });
  assert.deepEqual(alone, [[true, null], [true, null], [true, null], [true, "NOT_NULL"]]);
  const together = await places(db, () => Promise.all(
    Array.from({ length: 50 }, (_, i) => db.sql`INSERT INTO notes (label) VALUES (${`${i}`})`),
  ));
  assert.equal(together.filter(([inline]) => inline).length, 1);
}));

test("what takes long is undone, and done once", async (t) => {
  const { db, notes, tally } = open(t, COUNTING + SLOW);
  await db.initialize();
  for (let i = 1; i <= 3; i++) {
    assert.equal((await notes.create({ label: "slow" })).label, "slow");
    await db.sql`INSERT INTO notes (label) VALUES (${"slow"})`;
    assert.deepEqual([await notes.count(), (await tally.get({ id: 1 })).n], [2 * i, 2 * i]);
  }
});

test("a lock of somebody else is waited for, not on this thread", async (t) => {
  const { db, path, notes } = open(t);
  await db.initialize();
  const other = new NOORMME({ path, share: false });
  t.after(() => other.close());
  let goes = 0;
  await undisturbed(async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    let created;
    await other.transaction(async () => {
      await other.model("notes").objects.create({ label: "theirs" });
      created = notes.create({ label: "ours" });
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    const { label } = await created;
    clearInterval(timer);
    goes++;
    assert.equal(label, "ours");
    assert.ok(turns > 5, `${turns} turns`);
  });
  assert.equal(await notes.count(), 2 * goes);
});

test("where a commit waits for the disk, and where it is asked for: elsewhere", async (t) => {
  for (const options of [{ synchronous: "full" }, { journalMode: "delete" }, { inlineReads: false }]) {
    const { db, notes } = open(t, COUNTING, options);
    await db.initialize();
    const found = await places(db, async () => {
      await notes.create({ label: "one" });
      await db.sql`INSERT INTO notes (label) VALUES ('two')`;
    });
    assert.deepEqual(found, [[false, null], [false, null]], JSON.stringify(options));
  }
});

test("errors are those of any write, and nothing is stored", async (t) => {
  const { db, notes } = open(t);
  await notes.create({ id: 1, label: "one" });
  await assert.rejects(notes.create({ id: 1, label: "again" }), { code: "UNIQUE" });
  await assert.rejects(notes.create({ label: null }), { code: "NOT_NULL" });
  assert.equal(await notes.count(), 1);
  await db.close();
  await assert.rejects(notes.create({ label: "late" }), { code: "CLOSED" });
});

test("a write and what follows it keep their order", async (t) => {
  const { db } = open(t, BLOG);
  const users = db.model("users").objects;
  const before = await users.count();
  const [first, second, third] = await Promise.all([
    users.create({ ...USER, email: "a@example.com" }),
    users.create({ ...USER, email: "b@example.com" }),
    users.create({ ...USER, email: "c@example.com" }),
  ]);
  assert.ok(first.id < second.id && second.id < third.id);
  assert.equal(await users.count(), before + 3);
  await db.transaction(async () => {
    await users.filter({ id: first.id }).update({ name: "inside" });
    assert.equal((await users.get({ id: first.id })).name, "inside");
  });
});
