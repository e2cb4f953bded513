// The door for `require`, which gives the constructor itself, as better-sqlite3's does.

import { Database } from "./constructor.js";
import { Statement } from "./statement.js";

Object.defineProperty(Database, "Statement", { value: Statement, writable: true, configurable: true });

// @ts-expect-error: no module of ECMAScript can be a function; the compiler writes what CommonJS wants
export = Database;
