// What is around the file: odd paths, other programs that use it, folders that cannot be written.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { demo, folder, place, program, repository, rows, shop, snapshot } from "./support.mjs";

test("paths that shells and URLs would read otherwise", () => {
  const odd = join(place, "it's $HOME \"q\" ?mode=rw&a=%41#1.db");
  copyFileSync(shop, odd);
  const { status, report, errors } = demo(odd);
  assert.equal(status, 0, errors);
  assert.equal(report.path, odd);
  const link = join(place, "link");
  symlinkSync(join(folder, "wal alone.db"), link);
  assert.equal(demo(link).status, 0);
  assert.equal(existsSync(`${link}-shm`), false);
  copyFileSync(shop, join(place, "-rf"));
  assert.equal(demo("-rf", { cwd: place }).status, 0);
});

test("make hands the path on as it is", () => {
  const root = join(place, "make");
  mkdirSync(join(root, "scripts"), { recursive: true });
  copyFileSync(join(repository, "Makefile"), join(root, "Makefile"));
  cpSync(join(repository, "include"), join(root, "include"), { recursive: true });
  writeFileSync(join(root, "scripts/demo"), '#!/bin/sh\nprintf "%s|%s" $# "$1"\n', { mode: 0o755 });
  for (const path of ["a.db", "with space.db", "it's \"$HOME\" $(id) `id` \\ & ; .db", ""]) {
    const output = execFileSync("make", ["-s", "-C", root, "--no-print-directory", "demo", `DB=${path}`], { encoding: "utf8" });
    assert.equal(output, `1|${path}`);
  }
});

test("a reader that has seen enough", () => {
  const result = spawnSync("sh", ["-c", '"$@" | head -n 2', "sh", process.execPath, program, shop], { encoding: "utf8" });
  assert.match(result.stdout, /NOORMME/);
  assert.equal(result.stderr, "");
});

test("what is no database is said in one line", () => {
  for (const path of [join(place, "none.db"), place, "/dev/null"]) {
    const { status, errors, output } = demo(path);
    assert.equal(status, 2, output);
    assert.match(errors.trim(), /^demo: [^\n]+$/);
  }
});

/** Python with a database open, until its input ends. */
async function holding(t, file, code) {
  const child = spawn("python3", ["-c", `import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\n${code}\nprint("ready", flush=True)\nsys.stdin.read()`, file], { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => child.kill());
  await new Promise((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.once("exit", () => reject(new Error("the holder ended")));
  });
  return child;
}

test("a database that another program has open in WAL mode", async (t) => {
  const live = join(place, "live");
  mkdirSync(live);
  const file = join(live, "live.db");
  copyFileSync(join(folder, "wal closed.db"), file);
  const writer = await holding(t, file, `db.execute("INSERT INTO authors VALUES (9, 'just now')")`);
  assert.ok(existsSync(`${file}-wal`));
  const before = snapshot(live);
  const { status, output, report } = demo(file);
  assert.equal(status, 0, output);
  assert.deepEqual(snapshot(live), before);
  assert.equal(report.models.find((model) => model.name === "authors").rows, rows(file, "SELECT count(*) FROM authors")[0][0]);
  assert.match(output, /3 files/);
  writer.stdin.end();
});

test("a database that another program has locked", async (t) => {
  const file = join(place, "locked.db");
  copyFileSync(shop, file);
  await holding(t, file, `db.execute("BEGIN EXCLUSIVE")`);
  const { status, errors } = demo(file);
  assert.equal(status, 2);
  assert.match(errors, /demo: .*locked/);
});

const nobody = 65534;
const asNobody = process.getuid() === 0 ? { uid: nobody, gid: nobody } : {};
const reachable = spawnSync(process.execPath, [program], { ...asNobody, encoding: "utf8" }).stderr?.startsWith("usage:") === true;

test("files in a folder where nothing may be written", { skip: reachable ? false : "skipped: another user cannot read the repository" }, () => {
  const closed = join(place, "closed");
  mkdirSync(closed);
  for (const name of ["linked.db", "wal closed.db", "wal alone.db", "wal alone.db-wal", "wal and shm.db", "wal and shm.db-wal", "wal and shm.db-shm"]) {
    copyFileSync(join(folder, name), join(closed, name));
    chmodSync(join(closed, name), 0o444);
  }
  chmodSync(place, 0o755);
  chmodSync(closed, 0o555);
  const before = snapshot(closed);
  for (const name of ["linked.db", "wal closed.db", "wal alone.db", "wal and shm.db"]) {
    const result = spawnSync(process.execPath, [program, join(closed, name)], { ...asNobody, encoding: "utf8" });
    assert.equal(result.status, 0, `${name}: ${result.stderr}${result.stdout}`);
    assert.match(result.stdout, /1 row in/);
  }
  assert.deepEqual(snapshot(closed), before);
  // Bytes that may not be read are an error, not a crash.
  const secret = join(place, "secret.db");
  copyFileSync(shop, secret);
  chmodSync(secret, 0o000);
  const result = spawnSync(process.execPath, [program, secret], { ...asNobody, encoding: "utf8" });
  assert.equal(result.status, 2);
  assert.match(result.stderr, /permission denied/i);
});

test("a change of the file would be seen", async () => {
  const { differences, fingerprint } = await import("../fingerprint.mjs");
  const file = join(place, "watched.db");
  copyFileSync(shop, file);
  const before = await fingerprint(file);
  assert.deepEqual(differences(before, await fingerprint(file)), []);
  writeFileSync(`${file}-shm`, "");
  assert.deepEqual(differences(before, await fingerprint(file)), [`${file}-shm appeared`]);
  const beside = await fingerprint(file);
  rmSync(`${file}-shm`);
  assert.deepEqual(differences(beside, await fingerprint(file)), [`${file}-shm is gone`]);
  const bytes = readFileSync(file);
  bytes[5000] ^= 1;
  writeFileSync(file, bytes);
  assert.deepEqual(differences(before, await fingerprint(file)), [`${file} has other bytes`]);
});
