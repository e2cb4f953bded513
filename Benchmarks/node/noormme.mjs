// Noormme from Node: promised ("noormme") and on the calling thread ("noormme sync").
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { longestStall, mixedLoad, rowsIn } from "./protocol.mjs";
import { readerWorks } from "./threads.mjs";

const require = createRequire(import.meta.url);
const load = () => require(process.env.NOORMME_PACKAGE);

const note = { kind: "click", amount: 7, ratio: 0.5, note: "a note of some length" };
const many = Array.from({ length: 10_000 }, (_, amount) => ({ ...note, amount }));
const length = (rows) => rows.length;
const needles = ["qqqa", "qqqb", "qqqc", "qqqd", "qqqe", "qqqf", "qqqg", "qqqh", "qqqi", "qqqj"];

export const threads = {
  noormme: async (path) => {
    const { NOORMME } = load();
    const db = new NOORMME(path);
    const users = db.model("users").objects;
    const events = db.model("events").objects;
    return { get: (id) => users.sync.get({ id }), create: () => events.sync.create(note) };
  },
};

export default function noormme(isSync) {
  const { NOORMME, F, Q, Sum, Avg, Max } = load();
  let db, full, path;
  let next = 0;
  const door = (manager) => (isSync ? manager.sync : manager);
  const users = () => db.model("users").objects;
  const posts = () => db.model("posts").objects;
  const events = () => db.model("events").objects;
  const key = () => (next++ % 100_000) + 1;
  const first = (count) => users().orderBy("id").limit(count);
  const columns = "SELECT id, email, name, age, is_active, balance, joined, bio FROM users";
  const text = `${columns} ORDER BY id LIMIT ?`;
  const byKey = `${columns} WHERE id = ?`;
  const insert = "INSERT INTO events (kind, amount, ratio, note) VALUES (?, ?, ?, ?)";
  const noted = [note.kind, note.amount, note.ratio, note.note];
  const sql = (count) =>
    isSync ? db.executeSync(text, [count]).rows : db.execute(text, [count]).then(({ rows }) => rows);
  const works = {
    get_pk: { run: () => door(users()).get({ id: key() }), check: () => 1 },
    get_unique: { run: () => door(users()).get({ email: `user${key()}@example.com` }), check: () => 1 },
    page: {
      run: () =>
        door(
          posts()
            .filter({ author__is_active: true, likes__gte: 900 })
            .selectRelated("author")
            .orderBy("-likes", "id")
            .limit(10),
        ).all(),
      check: length,
    },
    rows_1k: { run: () => door(first(1000)).all(), check: length },
    rows_100k: { run: () => door(first(100_000)).all(), check: length },
    json_1k: { run: () => door(first(1000)).json(), check: rowsIn },
    json_100k: { run: () => door(first(100_000)).json(), check: rowsIn },
    sql_get: {
      run: () => (isSync ? db.executeSync(byKey, [key()]) : db.execute(byKey, [key()])),
      check: ({ rows }) => rows.length,
    },
    sql_1k: { run: () => sql(1000), check: length },
    sql_100k: { run: () => sql(100_000), check: length },
    prefetch: {
      run: () => door(first(100).prefetch("posts")).all(),
      check: (rows) => rows.reduce((sum, row) => sum + 1 + row.posts.length, 0),
    },
    count: () => door(users().filter({ age__gte: 60 })).count(),
    aggregate: {
      run: () => door(posts()).aggregate({ total: Sum("likes"), mean: Avg("likes"), most: Max("likes") }),
      check: (answer) => answer.total,
    },
    create: { run: () => door(events()).create(note), check: () => 1 },
    sql_create: {
      run: () => (isSync ? db.executeSync(insert, noted) : db.execute(insert, noted)),
      check: ({ changes }) => changes,
    },
    bulk_create: {
      run: () => door(events()).bulkCreate(many),
      check: length,
      undo: () => door(events().filter({})).delete(),
    },
    update: () => door(users().filter({ age: 30 })).update({ balance: F("balance").add(1) }),
  };
  if (!isSync) {
    const at = (count) => () =>
      Promise.all(Array.from({ length: count }, () => full.model("events").objects.create(note)));
    works.creates_1_full = { run: at(1), check: () => 1 };
    // A run is 256 creates; the driver divides by `each`.
    works.creates_256_full = { run: at(256), check: () => 1, each: 256 };
    const scan = () =>
      users()
        .filter(needles.map((needle) => Q({ bio__icontains: needle })).reduce((a, b) => a.or(b)))
        .count();
    works.stall = { figures: async () => ({ figures: await longestStall(scan) }) };
    works.mixed = {
      figures: async () => ({ figures: await mixedLoad((id) => users().get({ id }), scan) }),
    };
  } else {
    Object.assign(works, readerWorks("noormme", import.meta.url, () => path));
  }
  return {
    version: require(join(dirname(process.env.NOORMME_PACKAGE), "../package.json")).version,
    works,
    async open(place) {
      path = place;
      db = new NOORMME(place);
      full = new NOORMME({ path: place, synchronous: "full" });
      await db.initialize();
      await full.initialize();
    },
    async cold(place) {
      db = new NOORMME(place);
      await works.get_pk.run();
      return 1;
    },
    close: async () => {
      await db.close();
      await full.close();
    },
  };
}
