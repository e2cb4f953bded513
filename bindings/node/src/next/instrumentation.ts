import { environment } from "#platform";
import type { NOORMME } from "../noormme.js";
import { isBuild } from "./runtime.js";

export { isBuild } from "./runtime.js";

type Loaded<DB extends object> = NOORMME<DB> | { readonly db: NOORMME<DB> };

/** What else to do before the first request. */
export interface InstrumentationOptions<DB extends object> {
  /** Changes to the schema; runs once in each server, never in `next build`. */
  readonly migrate?: (db: NOORMME<DB>) => Promise<unknown>;
}

/**
 * Makes the `register` of instrumentation.ts: opens the database when the server starts, so that a missing file or a
 * broken schema shows then, and not to the first visitor.
 *
 *     // instrumentation.ts
 *     export const register = instrumentation(() => import("./lib/db"))
 *
 * Does nothing in `next build` and in the edge runtime. Signals are left to Next.js: WAL makes an abrupt end safe.
 */
export function instrumentation<DB extends object>(
  load: () => Promise<Loaded<DB>> | Loaded<DB>,
  options: InstrumentationOptions<DB> = {},
): () => Promise<void> {
  return async () => {
    const runtime = environment("NEXT_RUNTIME");
    if (isBuild() || (runtime !== undefined && runtime !== "nodejs")) return;
    const loaded = await load();
    const db = "db" in loaded ? loaded.db : loaded;
    const host = environment("VERCEL") ? "Vercel" : environment("AWS_LAMBDA_FUNCTION_NAME") ? "AWS Lambda" : undefined;
    if (host !== undefined && !db.path.includes(":memory:")) {
      console.warn(
        `noormme: ${host} keeps no files: what is written to ${db.path} is lost, and each instance has its own copy. ` +
          "Open it with readOnly, or use a server with a disk",
      );
    }
    await options.migrate?.(db);
    await db.initialize();
  };
}
