// Runs inside an empty project that has the unpacked tarballs in its node_modules, and nothing else.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const folder = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const { default: Default, F, NOORMME } = await import("noormme");
assert.equal(Default, NOORMME);
assert.equal(require("noormme").NOORMME, NOORMME);

// Every entry, both ways.
const manifest = JSON.parse(readFileSync(join(folder, "node_modules/noormme/package.json"), "utf8"));
for (const name of Object.keys(manifest.exports)) {
  if (name === "./package.json") continue;
  const imported = await import(name.replace(/^\./, "noormme"));
  const required = require(name.replace(/^\./, "noormme"));
  for (const key of Object.keys(imported)) {
    if (key !== "default" && key !== "module.exports") assert.equal(imported[key], required[key], `${name} ${key}`);
  }
  for (const file of files(manifest.exports[name])) {
    assert.ok(existsSync(join(folder, "node_modules/noormme", file)), file);
  }
}
for (const file of files(manifest.imports)) assert.ok(existsSync(join(folder, "node_modules/noormme", file)), file);

/** What a table of conditions leads to. */
function files(table) {
  return typeof table === "string" ? [table] : Object.values(table).flatMap(files);
}
// Every runtime is named, and the two tables choose alike.
const conditions = ["workerd", "edge-light", "bun", "deno", "node", "browser", "default"];
assert.deepEqual(Object.keys(manifest.imports["#platform"]), conditions);
for (const [name, table] of Object.entries(manifest.exports)) {
  if (name !== "./package.json") assert.deepEqual(Object.keys(table), conditions, name);
}
// What npm would run on installation: nothing.
assert.equal(manifest.dependencies, undefined);
assert.equal(manifest.scripts, undefined);
assert.deepEqual(readdirSync(join(folder, "node_modules/noormme")).sort(), ["LICENSE", "README.md", "dist", "package.json"]);

const db = new NOORMME("shop.db");
const items = db.model("items").objects;
assert.equal(await items.count(), 2);
await items.filter({ name__regex: "^T" }).update({ price: F("price").mul(2) });
const made = await items.create({ name: "Lampe «é»", price: 5, meta: { a: [1, 2] } });
assert.deepEqual(await items.filter({ id: made.id }).first(), made);
assert.deepEqual(await items.orderBy("id").values("name", "price").all(), [
  { name: "Tisch", price: 80 },
  { name: "Stuhl", price: 20 },
  { name: "Lampe «é»", price: 5 },
]);
assert.equal(items.filter({ meta__a__1: 2 }).sync.count(), 1);
await items.filter({ id: made.id }).delete();
await items.filter({ name: "Tisch" }).update({ price: 40 });

// What the process has loaded: the addon from here, and none of the libraries it carries inside.
if (existsSync("/proc/self/maps")) {
  const files = new Set(readFileSync("/proc/self/maps", "utf8").match(/\/.*$/gm));
  const addons = [...files].filter((file) => file.endsWith("noormme.node"));
  assert.equal(addons.length, 1);
  assert.ok(addons[0].startsWith(realpathSync(folder)), addons[0]);
  const foreign = [...files].filter((file) => /libnoormme|libsqlite3|libpcre2|libswift/.test(file));
  assert.deepEqual(foreign, []);
}
await db.close();
const { bun, deno } = process.versions;
console.log(`ok: ${bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${process.version}`}`);
