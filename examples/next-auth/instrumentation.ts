import { instrumentation } from "noormme/next";

// Opens the database when the server starts, so that a wrong path shows then.
export const register = instrumentation(() => import("./lib/db"));
