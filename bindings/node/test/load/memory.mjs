// Prints how many KiB the process grew: memory.mjs calls FILE COUNT, or memory.mjs cursor FILE ROWS. scripts/test-memory
// runs it with --expose-gc, so that what is only not collected yet does not count.

import { NOORMME } from "../../dist/index.mjs";

const [what, path, number] = process.argv.slice(2);
const count = Number(number);
const db = new NOORMME({ path, repeats: false });
const account = db.model("account").objects;
const log = db.model("log").objects;

let before = 0;
let most = 0;

/** After `done` of `count`: the first tenth fills caches. */
function look(done) {
  if (done % Math.floor(count / 20) !== 0) return;
  gc();
  const { rss } = process.memoryUsage();
  if (done <= count / 10) before = rss;
  else most = Math.max(most, rss - before);
}

const undone = (promise) => promise.then(() => { throw new Error("it was done"); }, () => {});

/** One of ten kinds of calls. */
async function call(index) {
  switch (index % 10) {
    case 0: return account.filter({ id: 1 + (index % 10) }).get();
    case 1: return account.filter({ id: 1 + (index % 10) }).update({ balance: index });
    case 2: return undone(account.filter({ nope: 1 }).all());
    case 3: return account.filter({ balance__gte: 0 }).orderBy("-id").values("id", "balance").all();
    case 4: return undone(db.transaction(async () => {
      await log.create({ number: index });
      throw new Error("undone");
    }));
    case 5: return db.execute("SELECT ?, count(*) FROM account", [`text ${index}`]);
    case 6: return account.prefetch("log").all();
    case 7: return account.using({ signal: new AbortController().signal, timeout: 5000 }).count();
    case 8:
      for await (const row of account.iterator({ chunkSize: 3 })) if (row.id === 5) break;
      return;
    default: return account.sync.first();
  }
}

if (what === "calls") {
  const events = { count: 0 };
  db.on("query", () => events.count++);
  for (let index = 0; index < count; index += 10) {
    // Some one after the other, some at once.
    if (index % 20 === 0) await Promise.all(Array.from({ length: 10 }, (_, each) => call(index + each)));
    else for (let each = 0; each < 10; each++) await call(index + each);
    look(index);
  }
  if (events.count < count / 2) throw new Error(`only ${events.count} events`);
} else {
  let rows = 0;
  for await (const row of db.model("filler").objects.iterator()) {
    if (row.id !== ++rows) throw new Error(`row ${row.id} came as number ${rows}`);
    look(rows);
  }
  if (rows !== count) throw new Error(`${rows} rows`);
}
console.log(Math.round(most / 1024));
await db.close();
