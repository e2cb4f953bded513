"use client";

import { useActionState } from "react";
import { createPost, type FormState } from "@/app/actions";

export function PostForm() {
  const [state, submit, isPending] = useActionState<FormState, FormData>(createPost, null);
  return (
    <form action={submit}>
      <input name="title" placeholder="Title" maxLength={200} required />
      <textarea name="body" required />
      <button type="submit" disabled={isPending}>
        Publish
      </button>
      {state !== null && !state.ok ? <p role="alert">{state.error.message}</p> : null}
    </form>
  );
}
