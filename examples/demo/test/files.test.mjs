// Files of many kinds, each shown to the end and left as it was.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { demo, folder, place, query, reports, repository, snapshot } from "./support.mjs";

const refused = {
  "crashed.db": /a writer crashed and left a journal/,
  "cut off.db": /malformed/,
  "text.db": /not a database/,
};

for (const name of readdirSync(folder).filter((each) => each.endsWith(".db"))) {
  test(`${name}: shown to the end, and unchanged`, () => {
    const before = snapshot(folder);
    const { status, output, errors, report } = demo(join(folder, name), { args: name === "endless.db" ? ["--seconds", "1"] : [] });
    assert.deepEqual(snapshot(folder), before);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(output + errors, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/, "something for the terminal came through");
    if (refused[name]) {
      assert.equal(status, 2, errors);
      assert.match(errors, refused[name]);
      assert.equal(errors.trim().split("\n").length, 1);
      return;
    }
    assert.equal(errors, "");
    assert.equal(status, 0, output);
    assert.deepEqual(report.changes, []);
    assert.match(output, /✓ unchanged/);
    const titles = report.queries.map((query) => query.title).slice(0, 5);
    const wanted = ["nothing.db", "zero bytes.db"].includes(name) ? [] : ["filter", "exclude", "get", "count", "across a foreign key"];
    assert.deepEqual(titles, wanted);
    for (const model of report.models) assert.ok(output.includes(` ${visibleName(model.name)} ·`), model.name);
  });
}

const visibleName = (name) => name.replaceAll("\t", "\\t").replaceAll("\x1b", "\\u001b");


test("what there is to show is shown", () => {
  const of = (name) => demo(join(folder, name)).report;
  assert.equal(query(of("plain.db"), "across a foreign key").absent, "This file declares no foreign key that a query could follow.");
  assert.equal(query(of("empty tables.db"), "get").error.code, "DOES_NOT_EXIST");
  assert.equal(query(of("views.db"), "get").error.code, "MULTIPLE_OBJECTS_RETURNED");
  assert.deepEqual(query(of("wal alone.db"), "across a foreign key").answer.length, 1, "rows in the log are rows");
  assert.deepEqual(query(of("wal and shm.db"), "across a foreign key").answer.length, 1);
  const composite = of("composite.db");
  assert.deepEqual(query(composite, "get").answer, { building: "B", number: 1, desk: 1, owner: "Cy" });
  assert.deepEqual(query(composite, "across a foreign key").answer.map((row) => row.room__name), ["Office", "Office"]);
  const spaces = query(of("spaces.db"), "across a foreign key").answer;
  assert.deepEqual(spaces.map((row) => row["Order ID"]), [1, 3]);
  assert.ok(spaces.every((row) => Object.values(row).some((value) => value?.["Company Name"] === "Alfreds")));
  const endless = demo(join(folder, "endless.db"), { args: ["--seconds", "1"] }).report;
  assert.deepEqual(endless.models.map((model) => model.rows), [null, 2]);
  const values = of("values.db");
  assert.equal(query(values, "filter").answer[0].number.$int, "9223372036854775807");
});

test("SQL over several lines is the same SQL", async () => {
  const { pretty } = await import("../sql.mjs");
  for (const name of readdirSync(reports)) {
    const report = JSON.parse(readFileSync(join(reports, name), "utf8"));
    if (/names\.db|wide\.db/.test(report.path)) continue;
    for (const { sql } of report.queries) if (sql) assert.equal(pretty(sql).trim().replace(/\n\s*/g, " "), sql);
  }
});

const compiler = process.env.NOORMME_TSC;
test("what is printed as TypeScript is TypeScript", { skip: compiler ? false : "skipped: no TypeScript compiler" }, () => {
  const codes = readdirSync(reports).flatMap((name) => JSON.parse(readFileSync(join(reports, name), "utf8")).queries.map((each) => each.code));
  const statements = [...new Set(codes.filter(Boolean))];
  assert.ok(statements.length > 60);
  const folder = join(place, "types");
  mkdirSync(folder);
  const head = `import { Count, NOORMME } from ${JSON.stringify(join(repository, "bindings/node/dist/index.mjs"))};\nconst db = new NOORMME({ path: "x", readOnly: true });\n`;
  writeFileSync(join(folder, "shown.mts"), head + statements.map((each) => `${each};\n`).join(""));
  const options = { module: "nodenext", target: "es2022", lib: ["es2023"], strict: true, noEmit: true, types: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.mts"] }));
  const result = spawnSync(compiler, ["-p", folder], { encoding: "utf8" });
  assert.equal(result.stdout + result.stderr, "");
  assert.equal(result.status, 0);
});
