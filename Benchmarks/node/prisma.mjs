// Prisma over its better-sqlite3 adapter; `npx prisma generate` makes the client from prisma/schema.prisma.
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaClient } from "./generated/prisma/client.ts";
import { rowsIn } from "./protocol.mjs";

const note = { kind: "click", amount: 7, ratio: 0.5, note: "a note of some length" };
const length = (rows) => rows.length;

export default function prisma() {
  let db;
  let next = 0;
  const key = () => (next++ % 100_000) + 1;
  const first = (take, include) => db.users.findMany({ orderBy: { id: "asc" }, take, include });
  const open = (path) => {
    db = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: `file:${path}` }) });
  };
  const works = {
    get_pk: { run: () => db.users.findUniqueOrThrow({ where: { id: key() } }), check: () => 1 },
    get_unique: {
      run: () => db.users.findUniqueOrThrow({ where: { email: `user${key()}@example.com` } }),
      check: () => 1,
    },
    page: {
      run: () =>
        db.posts.findMany({
          where: { likes: { gte: 900 }, author: { is_active: true } },
          include: { author: true },
          orderBy: [{ likes: "desc" }, { id: "asc" }],
          take: 10,
        }),
      check: length,
    },
    rows_1k: { run: () => first(1000), check: length },
    rows_100k: { run: () => first(100_000), check: length },
    json_1k: { run: async () => JSON.stringify(await first(1000)), check: rowsIn },
    json_100k: { run: async () => JSON.stringify(await first(100_000)), check: rowsIn },
    prefetch: {
      run: () => first(100, { posts: true }),
      check: (rows) => rows.reduce((sum, row) => sum + 1 + row.posts.length, 0),
    },
    count: () => db.users.count({ where: { age: { gte: 60 } } }),
    aggregate: {
      run: () => db.posts.aggregate({ _sum: { likes: true }, _avg: { likes: true }, _max: { likes: true } }),
      check: (answer) => answer._sum.likes,
    },
    create: { run: () => db.events.create({ data: note }), check: () => 1 },
    bulk_create: {
      run: async () =>
        (await db.events.createMany({ data: Array.from({ length: 10_000 }, (_, amount) => ({ ...note, amount })) }))
          .count,
      undo: () => db.events.deleteMany(),
    },
    update: async () =>
      (await db.users.updateMany({ where: { age: 30 }, data: { balance: { increment: 1 } } })).count,
  };
  return {
    version: "",
    works,
    open,
    cold: async (path) => {
      open(path);
      await works.get_pk.run();
      return 1;
    },
    close: () => db.$disconnect(),
  };
}
