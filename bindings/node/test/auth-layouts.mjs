// Tables as NOORMME, Drizzle, Prisma, Kysely and D1 make them for Auth.js, and as an application of its own might.

import { authTablesSQL } from "../dist/auth/index.mjs";

const drizzle = `
CREATE TABLE user (id text PRIMARY KEY NOT NULL, name text, email text, emailVerified integer, image text);
CREATE UNIQUE INDEX user_email_unique ON user (email);
CREATE TABLE account (userId text NOT NULL, type text NOT NULL, provider text NOT NULL, providerAccountId text NOT NULL,
  refresh_token text, access_token text, expires_at integer, token_type text, scope text, id_token text, session_state text,
  PRIMARY KEY(provider, providerAccountId), FOREIGN KEY (userId) REFERENCES user(id) ON UPDATE no action ON DELETE cascade);
CREATE TABLE session (sessionToken text PRIMARY KEY NOT NULL, userId text NOT NULL, expires integer NOT NULL,
  FOREIGN KEY (userId) REFERENCES user(id) ON UPDATE no action ON DELETE cascade);
CREATE TABLE verificationToken (identifier text NOT NULL, token text NOT NULL, expires integer NOT NULL, PRIMARY KEY(identifier, token));
CREATE TABLE authenticator (credentialID text NOT NULL, userId text NOT NULL, providerAccountId text NOT NULL,
  credentialPublicKey text NOT NULL, counter integer NOT NULL, credentialDeviceType text NOT NULL,
  credentialBackedUp integer NOT NULL, transports text, PRIMARY KEY(userId, credentialID),
  FOREIGN KEY (userId) REFERENCES user(id) ON UPDATE no action ON DELETE cascade);
CREATE UNIQUE INDEX authenticator_credentialID_unique ON authenticator (credentialID);`;

const prisma = `
CREATE TABLE "User" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT, "email" TEXT NOT NULL, "emailVerified" DATETIME,
  "image" TEXT, "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE "Account" ("id" TEXT NOT NULL PRIMARY KEY, "userId" TEXT NOT NULL, "type" TEXT NOT NULL, "provider" TEXT NOT NULL,
  "providerAccountId" TEXT NOT NULL, "refresh_token" TEXT, "access_token" TEXT, "expires_at" INTEGER, "token_type" TEXT,
  "scope" TEXT, "id_token" TEXT, "session_state" TEXT,
  CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
CREATE UNIQUE INDEX "Account_provider_providerAccountId_key" ON "Account"("provider", "providerAccountId");
CREATE TABLE "Session" ("id" TEXT NOT NULL PRIMARY KEY, "sessionToken" TEXT NOT NULL, "userId" TEXT NOT NULL, "expires" DATETIME NOT NULL,
  CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
CREATE UNIQUE INDEX "Session_sessionToken_key" ON "Session"("sessionToken");
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE TABLE "VerificationToken" ("identifier" TEXT NOT NULL, "token" TEXT NOT NULL, "expires" DATETIME NOT NULL);
CREATE UNIQUE INDEX "VerificationToken_identifier_token_key" ON "VerificationToken"("identifier", "token");
CREATE TABLE "Authenticator" ("credentialID" TEXT NOT NULL, "userId" TEXT NOT NULL, "providerAccountId" TEXT NOT NULL,
  "credentialPublicKey" TEXT NOT NULL, "counter" INTEGER NOT NULL, "credentialDeviceType" TEXT NOT NULL,
  "credentialBackedUp" BOOLEAN NOT NULL, "transports" TEXT, PRIMARY KEY ("userId", "credentialID"),
  CONSTRAINT "Authenticator_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
CREATE UNIQUE INDEX "Authenticator_credentialID_key" ON "Authenticator"("credentialID");`;

const kysely = `
CREATE TABLE "User" ("id" text primary key, "name" text, "email" text unique not null, "emailVerified" text, "image" text);
CREATE TABLE "Account" ("id" text primary key, "userId" text references "User" ("id") on delete cascade not null,
  "type" text not null, "provider" text not null, "providerAccountId" text not null, "refresh_token" text, "access_token" text,
  "expires_at" integer, "token_type" text, "scope" text, "id_token" text, "session_state" text);
CREATE TABLE "Session" ("id" text primary key, "userId" text references "User" ("id") on delete cascade not null,
  "sessionToken" text not null unique, "expires" text not null);
CREATE TABLE "VerificationToken" ("identifier" text not null, "token" text not null unique, "expires" text not null);`;

// No foreign keys at all.
const d1 = `
CREATE TABLE accounts (id text NOT NULL, userId text NOT NULL DEFAULT NULL, type text NOT NULL DEFAULT NULL,
  provider text NOT NULL DEFAULT NULL, providerAccountId text NOT NULL DEFAULT NULL, refresh_token text DEFAULT NULL,
  access_token text DEFAULT NULL, expires_at number DEFAULT NULL, token_type text DEFAULT NULL, scope text DEFAULT NULL,
  id_token text DEFAULT NULL, session_state text DEFAULT NULL, oauth_token_secret text DEFAULT NULL, oauth_token text DEFAULT NULL,
  PRIMARY KEY (id));
CREATE TABLE sessions (id text NOT NULL, sessionToken text NOT NULL, userId text NOT NULL DEFAULT NULL,
  expires datetime NOT NULL DEFAULT NULL, PRIMARY KEY (sessionToken));
CREATE TABLE users (id text NOT NULL DEFAULT '', name text DEFAULT NULL, email text DEFAULT NULL,
  emailVerified datetime DEFAULT NULL, image text DEFAULT NULL, PRIMARY KEY (id));
CREATE TABLE verification_tokens (identifier text NOT NULL, token text NOT NULL DEFAULT NULL,
  expires datetime NOT NULL DEFAULT NULL, PRIMARY KEY (token));`;

// Numbers for keys, names with underscores, one column called otherwise, and no cascades.
const own = `
CREATE TABLE members (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, mail TEXT UNIQUE, email_verified INTEGER, image TEXT,
  role TEXT NOT NULL DEFAULT 'reader', phone TEXT, born DATE, seen_at DATETIME, is_staff BOOLEAN NOT NULL DEFAULT 0, settings JSON);
CREATE TABLE accounts (user_id INTEGER NOT NULL REFERENCES members(id), type TEXT NOT NULL, provider TEXT NOT NULL,
  provider_account_id TEXT NOT NULL, PRIMARY KEY (provider, provider_account_id));
CREATE TABLE sessions (session_token TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES members(id), expires INTEGER NOT NULL);
CREATE TABLE verification_token (identifier TEXT NOT NULL, token TEXT NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (identifier, token));
CREATE TABLE authenticators (credential_id TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES members(id),
  provider_account_id TEXT NOT NULL, credential_public_key TEXT NOT NULL, counter INTEGER NOT NULL,
  credential_device_type TEXT NOT NULL, credential_backed_up INTEGER NOT NULL, transports TEXT);`;

const moment = new Date("2031-02-03T04:05:06.789Z");

/**
 * `stored`: how the moment above lies in `table`.`column`. `precision`: milliseconds a moment is rounded down to.
 */
export const layouts = {
  plain: { sql: authTablesSQL(), options: {}, webauthn: true, stored: ["sessions", "expires", "2031-02-03 04:05:06.789000"] },
  "plain, milliseconds": {
    sql: authTablesSQL({ dates: "ms" }), options: { dates: "ms" }, webauthn: true,
    stored: ["sessions", "expires", moment.getTime()],
  },
  drizzle: { sql: drizzle, options: { layout: "drizzle" }, webauthn: true, stored: ["session", "expires", moment.getTime()] },
  prisma: { sql: prisma, options: { layout: "prisma" }, webauthn: true, stored: ["Session", "expires", "2031-02-03T04:05:06.789Z"] },
  "prisma, milliseconds": {
    sql: prisma, options: { layout: "prisma", dates: "ms" }, webauthn: true, stored: ["Session", "expires", moment.getTime()],
  },
  kysely: { sql: kysely, options: { layout: "kysely" }, webauthn: false, stored: ["Session", "expires", "2031-02-03T04:05:06.789Z"] },
  d1: { sql: d1, options: { layout: "d1" }, webauthn: false, stored: ["sessions", "expires", "2031-02-03T04:05:06.789Z"] },
  own: {
    sql: own,
    options: { tables: { users: "members" }, columns: { users: { email: "mail" } }, dates: "s" },
    webauthn: true, precision: 1000, stored: ["sessions", "expires", Math.floor(moment.getTime() / 1000)],
  },
};
