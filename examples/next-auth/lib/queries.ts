import { cacheTag } from "next/cache";
import { Count } from "noormme";
import { tagsFor } from "noormme/next";
import { comments, posts } from "./db";
import type { User } from "./db.types";

/** A line of the list of posts. */
export interface PostLine {
  id: number;
  title: string;
  author: string;
  comments: number;
}

/** The newest posts: the same for everybody, so they are kept until a post or a comment changes. */
export async function recentPosts(): Promise<PostLine[]> {
  "use cache";
  const query = posts.selectRelated("author").annotate({ written: Count("comments") }).orderBy("-id").limit(20);
  cacheTag(...(await tagsFor(query)));
  const rows = await query.all();
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    author: nameOf(row.author),
    comments: row.written,
  }));
}

/** One post with its comments: three statements, however many comments there are. */
export async function postWithComments(id: number) {
  "use cache";
  const query = posts.filter({ id }).selectRelated("author");
  const answers = comments.filter({ post_id: id }).selectRelated("author").orderBy("id");
  cacheTag(...(await tagsFor(query)), ...(await tagsFor(answers)));
  const [post, replies] = await Promise.all([query.first(), answers.all()]);
  if (post === null) return null;
  return {
    id: post.id,
    title: post.title,
    body: post.body,
    authorId: post.author_id,
    author: nameOf(post.author),
    comments: replies.map((each) => ({ id: each.id, body: each.body, author: nameOf(each.author) })),
  };
}

function nameOf({ name, email }: Pick<User, "name" | "email">): string {
  return name ?? email?.split("@")[0] ?? "someone";
}
