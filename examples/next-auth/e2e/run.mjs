// The application in Chromium, from an empty database to a deleted post. Builds, starts on a port of its own, and
// signs in by the links it "sends".
//
//   npm run e2e            CHROMIUM=/path/to/chromium where playwright-core has none of its own
//                          STANDALONE=1 for the folder that runs without node_modules

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const folder = mkdtempSync(join(tmpdir(), "noormme-e2e-"));
const port = 3000 + (process.pid % 1000);
const base = `http://localhost:${port}`;
const outbox = join(folder, "outbox");
const env = {
  ...process.env,
  AUTH_SECRET: "e2e-only-e2e-only-e2e-only-e2e-only",
  AUTH_URL: base,
  NOORMME_DATABASE: join(folder, "app.db"),
  OUTBOX: outbox,
};
const run = (...command) => execFileSync(command[0], command.slice(1), { env, stdio: "inherit" });

async function eventually(what, check) {
  for (let tries = 0; tries < 100; tries++) {
    const value = await Promise.resolve().then(check).catch(() => undefined);
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: waited in vain`);
}

/** The newest link sent to an address. */
const link = (address) =>
  eventually(`a link for ${address}`, () =>
    readFileSync(outbox, "utf8").trim().split("\n").map((line) => JSON.parse(line)).findLast((mail) => mail.identifier === address)?.url,
  );

run("node", "scripts/setup.mjs");
run("npx", "next", "build");
const isStandalone = Boolean(env.STANDALONE);
// What a browser loads is not among what the server needs: a container copies it, or a CDN has it.
if (isStandalone) cpSync(".next/static", ".next/standalone/.next/static", { recursive: true });
const command = isStandalone ? ["node", ".next/standalone/server.js"] : ["npx", "next", "start", "-p", String(port)];
const server = spawn(command[0], command.slice(1), {
  env: { ...env, PORT: String(port), HOSTNAME: "localhost" },
  stdio: "inherit",
  detached: true,
});
const browser = await chromium.launch(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {});
try {
  await eventually("the server", async () => (await fetch(base)).ok);

  /** A browser of its own, signed in. */
  async function visitor(address) {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${base}/sign-in`);
    await page.fill("input[name=email]", address);
    await page.click("text=Send a link");
    const url = await link(address);
    await page.goto(url);
    await page.goto(base);
    assert.equal(await page.textContent("[data-testid=who]"), address);
    // A link is good for once.
    const second = await (await browser.newContext()).newPage();
    await second.goto(url);
    await second.goto(base);
    assert.equal(await second.locator("[data-testid=who]").count(), 0);
    await second.context().close();
    return page;
  }

  const ann = await visitor("ann@example.com");
  const bob = await visitor("bob@example.com");

  // A post shows at once to who wrote it, although the list is cached; and soon to others.
  await ann.fill("input[name=title]", "First post");
  await ann.fill("textarea[name=body]", "Hello");
  await ann.click("text=Publish");
  await ann.waitForURL(/\/posts\/\d+$/);
  const post = ann.url();
  await ann.goto(base);
  assert.match(await ann.textContent("main"), /First post by ann, 0 comments/);

  await bob.goto(post);
  assert.equal(await bob.locator("text=Delete").count(), 0);
  await bob.fill("textarea[name=body]", "Well said");
  await bob.click("button:has-text('Comment')");
  await bob.waitForSelector("[data-testid=comments] li");
  assert.match(await bob.textContent("[data-testid=comments]"), /bob: Well said/);
  await eventually("the comment in the list", async () => {
    await ann.goto(base);
    return (await ann.textContent("main")).includes("1 comments");
  });

  // What the database refuses comes back as a message, and nothing is lost. The browser's own check is taken away.
  await ann.goto(base);
  await ann.evaluate(() => document.querySelector("input[name=title]").removeAttribute("required"));
  await ann.fill("textarea[name=body]", "No title");
  await ann.click("text=Publish");
  assert.match(await ann.textContent("[role=alert]"), /CHECK/);

  const json = await (await fetch(`${base}/api/posts`)).json();
  assert.deepEqual(json.map((each) => each.title), ["First post"]);

  await ann.goto(post);
  await ann.click("text=Delete");
  await ann.waitForURL(`${base}/`);
  await ann.goto(post);
  assert.match(await ann.textContent("body"), /could not be found/);
  await ann.goto(base);

  // Two tabs sign out of one session.
  const tab = await ann.context().newPage();
  await tab.goto(base);
  await Promise.all([ann.click("text=Sign out"), tab.click("text=Sign out")]);
  await eventually("signed out", async () => {
    await ann.goto(base);
    return (await ann.locator("[data-testid=who]").count()) === 0;
  });
  console.log("ok: sign-in, posts, comments, caching, errors, sign-out");
} finally {
  await browser.close();
  process.kill(-server.pid);
  rmSync(folder, { recursive: true, force: true });
}
