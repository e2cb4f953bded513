// A server as one writes it without a framework: node:http, a database, typed queries. Its event loop is watched; what
// was seen since it was last asked is what GET /measured answers.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Count, NOORMME, NoormmeError, Sum } from "../../dist/index.mjs";

const db = new NOORMME(process.argv[2]);
const users = db.model("users").objects;
const posts = db.model("posts").objects;

const routes = {
  async user(id) {
    return users.get({ id });
  },
  async posts(id) {
    return posts.filter({ author_id: id }).selectRelated("author").orderBy("-id").limit(20).all();
  },
  async writer(id) {
    return users.filter({ id }).prefetch("posts").annotate({ written: Count("posts") }).first();
  },
  async text(id) {
    return JSON.parse(await posts.filter({ author_id: id }).limit(50).json());
  },
  // Reads every post: long enough to be in everybody's way, if it could be.
  async report() {
    return posts.filter({ title__icontains: "needle" }).aggregate({ views: Sum("views"), n: Count("*") });
  },
  async write(id) {
    return posts.create({ title: "written", views: 1, author_id: id });
  },
};

/**
 * Milliseconds: of the clock, that this thread ran (the kernel counts them at its ticks, four milliseconds apart, and
 * whenever another thread takes over), and that it stood in the queue while others ran.
 */
function thread() {
  const time = performance.now();
  try {
    const [run, queue] = readFileSync("/proc/self/schedstat", "utf8").split(" ");
    return { time, run: Number(run) / 1e6, queue: Number(queue) / 1e6 };
  } catch {
    return { time, run: time, queue: 0 };
  }
}

const longest = { work: 0, turn: 0, wall: 0 };
let begun = thread();
let turn = begun;
let piece = begun;

/** Called wherever the program has the thread again: the longest piece of work in between. */
function sample() {
  const now = thread();
  longest.work = Math.max(longest.work, now.run - piece.run);
  piece = now;
  return now;
}

// Turns of the event loop: a timer of a millisecond fires once in each.
setInterval(() => {
  const now = sample();
  longest.turn = Math.max(longest.turn, now.run - turn.run);
  longest.wall = Math.max(longest.wall, now.time - turn.time - 1);
  turn = now;
}, 1);

/** What was measured since it was last asked for; `queued`: the share of the time in which others ran. */
function measured() {
  const now = sample();
  const result = { ...longest, queued: (now.queue - begun.queue) / (now.time - begun.time) };
  begun = turn = now;
  longest.work = longest.turn = longest.wall = 0;
  return result;
}

/** Answers of before, by route: what a server does that asks no database. */
const memory = new Map();

const server = createServer(async (request, response) => {
  const [, name, id] = request.url.split("/");
  try {
    let body;
    if (name === "measured") {
      body = measured();
    } else if (name === "memory") {
      body = memory.get(id);
    } else {
      sample();
      const promise = routes[name](Number(id));
      sample();
      body = await promise;
      sample();
      memory.set(name, body);
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
    sample();
  } catch (error) {
    response.writeHead(error instanceof NoormmeError && error.code === "DOES_NOT_EXIST" ? 404 : 500);
    response.end(String(error?.stack ?? error));
  }
});
server.keepAliveTimeout = 60_000;
await db.initialize();
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
