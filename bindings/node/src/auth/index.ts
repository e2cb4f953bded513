// noormme/auth: sign-in with Auth.js 5 and next-auth 4.

export { NOORMMEAdapter } from "./adapter.js";
export { authTablesSQL, createAuthTables } from "./ddl.js";
export type { AuthLayout, AuthOptions, AuthTable, DateStorage } from "./options.js";
export type {
  AuthAccount,
  AuthAdapter,
  AuthAuthenticator,
  AuthSession,
  AuthUser,
  AuthVerificationToken,
  NewAuthAccount,
  NewAuthUser,
} from "./types.js";
