// What to do about an error, by its code: general advice, for messages tell what happened and docs/errors.md the rest.

const hints: Readonly<Record<string, string>> = {
  CLOSED: "make queries before close(), or open the database anew",
  CONCURRENT_USE: "await one call of a transaction before the next",
  INVALID_OPTION: "docs/c-api.md lists the open options; in TypeScript they are camelCase",
  UNKNOWN_MODEL: "models are named as their tables are, unless configured; db.introspect() lists them",
  UNSUPPORTED_LOOKUP: "docs/lookups.md lists what fits which type",
  RAW_REFUSED: "open the database with allowRaw: true, and never pass what a client sent",
  TOO_COMPLEX: "split the request, or give a list of values as a subquery",
  PROGRAMMING_ERROR:
    "one statement at a time, a value for each parameter; transactions, ATTACH and settings need db.transaction, db.exec, " +
    "the open option pragmas or a connection of noormme/sqlite",
  DOES_NOT_EXIST: "first() answers null where get() throws",
  MULTIPLE_OBJECTS_RETURNED: "get() wants conditions that one row meets; use first(), or filter() and all()",
  NOT_UPDATED: "the row is gone, or its key is another",
  UNIQUE: "getOrCreate and updateOrCreate look first; bulkCreate takes ignoreConflicts and updateConflicts",
  FOREIGN_KEY: "the row it refers to is not there, or rows still refer to the one to delete",
  NOT_NULL: "give the column a value, or a default in the schema",
  PROTECTED: "delete or change the rows that refer to it first",
  RESTRICTED: "delete or change the rows that refer to it first",
  BUSY: "another connection is writing: try again, raise busyTimeout, or keep transactions short",
  READ_ONLY: "look at the open option readOnly, at the file's and its folder's permissions, and at a transaction's mode",
  FULL: "make room on the disk",
  CANNOT_OPEN: "look at the path, its folder and the permissions; create: false opens only what is there",
  NOT_A_DATABASE: "the file is something else, or encrypted",
  CORRUPT: "restore a backup; the command sqlite3 may recover rows with .recover",
  INTERRUPTED: "interrupt() or a signal stopped it; it may run again",
  TIMEOUT: "give the call more time, or the query an index (explain() shows its plan)",
};

/** Advice for a code; empty where there is none. */
export function hintOf(code: string): string {
  return Object.hasOwn(hints, code) ? (hints[code] ?? "") : "";
}

/** The constraint that refused a write, as SQL names it; empty for other errors. */
export function constraintOf(code: string, field: string): string {
  const columns = field === "" ? "" : ` (${field})`;
  switch (code) {
    case "UNIQUE":
      return `UNIQUE${columns}`;
    case "NOT_NULL":
      return `NOT NULL${columns}`;
    case "CHECK":
      // SQLite gives its name, or its text where it has none.
      return field === "" ? "CHECK" : `CHECK ${field}`;
    case "FOREIGN_KEY":
      // SQLite does not say which.
      return "FOREIGN KEY";
    default:
      return "";
  }
}
