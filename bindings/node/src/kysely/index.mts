// The door for `import`. It finds the application's Kysely itself: a package that is no CommonJS cannot be required
// everywhere.
import * as kysely from "kysely";
import { useKysely } from "./index.js";

useKysely(kysely);

export { NoormmeDialect, type DialectOptions } from "./index.js";
