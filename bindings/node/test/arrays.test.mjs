// Rows that come as JSON arrays, where a row block cannot hold an answer.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { databaseFile, NOORMME } from "./package.mjs";

const require = createRequire(import.meta.url);

const RELATED = `
CREATE TABLE owners (id INTEGER PRIMARY KEY, "__proto__" TEXT, at DATETIME);
CREATE TABLE parents (id INTEGER PRIMARY KEY, n BIGINT, at DATETIME, owner_id INTEGER REFERENCES owners(id));
CREATE TABLE kids (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents(id), at DATETIME, flag BOOLEAN,
  doc JSON, b BLOB, r REAL, t TEXT);
`;

test("rows that come as JSON, with and without generated code", async (t) => {
  const db = new NOORMME({
    path: databaseFile(t, RELATED),
    models: { parents: { fields: { n: { type: "bigint" } } } },
  });
  t.after(() => db.close());
  const model = (name) => db.model(name).objects;
  const day = (number) => new Date(Date.UTC(2024, 0, number + 1));
  const owners = [1, 2].map((id) =>
    Object.defineProperty({ id, at: day(id) }, "__proto__", { value: `p${id}`, enumerable: true, configurable: true, writable: true }));
  const parents = Array.from({ length: 6 }, (_, id) =>
    ({ id, n: 2n ** 60n + BigInt(id), at: id % 2 ? day(id) : null, owner_id: id % 3 || null }));
  const kids = Array.from({ length: 30 }, (_, id) => ({
    id, parent_id: id % 5, at: id % 4 ? day(id) : null, flag: [true, false, null][id % 3],
    doc: id % 7 === 1 ? [{ $int: "5" }] : id % 2 ? { a: [id] } : null,
    b: id % 6 === 2 ? new Uint8Array([id, 255]) : null, r: id % 9 === 3 ? Infinity : id / 4, t: id % 8 ? `"t\\ü${id}` : null,
  }));
  await model("owners").bulkCreate(owners);
  await model("parents").bulkCreate(parents);
  await model("kids").bulkCreate(kids);
  const own = (row) => (row.owner_id === null ? null : owners[row.owner_id - 1]);
  const of = (parent, list = kids) => list.filter((kid) => kid.parent_id === parent.id);
  const query = model("parents").orderBy("id");
  const check = async () => {
    assert.deepEqual(
      await query.prefetch("kids").all(), parents.map((row) => ({ ...row, kids: of(row) })), "lists of rows");
    assert.deepEqual(
      query.filter({ id: 0 }).prefetch("kids").sync.get(), { ...parents[0], kids: of(parents[0]) }, "one row");
    assert.deepEqual(query.filter({ id: 99 }).prefetch("kids").sync.first(), null, "none");
    assert.deepEqual(
      await query.selectRelated("owner").prefetch("kids").all(),
      parents.map((row) => ({ ...row, owner: own(row), kids: of(row) })), "rows in rows, and lists");
    assert.deepEqual(
      await query.prefetch("owner").all(), parents.map((row) => ({ ...row, owner: own(row) })), "one each");
    const nested = owners.map((owner) =>
      Object.assign(Object.create(Object.prototype, Object.getOwnPropertyDescriptors(owner)), {
        parents: parents.filter((row) => row.owner_id === owner.id).map((row) => ({ ...row, kids: of(row) })),
      }));
    assert.deepEqual(await model("owners").orderBy("id").prefetch("parents.kids").all(), nested, "lists in lists");
    // Without anything like a tag in the text.
    const plain = kids.filter((kid) => kid.b === null && kid.r !== Infinity && kid.id % 7 !== 1);
    const text = model("kids").filter({ id__in: plain.map((kid) => kid.id) });
    assert.deepEqual([...(await text.inBulk())].map(([id, row]) => [id, row.id]), plain.map(({ id }) => [id, id]));
    assert.deepEqual([...(await text.inBulk()).values()], plain, "by key");
    assert.deepEqual([...model("kids").sync.inBulk().values()], kids, "by key, with tags");
    assert.deepEqual([...(await query.inBulk([2], { field: "id" })).values()], [parents[2]]);
    const chunks = [];
    for await (const row of query.prefetch("kids").iterator({ chunkSize: 2 })) chunks.push(row);
    assert.deepEqual(chunks, parents.map((row) => ({ ...row, kids: of(row) })), "some at a time");
    const loaded = structuredClone(parents);
    await model("parents").load(loaded, "kids", "owner");
    assert.deepEqual(loaded, parents.map((row) => ({ ...row, kids: of(row), owner: own(row) })), "loaded later");
    const { rows } = await db.execute('SELECT id, at AS "__proto__", t, t AS id FROM kids WHERE id = 1');
    assert.deepEqual(Object.entries(rows[0]), [["id", kids[1].t], ["__proto__", "2024-01-02 00:00:00"], ["t", kids[1].t]]);
    assert.equal(Object.getPrototypeOf(rows[0]), Object.prototype);
  };
  for (let round = 0; round < 4; round++) await check();
  // Where code may not be made from text, as on some platforms.
  const platform = require("../dist/platform/node.js");
  const { functionOf } = platform;
  let refused = 0;
  platform.functionOf = () => { refused++; throw new Error("no code from text"); };
  t.after(() => { platform.functionOf = functionOf; });
  const looping = new NOORMME({ path: db.path, models: { parents: { fields: { n: { type: "bigint" } } } } });
  t.after(() => looping.close());
  for (let round = 0; round < 4; round++) {
    assert.deepEqual(
      await looping.model("parents").objects.orderBy("id").selectRelated("owner").prefetch("kids").all(),
      parents.map((row) => ({ ...row, owner: own(row), kids: of(row) })));
    assert.deepEqual([...looping.model("kids").objects.sync.inBulk().values()], kids);
    assert.deepEqual((await looping.execute("SELECT id, t FROM kids LIMIT 2 -- loop")).rows.map((row) => row.t), [null, kids[1].t]);
  }
  // Bun binds the name when it links, so that there functions are made all the same.
  if (typeof Bun === "undefined") assert.ok(refused > 0);
});
