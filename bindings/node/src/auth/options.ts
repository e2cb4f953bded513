import { optionError } from "../errors.js";
import { isPlainObject } from "../spec/node.js";

export type AuthTable = "users" | "accounts" | "sessions" | "verificationTokens" | "authenticators";

/**
 * How moments are stored: `"datetime"` as this library stores them (`2024-01-02 03:04:05.678000`, UTC), `"iso"` as
 * `2024-01-02T03:04:05.678Z`, `"ms"` and `"s"` as numbers since 1970. Reading takes any text form, and numbers as the
 * option says (milliseconds where it says nothing of numbers).
 */
export type DateStorage = "datetime" | "iso" | "ms" | "s";

/** Tables and dates as another adapter's schema has them. */
export type AuthLayout = "drizzle" | "prisma" | "kysely" | "d1";

export interface AuthOptions {
  /** Opens what another adapter's schema made. */
  readonly layout?: AuthLayout;
  /** Names of tables that are not the usual ones. */
  readonly tables?: { readonly [T in AuthTable]?: string };
  /** Names of columns, by table and by the field Auth.js knows: `{ users: { emailVerified: "verified_at" } }`. */
  readonly columns?: { readonly [T in AuthTable]?: { readonly [field: string]: string } };
  /** Without it, the column's type decides: DATETIME `"datetime"`, TEXT `"iso"`, INTEGER `"ms"`. */
  readonly dates?: DateStorage;
  /** Makes the keys of rows that come without one. Default: `crypto.randomUUID()`. */
  readonly generateId?: () => string;
  /** Told of values that have no column and are left out. Default: `console.debug`, once for each column. */
  readonly debug?: (message: string) => void;
}

export const tableNames: readonly AuthTable[] = [
  "users",
  "accounts",
  "sessions",
  "verificationTokens",
  "authenticators",
];

const singular = {
  users: "user",
  accounts: "account",
  sessions: "session",
  verificationTokens: "verificationToken",
  authenticators: "authenticator",
};
const capital = {
  users: "User",
  accounts: "Account",
  sessions: "Session",
  verificationTokens: "VerificationToken",
  authenticators: "Authenticator",
};

/** Our own names. */
export const plainNames: { readonly [T in AuthTable]: string } = {
  users: "users",
  accounts: "accounts",
  sessions: "sessions",
  verificationTokens: "verification_tokens",
  authenticators: "authenticators",
};

const layouts: { readonly [L in AuthLayout]: Pick<AuthOptions, "tables" | "dates"> } = {
  drizzle: { tables: singular, dates: "ms" },
  prisma: { tables: capital, dates: "iso" },
  kysely: { tables: capital, dates: "iso" },
  d1: { tables: plainNames, dates: "iso" },
};

/** Options with the layout's in place of those not given; throws OptionError. */
export function settled(options: AuthOptions): AuthOptions {
  if (!isPlainObject(options as unknown)) throw optionError("NOORMMEAdapter: options are an object");
  const { layout, dates } = options;
  if (layout !== undefined && !Object.hasOwn(layouts, layout)) {
    throw optionError(`layout: one of ${Object.keys(layouts).join(", ")} is wanted`);
  }
  if (dates !== undefined && !["datetime", "iso", "ms", "s"].includes(dates)) {
    throw optionError("dates: one of datetime, iso, ms, s is wanted");
  }
  for (const given of [options.tables, options.columns]) {
    for (const table of Object.keys(given ?? {})) {
      if (!(tableNames as readonly string[]).includes(table)) {
        throw optionError(`"${table}" is no table of Auth.js; they are ${tableNames.join(", ")}`);
      }
    }
  }
  const base = layout === undefined ? {} : layouts[layout];
  return { ...base, ...options, tables: { ...base.tables, ...options.tables } };
}

/** Where a table is looked for when the options name none. */
export function usualNames(table: AuthTable): readonly string[] {
  return [plainNames[table], table, singular[table], capital[table], snake(singular[table])];
}

/** `emailVerified` and `email_verified` are the same name. */
export function normalized(name: string): string {
  return name.replace(/_/g, "").toLowerCase();
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
