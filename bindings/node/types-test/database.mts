// A database as `noormme generate` describes it.

export interface User {
  id: number;
  email: string;
  name: string | null;
  age: number | null;
  min_age: number;
  score: number;
  is_active: boolean;
  role: "admin" | "editor" | "reader";
  balance: string;
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
export interface UserInsert {
  id?: number;
  email: string;
  name?: string | null;
  age?: number | null;
  min_age?: number;
  score?: number;
  is_active?: boolean;
  role?: "admin" | "editor" | "reader";
  balance?: string;
  born?: string | null;
  wakes?: string | null;
  created_at?: Date;
  seen_at?: Date | null;
  settings?: { theme?: string; tabs?: string[] } | null;
  avatar?: Uint8Array | null;
  key?: string;
  big?: bigint;
  company_id?: number | null;
}
export type UserUpdate = Partial<User>;

export interface Profile {
  user_id: number;
  bio: string | null;
  website: string | null;
}
export interface ProfileInsert {
  user_id?: number;
  bio?: string | null;
  website?: string | null;
}
export type ProfileUpdate = Partial<Profile>;

export interface Company {
  id: number;
  name: string;
  employees: number | null;
  country_id: number;
}
export interface CompanyInsert {
  id?: number;
  name: string;
  employees?: number | null;
  country_id: number;
}
export type CompanyUpdate = Partial<Company>;

export interface Country {
  id: number;
  name: string;
  code: string;
}
export interface CountryInsert {
  id?: number;
  name: string;
  code: string;
}
export type CountryUpdate = Partial<Country>;

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
export interface PostInsert {
  id?: number;
  title: string;
  body?: string | null;
  views?: number;
  likes?: number;
  rating?: number | null;
  published_at?: Date | null;
  author_id: number;
  editor_id?: number | null;
}
export type PostUpdate = Partial<Post>;

export interface Comment {
  id: number;
  text: string;
  spam: boolean;
  post_id: number;
  author_id: number | null;
}
export interface CommentInsert {
  id?: number;
  text: string;
  spam?: boolean;
  post_id: number;
  author_id?: number | null;
}
export type CommentUpdate = Partial<Comment>;

export interface Tag {
  id: number;
  name: string;
}
export interface TagInsert {
  id?: number;
  name: string;
}
export type TagUpdate = Partial<Tag>;

export interface PostTag {
  post_id: number;
  tag_id: number;
  weight: number;
}
export interface PostTagInsert {
  post_id: number;
  tag_id: number;
  weight?: number;
}
export type PostTagUpdate = Partial<PostTag>;

export interface Visit {
  path: string;
  at: Date;
}
export type VisitInsert = Visit;
export type VisitUpdate = Partial<Visit>;

export interface DB {
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
      big: "integer";
      company_id: "integer";
    };
    relations: {
      company: { model: "companies"; many: false; nullable: true; column: "company_id" };
      profile: { model: "profiles"; many: false; nullable: true; column: never };
      posts: { model: "posts"; many: true; nullable: false; column: never };
      edited: { model: "posts"; many: true; nullable: false; column: never };
      comments: { model: "comments"; many: true; nullable: false; column: never };
    };
  };
  profiles: {
    row: Profile;
    insert: ProfileInsert;
    update: ProfileUpdate;
    pk: "user_id";
    kinds: { user_id: "integer"; bio: "text"; website: "text" };
    relations: { user: { model: "users"; many: false; nullable: false; column: "user_id" } };
  };
  companies: {
    row: Company;
    insert: CompanyInsert;
    update: CompanyUpdate;
    pk: "id";
    kinds: { id: "integer"; name: "text"; employees: "integer"; country_id: "integer" };
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
    kinds: { id: "integer"; name: "text"; code: "text" };
    relations: { companies: { model: "companies"; many: true; nullable: false; column: never } };
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
  comments: {
    row: Comment;
    insert: CommentInsert;
    update: CommentUpdate;
    pk: "id";
    kinds: { id: "integer"; text: "text"; spam: "boolean"; post_id: "integer"; author_id: "integer" };
    relations: {
      post: { model: "posts"; many: false; nullable: false; column: "post_id" };
      author: { model: "users"; many: false; nullable: true; column: "author_id" };
    };
  };
  tags: {
    row: Tag;
    insert: TagInsert;
    update: TagUpdate;
    pk: "id";
    kinds: { id: "integer"; name: "text" };
    relations: {
      post_tags: { model: "post_tags"; many: true; nullable: false; column: never };
      posts: { model: "posts"; many: true; nullable: false; column: never };
    };
  };
  post_tags: {
    row: PostTag;
    insert: PostTagInsert;
    update: PostTagUpdate;
    pk: "post_id" | "tag_id";
    kinds: { post_id: "integer"; tag_id: "integer"; weight: "real" };
    relations: {
      post: { model: "posts"; many: false; nullable: false; column: "post_id" };
      tag: { model: "tags"; many: false; nullable: false; column: "tag_id" };
    };
  };
  visits: {
    row: Visit;
    insert: VisitInsert;
    update: VisitUpdate;
    pk: never;
    kinds: { path: "text"; at: "datetime" };
    relations: Record<never, never>;
  };
}
