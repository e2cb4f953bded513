// Made by noormme from the database's schema. Make it again instead of changing it.

/** A row of the table `comments`. */
export interface Comment {
  id: number;
  text: string;
  spam: boolean;
  post_id: number;
  author_id: number | null;
}

/** What `create` takes. */
export interface CommentInsert {
  id?: number;
  text: string;
  spam?: boolean;
  post_id: number;
  author_id?: number | null;
}

/** What `update` takes. */
export interface CommentUpdate {
  id?: number;
  text?: string;
  spam?: boolean;
  post_id?: number;
  author_id?: number | null;
}

/** A row of the table `companies`. */
export interface Company {
  id: number;
  name: string;
  employees: number | null;
  country_id: number;
}

/** What `create` takes. */
export interface CompanyInsert {
  id?: number;
  name: string;
  employees?: number | null;
  country_id: number;
}

/** What `update` takes. */
export interface CompanyUpdate {
  id?: number;
  name?: string;
  employees?: number | null;
  country_id?: number;
}

/** A row of the table `countries`. */
export interface Country {
  id: number;
  name: string;
  code: string;
}

/** What `create` takes. */
export interface CountryInsert {
  id?: number;
  name: string;
  code: string;
}

/** What `update` takes. */
export interface CountryUpdate {
  id?: number;
  name?: string;
  code?: string;
}

/** A row of the table `post_tags`. */
export interface PostTag {
  post_id: number;
  tag_id: number;
  weight: number;
}

/** What `create` takes. */
export interface PostTagInsert {
  post_id: number;
  tag_id: number;
  weight?: number;
}

/** What `update` takes. */
export interface PostTagUpdate {
  post_id?: number;
  tag_id?: number;
  weight?: number;
}

/** A row of the table `posts`. */
export interface Post {
  id: number;
  title: string;
  body: string | null;
  views: number;
  likes: number;
  rating: number | null;
  published_at: Date | null;
  author_id: number;
  editor_id: number | null;
}

/** What `create` takes. */
export interface PostInsert {
  id?: number;
  title: string;
  body?: string | null;
  views?: number;
  likes?: number;
  rating?: number | null;
  published_at?: Date | string | null;
  author_id: number;
  editor_id?: number | null;
}

/** What `update` takes. */
export interface PostUpdate {
  id?: number;
  title?: string;
  body?: string | null;
  views?: number;
  likes?: number;
  rating?: number | null;
  published_at?: Date | string | null;
  author_id?: number;
  editor_id?: number | null;
}

/** A row of the table `profiles`. */
export interface Profile {
  user_id: number;
  bio: string | null;
  website: string | null;
}

/** What `create` takes. */
export interface ProfileInsert {
  user_id?: number;
  bio?: string | null;
  website?: string | null;
}

/** What `update` takes. */
export interface ProfileUpdate {
  user_id?: number;
  bio?: string | null;
  website?: string | null;
}

/** A row of the table `tags`. */
export interface Tag {
  id: number;
  name: string;
}

/** What `create` takes. */
export interface TagInsert {
  id?: number;
  name: string;
}

/** What `update` takes. */
export interface TagUpdate {
  id?: number;
  name?: string;
}

export type UserRole = "admin" | "editor" | "reader";

/** A row of the table `users`. */
export interface User {
  id: number;
  email: string;
  name: string | null;
  age: number | null;
  min_age: number;
  score: number;
  is_active: boolean;
  role: UserRole;
  balance: number;
  born: string | null;
  wakes: string | null;
  created_at: Date;
  seen_at: Date | null;
  settings: { theme?: string; tabs?: string[] } | null;
  avatar: Uint8Array | null;
  key: string;
  big: bigint;
  company_id: number | null;
}

/** What `create` takes. */
export interface UserInsert {
  id?: number;
  email: string;
  name?: string | null;
  age?: number | null;
  min_age?: number;
  score?: number;
  is_active?: boolean;
  role?: UserRole;
  balance?: number | string;
  born?: string | null;
  wakes?: string | null;
  created_at?: Date | string;
  seen_at?: Date | string | null;
  settings?: { theme?: string; tabs?: string[] } | null;
  avatar?: Uint8Array | null;
  key?: string;
  big?: bigint | number;
  company_id?: number | null;
}

/** What `update` takes. */
export interface UserUpdate {
  id?: number;
  email?: string;
  name?: string | null;
  age?: number | null;
  min_age?: number;
  score?: number;
  is_active?: boolean;
  role?: UserRole;
  balance?: number | string;
  born?: string | null;
  wakes?: string | null;
  created_at?: Date | string;
  seen_at?: Date | string | null;
  settings?: { theme?: string; tabs?: string[] } | null;
  avatar?: Uint8Array | null;
  key?: string;
  big?: bigint | number;
  company_id?: number | null;
}

/** A row of the table `visits`. */
export interface Visit {
  path: string;
  at: Date;
}

/** What `create` takes. */
export interface VisitInsert {
  path: string;
  at: Date | string;
}

/** What `update` takes. */
export interface VisitUpdate {
  path?: string;
  at?: Date | string;
}

/** The models of the database: `new NOORMME<DB>(…)`. */
export interface DB {
  comments: {
    row: Comment;
    insert: CommentInsert;
    update: CommentUpdate;
    pk: "id";
    kinds: {
      id: "integer";
      text: "text";
      spam: "boolean";
      post_id: "integer";
      author_id: "integer";
    };
    relations: {
      post: { model: "posts"; many: false; nullable: false; column: "post_id" };
      author: { model: "users"; many: false; nullable: true; column: "author_id" };
    };
  };
  companies: {
    row: Company;
    insert: CompanyInsert;
    update: CompanyUpdate;
    pk: "id";
    kinds: {
      id: "integer";
      name: "text";
      employees: "integer";
      country_id: "integer";
    };
    relations: {
      country: { model: "countries"; many: false; nullable: false; column: "country_id" };
      users: { model: "users"; many: true; nullable: false; column: never };
    };
  };
  countries: {
    row: Country;
    insert: CountryInsert;
    update: CountryUpdate;
    pk: "id";
    kinds: {
      id: "integer";
      name: "text";
      code: "text";
    };
    relations: {
      companies: { model: "companies"; many: true; nullable: false; column: never };
    };
  };
  post_tags: {
    row: PostTag;
    insert: PostTagInsert;
    update: PostTagUpdate;
    pk: "post_id" | "tag_id";
    kinds: {
      post_id: "integer";
      tag_id: "integer";
      weight: "real";
    };
    relations: {
      post: { model: "posts"; many: false; nullable: false; column: "post_id" };
      tag: { model: "tags"; many: false; nullable: false; column: "tag_id" };
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
      views: "integer";
      likes: "integer";
      rating: "real";
      published_at: "datetime";
      author_id: "integer";
      editor_id: "integer";
    };
    relations: {
      author: { model: "users"; many: false; nullable: false; column: "author_id" };
      editor: { model: "users"; many: false; nullable: true; column: "editor_id" };
      comments: { model: "comments"; many: true; nullable: false; column: never };
      post_tags: { model: "post_tags"; many: true; nullable: false; column: never };
      tags: { model: "tags"; many: true; nullable: false; column: never };
    };
  };
  profiles: {
    row: Profile;
    insert: ProfileInsert;
    update: ProfileUpdate;
    pk: "user_id";
    kinds: {
      user_id: "integer";
      bio: "text";
      website: "text";
    };
    relations: {
      user: { model: "users"; many: false; nullable: false; column: "user_id" };
    };
  };
  tags: {
    row: Tag;
    insert: TagInsert;
    update: TagUpdate;
    pk: "id";
    kinds: {
      id: "integer";
      name: "text";
    };
    relations: {
      post_tags: { model: "post_tags"; many: true; nullable: false; column: never };
      posts: { model: "posts"; many: true; nullable: false; column: never };
    };
  };
  users: {
    row: User;
    insert: UserInsert;
    update: UserUpdate;
    pk: "id";
    kinds: {
      id: "integer";
      email: "text";
      name: "text";
      age: "integer";
      min_age: "integer";
      score: "real";
      is_active: "boolean";
      role: "text";
      balance: "decimal(10,2)";
      born: "date";
      wakes: "time";
      created_at: "datetime";
      seen_at: "datetime";
      settings: "json";
      avatar: "blob";
      key: "uuid";
      big: "bigint";
      company_id: "integer";
    };
    relations: {
      company: { model: "companies"; many: false; nullable: true; column: "company_id" };
      comments: { model: "comments"; many: true; nullable: false; column: never };
      posts: { model: "posts"; many: true; nullable: false; column: never };
      edited: { model: "posts"; many: true; nullable: false; column: never };
      profile: { model: "profiles"; many: false; nullable: true; column: never };
    };
  };
  visits: {
    row: Visit;
    insert: VisitInsert;
    update: VisitUpdate;
    pk: never;
    kinds: {
      path: "text";
      at: "datetime";
    };
    relations: {};
  };
}
