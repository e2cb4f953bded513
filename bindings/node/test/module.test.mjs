// How the package is loaded: by import and by require, with the addon missing, and with a library that is
// not the addon's.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import * as imported from "../dist/index.mjs";
import { folder, repository, root } from "./package.mjs";

const required = createRequire(import.meta.url)("../dist/index.js");

test("import and require give the same classes", () => {
  const names = Object.keys(required);
  assert.ok(names.length > 100);
  for (const name of names) assert.equal(imported[name], required[name], name);
  assert.equal(imported.default, required.NOORMME);
  const { NOORMME } = imported;
  const spec = new NOORMME(":memory:").model("a").objects.filter({ x: required.F("y") }).toSpec();
  assert.deepEqual(spec.steps, [["filter", { x: { $f: "y" } }]]);
});

test("importing loads no addon", () => {
  const code = `const { NOORMME } = require(${JSON.stringify(root)}); new NOORMME("x.db").model("a");`;
  const result = spawnSync(process.execPath, ["-e", code], {
    env: { ...process.env, NOORMME_ADDON: "/nowhere/noormme.node" },
    encoding: "utf8",
  });
  assert.equal(result.status, 0, result.stderr);
});

/** Runs `code` with another addon; prints what it throws. */
function failure(addon) {
  const code = `
    const { NOORMME } = require(${JSON.stringify(root)});
    new NOORMME(":memory:").model("users").objects.count()
      .catch((error) => console.log(JSON.stringify([error.code, error.message])));`;
  const output = execFileSync(process.execPath, ["-e", code], {
    env: { ...process.env, NOORMME_ADDON: addon },
    encoding: "utf8",
  });
  return JSON.parse(output);
}

test("a missing addon is a coded error that says where it was looked for", () => {
  const [code, message] = failure("/nowhere/noormme.node");
  assert.equal(code, "CANNOT_OPEN");
  assert.match(message, /\/nowhere\/noormme\.node/);
});

test("a library of another ABI is refused", (t) => {
  const place = folder(t);
  const source = join(place, "other.c");
  writeFileSync(
    source,
    `#include <stdint.h>
     int32_t noormme_version_abi(void) { return 999; }
     const char *noormme_version(void) { return "9.9.9"; }`,
  );
  execFileSync("cc", ["-shared", "-fPIC", source, "-Wl,-soname,libnoormme.so.0", "-o", join(place, "libnoormme.so.0")]);
  copyFileSync(join(repository, "build/node/noormme.node"), join(place, "noormme.node"));
  const [code, message] = failure(join(place, "noormme.node"));
  assert.equal(code, "VERSION_MISMATCH");
  assert.match(message, /ABI 999 \(version 9\.9\.9\)/);
});

test("declarations need no other package", () => {
  for (const name of readdirSync(join(root, "dist"), { recursive: true })) {
    if (!/\.d\.m?ts$/.test(name)) continue;
    const text = readFileSync(join(root, "dist", name), "utf8");
    assert.doesNotMatch(text, /types="node"|from "node:|\bBuffer\b|\bNodeJS\b/, name);
    assert.doesNotMatch(text.replace(/\/\*[^]*?\*\//g, ""), /\bany\b(?!")/, name);
  }
});
