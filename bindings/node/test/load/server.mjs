// A server as one writes it without a framework: node:http, a database, typed queries. Its event loop is watched; the
// longest wait since it was last asked is what GET /longest answers.

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

/** Milliseconds this thread has stood in the kernel's queue while others ran: no fault of the loop's. */
function queued() {
  try {
    return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

let last = { time: performance.now(), queued: queued() };
let longest = 0;
function sample() {
  const now = { time: performance.now(), queued: queued() };
  longest = Math.max(longest, now.time - last.time - 1 - (now.queued - last.queued));
  last = now;
}
setInterval(sample, 1);

const server = createServer(async (request, response) => {
  const [, name, id] = request.url.split("/");
  try {
    let body;
    if (name === "longest") {
      sample();
      body = longest;
      longest = 0;
    } else {
      body = await routes[name](Number(id));
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  } catch (error) {
    response.writeHead(error instanceof NoormmeError && error.code === "DOES_NOT_EXIST" ? 404 : 500);
    response.end(String(error?.stack ?? error));
  }
});
server.keepAliveTimeout = 60_000;
await db.initialize();
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
