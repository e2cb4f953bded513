import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import * as n from "./package.mjs";
import { BLOG, databaseFile, NOORMME, select } from "./package.mjs";

function blog(t, options = {}) {
  const path = databaseFile(t, BLOG);
  const db = new NOORMME({ path, ...options });
  t.after(() => db.close());
  return { path, db, users: db.model("users").objects, posts: db.model("posts").objects };
}

const emails = (path) => select(path, "SELECT email FROM users WHERE id > 3 ORDER BY id").map(([email]) => email);

test("all or nothing, and queries inside join", async (t) => {
  const { path, db, users } = blog(t);
  const helper = async () => users.create({ email: "helper@x" });
  const result = await db.transaction(async (tx) => {
    await tx.model("users").objects.create({ email: "tx@x" });
    await helper();
    assert.equal(await users.count(), 5);
    assert.equal(users.sync.count(), 5);
    assert.equal((await users.get({ email: "tx@x" })).id, 4);
    assert.equal((await db.sql`SELECT count(*) AS n FROM users`)[0].n, 5);
    assert.deepEqual(emails(path), [], "nobody else sees it yet");
    return "done";
  });
  assert.equal(result, "done");
  assert.deepEqual(emails(path), ["tx@x", "helper@x"]);
  await assert.rejects(
    db.transaction(async () => {
      await users.create({ email: "gone@x" });
      throw new Error("mine");
    }),
    /^Error: mine$/,
  );
  assert.equal(await users.count(), 5);
});

test("query sets made before, and several at once", async (t) => {
  const { db, users } = blog(t);
  const named = users.filter({ email__startswith: "many" });
  await db.transaction(async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => users.create({ email: `many${index}@x` })));
    assert.equal(await named.count(), 20);
    assert.equal(await db.outside(() => named.count()), 0, "another connection, outside");
  });
  assert.equal(await named.count(), 20);
});

test("savepoints nest; hooks run after the commit alone", async (t) => {
  const { path, db, users } = blog(t);
  const ran = [];
  await db.transaction(async (tx) => {
    tx.onCommit(async () => ran.push(`outer ${await users.count()}`));
    await users.create({ email: "a@x" });
    await assert.rejects(
      db.transaction(async (inner) => {
        inner.onCommit(() => ran.push("never"));
        await users.create({ email: "b@x" });
        throw new Error("inner");
      }),
      /inner/,
    );
    await tx.transaction(async (inner) => {
      inner.onCommit(() => ran.push("inner"));
      await users.create({ email: "c@x" });
      await assert.rejects(users.create({ email: "a@x" }), n.UniqueViolation);
    });
    assert.deepEqual(ran, []);
  });
  assert.deepEqual(emails(path), ["a@x", "c@x"]);
  assert.deepEqual(ran, ["outer 5", "inner"]);
  await assert.rejects(
    db.transaction(async (tx) => {
      tx.onCommit(() => ran.push("never"));
      throw new Error("x");
    }),
  );
  assert.equal(ran.length, 2);
});

test("savepoints begun at once come one after the other", async (t) => {
  const { path, db, users } = blog(t);
  await db.transaction(async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, index) =>
        db.transaction(async () => {
          await users.create({ email: `${index}@x` });
          if (index % 2) throw new Error("odd");
        }),
      ),
    );
    assert.deepEqual(results.map((each) => each.status === "fulfilled"), [true, false, true, false, true, false]);
  });
  assert.deepEqual(emails(path), ["0@x", "2@x", "4@x"]);
});

test("over is over", async (t) => {
  const { db, users } = blog(t);
  let kept;
  let late;
  await db.transaction(async (tx) => {
    kept = tx;
    late = new Promise((resolve) => setTimeout(resolve, 30)).then(() => users.count());
    late.catch(() => {});
  });
  await assert.rejects(kept.model("users").objects.count(), n.TransactionManagementError);
  assert.throws(() => kept.onCommit(() => {}), n.TransactionManagementError);
  await assert.rejects(late, /await every query inside its callback/);
  assert.equal(await users.count(), 3);
});

test("outside: error refuses what does not go through the argument", async (t) => {
  const { db, users } = blog(t);
  await db.transaction(
    async (tx) => {
      await assert.rejects(users.count(), n.NoormmeError);
      assert.equal(await tx.model("users").objects.count(), 3);
      assert.equal(await tx.model("users").objects.filter({ pk__in: tx.model("posts").objects.values("author_id") }).count(), 2);
    },
    { outside: "error" },
  );
});

test("read transactions see one state and wait for nobody", async (t) => {
  const { db, users } = blog(t);
  await db.transaction(
    async (tx) => {
      assert.equal(await users.count(), 3);
      await db.outside(() => users.create({ email: "later@x" }));
      assert.equal(await users.count(), 3);
      await assert.rejects(tx.model("users").objects.create({ email: "no@x" }), (error) => error.code === "READ_ONLY");
    },
    { mode: "read" },
  );
  assert.equal(await users.count(), 4);
});

test("the callback runs again when it is asked to", async (t) => {
  const { path, db, users } = blog(t, { busyTimeout: 40 });
  const holder = spawn("python3", ["-c", `
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE"); print("held", flush=True)
sys.stdin.readline(); db.execute("COMMIT")`, path]);
  await once(holder.stdout, "data");
  await assert.rejects(db.transaction(() => users.create({ email: "no@x" })), n.BusyError);
  let attempts = 0;
  const body = async () => {
    attempts++;
    return await users.create({ email: "yes@x" });
  };
  const running = db.transaction(body, { retries: 50 });
  setTimeout(() => holder.stdin.end("\n"), 150);
  assert.equal((await running).email, "yes@x");
  assert.equal(attempts, 1, "BEGIN failed, so the callback had not begun");
});

test("synchronous", (t) => {
  const { path, db, users } = blog(t);
  const ran = [];
  const made = db.transactionSync((tx) => {
    tx.onCommit(() => ran.push("committed"));
    const row = users.sync.create({ email: "a@x" });
    assert.throws(() =>
      db.transactionSync(() => {
        users.sync.create({ email: "b@x" });
        throw new Error("inner");
      }),
    );
    tx.model("users").objects.sync.create({ email: "c@x" });
    return row;
  });
  assert.equal(made.id, 4);
  assert.deepEqual(ran, ["committed"]);
  assert.deepEqual(emails(path), ["a@x", "c@x"]);
  assert.throws(() => db.transactionSync(async () => users.sync.create({ email: "d@x" })), n.MisuseError);
  assert.equal(users.sync.count(), 5);
});

test("a memory database has transactions too", async () => {
  const db = new NOORMME(":memory:");
  await db.exec("CREATE TABLE a (id INTEGER PRIMARY KEY)");
  const a = db.model("a").objects;
  await db.transaction(async () => {
    await a.create({ id: 1 });
    assert.equal(await a.count(), 1);
  });
  assert.equal(await a.count(), 1);
  await db.close();
});

test("close and exit at any moment", async (t) => {
  const { path, db, users } = blog(t);
  const running = db.transaction(async () => {
    await users.create({ email: "lost@x" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await users.create({ email: "lost2@x" });
  });
  setTimeout(() => void db.close(), 10);
  await assert.rejects(running, n.NoormmeError);
  assert.deepEqual(emails(path), []);

  const script = `
    const { NOORMME } = require(${JSON.stringify(n.root + "/dist/index.js")});
    const { isMainThread } = require("node:worker_threads");
    const db = new NOORMME(${JSON.stringify(path)});
    const users = db.model("users").objects;
    const run = async () => {
      for (;;) {
        await Promise.all([users.count(), users.filter({ name__contains: "n" }).all(),
          db.transaction(async () => { await users.filter({ id: 1 }).update({ age: 5 }); await users.count(); })]);
        users.sync.get({ id: 1 });
      }
    };
    run(); run();
    setTimeout(() => process.exit(0), 60 + Math.random() * 60);
  `;
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "inherit", "inherit"] });
    assert.deepEqual(await once(child, "exit"), [0, null]);
  }
  for (let round = 0; round < 4; round++) {
    const workers = [1, 2].map(() => new Worker(script, { eval: true }));
    await Promise.all(workers.map((worker) => once(worker, "exit")));
  }
  assert.deepEqual(emails(path), []);
});
