// Queries on a real database. The first block is the acceptance test of the project's first design.

import assert from "node:assert/strict";
import { after, describe, it, test } from "node:test";
import * as n from "./package.mjs";
import { BLOG, databaseFile, F, NOORMME, Q, select } from "./package.mjs";

function expect(value) {
  return { toHaveLength: (length) => assert.equal(value.length, length) };
}

describe("QuerySet", () => {
  const db = new NOORMME(databaseFile({ after }, BLOG));
  const User = db.model("users");
  after(() => db.close());

  it("should filter records", async () => {
    const users = await User.objects.filter({ is_active: true }).all();
    expect(users).toHaveLength(2);
  });

  it("should chain filters", async () => {
    const users = await User.objects
      .filter({ is_active: true })
      .exclude({ email__endswith: "@spam.com" })
      .all();
    expect(users).toHaveLength(1);
  });

  it("should throw on multiple results for get()", async () => {
    await assert.rejects(User.objects.get({ is_active: true }), /Multiple objects returned/);
  });
});

function blog(t, options = {}) {
  const path = databaseFile(t, BLOG);
  const db = new NOORMME({ path, ...options });
  t.after(() => db.close());
  return { path, db, users: db.model("users").objects, posts: db.model("posts").objects };
}

test("rows are plain objects", async (t) => {
  const { users } = blog(t);
  const [ann] = await users.orderBy("id").all();
  assert.deepEqual(ann, {
    id: 1,
    email: "ann@example.com",
    name: "Ann",
    age: 31,
    is_active: true,
    created_at: new Date("2024-01-02T03:04:05Z"),
    picture: null,
    settings: null,
  });
  assert.equal(Object.getPrototypeOf(ann), Object.prototype);
});

test("terminals that read", async (t) => {
  const { users, posts } = blog(t);
  const byAge = users.orderBy("age");
  assert.equal((await users.get({ id: 2 })).name, "Bob");
  assert.equal((await byAge.filter({ age__isnull: false }).first()).name, "Ann");
  assert.equal((await byAge.last()).name, "Bob");
  assert.equal(await users.filter({ id: 99 }).first(), null);
  assert.equal((await users.earliest("id")).id, 1);
  assert.equal((await users.latest("id")).id, 3);
  assert.equal((await users.orderBy("id").at(1)).id, 2);
  assert.equal(await users.count(), 3);
  assert.equal(await users.filter({ age__gte: 40 }).count(), 1);
  assert.equal(await users.exists(), true);
  assert.equal(await users.filter({ name: "Zoe" }).exists(), false);
  assert.equal(await users.filter({ age__gt: 40 }).contains(2), true);
  assert.equal(await users.filter({ age__gt: 40 }).contains(1), false);
  assert.deepEqual(await posts.aggregate({ total: n.Sum("views") }, n.Max("views")), { total: 31, views__max: 20 });
  const bulk = await users.inBulk([1, 3, 99]);
  assert.deepEqual([...bulk.keys()], [1, 3]);
  assert.equal(bulk.get(3).email, "cid@example.com");
  assert.match(await users.filter({ id: 1 }).explain(), /users/);
});

test("steps", async (t) => {
  const { users, posts } = blog(t);
  const ids = (query) => query.valuesList("id", { flat: true }).all();
  assert.deepEqual(await ids(users.orderBy("-id")), [3, 2, 1]);
  assert.deepEqual(await ids(users.orderBy("id").reverse()), [3, 2, 1]);
  assert.deepEqual(await ids(users.orderBy("id").offset(1).limit(1)), [2]);
  assert.deepEqual(await ids(users.orderBy("id").slice(1, 3)), [2, 3]);
  assert.deepEqual(await ids(users.filter({ id__in: [] })), []);
  assert.deepEqual(await ids(users.none()), []);
  assert.deepEqual(await ids(users.exclude({ age__gt: 40 }).orderBy("id")), [1, 3]);
  assert.deepEqual(await ids(users.filter(Q({ id: 1 }).or({ id: 3 })).orderBy("id")), [1, 3]);
  assert.deepEqual(await ids(users.filter(n.not({ id: 1 })).orderBy("id")), [2, 3]);
  assert.deepEqual(await ids(users.filter({ posts__title: "Spam" })), [2]);
  assert.deepEqual(await ids(posts.filter({ author__email__startswith: "ann" }).orderBy("id")), [1, 2]);
  assert.deepEqual(await ids(posts.filter({ views__gt: F("id").mul(5) }).orderBy("id")), [1, 2]);
  assert.deepEqual(await ids(users.filter({ id__in: posts.filter({ views__gt: 5 }).values("author_id") })), [1]);
  assert.deepEqual(await ids(users.filter(n.Exists(posts.filter({ author: n.OuterRef("id"), views: 1 })))), [2]);
  assert.deepEqual(await users.orderBy("id").values("id", "name").first(), { id: 1, name: "Ann" });
  assert.deepEqual(await users.orderBy("id").valuesList("id", "name").limit(1).all(), [[1, "Ann"]]);
  assert.deepEqual(await users.annotate({ n: n.Count("posts") }).orderBy("id").values("id", "n").all(), [
    { id: 1, n: 2 },
    { id: 2, n: 1 },
    { id: 3, n: 0 },
  ]);
  assert.deepEqual(
    await users.filter({ id: 1 }).union(users.filter({ id: 2 })).orderBy("id").valuesList("id", { flat: true }).all(),
    [1, 2],
  );
  assert.deepEqual(Object.keys(await users.only("email").first()).sort(), ["email", "id"]);
});

test("related rows", async (t) => {
  const { users, posts } = blog(t);
  const post = await posts.selectRelated("author").get({ id: 1 });
  assert.equal(post.author.email, "ann@example.com");
  const all = await users.orderBy("id").prefetch("posts").all();
  assert.deepEqual(all.map((user) => user.posts.length), [2, 1, 0]);
  const [ann] = await users.filter({ id: 1 }).prefetch(n.Prefetch("posts", posts.filter({ views__gt: 15 }))).all();
  assert.deepEqual(ann.posts.map((each) => each.title), ["Second"]);
  assert.deepEqual(await users.related(1, "posts").valuesList("id", { flat: true }).all(), [1, 2]);
});

test("writing", async (t) => {
  const { users, posts, path } = blog(t);
  const dora = await users.create({ email: "dora@example.com", name: undefined, age: 20 });
  assert.deepEqual([dora.id, dora.name, dora.age, dora.is_active], [4, null, 20, true]);
  assert.equal(await users.filter({ id: 4 }).update({ age: F("age").add(1), name: "Dora" }), 1);
  assert.deepEqual(select(path, "SELECT name, age FROM users WHERE id = 4"), [["Dora", 21]]);
  assert.deepEqual(await users.getOrCreate({ email: "dora@example.com" }, { age: 1 }), [
    { ...dora, name: "Dora", age: 21 },
    false,
  ]);
  const [eve, created] = await users.getOrCreate({ email: "eve@example.com" }, { age: 1 });
  assert.deepEqual([eve.age, created], [1, true]);
  const [changed] = await users.updateOrCreate({ email: "eve@example.com" }, { age: 2 });
  assert.deepEqual([changed.id, changed.age], [eve.id, 2]);
  const rows = await users.bulkCreate([{ email: "f@example.com" }, { email: "g@example.com", name: "Gil" }]);
  assert.deepEqual(rows.map((row) => row.name), [null, "Gil"]);
  assert.equal(await users.bulkUpdate(rows.map(({ id }) => ({ id, age: 50 })), ["age"]), 2);
  assert.equal(await users.filter({ age: 50 }).count(), 2);
  // The posts, which the database itself deletes, are counted too.
  assert.deepEqual(await users.filter({ id: 1 }).delete(), [3, { users: 1, posts: 2 }]);
  assert.deepEqual(select(path, "SELECT count(*) FROM posts"), [[1]]);
  assert.equal((await posts.all()).length, 1);
});

test("configured models", async (t) => {
  const author = {
    columns: ["author_id"], to: "users", to_columns: ["id"], related_name: "articles", on_delete: "PROTECT",
  };
  const { users, posts } = blog(t, { models: { posts: { ordering: ["-id"], relations: { author } } } });
  assert.deepEqual(await posts.valuesList("id", { flat: true }).all(), [3, 2, 1]);
  assert.equal(await users.filter({ articles__title: "Spam" }).count(), 1);
  await assert.rejects(users.filter({ id: 1 }).delete(), (error) => {
    assert.ok(error instanceof n.ProtectedError);
    assert.ok(error instanceof n.IntegrityError);
    return true;
  });
  const wrong = new NOORMME({ path: ":memory:", models: { posts: { orderin: [] } } });
  await assert.rejects(wrong.initialize(), (error) => {
    assert.ok(error instanceof n.OptionError);
    assert.match(error.path, /models\.posts\.orderin/);
    return true;
  });
});

test("values come back as they were", async (t) => {
  const { users } = blog(t, { models: { users: { fields: { age: { type: "bigint" } } } } });
  const picture = new Uint8Array([0, 1, 254, 255]);
  const settings = { theme: "dark", list: [1, { $f: "x" }], nested: { __html: "<b>" } };
  const row = await users.create({
    email: "v@example.com", age: 2n ** 60n, picture, settings, created_at: new Date("2024-05-06T07:08:09Z"),
  });
  assert.equal(row.age, 2n ** 60n);
  assert.deepEqual(row.picture, picture);
  assert.deepEqual(row.settings, settings);
  assert.deepEqual(row.created_at, new Date("2024-05-06T07:08:09Z"));
  assert.equal((await users.get({ id: 1 })).age, 31n);
  assert.equal(await users.filter({ age: 2n ** 60n, picture, settings }).count(), 1);
  assert.equal(await users.filter({ created_at: new Date("2024-05-06T07:08:09Z") }).count(), 1);
  assert.equal(await users.filter({ settings__theme: "dark" }).count(), 1);
});

test("errors", async (t) => {
  const { db, users } = blog(t);
  await assert.rejects(users.get({ id: 99 }), (error) => {
    assert.ok(error instanceof n.DoesNotExist);
    assert.ok(error instanceof n.NoormmeError);
    assert.equal(error.code, "DOES_NOT_EXIST");
    assert.equal(error.errno, 300);
    assert.match(error.message, /matching query does not exist/);
    assert.match(error.stack, /queryset\.test\.mjs/, "the stack names the caller");
    return true;
  });
  await assert.rejects(users.get({ is_active: true }), (error) => {
    assert.ok(error instanceof n.MultipleObjectsReturned);
    assert.match(error.message, /^Multiple objects returned: get\(\) returned more than one .+ -- it returned 2!$/);
    return true;
  });
  await assert.rejects(users.filter({ emial: "x" }).all(), (error) => {
    assert.ok(error instanceof n.FieldError);
    assert.match(error.message, /did you mean.*email/i);
    assert.match(error.path, /^\$\.steps\[0\]/);
    return true;
  });
  for (const field of ["id", "id__in", "posts__id__gte"]) {
    await assert.rejects(users.filter({ [field]: "secret" }).all(), (error) => {
      assert.match(error.message, new RegExp(`^Field '${field}' expected a (number|list) but got text\\.$`));
      assert.deepEqual([error.model, error.field], ["users", field]);
      return true;
    });
  }
  await assert.rejects(users.create({ email: ["secret"] }), { field: "email", message: /^Field 'email' expected text/ });
  await assert.rejects(users.filter({ email__containz: "x" }).all(), n.FieldError);
  await assert.rejects(db.model("userz").objects.all(), n.UnknownModelError);
  await assert.rejects(users.create({ email: "ann@example.com" }), (error) => {
    assert.ok(error instanceof n.UniqueViolation);
    assert.ok(error instanceof n.IntegrityError);
    assert.doesNotMatch(error.message, /ann@example/);
    return true;
  });
  await assert.rejects(users.create({ name: "No e-mail" }), n.NotNullViolation);
  await assert.rejects(users.create({ email: "x", age: -1 }), n.CheckViolation);
  await assert.rejects(db.model("posts").objects.create({ title: "x", author_id: 99 }), n.ForeignKeyViolation);
  await assert.rejects(users.at(99), n.IndexError);
  await assert.rejects(db.request({ v: 1, model: "users", oops: 1 }), n.SpecError);
  await assert.rejects(users.raw("SELECT 1"), n.NotSupportedError);
  assert.equal(await users.count(), 3);
});

test("sync gives the same answers", async (t) => {
  const { users } = blog(t);
  const adults = users.filter({ age__gte: 18 }).orderBy("id");
  assert.deepEqual(adults.sync.all(), await adults.all());
  assert.deepEqual(users.sync.get({ id: 1 }), await users.get({ id: 1 }));
  assert.equal(users.sync.count(), 3);
  assert.equal(users.sync.exists(), true);
  assert.throws(() => users.sync.get({ id: 99 }), n.DoesNotExist);
  assert.deepEqual([...adults.sync].map((row) => row.id), [1, 2]);
  assert.equal(users.sync.create({ email: "s@example.com" }).id, 4);
  assert.equal(users.filter({ id: 4 }).sync.update({ age: 5 }), 1);
  assert.deepEqual(users.filter({ id: 4 }).sync.delete(), [1, { users: 1 }]);
});

test("rows one after the other", async (t) => {
  const { users } = blog(t);
  const ids = [];
  for await (const user of users.orderBy("-id")) ids.push(user.id);
  assert.deepEqual(ids, [3, 2, 1]);
});

test("JSON, plans and what was discovered", async (t) => {
  const { db, users } = blog(t);
  assert.deepEqual(JSON.parse(await users.filter({ id: 1 }).values("id").json()), [{ id: 1 }]);
  assert.match(JSON.stringify(await users.filter({ id: 1 }).plan()), /SELECT .*FROM/);
  assert.match(JSON.stringify(await db.introspect()), /"posts"/);
});

test("a request body finds and changes nothing it should not", async (t) => {
  const { users, path } = blog(t);
  const before = select(path, "SELECT * FROM users");
  for (const text of [
    '{"$f":"email"}', '{"$raw":"1=1"}', '{"$q":"or","c":[{"id":1}]}', '{"$exists":{"v":1,"model":"users"}}',
    '{"$query":{"v":1,"model":"users","steps":[["values",["email"]]]}}', '{"$json_null":true}', '{"__proto__":1}',
    '{"email\\" OR 1=1 --":1}', '{"id; DROP TABLE users":1}', '{"$value":1}',
  ]) {
    const body = JSON.parse(text);
    for (const attempt of [
      () => users.filter(body).all(),
      () => users.filter({ email: body }).all(),
      () => users.filter({ email__in: [body] }).all(),
      () => users.create(body),
      () => users.filter().update(body),
    ]) {
      let found;
      try {
        found = await attempt();
      } catch (error) {
        assert.ok(error instanceof n.NoormmeError, `${text}: ${error}`);
        assert.ok(error.errno < 500, `${text}: ${error.code}`);
        continue;
      }
      assert.deepEqual(found, [], `${text} found rows with ${attempt}`);
    }
  }
  assert.deepEqual(select(path, "SELECT * FROM users"), before);
});
