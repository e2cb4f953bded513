// examples/next-auth without its framework: its queries, actions, route and adapter, run by Bun (which reads
// TypeScript and the paths of tsconfig.json) between stand-ins for Next.js and Auth.js.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folder, repository, root } from "./package.mjs";

const bun = process.versions.bun ? process.execPath : process.env.NOORMME_BUN;
const skip = bun ? false : "no Bun to run it with";

const modules = {
  "next/cache.js": `const state = (globalThis.next ??= { tags: [], expired: [] });
    exports.cacheTag = (...tags) => { state.tags.push(...tags); };
    exports.io = async () => {};
    exports.updateTag = (tag) => { state.expired.push(tag); };
    exports.revalidateTag = () => { throw new Error("not in an action"); };`,
  "next/navigation.js": `exports.redirect = (path) => { throw Object.assign(new Error("NEXT_REDIRECT"), { digest: "NEXT_REDIRECT;" + path }); };`,
  "next-auth/index.js": `module.exports = (config) => ({ config, handlers: {}, auth: async () => globalThis.session, signIn() {}, signOut() {} });
    module.exports.default = module.exports; module.exports.__esModule = true;`,
  "next-auth/providers/github.js": `exports.__esModule = true; exports.default = { id: "github" };`,
};

const driver = `
import assert from "node:assert/strict";
import { NOORMMEAdapter } from "noormme/auth";
import { addComment, createPost, deletePost } from "@/app/actions";
import { GET } from "@/app/api/posts/route";
import { register } from "@/instrumentation";
import { comments, db, posts, users } from "@/lib/db";
import { postWithComments, recentPosts } from "@/lib/queries";
import "@/auth";

const form = (values) => { const data = new FormData(); for (const [key, value] of Object.entries(values)) data.set(key, value); return data; };
const taken = (name) => globalThis.next[name].splice(0);
const redirected = async (promise) => {
  const error = await promise.then(() => assert.fail("no redirect"), (error) => error);
  assert.match(error.digest ?? String(error), /^NEXT_REDIRECT/);
  return error.digest.split(";")[1];
};

await register();
assert.equal(db.isInitialized(), true);
const adapter = NOORMMEAdapter(db);
const ann = await adapter.createUser({ email: "ann@example.com", emailVerified: null, name: "Ann" });
const bob = await adapter.createUser({ email: "bob@example.com", emailVerified: null });
const as = (user) => { globalThis.session = user && { user, expires: "" }; };

// Nobody writes without signing in.
as(null);
assert.equal(await redirected(createPost(null, form({ title: "x", body: "y" }))), "/sign-in");
assert.equal(await posts.count(), 0);

as(ann);
const path = await redirected(createPost(null, form({ title: "First", body: "Hello" })));
const id = Number(path.split("/")[2]);
assert.deepEqual(taken("expired"), ["noormme:posts:list", "noormme:posts:" + id]);
const refused = await createPost(null, form({ title: "", body: "Hello" }));
assert.equal(refused.ok, false);
assert.equal(refused.error.code, "CHECK");
assert.equal(structuredClone(refused).error.isTemporary, false);

as(bob);
const answered = await addComment(null, form({ post: String(id), body: "Well said" }));
assert.equal(answered.ok, true);
assert.deepEqual(taken("expired"), ["noormme:comments:list", "noormme:comments:" + answered.data]);
const orphan = await addComment(null, form({ post: "999", body: "To nobody" }));
assert.equal(orphan.error.code, "FOREIGN_KEY");

assert.deepEqual(await recentPosts(), [{ id, title: "First", author: "Ann", comments: 1 }]);
assert.deepEqual(new Set(taken("tags")), new Set([
  "noormme:posts", "noormme:posts:list", "noormme:users", "noormme:users:list", "noormme:comments", "noormme:comments:list"]));
const post = await postWithComments(id);
assert.deepEqual(post.comments.map((each) => [each.author, each.body]), [["bob", "Well said"]]);
assert.ok(taken("tags").includes("noormme:posts:" + id));
assert.equal(await postWithComments(999), null);

const response = await GET();
assert.equal(response.headers.get("content-type"), "application/json");
assert.deepEqual((await response.json()).map((each) => each.title), ["First"]);

// Only one's own.
await redirected(deletePost(form({ post: String(id) })));
assert.equal(await posts.count(), 1);
as(ann);
taken("expired");
await redirected(deletePost(form({ post: String(id) })));
assert.deepEqual(taken("expired"), ["noormme:posts:list", "noormme:posts:" + id, "noormme:comments"]);
assert.equal(await comments.count(), 0);
assert.equal(await users.count(), 2);
await db.close();
console.log("done");
`;

test("the example's queries, actions, route and adapter", { skip }, (t) => {
  const place = folder(t);
  const example = join(repository, "examples/next-auth");
  cpSync(example, place, { recursive: true });
  const packages = join(place, "node_modules");
  mkdirSync(packages);
  symlinkSync(root, join(packages, "noormme"));
  for (const [name, text] of Object.entries(modules)) {
    mkdirSync(join(packages, name, ".."), { recursive: true });
    writeFileSync(join(packages, name), text);
  }
  const run = (file) => {
    const env = { ...process.env, NOORMME_DATABASE: join(place, "app.db"), NEXT_RUNTIME: "nodejs" };
    const result = spawnSync(bun, ["--no-install", file], { cwd: place, encoding: "utf8", env });
    assert.equal(result.status, 0, result.stderr || result.stdout);
    return result.stdout;
  };
  run("scripts/setup.mjs");
  // The types in the repository are those of its schema.
  assert.equal(readFileSync(join(place, "lib/db.types.ts"), "utf8"), readFileSync(join(example, "lib/db.types.ts"), "utf8"));
  writeFileSync(join(place, "driver.ts"), driver);
  assert.match(run("driver.ts"), /done/);
});
