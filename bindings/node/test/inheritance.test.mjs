// Models that inherit over tables, and proxies: docs/relations.md#inheritance.

import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseFile, F, generateTypes, introspectDatabase, NOORMME } from "./package.mjs";

const SCHEMA = `
CREATE TABLE cities (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE places (id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(4)))), name TEXT NOT NULL, opened DATETIME,
  city_id INTEGER REFERENCES cities);
CREATE TABLE restaurants (place_ptr_id TEXT PRIMARY KEY NOT NULL REFERENCES places, rating INTEGER,
  kind TEXT NOT NULL DEFAULT 'cafe' CHECK (kind IN ('cafe', 'bar')));
CREATE TABLE reviews (id INTEGER PRIMARY KEY, place_id TEXT NOT NULL REFERENCES places, stars INTEGER NOT NULL);
INSERT INTO cities VALUES (1, 'Rome'), (2, 'Oslo');
INSERT INTO places VALUES ('a', 'Da Enzo', '1935-01-01 00:00:00', 1), ('b', 'Fuglen', NULL, 2), ('c', 'Park', NULL, 2);
INSERT INTO restaurants VALUES ('a', 5, 'cafe'), ('b', 4, 'bar');
INSERT INTO reviews VALUES (1, 'a', 5), (2, 'c', 1), (3, 'b', 3);
`;
const models = {
  place: { table: "places", label: "Place", ordering: ["name"], relations: { city: { related_name: "places" } } },
  restaurant: { table: "restaurants", label: "Restaurant", parents: ["place"] },
  best: { proxy: "restaurant", label: "Best", default_scope: { rating__gte: 5 } },
  reviews: { relations: { place: { related_name: "reviews", on_delete: "CASCADE" } } },
};

function open(t, options = {}) {
  const db = new NOORMME({ path: databaseFile(t, SCHEMA), models, ...options });
  t.after(() => db.close());
  return { db, restaurants: db.model("restaurant").objects, places: db.model("place").objects };
}

test("a child has its parent's columns and relations", async (t) => {
  const { db, restaurants, places } = open(t);
  const enzo = { id: "a", name: "Da Enzo", opened: new Date("1935-01-01T00:00:00Z"), city_id: 1, place_ptr_id: "a", rating: 5, kind: "cafe" };
  assert.deepEqual(await restaurants.filter({ name__startswith: "Da", city__name: "Rome" }).all(), [enzo]);
  assert.deepEqual(restaurants.sync.get({ pk: "a" }), enzo);
  assert.deepEqual(await db.model("best").objects.all(), [enzo]);
  assert.deepEqual(await restaurants.filter({ reviews__stars__lt: 4 }).valuesList("name", { flat: true }).all(), ["Fuglen"]);
  const [row] = await restaurants.filter({ id: "b" }).prefetch("reviews", "city").all();
  assert.deepEqual([row.reviews.map((review) => review.id), row.city.name], [[3], "Oslo"]);
  const found = await places.selectRelated("restaurant").all();
  assert.deepEqual(found.map((place) => place.restaurant?.rating ?? null), [5, 4, null]);
  assert.deepEqual(found[0].restaurant, enzo);
});

test("rows are written, changed and deleted in both tables", async (t) => {
  const { restaurants, places } = open(t);
  // The key is the database's own default, and of no rowid.
  const made = await restaurants.create({ name: "New", rating: 3, city_id: 2 });
  assert.match(made.id, /^[0-9a-f]{8}$/);
  assert.equal(made.place_ptr_id, made.id);
  assert.deepEqual(await restaurants.get({ id: made.id }), made);
  assert.equal(await restaurants.filter({ rating__lt: 4 }).update({ name: "Low", rating: F("rating").add(1) }), 1);
  assert.deepEqual(await restaurants.get({ id: made.id }), { ...made, name: "Low", rating: 4 });
  assert.deepEqual((await restaurants.getOrCreate({ name: "Low" }))[1], false);
  const [changed, created] = await restaurants.updateOrCreate({ name: "Low" }, { kind: "bar", city_id: 1 });
  assert.deepEqual([changed, created], [{ ...made, name: "Low", rating: 4, kind: "bar", city_id: 1 }, false]);
  assert.deepEqual(await restaurants.save({ ...changed, name: "Saved" }), { ...changed, name: "Saved" });
  assert.deepEqual(await restaurants.filter({ name: "Saved" }).delete(), [2, { Restaurant: 1, Place: 1 }]);
  await assert.rejects(restaurants.create({ name: "x", kind: "zoo" }), { name: "CheckViolation" });
  assert.equal(await places.count(), 3, "no parent without its child");
  await assert.rejects(restaurants.bulkCreate([{ name: "x" }]), /multi-table inherited/);
  assert.equal((await places.filter({ id: "a" }).delete())[0], 3);
  assert.equal(await restaurants.count(), 1);
});

test("generated types have what is inherited, tables only what is theirs", async (t) => {
  const { db } = open(t);
  const schema = await introspectDatabase(db);
  const restaurant = schema.models.find((model) => model.name === "restaurant");
  assert.deepEqual(restaurant.parents, ["place_ptr"]);
  assert.deepEqual(restaurant.columns[1].inherited, { relation: "place_ptr", column: "name" });
  assert.equal(schema.models.find((model) => model.name === "best").proxy, "restaurant");
  const text = generateTypes(schema);
  const part = (head) => text.slice(text.indexOf(head), text.indexOf("}", text.indexOf(head)));
  assert.match(part("export interface Restaurant {"), /name: string;[^]*rating: number \| null;/);
  assert.match(part("export interface RestaurantInsert {"), /name: string;[^]*place_ptr_id\?: string;/);
  assert.doesNotMatch(part("export interface RestaurantTable {"), /name/);
  assert.doesNotMatch(generateTypes(schema, { language: "mermaid" }), /restaurant \{[^}]*name/);
});

test("with camelCase", async (t) => {
  const { restaurants } = open(t, { camelCase: true });
  const row = await restaurants.create({ name: "New", cityId: 1 });
  assert.deepEqual(Object.keys(row), ["id", "name", "opened", "cityId", "placePtrId", "rating", "kind"]);
  assert.equal(await restaurants.filter({ city__name: "Rome", placePtrId: row.id }).update({ cityId: 2 }), 1);
});
