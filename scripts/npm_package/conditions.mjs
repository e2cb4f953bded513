// Runs where the installed package is resolved by some runtime's conditions; the argument says what it shall find:
// "portable", without files or addons, or "native".

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [wanted] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const folder = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(folder, "node_modules/noormme/package.json"), "utf8"));
for (const name of Object.keys(manifest.exports)) {
  if (name === "./package.json") continue;
  const specifier = name.replace(/^\./, "noormme");
  const [imported, required] = [await import(specifier), require(specifier)];
  assert.ok(Object.keys(imported).length > 0, specifier);
  assert.ok(Object.keys(required).length > 0 || typeof required === "function", specifier);
}
const { NOORMME, F } = await import("noormme");
const { default: Database } = await import("noormme/sqlite");
const db = new NOORMME("shop.db");
const items = db.model("items").objects.filter({ price__gt: F("id") });
assert.equal(items.toSpec().model, "items");
if (wanted === "native") {
  assert.equal(await items.count(), 2);
  assert.equal(new Database("shop.db").prepare("SELECT count(*) FROM items").pluck().get(), 2);
} else {
  const refused = { code: "NOT_SUPPORTED", message: /cannot open SQLite files: run this code in Node, Bun or Deno/ };
  await assert.rejects(items.count(), refused);
  assert.throws(() => items.sync.count(), refused);
  assert.throws(() => new Database("shop.db"), refused);
}
await db.close();
