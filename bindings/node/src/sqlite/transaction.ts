import type { SqliteDatabase } from "./database.js";

type Work = (...values: never[]) => unknown;

/** A function that runs in a transaction of its own, or in a savepoint of the one that is open. */
export interface Transaction<F extends Work> {
  (...values: Parameters<F>): ReturnType<F>;
  /** The same, with another kind of BEGIN. */
  readonly default: Transaction<F>;
  readonly deferred: Transaction<F>;
  readonly immediate: Transaction<F>;
  readonly exclusive: Transaction<F>;
  readonly database: SqliteDatabase;
}

const begins = {
  default: "BEGIN",
  deferred: "BEGIN DEFERRED",
  immediate: "BEGIN IMMEDIATE",
  exclusive: "BEGIN EXCLUSIVE",
} as const;

const savepoint = "`\t_noormme.\t`";

/** What runs a statement of transaction control. */
export type Control = (sql: string) => void;

export function transactionOf<F extends Work>(work: F, database: SqliteDatabase, control: Control): Transaction<F> {
  const kinds = {} as Record<keyof typeof begins, PropertyDescriptor>;
  for (const [kind, begin] of Object.entries(begins) as [keyof typeof begins, string][]) {
    kinds[kind] = { value: wrap(work, database, control, begin) };
  }
  const properties = { ...kinds, database: { value: database, enumerable: true } };
  for (const kind of Object.values(kinds)) Object.defineProperties(kind.value as object, properties);
  return kinds.default.value as Transaction<F>;
}

function wrap<F extends Work>(work: F, database: SqliteDatabase, control: Control, begin: string) {
  return function transaction(this: unknown, ...values: Parameters<F>): ReturnType<F> {
    const isNested = database.inTransaction;
    control(isNested ? `SAVEPOINT ${savepoint}` : begin);
    try {
      const result = work.apply(this, values) as ReturnType<F>;
      if (isThenable(result)) throw new TypeError("Transaction function cannot return a promise");
      control(isNested ? `RELEASE ${savepoint}` : "COMMIT");
      return result;
    } catch (error) {
      // SQLite may have ended the transaction itself.
      if (database.inTransaction) {
        if (isNested) {
          control(`ROLLBACK TO ${savepoint}`);
          control(`RELEASE ${savepoint}`);
        } else {
          control("ROLLBACK");
        }
      }
      throw error;
    }
  };
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
