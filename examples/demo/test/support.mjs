// What the demo's tests share: databases made by Python's SQLite, the demo as its user runs it, and hashes of our own.

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const repository = join(here, "../../..");
export const program = join(here, "../main.mjs");
export const place = mkdtempSync(join(tmpdir(), "noormme-demo-"));
after(() => {
  execFileSync("chmod", ["-R", "u+rwX", place]);
  rmSync(place, { recursive: true, force: true });
});
export const folder = join(place, "databases");
execFileSync("python3", [join(here, "databases.py"), folder]);
export const shop = join(place, "shop", "shop.sqlite");
execFileSync("python3", [join(here, "../../shop/generate.py"), shop]);

/** Everything in a folder: bytes and times of files, and the folder's own, which a file made and removed changes. */
export function snapshot(directory) {
  const state = { "": statSync(directory, { bigint: true }).mtimeNs };
  for (const name of readdirSync(directory)) {
    const { mtimeNs, size } = statSync(join(directory, name), { bigint: true });
    state[name] = [mtimeNs, size, createHash("sha256").update(readFileSync(join(directory, name))).digest("hex")];
  }
  return state;
}

export const reports = join(place, "reports");
mkdirSync(reports);

/** Runs the demo: `{ status, output, errors, report }`. */
export function demo(file, { args = [], ...options } = {}) {
  const path = join(reports, `${readdirSync(reports).length}.json`);
  const result = spawnSync(process.execPath, [program, "--json", path, ...args, "--", file], {
    encoding: "utf8", env: { ...process.env, COLUMNS: "100" }, timeout: 120_000, ...options,
  });
  const report = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
  return { status: result.status, output: result.stdout, errors: result.stderr, report };
}

/** Rows of a SELECT by Python's SQLite. */
export function rows(file, sql) {
  const code = "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))";
  return JSON.parse(execFileSync("python3", ["-c", code, file, sql], { encoding: "utf8" }));
}

/** A query of a report by its title. */
export const query = (report, title) => report.queries.find((each) => each.title === title);
