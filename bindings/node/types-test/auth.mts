// The adapter is what Auth.js and next-auth ask for. Their types are written here as their documents have them, so
// that the test needs neither.

import { NOORMME } from "noormme";
import { authTablesSQL, createAuthTables, NOORMMEAdapter, type AuthAdapter } from "noormme/auth";

type Awaitable<T> = T | PromiseLike<T>;
type JsonValue = string | number | boolean | null | JsonObject | JsonValue[];
type JsonObject = { [key in string]?: JsonValue };

// @auth/core 0.41
declare namespace core {
  interface User { id?: string; name?: string | null; email?: string | null; image?: string | null }
  interface AdapterUser extends User { id: string; email: string; emailVerified: Date | null }
  interface TokenResponse {
    readonly access_token: string;
    readonly expires_in?: number;
    readonly id_token?: string;
    readonly refresh_token?: string;
    readonly scope?: string;
    readonly token_type: Lowercase<string>;
    readonly [parameter: string]: JsonValue | undefined;
  }
  interface Account extends Partial<TokenResponse> {
    provider: string; providerAccountId: string; type: "oauth" | "oidc" | "email" | "webauthn" | "credentials";
    userId?: string; expires_at?: number;
  }
  interface AdapterAccount extends Account { userId: string; type: "oauth" | "oidc" | "email" | "webauthn" }
  interface AdapterSession { sessionToken: string; userId: string; expires: Date }
  interface VerificationToken { identifier: string; expires: Date; token: string }
  interface AdapterAuthenticator {
    providerAccountId: string; counter: number; credentialBackedUp: boolean; credentialID: string;
    credentialPublicKey: string; transports?: string | null; credentialDeviceType: string; userId: string;
  }
  interface Adapter {
    createUser?(user: AdapterUser): Awaitable<AdapterUser>;
    getUser?(id: string): Awaitable<AdapterUser | null>;
    getUserByEmail?(email: string): Awaitable<AdapterUser | null>;
    getUserByAccount?(key: Pick<AdapterAccount, "provider" | "providerAccountId">): Awaitable<AdapterUser | null>;
    updateUser?(user: Partial<AdapterUser> & Pick<AdapterUser, "id">): Awaitable<AdapterUser>;
    deleteUser?(userId: string): Promise<void> | Awaitable<AdapterUser | null | undefined>;
    linkAccount?(account: AdapterAccount): Promise<void> | Awaitable<AdapterAccount | null | undefined>;
    unlinkAccount?(
      key: Pick<AdapterAccount, "provider" | "providerAccountId">,
    ): Promise<void> | Awaitable<AdapterAccount | undefined>;
    createSession?(session: { sessionToken: string; userId: string; expires: Date }): Awaitable<AdapterSession>;
    getSessionAndUser?(token: string): Awaitable<{ session: AdapterSession; user: AdapterUser } | null>;
    updateSession?(
      session: Partial<AdapterSession> & Pick<AdapterSession, "sessionToken">,
    ): Awaitable<AdapterSession | null | undefined>;
    deleteSession?(token: string): Promise<void> | Awaitable<AdapterSession | null | undefined>;
    createVerificationToken?(token: VerificationToken): Awaitable<VerificationToken | null | undefined>;
    useVerificationToken?(params: { identifier: string; token: string }): Awaitable<VerificationToken | null>;
    getAccount?(id: string, provider: string): Awaitable<AdapterAccount | null>;
    getAuthenticator?(credentialID: string): Awaitable<AdapterAuthenticator | null>;
    createAuthenticator?(authenticator: AdapterAuthenticator): Awaitable<AdapterAuthenticator>;
    listAuthenticatorsByUserId?(userId: string): Awaitable<AdapterAuthenticator[]>;
    updateAuthenticatorCounter?(credentialID: string, newCounter: number): Awaitable<AdapterAuthenticator>;
  }
}

// next-auth 4.24
declare namespace four {
  interface AdapterUser { id: string; email: string; emailVerified: Date | null; name?: string | null; image?: string | null }
  interface AdapterAccount {
    access_token?: string; token_type?: string; id_token?: string; refresh_token?: string; scope?: string;
    expires_at?: number; session_state?: string; providerAccountId: string; userId: string; provider: string;
    type: "oauth" | "email" | "credentials";
  }
  interface AdapterSession { sessionToken: string; userId: string; expires: Date }
  interface VerificationToken { identifier: string; expires: Date; token: string }
  interface Adapter {
    createUser?: (user: Omit<AdapterUser, "id">) => Awaitable<AdapterUser>;
    getUserByAccount?: (key: Pick<AdapterAccount, "provider" | "providerAccountId">) => Awaitable<AdapterUser | null>;
    getUser?: (id: string) => Awaitable<AdapterUser | null>;
    getUserByEmail?: (email: string) => Awaitable<AdapterUser | null>;
    updateUser?: (user: Partial<AdapterUser> & Pick<AdapterUser, "id">) => Awaitable<AdapterUser>;
    deleteUser?: (userId: string) => Promise<void> | Awaitable<AdapterUser | null | undefined>;
    createSession?: (session: AdapterSession) => Awaitable<AdapterSession>;
    getSessionAndUser?: (token: string) => Awaitable<{ session: AdapterSession; user: AdapterUser } | null>;
    updateSession?: (
      session: Partial<AdapterSession> & Pick<AdapterSession, "sessionToken">,
    ) => Awaitable<AdapterSession | null | undefined>;
    deleteSession?: (token: string) => Promise<void> | Awaitable<AdapterSession | null | undefined>;
    createVerificationToken?: (token: VerificationToken) => Awaitable<VerificationToken | null | undefined>;
    useVerificationToken?: (params: { identifier: string; token: string }) => Awaitable<VerificationToken | null>;
    linkAccount?: (account: AdapterAccount) => Promise<void> | Awaitable<AdapterAccount | null | undefined>;
    unlinkAccount?: (
      key: Pick<AdapterAccount, "provider" | "providerAccountId">,
    ) => Promise<void> | Awaitable<AdapterAccount | undefined>;
  }
}

const db = new NOORMME<{ users: { id: string; email: string } }>("app.db");
const adapter = NOORMMEAdapter(db, { layout: "drizzle", dates: "ms", tables: { users: "people" } });
adapter satisfies core.Adapter;
const asCore: core.Adapter = adapter;
const asFour: four.Adapter = adapter;
void [asCore, asFour];

// Its own type says what is always there, so that it can be called.
const user = await adapter.createUser({ email: "test@example.com", emailVerified: null });
user.id satisfies string;
user.emailVerified satisfies Date | null;
const found = await adapter.getSessionAndUser("token");
found?.session.expires satisfies Date | undefined;
NOORMMEAdapter(new NOORMME()) satisfies AuthAdapter;
authTablesSQL({ dates: "iso" }) satisfies string;
(await createAuthTables(db)) satisfies void;
// @ts-expect-error: no such layout
NOORMMEAdapter(db, { layout: "typeorm" });
// @ts-expect-error: no such table
NOORMMEAdapter(db, { tables: { people: "users" } });
// @ts-expect-error: not a database
NOORMMEAdapter("app.db");
