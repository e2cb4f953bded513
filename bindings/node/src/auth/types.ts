// The adapter's contract by shape: assignable to the `Adapter` of @auth/core 0.41 and of next-auth 4.24, without an
// import of either, so that their versions never clash with ours.

export interface AuthUser {
  id: string;
  email: string;
  emailVerified: Date | null;
  name?: string | null;
  image?: string | null;
}

// An alias, not an interface: @auth/core's has an index signature, which only aliases satisfy.
export type AuthAccount = {
  userId: string;
  type: "oauth" | "oidc" | "email" | "webauthn";
  provider: string;
  providerAccountId: string;
  access_token?: string;
  refresh_token?: string;
  id_token?: string;
  token_type?: Lowercase<string>;
  scope?: string;
  /** Seconds since 1970. */
  expires_at?: number;
  session_state?: string;
};

export interface AuthSession {
  sessionToken: string;
  userId: string;
  expires: Date;
}

export interface AuthVerificationToken {
  identifier: string;
  token: string;
  expires: Date;
}

export interface AuthAuthenticator {
  credentialID: string;
  userId: string;
  providerAccountId: string;
  credentialPublicKey: string;
  counter: number;
  credentialDeviceType: string;
  credentialBackedUp: boolean;
  transports?: string | null;
}

/** A user to make: @auth/core brings the id, next-auth 4 leaves it to us. */
export type NewAuthUser = Omit<AuthUser, "id"> & { id?: string };

/** An account as a provider hands it over: with whatever else it knows, which is stored where there is a column. */
export type NewAuthAccount = Omit<AuthAccount, "type" | "token_type"> & { type: string; token_type?: string };

type AccountKey = { provider: string; providerAccountId: string };

/**
 * What `NOORMMEAdapter` makes: a plain object of functions that use no `this`. "Not there" is null, what the
 * database says no to is a rejection, and expired rows are returned: the caller compares dates itself.
 */
export interface AuthAdapter {
  createUser(user: NewAuthUser): Promise<AuthUser>;
  getUser(id: string): Promise<AuthUser | null>;
  getUserByEmail(email: string): Promise<AuthUser | null>;
  getUserByAccount(account: AccountKey): Promise<AuthUser | null>;
  /** The whole row as it is now; rejects when there is no such user. */
  updateUser(user: Partial<AuthUser> & { id: string }): Promise<AuthUser>;
  /** Sessions, accounts and authenticators go too. */
  deleteUser(id: string): Promise<void>;
  linkAccount(account: NewAuthAccount): Promise<void>;
  unlinkAccount(account: AccountKey): Promise<void>;
  createSession(session: AuthSession): Promise<AuthSession>;
  getSessionAndUser(sessionToken: string): Promise<{ session: AuthSession; user: AuthUser } | null>;
  updateSession(session: Partial<AuthSession> & { sessionToken: string }): Promise<AuthSession | null>;
  deleteSession(sessionToken: string): Promise<void>;
  createVerificationToken(token: AuthVerificationToken): Promise<AuthVerificationToken>;
  /** The token for the one caller who deleted it, null for every other. */
  useVerificationToken(token: { identifier: string; token: string }): Promise<AuthVerificationToken | null>;
  getAccount(providerAccountId: string, provider: string): Promise<AuthAccount | null>;
  createAuthenticator(authenticator: AuthAuthenticator): Promise<AuthAuthenticator>;
  getAuthenticator(credentialID: string): Promise<AuthAuthenticator | null>;
  listAuthenticatorsByUserId(userId: string): Promise<AuthAuthenticator[]>;
  /** Rejects when there is no such authenticator. */
  updateAuthenticatorCounter(credentialID: string, newCounter: number): Promise<AuthAuthenticator>;
}
