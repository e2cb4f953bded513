"use server";

import { redirect } from "next/navigation";
import { invalidate, toActionResult, type ActionResult } from "noormme/next";
import { auth } from "@/auth";
import { comments, posts } from "@/lib/db";

/** The id of who is signed in; everybody else is sent to the door. */
async function userId(): Promise<string> {
  const session = await auth();
  if (!session?.user?.id) redirect("/sign-in");
  return session.user.id;
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** A row's key as a form has it; 0, which no row has, for anything else. Forms are written by whoever sends them. */
function key(form: FormData, name: string): number {
  const value = Number(form.get(name));
  return Number.isSafeInteger(value) ? value : 0;
}

export type FormState = ActionResult<number> | null;

export async function createPost(_state: FormState, form: FormData): Promise<FormState> {
  const author_id = await userId();
  const result = await toActionResult(async () => {
    const post = await posts.create({ title: text(form, "title"), body: text(form, "body"), author_id });
    return post.id;
  });
  if (!result.ok) return result;
  invalidate("posts", result.data);
  redirect(`/posts/${result.data}`);
}

export async function addComment(_state: FormState, form: FormData): Promise<FormState> {
  const author_id = await userId();
  const result = await toActionResult(async () => {
    const comment = await comments.create({ body: text(form, "body"), post_id: key(form, "post"), author_id });
    return comment.id;
  });
  if (result.ok) invalidate("comments", result.data);
  return result;
}

export async function deletePost(form: FormData): Promise<void> {
  const id = key(form, "post");
  // Only one's own: the condition is part of the statement, not a check before it.
  const [count] = await posts.filter({ id, author_id: await userId() }).delete();
  if (count > 0) {
    invalidate("posts", id);
    invalidate("comments");
  }
  redirect("/");
}
