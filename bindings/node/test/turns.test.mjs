// What many answers at once leave of the event loop: turns that end, for timers and other connections.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BLOG, databaseFile, NOORMME, undisturbed } from "./package.mjs";

const MANY = 4000;
/** They take 12 ms at the very least, in slices of 2, two a turn. */
const LEAST = 3;

function open(t, options = {}) {
  const db = new NOORMME({ path: databaseFile(t, BLOG), ...options });
  t.after(() => db.close());
  return db.model("users").objects;
}

/** How many turns the loop had while `work` went on. */
async function turnsDuring(work) {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await work();
  isDone = true;
  return turns;
}

for (const [kind, options] of [["on this thread", {}], ["on threads of their own", { inlineReads: false }]]) {
  test(`reads ${kind}, all at once`, async (t) => {
    const users = open(t, options);
    await users.get({ id: 1 });
    const turns = await turnsDuring(async () => {
      const began = performance.now();
      const rows = await Promise.all(Array.from({ length: MANY }, (_, i) => users.get({ id: 1 + (i % 3) })));
      assert.ok(rows.every((row, i) => row.id === 1 + (i % 3)));
      t.diagnostic?.(`${Math.round(performance.now() - began)} ms`);
    });
    assert.ok(turns >= LEAST, `${turns} turns`);
  });
}

// A read that is not done in its time goes to a thread, with those that come soon after.
test("clients that ask one read after the other share turns, though some were put off once", (t) => undisturbed(async () => {
  const users = open(t);
  await users.get({ id: 1 });
  const client = async () => {
    for (let i = 0; i < MANY / 8; i++) await users.get({ id: 1 });
  };
  const turns = await turnsDuring(() => Promise.all(Array.from({ length: 8 }, client)));
  // A turn for each round of the eight would be 500.
  assert.ok(turns >= LEAST && turns < 200, `${turns} turns`);
}));

test("those who wait longest go on first", (t) => undisturbed(async () => {
  const users = open(t);
  await users.get({ id: 1 });
  const order = [];
  const ask = (i) => users.get({ id: 1 }).then(() => order.push(i));
  await Promise.all(Array.from({ length: MANY }, (_, i) => ask(i)));
  assert.deepEqual(order, Array.from({ length: MANY }, (_, i) => i));
}));

test("reads that are put off are answered before the database closes", async (t) => {
  const db = new NOORMME(databaseFile(t, BLOG));
  const users = db.model("users").objects;
  await users.get({ id: 1 });
  const asked = Array.from({ length: MANY }, () => users.get({ id: 1 }));
  const closed = db.close();
  assert.equal((await Promise.all(asked)).length, MANY);
  await closed;
  await assert.rejects(users.get({ id: 1 }), { code: "CLOSED" });
});

test("one read after the other lets the loop go on", async (t) => {
  const users = open(t);
  const turns = await turnsDuring(async () => {
    for (let i = 0; i < MANY; i++) await users.get({ id: 1 });
  });
  assert.ok(turns >= LEAST, `${turns} turns`);
});

test("clocks that tests put in place of the real ones hold nothing up", async (t) => {
  const users = open(t);
  const real = [globalThis.setImmediate, performance.now];
  [globalThis.setImmediate, performance.now] = [() => {}, () => 0];
  try {
    const rows = await Promise.all(Array.from({ length: MANY }, () => users.get({ id: 1 })));
    assert.equal(rows.length, MANY);
  } finally {
    [globalThis.setImmediate, performance.now] = real;
  }
});
