// The demo as its user runs it: a process on a file. Files are made by Python's SQLite, not by ours, and hashed here.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "../../..");
const program = join(here, "../main.mjs");
const place = mkdtempSync(join(tmpdir(), "noormme-demo-"));
after(() => {
  execFileSync("chmod", ["-R", "u+rwX", place]);
  rmSync(place, { recursive: true, force: true });
});
const folder = join(place, "databases");
execFileSync("python3", [join(here, "databases.py"), folder]);
const shop = join(place, "shop", "shop.sqlite");
execFileSync("python3", [join(here, "../../shop/generate.py"), shop]);

/** Everything in a folder: bytes and times of files, and the folder's own, which a file made and removed changes. */
function snapshot(directory) {
  const state = { "": statSync(directory, { bigint: true }).mtimeNs };
  for (const name of readdirSync(directory)) {
    const { mtimeNs, size } = statSync(join(directory, name), { bigint: true });
    state[name] = [mtimeNs, size, createHash("sha256").update(readFileSync(join(directory, name))).digest("hex")];
  }
  return state;
}

const reports = join(place, "reports");
mkdirSync(reports);

/** Runs the demo: `{ status, output, errors, report }`. */
function demo(file, { args = [], ...options } = {}) {
  const path = join(reports, `${readdirSync(reports).length}.json`);
  const result = spawnSync(process.execPath, [program, "--json", path, ...args, "--", file], {
    encoding: "utf8", env: { ...process.env, COLUMNS: "100" }, timeout: 120_000, ...options,
  });
  const report = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
  return { status: result.status, output: result.stdout, errors: result.stderr, report };
}

/** Rows of a SELECT by Python's SQLite. */
function rows(file, sql) {
  const code = "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))";
  return JSON.parse(execFileSync("python3", ["-c", code, file, sql], { encoding: "utf8" }));
}

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

const query = (report, title) => report.queries.find((each) => each.title === title);

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
  const endless = demo(join(folder, "endless.db"), { args: ["--seconds", "1"] }).report;
  assert.deepEqual(endless.models.map((model) => model.rows), [null, 2]);
  const values = of("values.db");
  assert.equal(query(values, "filter").answer[0].number.$int, "9223372036854775807");
});

/** The queries of a report and what SQL written by hand answers, column by column. */
function compare(file, expected) {
  const { status, output, report } = demo(file);
  assert.equal(status, 0, output);
  assert.deepEqual(report.queries.map((each) => each.title), Object.keys(expected));
  for (const [title, { code, sql, columns }] of Object.entries(expected)) {
    const { code: shown, answer } = query(report, title);
    assert.equal(shown.replace(/\n\s*/g, ""), code);
    assert.ok(output.includes(shown.split("\n")[0]));
    const got = typeof answer === "number" ? [[answer]] : [answer].flat().map((row) => columns.map((name) => row[name]));
    const right = rows(file, sql);
    assert.ok(right.length > 0);
    assert.deepEqual(got, right, title);
  }
}

test("the answers on the shop are those of SQL written by hand", () => {
  compare(shop, {
    filter: {
      code: `await db.model("products").objects.filter({ is_available: true, name__icontains: "classic" }).orderBy("id").limit(5).all()`,
      sql: "SELECT id, sku, name, price, weight, released FROM products WHERE is_available AND name LIKE '%classic%' ORDER BY id LIMIT 5",
      columns: ["id", "sku", "name", "price", "weight", "released"],
    },
    exclude: {
      code: `await db.model("customers").objects.exclude({ is_active: true }).orderBy("id").limit(5).all()`,
      sql: "SELECT id, name, email, born FROM customers WHERE NOT is_active ORDER BY id LIMIT 5",
      columns: ["id", "name", "email", "born"],
    },
    get: {
      code: `await db.model("customers").objects.get({ id: 40 })`,
      sql: "SELECT id, name, joined_at FROM customers WHERE id = 40",
      columns: ["id", "name", "joined_at"],
    },
    count: {
      code: `await db.model("products").objects.filter({ is_available: true, name__icontains: "classic" }).count()`,
      sql: "SELECT count(*) FROM products WHERE is_available AND name LIKE '%classic%'",
    },
    "across a foreign key": {
      code:
        `await db.model("orders").objects.filter({ customer__default_address__city: "Torino" })` +
        `.values("id", "status", "customer__name", "customer__default_address__city").orderBy("id").limit(5).all()`,
      sql: `SELECT o.id, o.status, c.name, a.city FROM orders o JOIN customers c ON c.id = o.customer_id
            JOIN addresses a ON a.id = c.default_address_id WHERE a.city = 'Torino' ORDER BY o.id LIMIT 5`,
      columns: ["id", "status", "customer__name", "customer__default_address__city"],
    },
    "back along a foreign key": {
      code:
        `await db.model("products").objects.annotate({ how_many: Count("order_lines__order_id") })` +
        `.values("name", "how_many").orderBy("-how_many", "id").limit(5).all()`,
      sql: `SELECT name, (SELECT count(*) FROM order_lines WHERE product_id = p.id) AS n FROM products p
            ORDER BY n DESC, id LIMIT 5`,
      columns: ["name", "how_many"],
    },
    "many to many": {
      code:
        `await db.model("customers").objects.filter({ products__name: "Brush pen, folding" })` +
        `.values("id", "name", "products__name").distinct().orderBy("id").limit(5).all()`,
      sql: `SELECT id, name, 'Brush pen, folding' FROM customers WHERE id IN (SELECT customer_id FROM reviews
            WHERE product_id IN (SELECT id FROM products WHERE name = 'Brush pen, folding')) ORDER BY id LIMIT 5`,
      columns: ["id", "name", "products__name"],
    },
    "a table that refers to itself": {
      code:
        `await db.model("customers").objects.filter({ referred_by__name: "Olga Moreau" })` +
        `.values("id", "name", "referred_by__name").orderBy("id").limit(5).all()`,
      sql: `SELECT id, name, 'Olga Moreau' FROM customers WHERE referred_by_id IN
            (SELECT id FROM customers WHERE name = 'Olga Moreau') ORDER BY id LIMIT 5`,
      columns: ["id", "name", "referred_by__name"],
    },
  });
});

const chinook = join(repository, "../shared/data/chinook.sqlite");
test("the answers on Chinook are those of SQL written by hand", { skip: existsSync(chinook) ? false : "skipped: shared data absent" }, () => {
  const copy = join(place, "chinook", "chinook.sqlite");
  mkdirSync(dirname(copy));
  copyFileSync(chinook, copy);
  compare(copy, {
    filter: {
      code: `await db.model("Invoice").objects.filter({ BillingAddress__icontains: "street", InvoiceDate__year: 2021 }).orderBy("InvoiceId").limit(5).all()`,
      sql: `SELECT InvoiceId, CustomerId, InvoiceDate, BillingAddress, Total FROM Invoice
            WHERE BillingAddress LIKE '%street%' AND strftime('%Y', InvoiceDate) = '2021' ORDER BY InvoiceId LIMIT 5`,
      columns: ["InvoiceId", "CustomerId", "InvoiceDate", "BillingAddress", "Total"],
    },
    exclude: {
      code: `await db.model("Customer").objects.exclude({ Country: "Brazil" }).orderBy("CustomerId").limit(5).all()`,
      sql: "SELECT CustomerId, FirstName, Company, Country FROM Customer WHERE Country IS NOT 'Brazil' ORDER BY CustomerId LIMIT 5",
      columns: ["CustomerId", "FirstName", "Company", "Country"],
    },
    get: {
      code: `await db.model("Track").objects.get({ TrackId: 40 })`,
      sql: "SELECT TrackId, Name, AlbumId, Composer, UnitPrice FROM Track WHERE TrackId = 40",
      columns: ["TrackId", "Name", "AlbumId", "Composer", "UnitPrice"],
    },
    count: {
      code: `await db.model("Invoice").objects.filter({ BillingAddress__icontains: "street", InvoiceDate__year: 2021 }).count()`,
      sql: "SELECT count(*) FROM Invoice WHERE BillingAddress LIKE '%street%' AND InvoiceDate BETWEEN '2021-01-01' AND '2021-12-31 23:59:59'",
    },
    "across a foreign key": {
      code:
        `await db.model("Track").objects.filter({ Album__Artist__Name: "AC/DC" })` +
        `.values("TrackId", "Name", "Album__Title", "Album__Artist__Name").orderBy("TrackId").limit(5).all()`,
      sql: `SELECT TrackId, Name, (SELECT Title FROM Album WHERE AlbumId = t.AlbumId), 'AC/DC' FROM Track t WHERE AlbumId IN
            (SELECT AlbumId FROM Album WHERE ArtistId = (SELECT ArtistId FROM Artist WHERE Name = 'AC/DC')) ORDER BY TrackId LIMIT 5`,
      columns: ["TrackId", "Name", "Album__Title", "Album__Artist__Name"],
    },
    "back along a foreign key": {
      code: `await db.model("Album").objects.annotate({ how_many: Count("Track") }).values("Title", "how_many").orderBy("-how_many", "AlbumId").limit(5).all()`,
      sql: "SELECT Title, (SELECT count(*) FROM Track WHERE AlbumId = a.AlbumId) AS n FROM Album a ORDER BY n DESC, AlbumId LIMIT 5",
      columns: ["Title", "how_many"],
    },
    "many to many": {
      code: `await db.model("Track").objects.filter({ Playlist__Name: "Music" }).values("TrackId", "Name", "Playlist__Name").distinct().orderBy("TrackId").limit(5).all()`,
      sql: `SELECT TrackId, Name, 'Music' FROM Track WHERE TrackId IN (SELECT TrackId FROM PlaylistTrack WHERE PlaylistId IN
            (SELECT PlaylistId FROM Playlist WHERE Name = 'Music')) ORDER BY TrackId LIMIT 5`,
      columns: ["TrackId", "Name", "Playlist__Name"],
    },
    "a table that refers to itself": {
      code:
        `await db.model("Employee").objects.filter({ ReportsTo_ref__LastName: "Edwards" })` +
        `.values("EmployeeId", "LastName", "ReportsTo_ref__LastName").orderBy("EmployeeId").limit(5).all()`,
      sql: "SELECT EmployeeId, LastName, 'Edwards' FROM Employee WHERE ReportsTo = 2 ORDER BY EmployeeId LIMIT 5",
      columns: ["EmployeeId", "LastName", "ReportsTo_ref__LastName"],
    },
  });
});

test("the sample database has the same rows wherever it is made", () => {
  const code = `
import hashlib, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
hash = hashlib.sha256()
for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"):
    for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):
        hash.update(repr((table, row)).encode())
print(hash.hexdigest())`;
  const digest = execFileSync("python3", ["-c", code, shop], { encoding: "utf8" }).trim();
  assert.equal(digest, DIGEST);
});
const DIGEST = "3d71a6c52c09bdf85c124d2b7455d4722bfaeabe836a65b8c5132e51652c098b";

test("paths that shells and URLs would read otherwise", () => {
  const odd = join(place, "it's $HOME \"q\" ?mode=rw&a=%41#1.db");
  copyFileSync(shop, odd);
  const { status, report, errors } = demo(odd);
  assert.equal(status, 0, errors);
  assert.equal(report.path, odd);
  const link = join(place, "link");
  symlinkSync(join(folder, "wal alone.db"), link);
  assert.equal(demo(link).status, 0);
  assert.equal(existsSync(`${link}-shm`), false);
  copyFileSync(shop, join(place, "-rf"));
  assert.equal(demo("-rf", { cwd: place }).status, 0);
});

test("make hands the path on as it is", () => {
  const root = join(place, "make");
  mkdirSync(join(root, "scripts"), { recursive: true });
  copyFileSync(join(repository, "Makefile"), join(root, "Makefile"));
  cpSync(join(repository, "include"), join(root, "include"), { recursive: true });
  writeFileSync(join(root, "scripts/demo"), '#!/bin/sh\nprintf "%s|%s" $# "$1"\n', { mode: 0o755 });
  for (const path of ["a.db", "with space.db", "it's \"$HOME\" $(id) `id` \\ & ; .db", ""]) {
    const output = execFileSync("make", ["-s", "-C", root, "--no-print-directory", "demo", `DB=${path}`], { encoding: "utf8" });
    assert.equal(output, `1|${path}`);
  }
});

test("a reader that has seen enough", () => {
  const result = spawnSync("sh", ["-c", '"$@" | head -n 2', "sh", process.execPath, program, shop], { encoding: "utf8" });
  assert.match(result.stdout, /NOORMME/);
  assert.equal(result.stderr, "");
});

test("what is no database is said in one line", () => {
  for (const path of [join(place, "none.db"), place, "/dev/null"]) {
    const { status, errors, output } = demo(path);
    assert.equal(status, 2, output);
    assert.match(errors.trim(), /^demo: [^\n]+$/);
  }
});

/** Python with a database open, until its input ends. */
async function holding(t, file, code) {
  const child = spawn("python3", ["-c", `import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\n${code}\nprint("ready", flush=True)\nsys.stdin.read()`, file], { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => child.kill());
  await new Promise((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.once("exit", () => reject(new Error("the holder ended")));
  });
  return child;
}

test("a database that another program has open in WAL mode", async (t) => {
  const live = join(place, "live");
  mkdirSync(live);
  const file = join(live, "live.db");
  copyFileSync(join(folder, "wal closed.db"), file);
  const writer = await holding(t, file, `db.execute("INSERT INTO authors VALUES (9, 'just now')")`);
  assert.ok(existsSync(`${file}-wal`));
  const before = snapshot(live);
  const { status, output, report } = demo(file);
  assert.equal(status, 0, output);
  assert.deepEqual(snapshot(live), before);
  assert.equal(report.models.find((model) => model.name === "authors").rows, rows(file, "SELECT count(*) FROM authors")[0][0]);
  assert.match(output, /3 files/);
  writer.stdin.end();
});

test("a database that another program has locked", async (t) => {
  const file = join(place, "locked.db");
  copyFileSync(shop, file);
  await holding(t, file, `db.execute("BEGIN EXCLUSIVE")`);
  const { status, errors } = demo(file);
  assert.equal(status, 2);
  assert.match(errors, /demo: .*locked/);
});

const nobody = 65534;
const asNobody = process.getuid() === 0 ? { uid: nobody, gid: nobody } : {};
const reachable = spawnSync(process.execPath, [program], { ...asNobody, encoding: "utf8" }).stderr?.startsWith("usage:") === true;

test("files in a folder where nothing may be written", { skip: reachable ? false : "skipped: another user cannot read the repository" }, () => {
  const closed = join(place, "closed");
  mkdirSync(closed);
  for (const name of ["linked.db", "wal closed.db", "wal alone.db", "wal alone.db-wal", "wal and shm.db", "wal and shm.db-wal", "wal and shm.db-shm"]) {
    copyFileSync(join(folder, name), join(closed, name));
    chmodSync(join(closed, name), 0o444);
  }
  chmodSync(place, 0o755);
  chmodSync(closed, 0o555);
  const before = snapshot(closed);
  for (const name of ["linked.db", "wal closed.db", "wal alone.db", "wal and shm.db"]) {
    const result = spawnSync(process.execPath, [program, join(closed, name)], { ...asNobody, encoding: "utf8" });
    assert.equal(result.status, 0, `${name}: ${result.stderr}${result.stdout}`);
    assert.match(result.stdout, /1 row in/);
  }
  assert.deepEqual(snapshot(closed), before);
  // Bytes that may not be read are an error, not a crash.
  const secret = join(place, "secret.db");
  copyFileSync(shop, secret);
  chmodSync(secret, 0o000);
  const result = spawnSync(process.execPath, [program, secret], { ...asNobody, encoding: "utf8" });
  assert.equal(result.status, 2);
  assert.match(result.stderr, /permission denied/i);
});

test("a change of the file would be seen", async () => {
  const { differences, fingerprint } = await import("../fingerprint.mjs");
  const file = join(place, "watched.db");
  copyFileSync(shop, file);
  const before = await fingerprint(file);
  assert.deepEqual(differences(before, await fingerprint(file)), []);
  writeFileSync(`${file}-shm`, "");
  assert.deepEqual(differences(before, await fingerprint(file)), [`${file}-shm appeared`]);
  const beside = await fingerprint(file);
  rmSync(`${file}-shm`);
  assert.deepEqual(differences(beside, await fingerprint(file)), [`${file}-shm is gone`]);
  const bytes = readFileSync(file);
  bytes[5000] ^= 1;
  writeFileSync(file, bytes);
  assert.deepEqual(differences(before, await fingerprint(file)), [`${file} has other bytes`]);
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
