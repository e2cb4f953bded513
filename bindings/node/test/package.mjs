// What the tests share: the package as an application imports it, and databases to try it on.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export * from "../dist/index.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
export const repository = join(root, "../..");

/** A folder that is gone after the test. */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), "noormme-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const program = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript(sys.stdin.read())
db.close()
`;

/** A database file made by `sql`, with tools that are not ours. */
export function databaseFile(t, sql, name = "test.db") {
  const path = join(folder(t), name);
  execFileSync("python3", ["-c", program, path], { input: sql });
  return path;
}

/** Rows of `sql`, read with tools that are not ours. */
export function select(path, sql) {
  const script = `
import json, sqlite3, sys
print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))
`;
  return JSON.parse(execFileSync("python3", ["-c", script, path, sql], { encoding: "utf8" }));
}

/**
 * Tries what is promised of a processor that nobody else takes away meanwhile: it must hold in one of five goes.
 * What must hold in each of them is asserted elsewhere.
 */
export async function undisturbed(body) {
  for (let go = 1; ; go++) {
    try {
      return await body();
    } catch (error) {
      if (go === 5 || error.code !== "ERR_ASSERTION") throw error;
    }
  }
}

/** Users who wrote posts, in a blog with tags. */
export const BLOG = `
PRAGMA foreign_keys=ON;
CREATE TABLE users (
  id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, age INTEGER CHECK (age >= 0),
  is_active BOOLEAN NOT NULL DEFAULT 1, created_at DATETIME, picture BLOB, settings JSON);
CREATE TABLE posts (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, views INTEGER NOT NULL DEFAULT 0,
  author_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE);
INSERT INTO users (id, email, name, age, is_active, created_at) VALUES
  (1, 'ann@example.com', 'Ann', 31, 1, '2024-01-02 03:04:05'),
  (2, 'bob@spam.com', 'Bob', 42, 1, '2024-02-03 00:00:00'),
  (3, 'cid@example.com', NULL, NULL, 0, NULL);
INSERT INTO posts (id, title, views, author_id) VALUES
  (1, 'First', 10, 1), (2, 'Second', 20, 1), (3, 'Spam', 1, 2);
`;
