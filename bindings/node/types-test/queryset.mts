// What the compiler accepts and what it refuses. Compiled, never run.

import def from "noormme";
import { Case, Count, Exists, F, NOORMME, NoormmeError, not, or, Prefetch, Q, Sum, Value, When } from "noormme";
import type { Row } from "noormme";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(proof: Equal<A, B>): void;

interface User {
  id: number;
  email: string;
  name: string | null;
  is_active: boolean;
  created_at: string;
}
interface Post {
  id: number;
  title: string;
  author_id: number;
}
interface DB {
  users: User;
  posts: Post;
}

const typed = new NOORMME<DB>("app.db");
const users = typed.model("users").objects;
const posts = typed.model("posts").objects;

// Rows
const all = await users.all();
same<typeof all, User[]>(true);
const first = await users.filter({ is_active: true }).first();
same<typeof first, User | null>(true);
const got = await users.get({ id: 1 });
same<typeof got, User>(true);
const synced = users.sync.all();
same<typeof synced, User[]>(true);
const created = await users.create({ email: "a@b.c", name: undefined });
same<typeof created, User>(true);
const [row, isNew] = await users.getOrCreate({ email: "a@b.c" });
same<typeof row, User>(true);
same<typeof isNew, boolean>(true);
const [total, counts] = await users.filter({}).delete();
same<typeof total, number>(true);
same<typeof counts, { [label: string]: number }>(true);
for await (const user of users.filter({ id: 1 })) same<typeof user, User>(true);

// Shapes
const names = await users.values("id", "name").all();
names[0]!.name satisfies string | null;
// @ts-expect-error: email was not asked for
names[0]!.email;
const list = await users.valuesList("id", "name").all();
same<typeof list, [number, string | null][]>(true);
const flat = await users.valuesList("email", { flat: true }).all();
same<typeof flat, string[]>(true);
const counted = await users
  .annotate({ posts_count: Count("posts"), total: Sum("posts__views") })
  .get({ posts_count__gt: 1 });
counted.posts_count satisfies number;
counted.total satisfies number | null;
counted.email satisfies string;
const sums = await posts.aggregate({ views: Sum("views"), n: Count("*") });
sums.n satisfies number;
const loaded = await users.prefetch("posts").all();
loaded[0]!.posts satisfies unknown;
loaded[0]!.email satisfies string;
const named = await users.prefetch(Prefetch("posts", posts, { toAttr: "recent" })).all();
named[0]!.recent satisfies unknown;

// Conditions
users.filter({ id: 1, email__endswith: "@x", is_active: true, created_at: new Date() });
users.filter({ id: 1n, pk: 5, name: null, is_active: 1 });
users.filter({ id: F("age"), email__in: ["a"], id__in: posts.values("author_id") });
users.filter(Q({ id: 1 }).or({ id: 2 }), not({ id: 3 }), or({ id: 4 }, Q()), Exists(posts), F<boolean>("is_active"));
users.annotate({ n: Count("posts") }).filter({ n: 3 });
users.annotate({ kind: Case(When({ id: 1 }, Value("one")), { default: Value("more") }) });
users.orderBy("-id", F("name").desc({ nulls: "last" }));
// @ts-expect-error: no such column
users.filter({ emial: "a" });
// @ts-expect-error: a number is wanted
users.filter({ id: "one" });
// @ts-expect-error: a string is no condition
users.filter("id = 1");
// @ts-expect-error: undefined is no value
users.filter({ id: undefined });
// @ts-expect-error: not a boolean expression
users.filter(Count("posts"));
// @ts-expect-error: no such model
typed.model("userz");
// @ts-expect-error: no such column
users.create({ emial: "a" });
// @ts-expect-error: a manager cannot delete
users.delete();
// @ts-expect-error: a query set is no promise
(await users.filter({})).length;
// @ts-expect-error: an unknown option
new NOORMME({ path: "x.db", readonly: true });

// Untyped use
const db = new NOORMME();
const anyone = await db.model("anything").objects.filter({ a: 1, b__c__gt: 2 }).orderBy("x").all();
same<typeof anyone, Row[]>(true);
anyone[0]!["whatever"] satisfies unknown;
const untypedRow = await db.model("posts").objects.create({ title: "x", meta: { a: [1] } });
same<typeof untypedRow, Row>(true);
const mapped = await db.model("posts").objects.inBulk([1, 2]);
same<typeof mapped, Map<unknown, Row>>(true);

// Errors, and both ways to import
try {
  await users.get();
} catch (error) {
  if (error instanceof NoormmeError) error.code satisfies string;
}
same<typeof def, typeof NOORMME>(true);
await db.close();
export {};
