// noormme/next as next.config.ts, pages and actions use it.

import { NOORMME, type Row } from "noormme";
import { fresh, instrumentation, invalidate, tagsFor, toActionResult, withNoormme, type ActionResult } from "noormme/next";

interface NextConfig {
  cacheComponents?: boolean;
  serverExternalPackages?: string[];
  output?: "standalone" | "export";
}
const given: NextConfig = { output: "standalone" };
withNoormme(given) satisfies NextConfig;
withNoormme({ cacheComponents: true }) satisfies NextConfig;
withNoormme() satisfies NextConfig;
withNoormme((phase: string) => ({ cacheComponents: phase === "x" })) satisfies (
  phase: string,
  context: never,
) => Promise<NextConfig>;

const db = new NOORMME("app.db");
const users = db.model("users").objects;
(await tagsFor(users.filter({ id: 1 }))) satisfies string[];
(await fresh(() => users.all())) satisfies Row[];
(await fresh(() => 5)) satisfies number;
invalidate("users");
invalidate(db.model("users"), 5);
invalidate("users", [1n, "a"], { profile: "hours" });
const result: ActionResult<number> = await toActionResult(() => users.filter({ id: 1 }).update({ name: "x" }));
if (result.ok) result.data satisfies number;
else result.error.code satisfies string;
instrumentation(() => db) satisfies () => Promise<void>;
instrumentation(async () => ({ db }), { migrate: (given) => given.initialize() }) satisfies () => Promise<void>;
// @ts-expect-error: only query sets have tags
await tagsFor("users");
// @ts-expect-error: a row is no key
invalidate("users", { id: 1 });
export {};
