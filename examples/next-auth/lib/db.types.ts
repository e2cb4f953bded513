// Made by noormme from the database's schema. Make it again instead of changing it.

/** A row of the table `accounts`. */
export interface Account {
  userId: string;
  type: string;
  provider: string;
  providerAccountId: string;
  refresh_token: string | null;
  access_token: string | null;
  expires_at: number | null;
  token_type: string | null;
  scope: string | null;
  id_token: string | null;
  session_state: string | null;
}

/** What `create` takes. */
export interface AccountInsert {
  userId: string;
  type: string;
  provider: string;
  providerAccountId: string;
  refresh_token?: string | null;
  access_token?: string | null;
  expires_at?: number | null;
  token_type?: string | null;
  scope?: string | null;
  id_token?: string | null;
  session_state?: string | null;
}

/** What `update` takes. */
export interface AccountUpdate {
  userId?: string;
  type?: string;
  provider?: string;
  providerAccountId?: string;
  refresh_token?: string | null;
  access_token?: string | null;
  expires_at?: number | null;
  token_type?: string | null;
  scope?: string | null;
  id_token?: string | null;
  session_state?: string | null;
}

/** A row of the table `authenticators`. */
export interface Authenticator {
  credentialID: string;
  userId: string;
  providerAccountId: string;
  credentialPublicKey: string;
  counter: number;
  credentialDeviceType: string;
  credentialBackedUp: boolean;
  transports: string | null;
}

/** What `create` takes. */
export interface AuthenticatorInsert {
  credentialID: string;
  userId: string;
  providerAccountId: string;
  credentialPublicKey: string;
  counter: number;
  credentialDeviceType: string;
  credentialBackedUp: boolean;
  transports?: string | null;
}

/** What `update` takes. */
export interface AuthenticatorUpdate {
  credentialID?: string;
  userId?: string;
  providerAccountId?: string;
  credentialPublicKey?: string;
  counter?: number;
  credentialDeviceType?: string;
  credentialBackedUp?: boolean;
  transports?: string | null;
}

/** A row of the table `comments`. */
export interface Comment {
  id: number;
  body: string;
  post_id: number;
  author_id: string;
  created_at: Date;
}

/** What `create` takes. */
export interface CommentInsert {
  id?: number;
  body: string;
  post_id: number;
  author_id: string;
  created_at?: Date | string;
}

/** What `update` takes. */
export interface CommentUpdate {
  id?: number;
  body?: string;
  post_id?: number;
  author_id?: string;
  created_at?: Date | string;
}

/** A row of the table `posts`. */
export interface Post {
  id: number;
  title: string;
  body: string;
  author_id: string;
  created_at: Date;
}

/** What `create` takes. */
export interface PostInsert {
  id?: number;
  title: string;
  body: string;
  author_id: string;
  created_at?: Date | string;
}

/** What `update` takes. */
export interface PostUpdate {
  id?: number;
  title?: string;
  body?: string;
  author_id?: string;
  created_at?: Date | string;
}

/** A row of the table `sessions`. */
export interface Session {
  sessionToken: string;
  userId: string;
  expires: Date;
}

/** What `create` takes. */
export interface SessionInsert {
  sessionToken: string;
  userId: string;
  expires: Date | string;
}

/** What `update` takes. */
export interface SessionUpdate {
  sessionToken?: string;
  userId?: string;
  expires?: Date | string;
}

/** A row of the table `users`. */
export interface User {
  id: string;
  name: string | null;
  email: string | null;
  emailVerified: Date | null;
  image: string | null;
}

/** What `create` takes. */
export interface UserInsert {
  id: string;
  name?: string | null;
  email?: string | null;
  emailVerified?: Date | string | null;
  image?: string | null;
}

/** What `update` takes. */
export interface UserUpdate {
  id?: string;
  name?: string | null;
  email?: string | null;
  emailVerified?: Date | string | null;
  image?: string | null;
}

/** A row of the table `verification_tokens`. */
export interface VerificationToken {
  identifier: string;
  token: string;
  expires: Date;
}

/** What `create` takes. */
export interface VerificationTokenInsert {
  identifier: string;
  token: string;
  expires: Date | string;
}

/** What `update` takes. */
export interface VerificationTokenUpdate {
  identifier?: string;
  token?: string;
  expires?: Date | string;
}

/** The models of the database: `new NOORMME<DB>(…)`. */
export interface DB {
  accounts: {
    row: Account;
    insert: AccountInsert;
    update: AccountUpdate;
    pk: "provider" | "providerAccountId";
    kinds: {
      userId: "text";
      type: "text";
      provider: "text";
      providerAccountId: "text";
      refresh_token: "text";
      access_token: "text";
      expires_at: "integer";
      token_type: "text";
      scope: "text";
      id_token: "text";
      session_state: "text";
    };
    relations: {
      user: { model: "users"; many: false; nullable: false; column: "userId" };
    };
  };
  authenticators: {
    row: Authenticator;
    insert: AuthenticatorInsert;
    update: AuthenticatorUpdate;
    pk: "userId" | "credentialID";
    kinds: {
      credentialID: "text";
      userId: "text";
      providerAccountId: "text";
      credentialPublicKey: "text";
      counter: "integer";
      credentialDeviceType: "text";
      credentialBackedUp: "boolean";
      transports: "text";
    };
    relations: {
      user: { model: "users"; many: false; nullable: false; column: "userId" };
    };
  };
  comments: {
    row: Comment;
    insert: CommentInsert;
    update: CommentUpdate;
    pk: "id";
    kinds: {
      id: "integer";
      body: "text";
      post_id: "integer";
      author_id: "text";
      created_at: "datetime";
    };
    relations: {
      post: { model: "posts"; many: false; nullable: false; column: "post_id" };
      author: { model: "users"; many: false; nullable: false; column: "author_id" };
    };
  };
  posts: {
    row: Post;
    insert: PostInsert;
    update: PostUpdate;
    pk: "id";
    kinds: {
      id: "integer";
      title: "text";
      body: "text";
      author_id: "text";
      created_at: "datetime";
    };
    relations: {
      author: { model: "users"; many: false; nullable: false; column: "author_id" };
      comments: { model: "comments"; many: true; nullable: false; column: never };
    };
  };
  sessions: {
    row: Session;
    insert: SessionInsert;
    update: SessionUpdate;
    pk: "sessionToken";
    kinds: {
      sessionToken: "text";
      userId: "text";
      expires: "datetime";
    };
    relations: {
      user: { model: "users"; many: false; nullable: false; column: "userId" };
    };
  };
  users: {
    row: User;
    insert: UserInsert;
    update: UserUpdate;
    pk: "id";
    kinds: {
      id: "text";
      name: "text";
      email: "text";
      emailVerified: "datetime";
      image: "text";
    };
    relations: {
      accounts: { model: "accounts"; many: true; nullable: false; column: never };
      authenticators: { model: "authenticators"; many: true; nullable: false; column: never };
      comments: { model: "comments"; many: true; nullable: false; column: never };
      posts: { model: "posts"; many: true; nullable: false; column: never };
      sessions: { model: "sessions"; many: true; nullable: false; column: never };
    };
  };
  verification_tokens: {
    row: VerificationToken;
    insert: VerificationTokenInsert;
    update: VerificationTokenUpdate;
    pk: "identifier" | "token";
    kinds: {
      identifier: "text";
      token: "text";
      expires: "datetime";
    };
    relations: {};
  };
}

/** The tables for Kysely: `new Kysely<Database>(…)`; values as SQLite stores them. */
export interface Database {
  accounts: AccountTable;
  authenticators: AuthenticatorTable;
  comments: CommentTable;
  posts: PostTable;
  sessions: SessionTable;
  users: UserTable;
  verification_tokens: VerificationTokenTable;
}

export interface AccountTable {
  userId: string;
  type: string;
  provider: string;
  providerAccountId: string;
  refresh_token: string | null;
  access_token: string | null;
  expires_at: number | null;
  token_type: string | null;
  scope: string | null;
  id_token: string | null;
  session_state: string | null;
}

export interface AuthenticatorTable {
  credentialID: string;
  userId: string;
  providerAccountId: string;
  credentialPublicKey: string;
  counter: number;
  credentialDeviceType: string;
  credentialBackedUp: number;
  transports: string | null;
}

export interface CommentTable {
  id: Generated<number>;
  body: string;
  post_id: number;
  author_id: string;
  created_at: Generated<string>;
}

export interface PostTable {
  id: Generated<number>;
  title: string;
  body: string;
  author_id: string;
  created_at: Generated<string>;
}

export interface SessionTable {
  sessionToken: string;
  userId: string;
  expires: string;
}

export interface UserTable {
  id: string;
  name: string | null;
  email: string | null;
  emailVerified: string | null;
  image: string | null;
}

export interface VerificationTokenTable {
  identifier: string;
  token: string;
  expires: string;
}

/** A column whose value SQLite fills in when an insert leaves it out. */
export type Generated<T> = ColumnType<T, T | undefined, T>;

/** What a column gives, and takes in an insert and in an update. */
export type ColumnType<Select, Insert = Select, Update = Select> = {
  readonly __select__: Select;
  readonly __insert__: Insert;
  readonly __update__: Update;
};
