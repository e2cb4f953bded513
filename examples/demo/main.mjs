// NOORMME on a SQLite file: what it discovers, and queries chosen to fit.
//
//   node examples/demo/main.mjs FILE [--json REPORT] [--seconds N]
//
// The file is opened read-only. Its bytes and what lies beside it are compared before and after: exit code 1 when
// they differ, or when an answer was not what the library promises; 2 when the file cannot be read.

import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Chooser } from "./choose.mjs";
import { differences, fingerprint } from "./fingerprint.mjs";
import { description, models, summary } from "./schema.mjs";
import { literal, pretty } from "./sql.mjs";
import { table } from "./table.mjs";
import { blue, bold, bytes, columns, dim, duration, green, plural, red, visible } from "./text.mjs";
import { quoted, run } from "./typescript.mjs";

const here = dirname(fileURLToPath(import.meta.url));
process.env.NOORMME_ADDON = join(here, "tap.cjs");
const require = createRequire(import.meta.url);
const noormme = require("../../bindings/node/dist/index.js");
const tap = require("./tap.cjs");

// Whoever reads only the beginning (`make demo | head`) gets no trace of a stack for it.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(141);
});

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, seconds: { type: "string", default: "20" } },
});
if (positionals.length !== 1) {
  console.error("usage: node examples/demo/main.mjs FILE [--json REPORT] [--seconds N]");
  process.exit(2);
}
const path = resolve(positionals[0]);
/** A question that takes longer is given up. */
const patience = Number(options.seconds) * 1000;

const heading = (text) => console.log(`\n${bold(text)} ${dim("─".repeat(Math.max(3, columns - text.length - 1)))}`);

/** A line that is written over by what comes next; nothing when the output is a file. */
const status = (text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
};
const reading = (() => {
  let shown = 0;
  return (file, read, size) => {
    if (size < 50_000_000 || Date.now() - shown < 200) return;
    shown = Date.now();
    status(dim(`  reading ${visible(file)}: ${Math.floor((100 * read) / size)} %`));
  };
})();

/**
 * Errors that are answers: not the one row (300 on), the data refuses (400), the database cannot now (500). The
 * others say that a query of this program, or the library, is wrong. See docs/errors.md.
 */
const isAnswer = (error) => error.errno >= 300 && error.errno < 600;

const report = { path, models: [], queries: [] };
async function main() {
  if (!existsSync(path)) return refuse(`there is no file ${path}`);
  let before;
  try {
    before = await fingerprint(path, reading);
  } catch (error) {
    return refuse(error.message);
  }
  status("");
  const size = before.get(path)?.size ?? 0;
  const name = relative(process.cwd(), path);
  const shown = name.startsWith("..") ? path : name;
  console.log(`\n${bold("NOORMME")} on ${visible(shown)}, ${bytes(size)}, SQLite ${tap.versions().sqlite}\n`);
  console.log(`  ${blue("const db = new NOORMME({ path: ")}${blue(quoted(shown))}${blue(", readOnly: true })")}`);

  open(path);
  let failed = 0;
  try {
    try {
      await db.initialize();
    } catch (error) {
      return refuse(error.message);
    }
    failed = await show();
  } finally {
    await db.close();
  }

  heading("The file");
  const changes = differences(before, await fingerprint(path, reading));
  status("");
  const files = plural(before.size, "file");
  report.changes = changes;
  if (changes.length === 0) {
    console.log(`  ${green("✓")} unchanged: the SHA-256 of ${files} is as before, and no file appeared beside it\n`);
  } else {
    for (const change of changes) console.log(`  ${red("✗")} ${visible(change)}`);
    console.log("  If no other program uses this file, this is a defect of NOORMME.\n");
  }
  return changes.length > 0 || failed > 0 ? 1 : 0;
}

function refuse(message) {
  status("");
  console.error(`\ndemo: ${visible(message)}\n`);
  report.refused = message;
  return 2;
}

let db;
let all = new Map();
/** Columns that hold integers beyond 2^53: only as bigint do they come out whole. */
const bigints = new Set();

/** Opens the database, dates as they are stored. */
function open(path) {
  const fields = Object.fromEntries(Array.from(bigints, (name) => [name, { type: "bigint" }]));
  const configured = {};
  for (const model of all.values()) {
    const own = Object.entries(fields).filter(([name]) => model.columns.some((column) => column.name === name));
    if (own.length > 0) configured[model.name] = { fields: Object.fromEntries(own) };
  }
  db = new noormme.NOORMME({ path, readOnly: true, dates: "text", models: configured });
}

async function show() {
  all = models(await db.introspect());
  await count(all);
  heading("Discovered");
  console.log(`  ${summary(all)}\n`);
  for (const model of all.values()) console.log(`${description(model)}\n`);
  report.models = [...all.values()].map(({ name, kind, rows, trouble }) => ({ name, kind, rows, trouble }));

  const chooser = new Chooser(all, (chain) => ask(chain.code()));
  const queries = await chooser.queries();
  if (queries.length === 0) console.log("  No table holds anything to ask for: there is nothing to show.");
  let failed = 0;
  for (const query of queries) failed += await present(query);
  return failed;
}

/**
 * Counts the rows of every model, for as long as patience lasts: tables first, and none may take more than half of
 * the time that is left, since a view may have no end.
 */
async function count(all) {
  const end = Date.now() + patience;
  const kinds = ["table", "virtual", "view"];
  const order = [...all.values()].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  for (const model of order) {
    const left = end - Date.now();
    if (left < 10) break;
    status(dim(`  counting the rows of ${visible(model.name)}`));
    const { answer, error } = await ask(`await db.model(${quoted(model.name)}).objects.count()`, left / 2);
    if (error === undefined) model.rows = answer;
    else if (error.code !== "INTERRUPTED") model.trouble = `cannot be read: ${visible(error.message)}`;
  }
  status("");
}

/** Runs a query's text. `{ answer, error, milliseconds, requests }` */
async function ask(code, limit = patience) {
  tap.requests.length = 0;
  const timer = setTimeout(() => db.interrupt(), limit);
  const start = performance.now();
  try {
    const answer = await run(code, { db, Count: noormme.Count });
    return { answer, milliseconds: performance.now() - start, requests: [...tap.requests] };
  } catch (error) {
    // An error of ours has a code; anything else is a fault of this program.
    if (!(error instanceof noormme.NoormmeError)) throw error;
    if (error.code === "DATA_ERROR" && error.field !== "" && !bigints.has(error.field)) {
      bigints.add(error.field);
      const { path } = db;
      await db.close();
      open(path);
      clearTimeout(timer);
      return await ask(code, limit);
    }
    return { error, milliseconds: performance.now() - start, requests: [...tap.requests] };
  } finally {
    clearTimeout(timer);
  }
}

/** Shows one query with its SQL, its time and its rows; returns 1 when it failed. */
async function present({ title, note, absent, chain }) {
  heading(title);
  if (absent) {
    console.log(`  ${absent}`);
    report.queries.push({ title, absent });
    return 0;
  }
  if (note) console.log(dim(`  ${note}\n`));
  const code = chain.code(columns - 4);
  console.log(blue(code.replace(/^/gm, "  ")));
  status(dim("  running …"));
  const first = await ask(code);
  status("");
  const plan = first.requests.length > 0 ? planOf(first.requests[0]) : null;
  if (plan?.sql) {
    console.log(`\n${pretty(plan.sql)}`);
    const list = plan.parameters.map((each, index) => `?${index + 1} = ${literal(each)}`);
    if (list.length > 0) console.log(dim(`  ${list.join("   ")}`));
  }
  const again = first.error === undefined && first.milliseconds < 500 ? await ask(code) : null;
  report.queries.push({
    title, code, request: first.requests[0], sql: plan?.sql, parameters: plan?.parameters, answer: first.answer,
    error: first.error && { code: first.error.code, message: first.error.message },
  });
  if (first.error) {
    console.log(`\n  ${first.error.code === "INTERRUPTED" ? `given up after ${duration(first.milliseconds)}` : `${red(first.error.name)} ${visible(first.error.message)}`}`);
    return isAnswer(first.error) ? 0 : 1;
  }
  const { answer } = first;
  const list = Array.isArray(answer) ? answer : [typeof answer === "object" ? answer : { [title]: answer }];
  const times = dim(`in ${duration(first.milliseconds)}${again ? `, again in ${duration(again.milliseconds)}` : ""}`);
  console.log(`\n  ${Array.isArray(answer) ? `${plural(list.length, "row")} ` : ""}${times}`);
  if (list.length > 0) console.log(table(list));
  return 0;
}

function planOf(request) {
  try {
    return tap.plan(request);
  } catch {
    return null;
  }
}

function plain(value) {
  if (typeof value === "bigint") return { $int: String(value) };
  if (value instanceof Uint8Array) return { $blob: Buffer.from(value).toString("base64") };
  return value;
}

process.exitCode = await main();
if (options.json) writeFileSync(options.json, JSON.stringify(report, (_, value) => plain(value), 1));
