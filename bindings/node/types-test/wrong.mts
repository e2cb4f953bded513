// What the compiler refuses on a database it knows. Compiled, never run.

import { Avg, Case, Coalesce, Count, F, Length, Lower, Max, NOORMME, not, or, Prefetch, Q, Sum, Value, When } from "noormme";
import type { DB, User } from "./database.mjs";

const db = new NOORMME<DB>("app.db");
const users = db.model("users").objects;
const posts = db.model("posts").objects;
declare const user: User;

// Fields and lookups
// @ts-expect-error: no such model
db.model("userz");
// @ts-expect-error: no such field
users.filter({ emial: "a" });
// @ts-expect-error: no such field before a lookup
users.filter({ emial__in: ["a"] });
// @ts-expect-error: a number is wanted
users.filter({ id: "one" });
// @ts-expect-error: a string is wanted
users.filter({ email: 5 });
// @ts-expect-error: undefined is no value
users.filter({ id: undefined });
// @ts-expect-error: the column is never null
users.filter({ email: null });
// @ts-expect-error: none of the choices
users.filter({ role: "boss" });
// @ts-expect-error: none of the choices in the list
users.filter({ role__in: ["admin", "boss"] });
// @ts-expect-error: a list of numbers is wanted
users.filter({ id__in: ["a"] });
// @ts-expect-error: not a list
users.filter({ id__in: 5 });
// @ts-expect-error: a pair is wanted
users.filter({ id__range: [1] });
// @ts-expect-error: a pair is wanted
users.filter({ id__range: [1, 2, 3] });
// @ts-expect-error: true or false
users.filter({ name__isnull: "yes" });
// @ts-expect-error: text lookups are for text
users.filter({ age__contains: "1" });
// @ts-expect-error: booleans have no order
users.filter({ is_active__gt: false });
// @ts-expect-error: text is wanted
users.filter({ email__startswith: 5 });
// @ts-expect-error: no such lookup
users.filter({ email__endwith: "a" });
// @ts-expect-error: JSON lookups are for JSON
users.filter({ email__has_key: "a" });
// @ts-expect-error: text has no year
users.filter({ email__year: 2024 });
// @ts-expect-error: a date has no hour
users.filter({ born__hour: 5 });
// @ts-expect-error: a year is a number
users.filter({ created_at__year: "2024" });
// @ts-expect-error: a year is a number, also behind a lookup
users.filter({ created_at__year__gte: new Date() });
// @ts-expect-error: a month has no year
users.filter({ created_at__month__year: 5 });
// @ts-expect-error: numbers have no lower case
users.filter({ age__lower: "a" });
// @ts-expect-error: a boolean is wanted
users.filter({ is_active: "true" });
// @ts-expect-error: bytes are wanted
users.filter({ avatar: "abc" });
// @ts-expect-error: an array of keys is wanted
users.filter({ settings__has_keys: "a" });
// @ts-expect-error: a function is no JSON
users.filter({ settings__theme: () => 1 });
// @ts-expect-error: a Date or text is wanted
users.filter({ created_at: 5 });
// @ts-expect-error: the key is a number
users.filter({ pk: "a" });
// @ts-expect-error: a list of keys
users.filter({ pk__in: ["a"] });
// @ts-expect-error: no primary key, no pk
db.model("visits").objects.filter({ pk__gt: new Map() });
// @ts-expect-error: a string is no condition
users.filter("id = 1");
// @ts-expect-error: data of unknown shape is no condition
users.filter(JSON.parse("{}") as unknown);

// Relations
// @ts-expect-error: no such relation
users.filter({ cars__name: "x" });
// @ts-expect-error: no such field at the other end
users.filter({ company__nam: "x" });
// @ts-expect-error: a string is wanted at the other end
users.filter({ company__name: 5 });
// @ts-expect-error: no such field two relations away
users.filter({ posts__comments__txt: "x" });
// @ts-expect-error: no such lookup two relations away
users.filter({ posts__comments__text__like: "x" });
// @ts-expect-error: a value of the wrong type two relations away
users.filter({ posts__comments__spam: "no" });
// @ts-expect-error: true or false
users.filter({ posts__isnull: 1 });
// @ts-expect-error: relations are compared with keys
users.filter({ company: "acme" });
// @ts-expect-error: the relation always leads to a row
posts.filter({ author: null });
// @ts-expect-error: six relations are too many
posts.filter({ author__posts__author__posts__author__posts__title: "x" });
// @ts-expect-error: text lookups are not for relations
users.filter({ posts__contains: "x" });

// Q, F and expressions
// @ts-expect-error: no such field in a Q
users.filter(Q({ emial: "a" }));
// @ts-expect-error: a number is wanted in a Q
users.filter(Q({ id: "one" }));
// @ts-expect-error: wrong in the second part
users.filter(Q({ id: 1 }).or({ nam: "x" }));
// @ts-expect-error: wrong inside not
users.exclude(not({ id: "x" }));
// @ts-expect-error: wrong inside or
users.filter(or({ id: 1 }, { company__nam: "x" }));
// @ts-expect-error: not a boolean expression
users.filter(Count("posts"));
// @ts-expect-error: text is not compared with a number
users.filter({ age: F("email") });
// @ts-expect-error: a number is not compared with text
users.filter({ email: F("age") });
// @ts-expect-error: no such field
users.filter({ age: F("agee") });
// @ts-expect-error: text at the other end
users.filter({ age__gt: F("company__name") });
// @ts-expect-error: a text function gives no number
users.filter({ age: Lower("email") });
// @ts-expect-error: a Date is no number
users.filter({ age__gt: F("created_at") });
// @ts-expect-error: a length is no text
users.filter({ email: Length("email") });
// @ts-expect-error: a literal of the wrong type
users.filter({ age: Value("x") });

// Computed columns
// @ts-expect-error: no such relation
users.annotate({ n: Count("psts") });
// @ts-expect-error: no such field at the other end
users.annotate({ n: Sum("posts__vews") });
// @ts-expect-error: no such field inside arithmetic
users.annotate({ n: F("age").add(F("agee")) });
// @ts-expect-error: no such field among several
users.annotate({ n: Coalesce("name", "nick") });
// @ts-expect-error: no such field in a condition
users.annotate({ n: Case(When({ agee__gt: 1 }, Value(1))) });
// @ts-expect-error: no such field in an aggregate's filter
users.annotate({ n: Count("posts", { filter: Q({ posts__titel: "x" }) }) });
// @ts-expect-error: no such field to aggregate
posts.aggregate({ a: Avg("vws") });
// @ts-expect-error: the computed column is a number
users.annotate({ n: Count("posts") }).filter({ n__gt: "3" });
// @ts-expect-error: no such computed column
users.annotate({ n: Count("posts") }).filter({ m: 3 });
// @ts-expect-error: an alias does not come out
(await users.alias({ n: Count("posts") }).get()).n;
// @ts-expect-error: the largest date is no number
(await users.annotate({ m: Max("created_at") }).get()).m satisfies number | null;

// Shapes and orders
// @ts-expect-error: no such field
users.values("emial");
// @ts-expect-error: email was not asked for
(await users.values("id").get()).email;
// @ts-expect-error: no such field at the other end
users.values("company__nam");
// @ts-expect-error: no such field
users.valuesList("id", "nam");
// @ts-expect-error: no such field
users.valuesList("nam", { flat: true });
// @ts-expect-error: a string, not a number
(await users.valuesList("email", { flat: true }).get()) satisfies number;
// @ts-expect-error: over a nullable relation, null comes too
(await users.valuesList("company__name", { flat: true }).get()) satisfies string;
// @ts-expect-error: no such field
users.only("nam");
// @ts-expect-error: only leaves the rest out
(await users.only("name").get()).email;
// @ts-expect-error: defer leaves it out
(await users.defer("name").get()).name;
// @ts-expect-error: no such field
users.orderBy("-nam");
// @ts-expect-error: no such field
users.orderBy("id", "company__nam");
// @ts-expect-error: no such field
posts.latest("publishd_at");
// @ts-expect-error: no such transform
users.values("created_at__yeer");

// Loading
// @ts-expect-error: no such relation
users.prefetch("pots");
// @ts-expect-error: no such relation at the other end
users.prefetch("posts.coments");
// @ts-expect-error: the same with underscores
users.prefetch("posts__coments");
// @ts-expect-error: a column is no relation
users.prefetch("email");
// @ts-expect-error: to many rows
users.selectRelated("posts");
// @ts-expect-error: to many rows, further on
posts.selectRelated("author__posts");
// @ts-expect-error: no such relation in a Prefetch
users.prefetch(Prefetch("pots", posts));
// @ts-expect-error: not loaded
(await users.get()).posts;
// @ts-expect-error: may be null
(await users.selectRelated("company").get()).company.name;

// Managers and writing
// @ts-expect-error: no such relation
users.related(1, "pots");
// @ts-expect-error: the key is a number
users.related("a", "posts");
// @ts-expect-error: a row without its key
users.related({ email: "a" }, "posts");
// @ts-expect-error: no such field in the related rows
users.related(1, "posts").filter({ titel: "x" });
// @ts-expect-error: no such column
users.create({ email: "a", emial: "a" });
// @ts-expect-error: a column without a default is missing
users.create({ name: "a" });
// @ts-expect-error: nothing is required only where everything has a default
users.create();
// @ts-expect-error: a value of the wrong type
users.create({ email: 5 });
// @ts-expect-error: none of the choices
users.create({ email: "a", role: "boss" });
// @ts-expect-error: no such column
users.filter({}).update({ nam: "x" });
// @ts-expect-error: text is not stored in a number
users.filter({}).update({ age: F("email") });
// @ts-expect-error: no such column
posts.bulkUpdate([{ id: 1 }], ["titel"]);
// @ts-expect-error: a row to update needs its key
posts.bulkUpdate([{ title: "a" }], ["title"]);
// @ts-expect-error: no such column
users.save(user, { updateFields: ["nam"] });
// @ts-expect-error: a manager cannot delete
users.delete();
// @ts-expect-error: a query set is no promise
(await users.filter({})).length;
// @ts-expect-error: a query set has no then
users.filter({}).then;
// @ts-expect-error: no such relation to load
users.load([user], "pots");
// @ts-expect-error: no such relation for a loader
db.loader().load("users", user, "pots");
// @ts-expect-error: no such model for a loader
db.loader().get("userz", 1);
// @ts-expect-error: the key is a number
db.loader().get("users", "a");
// @ts-expect-error: only leaves the rest of the joined row out
(await posts.selectRelated("author").only("title", "author__name").get()).author.email;
// @ts-expect-error: no such column to refresh
users.refresh(user, "nam");
