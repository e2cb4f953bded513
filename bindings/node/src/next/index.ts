// noormme/next: what a Next.js application wants of its database. Nothing here depends on Next.js; what it needs of it
// is taken from the application when it is used.

export { toActionResult, type ActionError, type ActionResult } from "./action.js";
export { fresh, invalidate, tagFor, tagsFor, type Invalidation } from "./cache.js";
export { withNoormme } from "./config.js";
export { instrumentation, isBuild } from "./instrumentation.js";
