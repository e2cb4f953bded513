import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import * as noormme from "./package.mjs";

const { errorFrom } = createRequire(import.meta.url)("../dist/errors.js");
const native = (code, name, extra = {}) => ({
  code, name, errno: 1, message: "why", path: "$.steps[0]", sqliteCode: 7, model: "users", field: "email", ...extra,
});

test("every class name of the core has a class", () => {
  const source = readFileSync(join(noormme.repository, "Sources/NoormmeCore/NoormmeError.swift"), "utf8");
  const list = source.slice(source.indexOf("var name"));
  const names = new Set([...list.matchAll(/"([A-Za-z]+)"/g)].map((match) => match[1]));
  assert.ok(names.size > 20, "the core's list was not found");
  for (const name of names) {
    const error = errorFrom(native("SOME_CODE", name));
    assert.ok(error instanceof noormme.NoormmeError);
    assert.notEqual(error.constructor, noormme.NoormmeError, `${name} has no class`);
    assert.equal(error.name, name === "TypeError" ? "QueryTypeError" : name);
  }
});

test("an error carries what the core said", () => {
  const error = errorFrom(native("UNIQUE", "IntegrityError", { errno: 401, sqliteCode: 2067 }));
  assert.ok(error instanceof noormme.UniqueViolation);
  assert.ok(error instanceof noormme.IntegrityError);
  assert.ok(error instanceof noormme.DatabaseError);
  assert.ok(error instanceof Error);
  const { code, errno, message, path, sqliteCode, model, field } = error;
  assert.deepEqual(
    { code, errno, message, path, sqliteCode, model, field },
    {
      code: "UNIQUE", errno: 401, message: "why", path: "$.steps[0]", sqliteCode: 2067, model: "users", field: "email",
    },
  );
  assert.equal(String(error), "UniqueViolation: why");
  assert.match(error.stack, /^UniqueViolation: why\n/);
});

test("codes with a class of their own", () => {
  const cases = [
    ["FOREIGN_KEY", "IntegrityError", noormme.ForeignKeyViolation],
    ["NOT_NULL", "IntegrityError", noormme.NotNullViolation],
    ["CHECK", "IntegrityError", noormme.CheckViolation],
    ["INTEGRITY", "IntegrityError", noormme.IntegrityError],
    ["BUSY", "OperationalError", noormme.BusyError],
    ["SOMETHING_NEW", "SomethingNew", noormme.NoormmeError],
  ];
  for (const [code, name, type] of cases) assert.equal(errorFrom(native(code, name)).constructor, type);
});

test("constraint and hint", () => {
  const error = (code, field = "") => errorFrom(native(code, "IntegrityError", { field }));
  assert.equal(error("UNIQUE", "email").constraint, "UNIQUE (email)");
  assert.equal(error("UNIQUE", "first, last").constraint, "UNIQUE (first, last)");
  assert.equal(error("NOT_NULL", "name").constraint, "NOT NULL (name)");
  assert.equal(error("CHECK", "age_positive").constraint, "CHECK age_positive");
  assert.equal(error("FOREIGN_KEY").constraint, "FOREIGN KEY");
  assert.equal(error("BUSY").constraint, "");
  assert.match(error("UNIQUE").hint, /getOrCreate/);
  assert.equal(error("SOMETHING_NEW").hint, "");
  // Advice is for codes that there are.
  const source = readFileSync(join(noormme.root, "src/hints.ts"), "utf8");
  const table = source.slice(source.indexOf("= {"), source.indexOf("};"));
  const symbols = readFileSync(join(noormme.repository, "include/noormme.h"), "utf8");
  const codes = [...table.matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1]);
  assert.ok(codes.length > 20);
  for (const code of codes) assert.ok(symbols.includes(`NOORMME_${code} = `), code);
});
