/** What SQLite refuses, with its own name for it: `SQLITE_CONSTRAINT_UNIQUE`, `SQLITE_BUSY`, `SQLITE_ERROR`. */
export class SqliteError extends Error {
  readonly code: string;

  constructor(message: string, code: string) {
    if (typeof code !== "string") throw new TypeError("Expected second argument to be a string");
    super(String(message));
    this.code = code;
  }
}

Object.defineProperty(SqliteError.prototype, "name", { value: "SqliteError", writable: true, configurable: true });

interface NativeError {
  readonly errno: number;
  readonly code: string;
  readonly message: string;
  readonly sqliteCode: number;
  readonly sqliteName?: string;
}

/** Makes the error better-sqlite3 would throw of what the addon threw; what is an error already stays. */
export function sqliteError(thrown: unknown): unknown {
  if (thrown instanceof Error || typeof thrown !== "object" || thrown === null || !("errno" in thrown)) return thrown;
  const { code, message, sqliteCode, sqliteName } = thrown as NativeError;
  switch (code) {
    case "CLOSED":
      return new TypeError("The database connection is not open");
    case "CONCURRENT_USE":
      return new TypeError("This database connection is busy executing a query");
    case "INVALID_OPTION":
    case "MISUSE":
      return new TypeError(message);
    case "PROGRAMMING_ERROR":
      if (message.includes("text follows the statement")) {
        return new RangeError("The supplied SQL string contains more than one statement");
      }
      if (message.includes("contains no statement")) {
        return new RangeError("The supplied SQL string contains no statements");
      }
  }
  // What is no error of SQLite's at all: out of memory, a file that is none.
  const isNamed = sqliteName !== undefined && sqliteName !== "SQLITE_OK";
  return new SqliteError(message, isNamed ? sqliteName : `UNKNOWN_SQLITE_ERROR_${sqliteCode}`);
}
