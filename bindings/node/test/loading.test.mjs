// Relations loaded into rows that are there already: one statement for each relation, whatever the rows are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNumQueries, Count, databaseFile, NOORMME, Prefetch } from "./package.mjs";

const SCHEMA = `
CREATE TABLE regions (country TEXT, code INTEGER, name TEXT, PRIMARY KEY (country, code));
CREATE TABLE files (hash BLOB PRIMARY KEY, name TEXT, region_country TEXT, region_code INTEGER,
  FOREIGN KEY (region_country, region_code) REFERENCES regions);
CREATE TABLE copies (id INTEGER PRIMARY KEY, hash BLOB REFERENCES files, place TEXT);
CREATE TABLE labels (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE file_labels (file BLOB NOT NULL REFERENCES files, label TEXT NOT NULL REFERENCES labels(name), PRIMARY KEY (file, label));
CREATE TABLE events (at DATETIME PRIMARY KEY, name TEXT);
CREATE TABLE guests (id INTEGER PRIMARY KEY, name TEXT, at DATETIME REFERENCES events);
INSERT INTO regions VALUES ('de', 1, 'Nord'), ('de', 2, 'S"üd'), ('a"\\b', 3, 'Odd');
INSERT INTO files VALUES (x'00ff', 'a', 'de', 1), (x'0102', 'b', 'a"\\b', 3), (x'03', 'c', 'de', NULL), (x'04', 'd', NULL, NULL);
INSERT INTO copies VALUES (1, x'00ff', 'p'), (2, x'00ff', 'q'), (3, x'0102', 'p'), (4, NULL, 'r'), (5, x'00ff', 's');
INSERT INTO labels VALUES (1, 'red'), (2, 'blue');
INSERT INTO file_labels VALUES (x'00ff', 'red'), (x'00ff', 'blue'), (x'0102', 'blue');
INSERT INTO events VALUES ('2024-01-02T03:04:05Z', 'one'), ('2024-02-02 00:00:00', 'two');
INSERT INTO guests VALUES (1, 'Ann', '2024-01-02T03:04:05Z'), (2, 'Bob', '2024-02-02 00:00:00'), (3, 'Cid', NULL);
`;

function open(t) {
  const db = new NOORMME({ path: databaseFile(t, SCHEMA), repeats: false });
  t.after(() => db.close());
  const objects = (name) => db.model(name).objects;
  return { db, objects };
}

/** `load` gives what `prefetch` gives, in one statement fewer. */
async function same(db, manager, statements, ...paths) {
  const read = manager.orderBy("pk");
  const rows = await read.all();
  const loaded = await assertNumQueries(db, statements, () => manager.load(rows, ...paths));
  assert.equal(loaded, rows);
  const fetched = await assertNumQueries(db, statements + 1, () => read.prefetch(...paths).all());
  assert.deepEqual(loaded, fetched);
  // The synchronous door, and rows of which only the primary key is known.
  const fresh = await read.all();
  assertNumQueries(db, statements, () => manager.sync.load(fresh, ...paths));
  assert.deepEqual(fresh, fetched);
  return fetched;
}

test("keys of several columns and of bytes, forward, back and many-to-many", async (t) => {
  const { db, objects } = open(t);
  const files = objects("files");
  const rows = await same(db, files, 4, "region", "copies", "labels", "labels.files");
  assert.deepEqual(rows.map((row) => row.region?.name ?? null), ["Nord", "Odd", null, null]);
  assert.deepEqual(rows.map((row) => row.copies.map((copy) => copy.id)), [[1, 2, 5], [3], [], []]);
  assert.deepEqual(rows.map((row) => row.labels.map((label) => label.id).sort()), [[1, 2], [2], [], []]);
  const regions = await same(db, objects("regions"), 2, "files.copies");
  assert.deepEqual(regions.map((row) => row.files.map((file) => file.copies.length)), [[1], [3], []]);
  await same(db, objects("copies"), 2, "hash_ref.labels");
  // A many-to-many relation over a column that is not the primary key.
  const labels = await same(db, objects("labels"), 1, "files");
  assert.deepEqual(labels.map((row) => row.files.length), [1, 2]);
});

test("limits and orders for each row, and attributes", async (t) => {
  const { db, objects } = open(t);
  const copies = objects("copies");
  const newest = Prefetch("copies", copies.orderBy("-id").limit(2), { toAttr: "newest" });
  const rows = await same(db, objects("files"), 2, newest, Prefetch("labels", objects("labels").orderBy("-name").limit(1)));
  assert.deepEqual(rows.map((row) => row.newest.map((copy) => copy.id)), [[5, 2], [3], [], []]);
  assert.deepEqual(rows.map((row) => row.labels.map((label) => label.name)), [["red"], ["blue"], [], []]);
  const counted = Prefetch("copies", copies.annotate({ n: Count("id") }).filter({ place__in: ["p", "q"] }));
  await same(db, objects("files"), 1, counted);
});

test("rows of which only the primary key is known, and dates in another form than Date has", async (t) => {
  const { db, objects } = open(t);
  const ids = [{ id: 3 }, { id: 1 }, { id: 4 }, { id: 3 }];
  const copies = await assertNumQueries(db, 2, () => objects("copies").load(ids, "hash_ref.labels"));
  assert.deepEqual(copies.map((row) => row.hash_ref?.name ?? null), ["b", "a", null, "b"]);
  assert.deepEqual(copies[1].hash_ref.labels.length, 2);
  assert.notEqual(copies[0].hash_ref, copies[3].hash_ref);
  // Found over the rows' own table, each row has its own share of a limit.
  const [file] = await assertNumQueries(db, 1, () =>
    objects("copies").load([{ id: 2 }], Prefetch("hash_ref", objects("files").orderBy("name").limit(1))));
  assert.equal(file.hash_ref.name, "a");
  const labels = await assertNumQueries(db, 1, () => objects("labels").load([{ id: 2 }, { id: 1 }], "files"));
  assert.deepEqual(labels.map((row) => row.files.map((each) => each.name).sort()), [["a", "b"], ["a"]]);
  const guests = await objects("guests").orderBy("id").all();
  assert.ok(guests[0].at instanceof Date);
  await assertNumQueries(db, 1, () => objects("guests").load(guests, "at_ref"));
  assert.deepEqual(guests.map((row) => row.at_ref?.name ?? null), ["one", "two", null]);
});

test("no rows, no keys, and rows that are gone", async (t) => {
  const { db, objects } = open(t);
  const files = objects("files");
  assert.deepEqual(await assertNumQueries(db, 0, () => files.load([], "copies", "region")), []);
  await assert.rejects(files.load([], "copis"), { code: "ATTRIBUTE_ERROR", message: /Did you mean 'copies'/ });
  const orphans = [{ id: 4, hash: null }, { id: 9, hash: null }];
  await assertNumQueries(db, 0, () => objects("copies").load(orphans, "hash_ref"));
  assert.deepEqual(orphans.map((row) => row.hash_ref), [null, null]);
  const gone = [{ hash: new Uint8Array([9]) }];
  await assertNumQueries(db, 1, () => files.load(gone, "copies"));
  assert.deepEqual(gone[0].copies, []);
  await assert.rejects(files.load([{ hash: null }], "copies"), /no value in its primary key 'hash'/);
  // A related manager's rows are of the model it leads to.
  const own = await files.related(new Uint8Array([0, 255]), "copies").all();
  const first = await files.filter({ name: "a" }).first();
  assert.deepEqual((await objects("copies").load(own, "hash_ref")).map((row) => row.hash_ref), own.map(() => first));
});

test("ten thousand rows are one statement", async (t) => {
  const { db, objects } = open(t);
  const rows = Array.from({ length: 10_000 }, (_, index) => ({ id: index, hash: index % 2 === 0 ? new Uint8Array([0, 255]) : null }));
  await assertNumQueries(db, 1, () => objects("copies").load(rows, "hash_ref"));
  assert.equal(rows.filter((row) => row.hash_ref !== null).length, 5_000);
});
