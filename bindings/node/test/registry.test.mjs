// One opened file for each path and options in a process; see src/registry.ts.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readlinkSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { BLOG, databaseFile, folder, NOORMME, root } from "./package.mjs";

const require = createRequire(import.meta.url);

/** How many of this process's files are `path`. */
function descriptors(path) {
  const names = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  });
  return names.filter((name) => name === path).length;
}
const skip = existsSync("/proc/self/fd") ? false : "no /proc";

/** The package evaluated anew, as a development server does on every edit. */
function evaluateAgain() {
  for (const name of Object.keys(require.cache)) {
    if (name.startsWith(join(root, "dist"))) delete require.cache[name];
  }
  return require(root).NOORMME;
}

test("modules evaluated again share one opened file", { skip }, async (t) => {
  const path = databaseFile(t, BLOG);
  const first = new NOORMME(path);
  assert.equal(await first.model("users").objects.count(), 3);
  const open = descriptors(path);
  assert.ok(open > 0);
  const others = [];
  for (let edit = 0; edit < 25; edit++) {
    const Again = evaluateAgain();
    assert.notEqual(Again, NOORMME);
    const db = new Again(path);
    assert.equal(await db.model("users").objects.count(), 3);
    others.push(db);
  }
  assert.equal(descriptors(path), open);

  // Each is closed for itself; the last closes the file.
  await first.close();
  await assert.rejects(first.model("users").objects.count(), { code: "CLOSED" });
  for (const db of others) {
    assert.equal(await db.model("users").objects.count(), 3);
    await db.close();
  }
  assert.equal(descriptors(path), 0);
  const anew = new NOORMME(path);
  assert.equal(await anew.model("users").objects.count(), 3);
  await anew.close();
});

test("two paths are two databases, and so are two sets of options", async (t) => {
  const [one, two] = [databaseFile(t, BLOG), databaseFile(t, BLOG)];
  const a = new NOORMME(one);
  const b = new NOORMME(two);
  const readOnly = new NOORMME({ path: one, readOnly: true });
  await a.model("posts").objects.filter().delete();
  assert.equal(await a.model("posts").objects.count(), 0);
  assert.equal(await b.model("posts").objects.count(), 3);
  await assert.rejects(readOnly.model("posts").objects.create({ title: "x", author_id: 1 }), { name: "OperationalError" });
  await Promise.all([a.close(), b.close(), readOnly.close()]);
});

test("databases in memory are never shared", async () => {
  for (const path of [":memory:", "file::memory:", "sqlite::memory:"]) {
    const [a, b] = [new NOORMME(path), new NOORMME(path)];
    await a.initialize();
    await b.initialize();
    await a.close();
    assert.deepEqual((await b.introspect()).models, []);
    await b.close();
  }
});

test("a file that took another's place is opened", async (t) => {
  const path = databaseFile(t, BLOG);
  const before = new NOORMME(path);
  assert.equal(await before.model("users").objects.count(), 3);
  const other = databaseFile(t, `${BLOG} DELETE FROM users WHERE id = 3;`);
  for (const end of ["-wal", "-shm"]) rmSync(path + end, { force: true });
  renameSync(other, path);
  const after = new NOORMME(path);
  assert.equal(await after.model("users").objects.count(), 2);
  await before.close();
  await after.close();
});

test("share: false opens a file for one object alone", { skip }, async (t) => {
  const path = databaseFile(t, BLOG);
  const a = new NOORMME(path);
  await a.initialize();
  const open = descriptors(path);
  const b = new NOORMME({ path, share: false });
  await b.initialize();
  assert.ok(descriptors(path) > open);
  // SQLite may keep a descriptor of the one until the other is closed too, for POSIX locks.
  await b.close();
  await a.close();
  assert.equal(descriptors(path), 0);
  assert.throws(() => new NOORMME({ path, share: "no" }), { code: "INVALID_OPTION" });
});

test("making an object opens nothing", { skip }, (t) => {
  const path = join(folder(t), "none.db");
  new NOORMME(path).model("users").objects.filter({ id: 1 });
  assert.equal(existsSync(path), false);
});
