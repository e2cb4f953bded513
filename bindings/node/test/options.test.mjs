import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { NOORMME, NoormmeError } from "./package.mjs";

const here = process.cwd();

test("paths are made absolute, once", () => {
  const cases = [
    ["app.db", join(here, "app.db")],
    ["./data/../app.db", join(here, "app.db")],
    ["/srv/app.db", "/srv/app.db"],
    [":memory:", ":memory:"],
    ["file:app.db", `file:${encodeURI(here)}/app.db`],
    ["file:a%20b.db?mode=ro", `file:${encodeURI(here)}/a%20b.db?mode=ro`],
    ["file:///srv/app.db", "file:///srv/app.db"],
    ["file::memory:", "file::memory:"],
    ["sqlite:./app.db", `sqlite:${encodeURI(here)}/./app.db`],
    ["sqlite:///srv/app.db", "sqlite:///srv/app.db"],
    ["SQLITE:app.db", `SQLITE:${encodeURI(here)}/app.db`],
  ];
  for (const [given, path] of cases) {
    assert.equal(new NOORMME(given).path, path);
    assert.equal(new NOORMME({ path: given }).path, path);
    assert.equal(new NOORMME({ url: given }).path, path);
  }
});

test("without a path the environment names it", () => {
  const { NOORMME_DATABASE, DATABASE_URL } = process.env;
  try {
    delete process.env.NOORMME_DATABASE;
    delete process.env.DATABASE_URL;
    assert.throws(() => new NOORMME(), { name: "OptionError", code: "INVALID_OPTION" });
    process.env.DATABASE_URL = "file:/srv/env.db";
    assert.equal(new NOORMME().path, "file:/srv/env.db");
    assert.equal(new NOORMME({ readOnly: true }).path, "file:/srv/env.db");
    process.env.NOORMME_DATABASE = "/srv/ours.db";
    assert.equal(new NOORMME().path, "/srv/ours.db");
    assert.equal(new NOORMME("/srv/given.db").path, "/srv/given.db");
  } finally {
    for (const [key, value] of Object.entries({ NOORMME_DATABASE, DATABASE_URL })) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
});

test("what is no SQLite address is refused", () => {
  const addresses = ["postgres://host/db", "libsql://x.turso.io", "https://x/y.db"];
  for (const given of [...addresses, 5, null, [], new Date(), { path: 5 }]) {
    assert.throws(
      () => new NOORMME(given),
      (error) => error instanceof NoormmeError && error.code === "INVALID_OPTION",
    );
  }
});
