// What the demo answers is what SQL written by hand answers.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { demo, place, query, repository, rows, shop } from "./support.mjs";

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
