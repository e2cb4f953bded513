// noormme/better-auth: better-auth on a Noormme database.

export { noormmeAdapter, type BetterAuthAdapterOptions } from "./adapter.js";
export { useAdapters } from "./module.js";
