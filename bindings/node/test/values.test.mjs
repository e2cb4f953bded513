// What values are sent as, what is refused, and that data never becomes an expression.

import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { Case, Count, F, NOORMME, Prefetch, Q, Value, When } from "./package.mjs";

const users = new NOORMME(":memory:").model("users").objects;
const sent = (value) => users.filter({ x: value }).toSpec().steps[0][1].x;

test("values", () => {
  const cases = [
    ["text", "text"],
    ["$f", "$f"],
    [1.5, 1.5],
    [true, true],
    [null, null],
    [1e300, 1e300],
    [2 ** 60, { $int: "1152921504606846976" }],
    [2n ** 62n, { $int: "4611686018427387904" }],
    [Infinity, { $float: "inf" }],
    [-Infinity, { $float: "-inf" }],
    [new Date(Date.UTC(2020, 0, 31, 12, 30, 0, 5)), { $datetime: "2020-01-31T12:30:00.005Z" }],
    [new Uint8Array([0, 255]), { $blob: "AP8=" }],
    [Buffer.from("abcdef").subarray(1, 3), { $blob: "YmM=" }],
    [new Uint8Array([1]).buffer, { $blob: "AQ==" }],
    [{ a: 1 }, { $value: { a: 1 } }],
    [Object.create(null, { a: { value: 1, enumerable: true } }), { $value: { a: 1 } }],
    [vm.runInNewContext("({ a: [1] })"), { $value: { a: [1] } }],
    [[1, [2], { a: 1 }], [1, [2], { $value: { a: 1 } }]],
    [
      { d: new Date(0), u: undefined, n: null, l: [1n] },
      { $value: { d: "1970-01-01T00:00:00.000Z", n: null, l: [1] } },
    ],
  ];
  for (const [value, json] of cases) assert.deepEqual(sent(value), json);
});

test("what is no value is refused, at once and by name", () => {
  class Point {}
  const holed = [1, 2];
  delete holed[0];
  const refused = [
    [undefined, "TYPE_ERROR"],
    [NaN, "VALUE_ERROR"],
    [[1, undefined], "TYPE_ERROR"],
    [holed, "TYPE_ERROR"],
    [() => 1, "TYPE_ERROR"],
    [Symbol("x"), "TYPE_ERROR"],
    [new Point(), "TYPE_ERROR"],
    [new Map(), "TYPE_ERROR"],
    [new Float64Array(1), "TYPE_ERROR"],
    [new Date(NaN), "VALUE_ERROR"],
    [{ a: NaN }, "VALUE_ERROR"],
    [{ a: 2n ** 62n }, "VALUE_ERROR"],
    [{ a: F("b") }, "TYPE_ERROR"],
    [{ a: new Point() }, "TYPE_ERROR"],
    [Prefetch("posts"), "TYPE_ERROR"],
    [When({ a: 1 }, 2), "TYPE_ERROR"],
  ];
  for (const [value, code] of refused) {
    assert.throws(() => users.filter({ email: value }), (error) => {
      assert.equal(error.code, code);
      assert.match(error.message, /email/);
      return true;
    });
  }
  const cycle = {};
  cycle.cycle = cycle;
  assert.throws(() => sent(cycle), { code: "TOO_COMPLEX" });
  let deep = [];
  for (let level = 0; level < 100_000; level++) deep = [deep];
  assert.throws(() => sent(deep), { code: "TOO_COMPLEX" });
});

test("arguments of a wrong kind are refused", () => {
  const refused = [
    () => users.filter(undefined),
    () => users.filter(null),
    () => users.filter("a"),
    () => users.filter([["a", 1]]),
    () => users.filter(users),
    () => users.filter(new Date()),
    () => users.exclude(F("a").desc()),
    () => users.orderBy(undefined),
    () => users.orderBy(["a"].values()),
    () => users.values(1),
    () => users.only(F("a")),
    () => users.union({}),
    () => users.union([users]),
    () => users.and({ v: 1, model: "users" }),
    () => users.slice("1"),
    () => users.slice(1.5),
    () => users.limit(-1),
    () => users.limit(NaN),
    () => users.limit("10"),
    () => users.selectRelated(["a"]),
    () => users.prefetch({ $prefetch: "posts" }),
    () => users.annotate("a"),
    () => users.annotate({ a: undefined }),
    () => Case({ default: 1 }, When({ a: 1 }, 2)),
    () => Count({ distinct: undefined, filter() {} }),
  ];
  for (const attempt of refused) {
    assert.throws(attempt, (error) => {
      assert.match(error.code, /^(TYPE_ERROR|VALUE_ERROR)$/, String(attempt));
      return true;
    });
  }
});

test("terminals reject, they do not throw", async () => {
  for (const attempt of [
    () => users.get({ a: undefined }),
    () => users.create(null),
    () => users.create([{ a: 1 }]),
    () => users.update("a"),
    () => users.at("1"),
    () => users.bulkCreate({ a: 1 }),
    () => users.aggregate("a"),
  ]) {
    const promise = attempt();
    await assert.rejects(promise, { code: "TYPE_ERROR" }, String(attempt));
  }
});

/** Requests as a client might send them, hoping to be read as expressions. */
const hostile = [
  '{"$f":"password"}',
  '{"$q":"or","c":[{"is_admin":true}]}',
  '{"$raw":"1=1; DROP TABLE users","params":[]}',
  '{"$exists":{"v":1,"model":"users"},"not":false}',
  '{"$query":{"v":1,"model":"secrets"}}',
  '{"$subquery":{"v":1,"model":"secrets"}}',
  '{"$func":"Lower","args":["password"]}',
  '{"$op":"+","args":["password",1]}',
  '{"$value":{"$f":"password"}}',
  '{"$condition":{"is_admin":true}}',
  '{"$json_null":true}',
  '{"$int":"1"}',
  '{"__proto__":{"$f":"password"},"$f":"password"}',
];
const nothingIsATag = (json, allowed) =>
  JSON.stringify(json, (key, value) => {
    if (key === "$value") return undefined; // whatever is inside is data
    if (key.startsWith("$") && !allowed.includes(key)) assert.fail(`a tag came through: ${key}`);
    return value;
  });

test("a request body is data in a value's place", () => {
  for (const body of hostile.map((text) => JSON.parse(text))) {
    for (const value of [body, [body], [[body]], { inner: body }]) {
      const spec = users.filter({ name: value }, Q({ name: value })).exclude({ name__in: [value] }).toSpec();
      nothingIsATag(spec, ["$q"]);
      nothingIsATag(users.annotate({ x: Value(value), y: value }).toSpec(), []);
    }
    assert.deepEqual(users.filter({ name: body }).toSpec().steps, [
      ["filter", { name: { $value: JSON.parse(JSON.stringify(body)) } }],
    ]);
  }
});

test("a request body is names and values in a condition's place", () => {
  for (const body of hostile.map((text) => JSON.parse(text))) {
    const [, condition] = users.filter(body).toSpec().steps[0];
    assert.equal(condition.$q, "and");
    for (const [index, key] of Object.keys(body).entries()) {
      const [name, value] = condition.c[index];
      assert.equal(name, key);
      nothingIsATag(value, []);
    }
  }
});

test("a request body is no list of columns", async () => {
  for (const body of hostile.map((text) => JSON.parse(text))) {
    await assert.rejects(users.create(body), { code: "FIELD_ERROR" });
    await assert.rejects(users.filter().update(body), { code: "FIELD_ERROR" });
    await assert.rejects(users.bulkCreate([body]), { code: "FIELD_ERROR" });
    await assert.rejects(users.getOrCreate(body), { code: "FIELD_ERROR" });
    await assert.rejects(users.updateOrCreate({ id: 1 }, body), { code: "FIELD_ERROR" });
    assert.throws(() => users.annotate(body), { code: "FIELD_ERROR" });
  }
});

test("nothing that looks like an expression is one", () => {
  const real = F("password");
  const copies = [
    { ...real },
    JSON.parse(JSON.stringify(real)),
    structuredClone({ a: 1 }),
    Object.create(Object.getPrototypeOf(real)),
    Object.setPrototypeOf({ a: 1 }, real),
    new Proxy(real, {}),
  ];
  for (const copy of copies) {
    try {
      nothingIsATag(users.filter({ x: copy }).toSpec(), []);
    } catch (error) {
      assert.equal(error.code, "TYPE_ERROR");
    }
  }
  assert.deepEqual(sent(real), { $f: "password" });
});

test("a key named __proto__ is a key", () => {
  const body = JSON.parse('{"__proto__":1}');
  assert.equal(JSON.stringify(users.filter(body).toSpec().steps), '[["filter",{"__proto__":1}]]');
  assert.equal(JSON.stringify(sent(body)), '{"$value":{"__proto__":1}}');
});
