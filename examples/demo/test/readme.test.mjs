// The README's examples, run as they stand there.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const repository = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const readme = readFileSync(join(repository, "README.md"), "utf8");

// A folder that looks like the repository after make demo.
const root = mkdtempSync(join(tmpdir(), "noormme-readme-"));
after(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, "build/demo"), { recursive: true });
mkdirSync(join(root, "node_modules"));
symlinkSync(join(repository, "build/libnoormme.so"), join(root, "build/libnoormme.so"));
symlinkSync(join(repository, "bindings/node"), join(root, "node_modules/noormme"));
execFileSync("python3", [join(repository, "examples/shop/generate.py"), join(root, "build/demo/shop.sqlite")]);

/** The code after the words `**language**`. */
function example(language) {
  const part = readme.slice(readme.indexOf(`\n**${language}**`));
  const code = /\n```\w+\n([^]*?)\n```\n/.exec(part)?.[1];
  assert.ok(code, `no example for ${language}`);
  return code;
}

/** Runs a program in the folder; it must end well. */
function output(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: "utf8", env: { ...process.env, LD_LIBRARY_PATH: join(repository, "build") } });
  assert.equal(result.status, 0, result.stderr);
  return result.stdout;
}

/** The one value of a SELECT by Python's SQLite. */
function value(sql) {
  const code = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])";
  return output("python3", ["-c", code, "build/demo/shop.sqlite", sql]).trim();
}
const olgas = "FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE name LIKE 'Olga%')";

test("TypeScript", () => {
  writeFileSync(join(root, "tour.mjs"), example("TypeScript"));
  const text = output(process.execPath, ["tour.mjs"]);
  assert.match(text, new RegExp(`^${value(`SELECT count(*) ${olgas} AND status <> 'open'`)} \\{\\s+id: ${value(`SELECT id ${olgas} AND status <> 'open' ORDER BY placed_at DESC`)},`));
});

test("C", () => {
  writeFileSync(join(root, "tour.c"), example("C"));
  output("cc", ["-std=c11", "-Wall", "-Wextra", "-pedantic", "-Werror", "tour.c", `-I${join(repository, "include")}`, `-L${join(repository, "build")}`, "-lnoormme", "-o", "tour"]);
  assert.equal(output("./tour", []).trim(), value(`SELECT count(*) ${olgas}`));
});

test("Python", () => {
  writeFileSync(join(root, "tour.py"), example("Python"));
  assert.equal(output("python3", ["tour.py"]).trim(), value(`SELECT count(*) ${olgas}`));
});

const modules = join(repository, ".build/debug/Modules");
const swift = existsSync(join(modules, "Noormme.swiftmodule"));
test("Swift, as far as types go", { skip: swift ? false : "skipped: Noormme is not built" }, () => {
  writeFileSync(join(root, "main.swift"), example("Swift"));
  const maps = ["Sources/CSQLite", "Sources/CPCRE2", "include"].flatMap((path) => ["-Xcc", `-fmodule-map-file=${join(repository, path, "module.modulemap")}`]);
  output("swiftc", ["-typecheck", "-swift-version", "6", "-I", modules, ...maps, "main.swift"]);
});

test("links lead somewhere", () => {
  for (const page of ["README.md", "docs/architecture.md"]) {
    const text = readFileSync(join(repository, page), "utf8");
    for (const [, target] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      if (/^https?:/.test(target)) continue;
      assert.ok(existsSync(join(repository, dirname(page), target)), `${page}: ${target}`);
    }
    for (const [, path] of text.matchAll(/`((?:scripts|Tests|bindings|examples|docs|Sources)\/[\w/.-]+)`/g)) {
      assert.ok(existsSync(join(repository, path)), `${page}: ${path}`);
    }
  }
});
