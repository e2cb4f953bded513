// noormme/next against a stand-in for Next.js that records what is asked of it, in processes of their own: which
// modules there are and what the environment says is settled when they start.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tagFor, tagsFor, toActionResult, withNoormme } from "../dist/next/index.mjs";
import { BLOG, Count, databaseFile, folder, NOORMME, Q, root } from "./package.mjs";

const NEXT_16 = {
  "cache.js": `const calls = globalThis.calls = [];
    exports.io = async () => { calls.push("io"); await new Promise((resolve) => setTimeout(resolve, 5)); calls.push("request"); };
    exports.updateTag = (tag) => { if (!globalThis.isAction) throw new Error("updateTag can only be called from within a Server Action"); calls.push("update " + tag); };
    exports.revalidateTag = (tag, profile) => { calls.push("revalidate " + tag + " " + profile); };`,
  "server.js": `exports.connection = async () => { globalThis.calls.push("connection"); };`,
};
const NEXT_15 = {
  "cache.js": `const calls = globalThis.calls = []; exports.revalidateTag = (tag, ...rest) => { calls.push("revalidate " + tag); };`,
  "server.js": `exports.connection = async () => { if (globalThis.isScript) throw new Error("\`connection\` was called outside a request scope."); globalThis.calls.push("connection"); };`,
  "dist/server/app-render/work-unit-async-storage.external.js":
    `exports.workUnitAsyncStorage = { getStore: () => globalThis.store };`,
};

/** A project with this package, a Next.js that is not one, and a database. */
function project(t, next = NEXT_16) {
  const place = folder(t);
  mkdirSync(join(place, "node_modules"));
  symlinkSync(root, join(place, "node_modules/noormme"));
  for (const [name, text] of Object.entries(next)) {
    const path = join(place, "node_modules/next", name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  }
  return place;
}

function run(place, code, env = {}) {
  const program = `import { NOORMME } from "noormme"; import * as next from "noormme/next"; const calls = () => globalThis.calls;
    const print = (value) => console.log(JSON.stringify(value)); ${code}`;
  writeFileSync(join(place, "program.mjs"), program);
  const { NEXT_PHASE, NEXT_RUNTIME, VERCEL, ...rest } = process.env;
  // Bun would look for a missing Next.js in the registry.
  const flags = process.versions.bun ? ["--no-install"] : [];
  const result = spawnSync(process.execPath, [...flags, "program.mjs"], { cwd: place, encoding: "utf8", env: { ...rest, ...env } });
  assert.equal(result.status, 0, result.stderr);
  return { lines: result.stdout.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line)), stderr: result.stderr };
}

test("withNoormme adds to a configuration, an empty one, and one that a function makes", async () => {
  const trace = { "/**": ["./node_modules/@noormme/*/noormme.node"] };
  assert.deepEqual(withNoormme(), { serverExternalPackages: ["noormme"], outputFileTracingIncludes: trace });
  const given = { cacheComponents: true, serverExternalPackages: ["sharp"], outputFileTracingIncludes: { "/api": ["a"], "/**": ["b"] } };
  const before = structuredClone(given);
  assert.deepEqual(withNoormme(given), {
    cacheComponents: true, serverExternalPackages: ["sharp", "noormme"],
    outputFileTracingIncludes: { "/api": ["a"], "/**": ["b", ...trace["/**"]] },
  });
  assert.deepEqual(given, before);
  assert.deepEqual(withNoormme(withNoormme(given)), withNoormme(given));
  const made = withNoormme(async (phase) => ({ env: { phase } }));
  assert.deepEqual(await made("phase-production-server", {}), {
    env: { phase: "phase-production-server" }, serverExternalPackages: ["noormme"], outputFileTracingIncludes: trace,
  });
});

test("tagsFor names every model a plan reads, and the one row it can be of", async (t) => {
  const db = new NOORMME(databaseFile(t, `${BLOG} CREATE TABLE pairs (a INTEGER, b INTEGER, id INTEGER, PRIMARY KEY (a, b));
    CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;`));
  t.after(() => db.close());
  const users = db.model("users").objects;
  const posts = db.model("posts").objects;
  const list = (model) => [`noormme:${model}`, `noormme:${model}:list`];
  const row = (model, key) => [`noormme:${model}`, `noormme:${model}:${key}`];
  assert.deepEqual(await tagsFor(users), list("users"));
  assert.deepEqual(await tagsFor(users.filter({ id: 42 })), row("users", 42));
  assert.deepEqual(await tagsFor(users.filter({ pk: 42, name: "a" }).only("name")), row("users", 42));
  // A relation could lead back to other users.
  const withPosts = [...row("users", 42), "noormme:users:list", ...list("posts")];
  assert.deepEqual(await tagsFor(users.filter({ id: 42 }).prefetch("posts")), withPosts);
  assert.deepEqual(await tagsFor(posts.filter({ author__name: "a" })), [...list("posts"), ...list("users")]);
  assert.deepEqual(await tagsFor(users.annotate({ n: Count("posts") })), [...list("users"), ...list("posts")]);
  // Conditions that leave more rows than one.
  for (const query of [users.filter({ id__gte: 42 }), users.exclude({ id: 42 }), users.filter(Q({ id: 1 }).or({ id: 2 })),
    users.filter({ id: 42 }).union(users), users.filter({ id__in: [1] })]) {
    assert.deepEqual(await tagsFor(query), list("users"));
  }
  assert.deepEqual(await tagsFor(db.model("pairs").objects.filter({ id: 1, a: 1 })), list("pairs"));
  const words = db.model("words").objects;
  assert.deepEqual(await tagsFor(words.filter({ word: "a" })), row("words", "a"));
  assert.deepEqual(await tagsFor(words.filter({ word: "a".repeat(300) })), list("words"));
  assert.deepEqual(await tagsFor(words.filter({ word: "list" })), list("words"));
  await assert.rejects(tagsFor("users"), { code: "TYPE_ERROR" });
  assert.equal(tagFor("users"), "noormme:users");
});

test("what is invalidated is what was tagged", (t) => {
  const place = project(t);
  const { lines } = run(place, `
    globalThis.isAction = true;
    next.invalidate("users"); next.invalidate("users", 42); next.invalidate({ name: "posts" }, [1, "b"]);
    globalThis.isAction = false;
    next.invalidate("users", 7); next.invalidate("users", 8n, { profile: "hours" });
    print(calls());
    try { next.invalidate(""); } catch (error) { print(error.code); }`);
  assert.deepEqual(lines, [[
    "update noormme:users", "update noormme:users:list", "update noormme:users:42",
    "update noormme:posts:list", "update noormme:posts:1", "update noormme:posts:b",
    "revalidate noormme:users:list max", "revalidate noormme:users:7 max",
    "revalidate noormme:users:list hours", "revalidate noormme:users:8 hours",
  ], "TYPE_ERROR"]);
  const old = run(project(t, NEXT_15), `next.invalidate("users", 1); print(calls());`);
  assert.deepEqual(old.lines, [["revalidate noormme:users:list", "revalidate noormme:users:1"]]);
  const none = run(project(t, {}), `try { next.invalidate("users"); } catch (error) { print([error.code, error.message]); }`);
  assert.deepEqual(none.lines, [["MISUSE", "invalidate: there is no Next.js here"]]);
});

test("fresh waits for a request before it reads", (t) => {
  const read = `next.fresh(async () => { globalThis.calls?.push("read"); return 7; })`;
  assert.deepEqual(run(project(t), `print(await ${read}); print(calls());`).lines, [7, ["io", "request", "read"]]);
  const place = project(t, NEXT_15);
  assert.deepEqual(run(place, `print(await ${read}); print(calls());`).lines, [7, ["connection", "read"]]);
  for (const type of ["cache", "unstable-cache", "generate-static-params"]) {
    const { lines } = run(place, `globalThis.store = { type: "${type}" }; print(await ${read}); print(calls());`);
    assert.deepEqual(lines, [7, ["read"]], type);
  }
  const requested = run(place, `globalThis.store = { type: "request" }; print(await ${read}); print(calls());`);
  assert.deepEqual(requested.lines, [7, ["connection", "read"]]);
  assert.deepEqual(run(place, `globalThis.isScript = true; print(await ${read});`).lines, [7]);
  assert.deepEqual(run(project(t, {}), `print(await ${read});`).lines, [7]);
});

test("a read under Next.js never settles within the task that began it", (t) => {
  // What does, is taken for part of the page that is being made in advance.
  const place = project(t);
  const path = databaseFile(t, BLOG);
  for (const env of [{ NEXT_RUNTIME: "nodejs" }, { NEXT_PHASE: "phase-production-build" }]) {
    const { lines } = run(place, `
      const users = new NOORMME(${JSON.stringify(path)}).model("users").objects;
      const reads = { all: () => users.all(), get: () => users.get({ id: 1 }), none: () => users.none().all(), json: () => users.json(), count: () => users.count() };
      for (let round = 0; round < 3; round++) {
        for (const [name, read] of Object.entries(reads)) {
          let settled = false;
          const promise = read().then(() => (settled = true));
          for (let i = 0; i < 2000; i++) await null;
          if (settled) print([round, name]);
          await promise;
        }
      }
      print("done");`, env);
    assert.deepEqual(lines, ["done"]);
  }
});

test("in next build nothing is written, and nothing opened by importing", (t) => {
  const place = project(t);
  const path = databaseFile(t, BLOG);
  const before = readFileSync(path);
  const { lines } = run(place, `
    const db = new NOORMME(${JSON.stringify(path)});
    const users = db.model("users").objects;
    await next.instrumentation(() => { throw new Error("not in a build"); })();
    print(next.isBuild());
    print(await users.count());
    for (const write of [() => users.create({ email: "x" }), () => users.filter().delete(), () => users.filter().update({ name: "x" })]) {
      await write().then(() => print("written"), (error) => print(error.constructor.name));
    }
    const forced = new NOORMME({ path: ${JSON.stringify(`${path}.other`)}, readOnly: false });
    await forced.initialize(); await forced.close();
    await db.close();`, { NEXT_PHASE: "phase-production-build" });
  assert.deepEqual(lines, [true, 3, "OperationalError", "OperationalError", "OperationalError"]);
  assert.deepEqual(readFileSync(path), before);
  assert.ok(existsSync(`${path}.other`));
});

test("many processes of one build read one file at once", async (t) => {
  const place = project(t);
  const path = databaseFile(t, BLOG);
  writeFileSync(join(place, "worker.mjs"), `import { NOORMME } from "noormme";
    for (let i = 0; i < 20; i++) { const db = new NOORMME(process.argv[2]); await db.model("users").objects.count(); await db.close(); }`);
  const { spawn } = await import("node:child_process");
  const exits = Array.from({ length: 6 }, () => new Promise((resolve) => {
    const child = spawn(process.execPath, [join(place, "worker.mjs"), path], { cwd: place, env: { ...process.env, NEXT_PHASE: "phase-production-build" }, stdio: ["ignore", "ignore", "inherit"] });
    child.on("exit", resolve);
  }));
  assert.deepEqual(await Promise.all(exits), [0, 0, 0, 0, 0, 0]);
});

test("the server of a standalone build refuses relative paths", (t) => {
  const place = project(t);
  const env = { __NEXT_PRIVATE_STANDALONE_CONFIG: "{}" };
  const { lines } = run(place, `
    for (const path of ["app.db", "file:app.db", "/data/app.db", ":memory:", "file:/data/app.db"]) {
      try { print(new NOORMME(path).path); } catch (error) { print([error.code, /NOORMME_DATABASE/.test(error.message)]); }
    }`, env);
  assert.deepEqual(lines, [["INVALID_OPTION", true], ["INVALID_OPTION", true], "/data/app.db", ":memory:", "file:/data/app.db"]);
  // What the environment names wins over nothing, and a path is settled when the object is made.
  const moved = run(place, `const db = new NOORMME(); process.chdir("/"); print(db.path);`, { NOORMME_DATABASE: "app.db" });
  assert.equal(moved.lines[0].endsWith("/app.db") && moved.lines[0] !== "/app.db", true);
});

test("instrumentation opens the database, after what is to be done before", (t) => {
  const place = project(t);
  const path = databaseFile(t, BLOG);
  const code = `const db = new NOORMME(${JSON.stringify(path)});
    const register = next.instrumentation(async () => ({ db }), { migrate: async (given) => print(given === db && !db.isInitialized()) });
    await register(); print(db.isInitialized()); await db.close();`;
  assert.deepEqual(run(place, code, { NEXT_RUNTIME: "nodejs" }), { lines: [true, true], stderr: "" });
  assert.deepEqual(run(place, code, { NEXT_RUNTIME: "edge" }).lines, [false]);
  assert.match(run(place, code, { NEXT_RUNTIME: "nodejs", VERCEL: "1" }).stderr, /Vercel keeps no files/);
  assert.ok(statSync(path).size > 0);
});

test("toActionResult makes data of what a user can mend, and throws on the rest", async (t) => {
  const db = new NOORMME(databaseFile(t, BLOG));
  t.after(() => db.close());
  const users = db.model("users").objects;
  const found = await toActionResult(() => users.get({ id: 1 }));
  assert.equal(found.ok, true);
  assert.equal(found.data.name, "Ann");
  assert.deepEqual(await toActionResult(users.create({ email: "ann@example.com" })), {
    ok: false,
    error: { code: "UNIQUE", message: "UNIQUE constraint failed: users.email", model: "users", field: "email", isTemporary: false },
  });
  const missing = await toActionResult(() => users.get({ id: 99 }));
  assert.equal(missing.error.code, "DOES_NOT_EXIST");
  assert.equal(structuredClone(missing).ok, false);
  await assert.rejects(toActionResult(() => users.filter({ emial: "x" }).all()), { code: "FIELD_ERROR" });
  const redirect = Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;replace;/;307;" });
  await assert.rejects(toActionResult(() => { throw redirect; }), redirect);
});
