import { connectionOf, type AnyDatabase } from "../noormme-connection.js";
import { adapterFactory } from "./module.js";
import { operations, type Run } from "./operations.js";
import type { CreateAdapterFactory, Helpers } from "./types.js";

export interface BetterAuthAdapterOptions {
  /** Tables are named in the plural. Default false. */
  readonly usePlural?: boolean;
  readonly debugLogs?: boolean | object;
  /** `createAdapterFactory` of "better-auth/adapters", where it is not found by itself. */
  readonly createAdapterFactory?: unknown;
}

/**
 * better-auth on a Noormme database, in the tables its own adapter for SQLite uses.
 *
 *     export const auth = betterAuth({ database: noormmeAdapter(db) })
 */
export function noormmeAdapter(db: AnyDatabase, options: BetterAuthAdapterOptions = {}): (options: object) => never {
  const connection = connectionOf(db);
  const { createAdapterFactory, usePlural = false, debugLogs = false } = options;
  const config = {
    adapterId: "noormme",
    adapterName: "Noormme",
    usePlural,
    debugLogs,
    // The factory turns them into what better-auth's own adapter for SQLite stores: 0 and 1, ISO text, JSON text.
    supportsBooleans: false,
    supportsDates: false,
    supportsJSON: false,
    supportsArrays: false,
    supportsNumericIds: true,
    supportsUUIDs: false,
  };
  return (authOptions) => {
    const create = adapterFactory(createAdapterFactory);
    const transaction = async <R>(work: (adapter: object) => Promise<R>): Promise<R> => {
      // As db.transaction: what hooks of the application ask of `db` meanwhile joins, in place of waiting for ever.
      const { transactions } = connection;
      return await transactions.run(
        transactions.current(),
        (state) => {
          const within = connection.within(state);
          const inside: Run = (text, values) => within.ask(within.statement(text, values));
          // Inside, transactions join.
          return work(adapterOf(create, { ...config, transaction: false }, inside, authOptions));
        },
        {},
      );
    };
    const outside: Run = (text, values) => connection.ask(connection.statement(text, values));
    return adapterOf(create, { ...config, transaction }, outside, authOptions) as never;
  };
}

function adapterOf(create: CreateAdapterFactory, config: object, statement: Run, options: object): object {
  return create({ config, adapter: (helpers: Helpers) => operations(statement, helpers) } as never)(options as never);
}
