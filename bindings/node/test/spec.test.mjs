// Every step, expression and terminal, and the JSON it is. No database is opened here.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as n from "./package.mjs";

const { F, Q, Value, NOORMME, QuerySet } = n;
const db = new NOORMME(":memory:");
const users = db.model("users").objects;
const posts = db.model("posts").objects;

/** Each case: what one writes, and the step it is. */
const steps = [
  [() => users.filter({ is_active: true, age__gte: 18 }), ["filter", { is_active: true, age__gte: 18 }]],
  [() => users.filter(), ["filter"]],
  [() => users.filter({}), ["filter", {}]],
  [() => users.filter({ a: 1 }, Q({ b: 2 })), ["filter", { a: 1 }, { $q: "and", c: [{ b: 2 }] }]],
  [() => users.exclude({ email__endswith: "@spam.com" }), ["exclude", { email__endswith: "@spam.com" }]],
  [() => users.filter({ id__in: [1, 2] }), ["filter", { id__in: [1, 2] }]],
  [() => users.filter({ id__in: new Set([1, 2]) }), ["filter", { id__in: [1, 2] }]],
  [() => users.filter({ name: null }), ["filter", { name: null }]],
  [() => users.filter({ age__gt: F("limit") }), ["filter", { age__gt: { $f: "limit" } }]],
  [
    () => users.filter({ id__in: posts.filter({ views__gt: 9 }).values("author_id") }),
    [
      "filter",
      {
        id__in: {
          $query: { v: 1, model: "posts", steps: [["filter", { views__gt: 9 }], ["values", ["author_id"]]] },
        },
      },
    ],
  ],
  [() => users.annotate({ n: n.Count("posts") }), ["annotate", { n: { $func: "Count", args: ["posts"] } }]],
  [() => users.annotate(n.Sum("age")), ["annotate", { $func: "Sum", args: ["age"] }]],
  [
    () => users.annotate({ big: Q({ age__gt: 9 }) }),
    ["annotate", { big: { $condition: { $q: "and", c: [{ age__gt: 9 }] } } }],
  ],
  [() => users.annotate({ one: 1 }), ["annotate", { one: 1 }]],
  [() => users.alias({ n: n.Count("posts") }), ["alias", { n: { $func: "Count", args: ["posts"] } }]],
  [() => users.orderBy("-created_at", "?"), ["order_by", ["-created_at", "?"]]],
  [() => users.orderBy(), ["order_by", []]],
  [
    () => users.orderBy(F("age").desc({ nulls: "last" })),
    ["order_by", [{ $order: { $f: "age" }, desc: true, nulls: "last" }]],
  ],
  [() => users.orderBy(n.Lower("name").asc()), ["order_by", [{ $order: { $func: "Lower", args: ["name"] } }]]],
  [() => users.reverse(), ["reverse"]],
  [() => users.distinct(), ["distinct"]],
  [() => users.none(), ["none"]],
  [() => users.values(), ["values", []]],
  [() => users.values("id", { up: n.Upper("name") }), ["values", ["id", { up: { $func: "Upper", args: ["name"] } }]]],
  [() => users.valuesList("id", "name"), ["values_list", ["id", "name"]]],
  [() => users.valuesList("id", { flat: true }), ["values_list", ["id"], { flat: true }]],
  [() => users.valuesList({ flat: F("id") }), ["values_list", [{ flat: { $f: "id" } }]]],
  [() => users.dates("created_at", "month"), ["dates", "created_at", "month", "ASC"]],
  [() => users.dates("created_at", "year", "DESC"), ["dates", "created_at", "year", "DESC"]],
  [
    () => users.datetimes("created_at", "hour", { timeZone: "Europe/Berlin" }),
    ["datetimes", "created_at", "hour", "ASC", "Europe/Berlin"],
  ],
  [() => users.union(users.filter({ a: 1 })), ["union", [{ v: 1, model: "users", steps: [["filter", { a: 1 }]] }]]],
  [() => users.union(posts, { all: true }), ["union", [{ v: 1, model: "posts" }], { all: true }]],
  [() => users.intersection(posts), ["intersection", [{ v: 1, model: "posts" }]]],
  [() => users.difference(posts, users), ["difference", [{ v: 1, model: "posts" }, { v: 1, model: "users" }]]],
  [() => users.and(users), ["and", { v: 1, model: "users" }]],
  [() => users.or(users.limit(2)), ["or", { v: 1, model: "users", steps: [["slice", 0, 2]] }]],
  [() => users.xor(users), ["xor", { v: 1, model: "users" }]],
  [() => users.selectRelated("author"), ["select_related", ["author"]]],
  [() => users.selectRelated(null), ["select_related", null]],
  [() => users.prefetch("posts"), ["prefetch_related", ["posts"]]],
  [() => users.prefetchRelated("posts"), ["prefetch_related", ["posts"]]],
  [() => users.prefetch(null), ["prefetch_related", null]],
  [
    () => users.prefetch(n.Prefetch("posts", posts.limit(3), { toAttr: "top" })),
    [
      "prefetch_related",
      [{ $prefetch: "posts", queryset: { v: 1, model: "posts", steps: [["slice", 0, 3]] }, to_attr: "top" }],
    ],
  ],
  [() => users.only("id"), ["only", ["id"]]],
  [() => users.defer("picture"), ["defer", ["picture"]]],
  [() => users.defer(null), ["defer", null]],
  [() => users.slice(5, 10), ["slice", 5, 10]],
  [() => users.slice(5), ["slice", 5, null]],
  [() => users.slice(null, -1), ["slice", null, -1]],
  [() => users.limit(10), ["slice", 0, 10]],
  [() => users.offset(20), ["slice", 20, null]],
  [() => users.limit(10).offset(20), ["slice", 20, 30]],
  [() => users.offset(20).limit(10), ["slice", 20, 30]],
  [() => users.limit(10).limit(3), ["slice", 0, 3]],
  [() => users.related(7, "posts"), ["related", 7, "posts"]],
];

test("steps", () => {
  for (const [make, step] of steps) {
    assert.deepEqual(make().toSpec(), { v: 1, model: "users", steps: [step] }, String(make));
  }
});

/** Each case: an expression, and the JSON it is. */
const expressions = [
  [() => F("a__b"), { $f: "a__b" }],
  [() => F("a").slice(0, 3), { $f: "a", slice: [0, 3] }],
  [() => F("a").add(1).mul(F("b")), { $op: "*", args: [{ $op: "+", args: [{ $f: "a" }, 1] }, { $f: "b" }] }],
  [() => F("a").add("text"), { $op: "+", args: [{ $f: "a" }, { $value: "text" }] }],
  [() => F("a").sub(1), { $op: "-", args: [{ $f: "a" }, 1] }],
  [() => F("a").div(2), { $op: "/", args: [{ $f: "a" }, 2] }],
  [() => F("a").mod(2), { $op: "%", args: [{ $f: "a" }, 2] }],
  [() => F("a").pow(2), { $op: "**", args: [{ $f: "a" }, 2] }],
  [() => F("a").neg(), { $op: "neg", args: [{ $f: "a" }] }],
  [() => F("a").bitand(2), { $op: "&", args: [{ $f: "a" }, 2] }],
  [() => F("a").bitor(2), { $op: "|", args: [{ $f: "a" }, 2] }],
  [() => F("a").bitxor(2), { $op: "#", args: [{ $f: "a" }, 2] }],
  [() => F("a").bitleftshift(2), { $op: "<<", args: [{ $f: "a" }, 2] }],
  [() => F("a").bitrightshift(2), { $op: ">>", args: [{ $f: "a" }, 2] }],
  [() => F("a").lookup("gt", F("b")), { $lookup: "gt", args: [{ $f: "a" }, { $f: "b" }] }],
  [() => F("a").lookup("exact", "b"), { $lookup: "exact", args: [{ $f: "a" }, { $value: "b" }] }],
  [() => F("a").lookup("in", ["b"]), { $lookup: "in", args: [{ $f: "a" }, ["b"]] }],
  [() => n.OuterRef("id"), { $outer: "id" }],
  [() => n.OuterRef(n.OuterRef("id")), { $outer: { $outer: "id" } }],
  [() => Value("text"), { $value: "text" }],
  [() => Value(3, "real"), { $value: 3, type: "real" }],
  [() => Value({ $f: "a" }), { $value: { $f: "a" } }],
  [() => Value([1, { $f: "a" }]), { $value: [1, { $f: "a" }] }],
  [() => Value(10n), { $int: "10" }],
  [() => Value(new Date(0)), { $datetime: "1970-01-01T00:00:00.000Z" }],
  [() => Value(new Date(0), "date"), { $wrap: { $datetime: "1970-01-01T00:00:00.000Z" }, type: "date" }],
  [() => n.ExpressionWrapper(F("a"), "real"), { $wrap: { $f: "a" }, type: "real" }],
  [() => n.RawSQL("a > ?", [1]), { $raw: "a > ?", params: [1] }],
  [() => n.Count("*"), { $func: "Count", args: ["*"] }],
  [() => n.Count(), { $func: "Count", args: ["*"] }],
  [
    () => n.Sum("price", { distinct: true, filter: { paid: true }, default: 0 }),
    { $func: "Sum", args: ["price"], distinct: true, filter: { paid: true }, default: 0 },
  ],
  [() => n.StdDev("price", { sample: true }), { $func: "StdDev", args: ["price"], sample: true }],
  [
    () => n.StringAgg("name", ", ", { orderBy: "name" }),
    { $func: "StringAgg", args: ["name"], delimiter: { $value: ", " }, order_by: ["name"] },
  ],
  [() => n.Coalesce("a", Value("x")), { $func: "Coalesce", args: ["a", { $value: "x" }] }],
  [() => n.Cast("a", "integer"), { $func: "Cast", args: ["a"], type: "integer" }],
  [() => n.Round("a", 2), { $func: "Round", args: ["a"], precision: 2 }],
  [() => n.Collate("a", "NOCASE"), { $func: "Collate", args: ["a"], collation: "NOCASE" }],
  [() => n.TruncMonth("at", { timeZone: "UTC" }), { $func: "TruncMonth", args: ["at"], tz: "UTC" }],
  [() => n.Extract("at", "year"), { $func: "Extract", args: ["at"], kind: "year" }],
  [() => n.Now(), { $func: "Now", args: [] }],
  [() => n.JSONObject({ id: "id" }), { $func: "JSONObject", args: [{ $value: "id" }, "id"] }],
  [
    () => n.KT("data__owner__name"),
    { $func: "KeyTextTransform", args: [{ $func: "KeyTransform", args: ["data"], key: "owner" }], key: "name" },
  ],
  [
    () => n.Case(n.When({ age__lt: 18 }, Value("minor")), { default: Value("adult") }),
    { $case: [[{ age__lt: 18 }, { $value: "minor" }]], default: { $value: "adult" } },
  ],
  [() => n.Subquery(posts.values("id")), { $subquery: { v: 1, model: "posts", steps: [["values", ["id"]]] } }],
  [() => n.Exists(posts), { $exists: { v: 1, model: "posts" } }],
  [() => n.Exists(posts).not(), { $exists: { v: 1, model: "posts" }, not: true }],
  [
    () =>
      n.Window(n.RowNumber(), {
        partitionBy: "author",
        orderBy: [F("at").desc()],
        frame: { type: "rows", start: null, end: 0, exclusion: "ties" },
      }),
    {
      $window: { $func: "RowNumber", args: [] },
      partition_by: ["author"],
      order_by: [{ $order: { $f: "at" }, desc: true }],
      frame: { type: "rows", start: null, end: 0, exclusion: "ties" },
    },
  ],
  [() => n.FilteredRelation("posts", { posts__views: 1 }), { $filtered: "posts", where: { posts__views: 1 } }],
  [() => n.decimal("1.50"), { $decimal: "1.50" }],
  [() => n.date("2020-01-31"), { $date: "2020-01-31" }],
  [() => n.time("12:30"), { $time: "12:30" }],
  [() => n.datetime("2020-01-31T12:30Z"), { $datetime: "2020-01-31T12:30Z" }],
  [() => n.duration({ seconds: 1.5 }), { $duration: 1500000 }],
  [() => n.uuid("00"), { $uuid: "00" }],
  [() => n.JSONNull(), { $json_null: true }],
  [() => posts.filter({ a: 1 }), { $subquery: { v: 1, model: "posts", steps: [["filter", { a: 1 }]] } }],
];

test("expressions", () => {
  for (const [make, json] of expressions) {
    assert.deepEqual(users.annotate({ x: make() }).toSpec().steps, [["annotate", { x: json }]], String(make));
  }
});

test("conditions", () => {
  const cases = [
    [Q({ a: 1 }).or({ b: 2 }), { $q: "or", c: [{ $q: "and", c: [{ a: 1 }] }, { b: 2 }] }],
    [n.or({ a: 1 }, { b: 2 }), { $q: "or", c: [{ a: 1 }, { b: 2 }] }],
    [n.and({ a: 1 }, n.xor({ b: 2 })), { $q: "and", c: [{ a: 1 }, { $q: "xor", c: [{ b: 2 }] }] }],
    [n.not({ a: 1 }), { $q: "and", not: true, c: [{ a: 1 }] }],
    [Q(), { $q: "and", c: [] }],
    [F("is_active"), { $f: "is_active" }],
    [n.Exists(posts), { $exists: { v: 1, model: "posts" } }],
  ];
  for (const [condition, json] of cases) {
    assert.deepEqual(users.filter(condition).toSpec().steps, [["filter", json]]);
  }
});

test("a query set is a value", () => {
  const conditions = { tags: ["a"] };
  const first = users.filter(conditions);
  conditions.tags.push("b");
  conditions.more = 1;
  const second = first.exclude({ b: 1 }).limit(2);
  assert.deepEqual(first.toSpec().steps, [["filter", { tags: ["a"] }]]);
  assert.deepEqual(second.toSpec().steps, [["filter", { tags: ["a"] }], ["exclude", { b: 1 }], ["slice", 0, 2]]);
  first.toSpec().steps.push("x");
  assert.equal(first.toSpec().steps.length, 1);
  assert.ok(first instanceof QuerySet);
  assert.ok(!(users instanceof QuerySet));
  assert.equal(db.model("users"), db.model("users"));
});

test("a step after limit and offset follows their slice", () => {
  const spec = users.offset(2).limit(3).orderBy("id").toSpec();
  assert.deepEqual(spec.steps, [["slice", 2, 5], ["order_by", ["id"]]]);
  assert.deepEqual(users.limit(2).reverse().limit(1).toSpec().steps, [["slice", 0, 2], ["reverse"], ["slice", 0, 1]]);
});

test("query sets and managers are no promises", () => {
  assert.equal(users.then, undefined);
  assert.equal(users.filter({}).then, undefined);
  assert.equal(users.sync.then, undefined);
});

test("a manager cannot delete", () => {
  assert.equal(users.delete, undefined);
  assert.equal(users.sync.delete, undefined);
  assert.equal(typeof users.filter({}).delete, "function");
});

test("a query set of another database is refused", () => {
  const other = new NOORMME("other.db").model("users").objects;
  const wanted = { name: "MisuseError", code: "MISUSE" };
  assert.throws(() => users.union(other), wanted);
  assert.throws(() => users.filter({ id__in: other.values("id") }), wanted);
  assert.throws(() => users.annotate({ x: n.Coalesce(n.Subquery(other), 1) }), wanted);
  assert.throws(() => users.filter(n.Exists(other)), wanted);
  assert.deepEqual(users.filter({}).toSpec(), { v: 1, model: "users", steps: [["filter", {}]] });
});
