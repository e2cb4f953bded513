import type { NOORMME } from "../noormme.js";

/** How many statements ran, when another number was promised. */
export class StatementCountError extends Error {
  readonly expected: number;
  readonly actual: number;

  /** @internal */
  constructor(expected: number, actual: number) {
    super(`${expected} statement${expected === 1 ? " was" : "s were"} expected to run, ${actual} ran`);
    this.expected = expected;
    this.actual = actual;
  }

  static {
    this.prototype.name = "StatementCountError";
  }
}

/**
 * Runs `work` and throws when it did not take exactly so many statements on the database, by whomever:
 *
 *     await assertNumQueries(db, 2, () => users.prefetch("posts").all())
 */
export function assertNumQueries<DB extends object, T>(db: NOORMME<DB>, expected: number, work: () => T): T {
  const before = db.statementCount();
  const check = (): void => {
    const actual = db.statementCount() - before;
    if (actual !== expected) throw new StatementCountError(expected, actual);
  };
  const result = work();
  if (isPromise(result)) {
    return result.then((value: unknown) => {
      check();
      return value;
    }) as T;
  }
  check();
  return result;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
