// What the compiler accepts on a database it knows, and the types that come out. Compiled, never run.

import {
  assertNumQueries, Avg, Case, Cast, Coalesce, Concat, Count, Exists, ExtractYear, F, Length, Lower, Max, Min, NOORMME, not, Now, or,
  OuterRef, Prefetch, Q, RowNumber, Subquery, Sum, TruncMonth, Value, When, Window, duration,
} from "noormme";
import type { DatabaseTypes, Json, ModelTypes, QuerySet } from "noormme";
import type { Comment, Company, Country, DB, Post, PostTag, Profile, Tag, User } from "./database.mjs";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(proof: Equal<A, B>): void;
/** Rows are often intersections; this writes them out. */
type Plain<T> = T extends Date | Uint8Array ? T : T extends (infer E)[] ? Plain<E>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;

// The descriptor is what the package says a descriptor is.
type Fits<T extends { [M in keyof T]: ModelTypes }> = T;
type Checked = Fits<DB>;
declare const described: { [M in keyof Checked]: Checked[M] };
described.users satisfies ModelTypes;
type Anything = DatabaseTypes[string];
declare const anything: Anything;
anything.pk satisfies string;

const db = new NOORMME<DB>("app.db");
const users = db.model("users").objects;
const posts = db.model("posts").objects;
const comments = db.model("comments").objects;

// 1-8: rows
same<Awaited<ReturnType<typeof users.all>>, User[]>(true);
same<Awaited<ReturnType<typeof users.first>>, User | null>(true);
const one = await users.get({ id: 1 });
same<typeof one, User>(true);
const sync = posts.filter({ id: 1 }).sync.get();
same<typeof sync, Post>(true);
for await (const user of users.filter({ is_active: true })) same<typeof user, User>(true);
const latest = await posts.latest("published_at", "-id");
same<typeof latest, Post>(true);
const bulk = await users.inBulk([1, 2]);
same<typeof bulk, Map<number | bigint, User>>(true);
const byEmail = await users.inBulk(["a@b.c"], { field: "email" });
same<typeof byEmail, Map<string, User>>(true);

// 9-24: lookups
users.filter({ id: 1, email: "a", name: null, is_active: true, role: "admin" });
users.filter({ id: 1n, big: 5n, is_active: 1, balance: "1.50" });
users.filter({ balance: 2, balance__gte: "1.50", score__lt: 0.5 });
users.filter({ email__endswith: "@x", email__iexact: "A", email__regex: "^a", name__isnull: false });
users.filter({ id__in: [1, 2, 3], role__in: ["admin", "editor"], id__range: [1, 9] });
users.filter({ id__in: new Set([1, 2]), email__in: new Set(["a"]) });
users.filter({ id__in: posts.values("author_id"), company__in: [1, 2] });
users.filter({ created_at: new Date(), created_at__gte: "2024-01-01T00:00:00Z", born: "2000-01-01", wakes__lt: "08:00" });
users.filter({ born__gte: new Date(), seen_at: null, seen_at__range: [new Date(), "2025-01-01"] });
users.filter({ created_at__year: 2024, created_at__year__gte: 2020, created_at__date: "2024-01-31", born__week_day__in: [1, 7] });
users.filter({ created_at__time__hour: 8, created_at__date__month__lt: 6, wakes__hour__gt: 6 });
users.filter({ email__lower__startswith: "a", email__length__gt: 5, email__trim__upper: "A", score__abs__lt: 1, age__sqrt__gte: 2 });
users.filter({ avatar: new Uint8Array(2), avatar__isnull: true, key: "0190", key__startswith: "01" });
users.filter({ settings__theme: "dark", settings__tabs__0: "home", settings__has_key: "theme", settings__a__b__c__gt: 5 });
users.filter({ settings: { theme: "dark" }, settings__has_keys: ["a", "b"], settings__x__isnull: true, settings__x__in: [1, "a", null] });
users.filter({ pk: 1, pk__in: [1, 2], pk__gt: 3 });

// 25-34: over relations
users.filter({ company__name: "x", company__country__code: "DE", company: 1, company__isnull: true, company_id: null });
users.filter({ posts__comments__text__contains: "x", posts: 5, posts__tags__name__in: ["a"], profile__bio: null, profile__isnull: true });
comments.filter({ post__author__company__country__name: "x" });
comments.filter({ post__author__company__country__companies__name__istartswith: "x" });
posts.filter({ author__created_at__year__gte: 2020, author__settings__theme: "x", author__pk: 3, author__pk__in: [1] });
posts.exclude({ author: 1, editor: null, editor__id__isnull: false, tags__in: [1, 2], comments__spam: true });
db.model("post_tags").objects.filter({ pk: [1, 2], post__title: "x", weight__gt: 1 });
users.filter({ id: 1 }, { name: "x" }, Q({ age: 3 }));
users.filter();
users.filter({});

// 35-46: Q and F
users.filter(Q({ id: 1 }).or({ id: 2 }), not({ id: 3 }), or({ email__in: ["a"] }, Q()));
users.filter(Q({ posts__title__contains: "x" }).and(Q({ company__name: "y" }).not()));
users.filter(Exists(posts.filter({ author_id: OuterRef("id") })));
users.filter(Q(Exists(posts)).or({ role: "admin" }));
users.filter({ age: F("min_age"), age__gte: F("min_age").add(3), id__in: [F("age"), 3] });
users.filter({ email: Lower("name"), email__iexact: F("name"), email__contains: F("name"), name: F("email") });
users.filter({ score__gt: F("company__employees"), age__gt: F("posts__views"), age: F("created_at__year") });
users.filter({ age__lt: F("company__country__id"), email: F("company__country__name"), name: F("settings__nick") });
posts.filter({ views__gt: F("likes").mul(2), published_at__gt: F("author__created_at"), rating__gt: F<number>("anything") });
users.filter({ seen_at__gt: F("created_at"), seen_at__lt: Now(), is_active: F("posts__comments__spam") });
users.filter({ age: Subquery(posts.values("views").limit(1)), age__gt: Avg("score") });
users.filter({ created_at__gte: F("seen_at").add(duration({ days: 1 })) });

// 47-63: computed columns
const counted = await users.annotate({ n: Count("posts"), total: Sum("posts__views") }).filter({ n__gt: 1, total__isnull: false }).all();
counted[0]!.n satisfies number;
same<(typeof counted)[0]["total"], number | null>(true);
counted[0]!.email satisfies string;
const extremes = await users.annotate({ last: Max("posts__published_at"), first: Min("created_at"), who: Max("email") }).get();
same<(typeof extremes)["last"], Date | null>(true);
same<(typeof extremes)["first"], Date | null>(true);
same<(typeof extremes)["who"], string | null>(true);
const mixed = await users
  .annotate({
    shown: Coalesce("name", "email"),
    label: Coalesce("name", Value("nobody")),
    f: F("age"),
    double: F("score").mul(2),
    year: ExtractYear("created_at"),
    month: TruncMonth("created_at"),
    city: F("company__name"),
    long: Concat("name", Value(" "), "email"),
    len: Length("email"),
    as: Cast("age", "text"),
    place: Window(RowNumber(), { orderBy: "score" }),
    kind: Case(When({ age__gte: 18 }, Value("adult")), { default: Value("minor") }),
    maybe: Case(When(Q({ age__gte: 18 }), "email")),
    sub: Subquery(posts.values("title").limit(1)),
  })
  .get();
same<(typeof mixed)["shown"], string>(true);
same<(typeof mixed)["label"], string>(true);
same<(typeof mixed)["f"], number | null>(true);
same<(typeof mixed)["double"], number>(true);
same<(typeof mixed)["year"], number | null>(true);
same<(typeof mixed)["month"], Date | null>(true);
same<(typeof mixed)["city"], string | null>(true);
same<(typeof mixed)["long"], string>(true);
same<(typeof mixed)["as"], string | null>(true);
same<(typeof mixed)["place"], number>(true);
same<(typeof mixed)["kind"], string>(true);
same<(typeof mixed)["maybe"], string | null>(true);
same<(typeof mixed)["sub"], string | null>(true);
const averages = await posts.aggregate({ a: Avg("views"), s: Sum("author__balance"), n: Count("*"), d: Count("author", { distinct: true }) });
same<(typeof averages)["a"], number | null>(true);
same<(typeof averages)["s"], number | null>(true);
averages.n satisfies number;
const withDefault = await posts.aggregate({ s: Sum("views", { default: 0, filter: Q({ likes__gt: 1 }) }) });
same<(typeof withDefault)["s"], number>(true);
const aliased = await users.alias({ n: Count("posts") }).filter({ n__gte: 2 }).orderBy("-n").all();
same<typeof aliased, User[]>(true);
const grouped = await posts.values("author_id").annotate({ n: Count("id") }).orderBy("-n").all();
grouped[0]!.n satisfies number;
grouped[0]!.author_id satisfies number;

// 64-74: shapes
const values = await posts.values("id", "author__company__name", "tags__name", "author__created_at__year", "editor", "pk").all();
same<Plain<(typeof values)[0]>, {
  id: number; author__company__name: string | null; tags__name: string | null; author__created_at__year: number;
  editor: number | bigint | null; pk: number;
}>(true);
const whole = await users.annotate({ n: Count("posts") }).values().all();
whole[0]!.n satisfies number;
const list = await users.valuesList("id", "name", "company__name").all();
same<typeof list, [number, string | null, string | null][]>(true);
const flat = await users.valuesList("email", { flat: true }).all();
same<typeof flat, string[]>(true);
const flatFar = await posts.valuesList("author__company__country__name", { flat: true }).all();
same<typeof flatFar, (string | null)[]>(true);
const jsonValue = await users.valuesList("settings__theme", { flat: true }).first();
same<typeof jsonValue, Json>(true);
const computed = await users.values("id", { low: Lower("email"), n: Count("posts") }).get();
same<typeof computed.low, string | null>(true);
const only = await users.only("email", "name").get();
same<keyof typeof only, "id" | "email" | "name">(true);
const deferred = await users.defer("avatar", "settings").get();
same<keyof typeof deferred, Exclude<keyof User, "avatar" | "settings">>(true);
const onlyCounted = await users.annotate({ n: Count("posts") }).only("email").get();
same<keyof typeof onlyCounted, "id" | "email" | "n">(true);
const days = await posts.dates("published_at", "month").all();
same<typeof days, string[]>(true);

// 75-89: loaded relations
const loaded = await users.prefetch("posts", "company").all();
same<(typeof loaded)[0]["posts"], Post[]>(true);
same<(typeof loaded)[0]["company"], Company | null>(true);
const nested = await users.prefetch("posts", "posts.comments", "posts__tags").get();
same<Plain<(typeof nested)["posts"]>, Plain<(Post & { comments: Comment[]; tags: Tag[] })[]>>(true);
const deep = await users.prefetch("posts__comments.author").get();
deep.posts[0]!.comments[0]!.author satisfies User | null;
const chained = await users.prefetch("posts").prefetch("posts.comments").get();
chained.posts.map((post) => post.comments.length + post.views);
const joined = await posts.selectRelated("author__company__country", "editor").get();
same<(typeof joined)["author"]["company"] extends infer T ? Plain<T> : never, Plain<(Company & { country: Country }) | null>>(true);
same<(typeof joined)["editor"], User | null>(true);
const reverse = await users.selectRelated("profile").get();
same<(typeof reverse)["profile"], Profile | null>(true);
const both = await posts.selectRelated("author").prefetch("author.posts", "comments").get();
same<(typeof both)["author"]["posts"], Post[]>(true);
both.author.email satisfies string;
both.comments satisfies Comment[];
const fetched = await users.prefetch(Prefetch("posts", posts.filter({ views__gt: 1 }).annotate({ n: Count("comments") }), { toAttr: "popular" })).get();
fetched.popular[0]!.n satisfies number;
fetched.popular[0]!.title satisfies string;
const replaced = await users.prefetch(Prefetch("posts", posts.only("title"))).get();
same<keyof (typeof replaced)["posts"][0], "id" | "title">(true);
const inner = await users.prefetch(Prefetch("posts.comments", comments.filter({ spam: false }), { toAttr: "good" })).get();
inner.posts[0]!.good satisfies Comment[];
const joinedTags = await db.model("post_tags").objects.selectRelated("post", "tag").all();
joinedTags[0]! satisfies PostTag & { post: Post; tag: Tag };
users.prefetch(null);
users.selectRelated(null);

// 90-104: managers and writing
const related = users.related(one, "posts");
same<Awaited<ReturnType<typeof related.all>>, Post[]>(true);
related.filter({ title__contains: "x", comments__spam: false }).orderBy("-views");
await related.create({ title: "x" });
await related.add([1, 2, sync]);
await related.set(posts.filter({ views: 0 }));
await related.remove([sync]);
const [madeRow, isNew] = await related.getOrCreate({ title: "x" }, { views: 2 });
same<typeof madeRow, Post>(true);
same<typeof isNew, boolean>(true);
await posts.related(5, "tags").add([1], { throughDefaults: { weight: 2 } });
await posts.related(5, "tags").create({ name: "x" }, { throughDefaults: { weight: 2 } });
await posts.related(5, "tags").getOrCreate({ name: "x" }, {}, { throughDefaults: { weight: 2 } });
await users.create({ email: "a@b.c", created_at: new Date(), is_active: 1, age: F("id"), name: undefined });
await posts.bulkCreate([{ title: "a", author_id: 1 }], { updateConflicts: true, updateFields: ["title"], uniqueFields: ["id"] });
await posts.bulkUpdate([{ id: 1, title: "b" }], ["title"]);
await posts.filter({ id: 1 }).update({ views: F("views").add(1), likes: 3, published_at: "2024-01-01", rating: null });
await users.save({ ...one, name: "x" }, { updateFields: ["name"] });
await users.save(nested);
await users.remove(one);
await users.remove(3);
same<Awaited<ReturnType<typeof users.refresh<User>>>, User>(true);
await users.refresh(one, "name", "age");
const late = await users.load([one], "posts.comments", "company");
late[0]!.posts[0]!.comments satisfies Comment[];
late[0]!.company satisfies Company | null;
await users.contains(one);
await users.contains(5);
await users.updateOrCreate({ email: "a" }, { name: "b" }, { name: "c" });
await db.model("visits").objects.create({ path: "/", at: new Date() });

// 105-112: orders, names made elsewhere, functions over query sets
users.orderBy("-created_at", "company__name", "?", F("name").desc({ nulls: "last" }), "settings__theme", "-pk");
const anyName: string = "email";
users.values(anyName).orderBy(anyName).only(anyName);
declare const optional: { age?: number };
users.filter(optional);
function active<C, Out>(rows: QuerySet<DB, "users", C, Out>): QuerySet<DB, "users", C, Out> {
  return rows.reverse();
}
active(users.filter({ id: 1 })).filter({ email: "x" });
users.filter({ id: 1 }).union(users.filter({ id: 2 })).and(users.filter({}));
const where = { email__endswith: "@x", age__gt: 3 };
users.filter(where);

// 113-122: loaders, counting, the calling thread
const loader = db.loader();
same<Awaited<ReturnType<typeof loadPosts>>, Post[]>(true);
function loadPosts() {
  return loader.load("users", one, "posts");
}
const lateCompany = await loader.load("users", 1, "company");
same<typeof lateCompany, Company | null>(true);
const lateNested = await loader.load("users", one, "posts.comments");
lateNested[0]!.comments satisfies Comment[];
const fetchedPost = await loader.get("posts", 1);
same<typeof fetchedPost, Post | null>(true);
const promised = assertNumQueries(db, 1, () => users.count());
same<typeof promised, Promise<number>>(true);
same<ReturnType<typeof users.sync.save>, User>(true);
users.sync.load([one], "posts")[0]!.posts satisfies Post[];
users.sync.refresh(one) satisfies User;
related.sync.set([1, sync]);
new NOORMME<DB>({ path: "app.db", repeats: { limit: 5, warn: (repeated) => repeated.advice.length } });
const onlyJoined = await posts.selectRelated("author").only("title", "author__name").get();
same<keyof typeof onlyJoined, "id" | "title" | "author">(true);
same<keyof (typeof onlyJoined)["author"], "id" | "name">(true);
const deferredJoined = await posts.selectRelated("author").defer("views", "author__settings").get();
same<keyof (typeof deferredJoined)["author"], Exclude<keyof User, "settings">>(true);
await db.close();
