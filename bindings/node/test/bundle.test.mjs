// What a bundler makes of the package for edge functions, workers and browsers: every entry is bundled with their
// conditions and run where there is no process, no require and no Buffer.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { folder, root } from "./package.mjs";

const bun = process.versions.bun ? process.execPath : process.env.NOORMME_BUN;
const skip = bun ? false : "no Bun to bundle with";
const entries = JSON.parse(readFileSync(join(root, "entries.json"), "utf8"));

function bundle(t, source, condition, friends = {}) {
  const place = folder(t);
  // Copied, not linked: a bundler looks for an import beside where a link leads.
  for (const part of ["package.json", "dist"]) cpSync(join(root, part), join(place, "node_modules/noormme", part), { recursive: true });
  // noormme/kysely and noormme/better-auth are for applications that have those.
  mkdirSync(join(place, "node_modules/kysely"));
  const classes = ["Kysely", "SqliteAdapter", "SqliteQueryCompiler", "SqliteIntrospector"];
  const text = classes.map((name) => `exports.${name} = class {};`).join(" ");
  writeFileSync(join(place, "node_modules/kysely/index.js"), text);
  mkdirSync(join(place, "node_modules/better-auth"));
  writeFileSync(join(place, "node_modules/better-auth/adapters.js"), "exports.createAdapterFactory = () => {};");
  for (const [name, content] of Object.entries(friends)) writeFileSync(join(place, "node_modules", name), content);
  writeFileSync(join(place, "entry.mjs"), source);
  const target = condition === "browser" ? [] : [`--conditions=${condition}`];
  const output = join(place, "bundle.js");
  execFileSync(bun, ["build", join(place, "entry.mjs"), "--target=browser", "--format=iife", ...target, "--outfile", output], {
    stdio: "pipe",
  });
  return readFileSync(output, "utf8");
}

for (const condition of ["edge-light", "workerd", "browser"]) {
  test(`${condition}: every entry can be bundled and imported`, { skip }, async (t) => {
    const names = entries.map((entry) => entry.name.replace(/^\./, "noormme"));
    const source = `
      ${names.map((name, index) => `import * as m${index} from ${JSON.stringify(name)};`).join("\n")}
      globalThis.modules = [${names.map((_, index) => `m${index}`)}];`;
    const text = bundle(t, source, condition);
    // Bun's bundler puts stand-ins for Node's modules into a browser's bundle: none may be needed.
    assert.doesNotMatch(text, /["']node:[a-z_]+["']|\b__dirname\b|\b__require\(/);
    // Next.js refuses to build an edge function that makes code from text.
    assert.doesNotMatch(text, /\bnew Function\b|\beval\(/);
    // Uint8Array: the bytes below are of this realm.
    const globals = { Uint8Array, btoa, URL, TextEncoder, TextDecoder, setTimeout, queueMicrotask, console };
    const context = createContext(globals);
    runInContext(text, context);
    assert.equal(globals.modules.length, names.length);
    for (const [index, module] of globals.modules.entries()) assert.ok(Object.keys(module).length > 0, names[index]);

    const [{ NOORMME, F, NoormmeError }] = globals.modules;
    const db = new NOORMME("app.db");
    const queryset = db.model("users").objects.filter({ a: F("b"), c: new Uint8Array([1, 2]) });
    assert.deepEqual(JSON.parse(JSON.stringify(queryset.toSpec().steps)), [
      ["filter", { a: { $f: "b" }, c: { $blob: "AQI=" } }],
    ]);
    await assert.rejects(queryset.all(), (error) => {
      assert.ok(error instanceof NoormmeError);
      assert.equal(error.code, "NOT_SUPPORTED");
      assert.match(error.message, /cannot open SQLite files/);
      return true;
    });
    assert.throws(() => queryset.sync.all(), { code: "NOT_SUPPORTED" });
    // A middleware imports auth.ts, and with it the adapter.
    const { NOORMMEAdapter } = globals.modules[names.indexOf("noormme/auth")];
    await assert.rejects(NOORMMEAdapter(db).getUser("1"), { code: "NOT_SUPPORTED" });
    const { fresh, withNoormme } = globals.modules[names.indexOf("noormme/next")];
    assert.ok(withNoormme({}).serverExternalPackages.includes("noormme"));
    assert.equal(await fresh(() => 7), 7);
    await db.close();
  });
}

test("named imports, and what an entry does of its own, come through a bundler", { skip }, async (t) => {
  const source = `
    import { noormmeAdapter } from "noormme/better-auth";
    import { NoormmeDialect } from "noormme/kysely";
    import { NOORMME } from "noormme";
    const db = new NOORMME("app.db");
    globalThis.made = [noormmeAdapter(db)({}), new NoormmeDialect(db).createQueryCompiler()];`;
  const text = bundle(t, source, "workerd", {
    "kysely/index.js": "for (const name of ['Kysely', 'SqliteAdapter', 'SqliteQueryCompiler', 'SqliteIntrospector']) exports[name] = class { is = name; };",
    "better-auth/adapters.js": "exports.createAdapterFactory = () => () => 'theirs';",
  });
  const globals = { Uint8Array, btoa, URL, TextEncoder, TextDecoder, setTimeout, queueMicrotask, console };
  runInContext(text, createContext(globals));
  assert.equal(globals.made[0], "theirs");
  assert.equal(globals.made[1].is, "SqliteQueryCompiler");
});
