// The door for `import`. It finds the application's better-auth itself, which is no CommonJS.
import * as adapters from "better-auth/adapters";
import { useAdapters } from "./index.js";

useAdapters(adapters);

export { noormmeAdapter, type BetterAuthAdapterOptions } from "./index.js";
