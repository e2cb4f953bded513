"use server";

import { Case, Value, When } from "noormme";
import { revalidatePath } from "next/cache";
import { notes } from "@/lib/db";

export async function add(form: FormData): Promise<void> {
  const text = form.get("text");
  if (typeof text === "string" && text.trim() !== "") await notes.create({ text: text.trim() });
  revalidatePath("/");
}

export async function toggle(form: FormData): Promise<void> {
  const id = Number(form.get("id"));
  if (!Number.isSafeInteger(id)) return;
  const is_done = Case(When({ is_done: true }, Value(false)), { default: Value(true) });
  await notes.filter({ id }).update({ is_done });
  revalidatePath("/");
}
