"use client";

import { useActionState } from "react";
import { addComment, type FormState } from "@/app/actions";

export function CommentForm({ post }: { post: number }) {
  const [state, submit, isPending] = useActionState<FormState, FormData>(addComment, null);
  return (
    <form action={submit}>
      <input type="hidden" name="post" value={post} />
      <textarea name="body" maxLength={2000} required />
      <button type="submit" disabled={isPending}>
        Comment
      </button>
      {state !== null && !state.ok ? <p role="alert">{state.error.message}</p> : null}
    </form>
  );
}
