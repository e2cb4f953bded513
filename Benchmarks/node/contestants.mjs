// node contestants.mjs NAME [--cold PATH]
import { serve } from "./protocol.mjs";

const name = process.argv[2];
const contestants = {
  "noormme": async () => (await import("./noormme.mjs")).default(false),
  "noormme sync": async () => (await import("./noormme.mjs")).default(true),
  "node:sqlite": async () => (await import("./sqlite.mjs")).default("node:sqlite"),
  "node:sqlite raw": async () => (await import("./sqlite.mjs")).default("node:sqlite", true),
  "better-sqlite3": async () => (await import("./sqlite.mjs")).default("better-sqlite3"),
  "kysely": async () => (await import("./kysely.mjs")).default(),
  "drizzle": async () => (await import("./drizzle.mjs")).default(),
  "prisma": async () => (await import("./prisma.mjs")).default(),
};
await serve(contestants[name]);
