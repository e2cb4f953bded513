import { Suspense } from "react";
import { fresh } from "noormme/next";
import { add, toggle } from "./actions";
import { notes } from "@/lib/db";

async function Notes() {
  const rows = await fresh(() => notes.orderBy("is_done", "-id").all());
  return (
    <ul>
      {rows.map((note) => (
        <li key={note.id}>
          <form action={toggle}>
            <input type="hidden" name="id" value={note.id} />
            <button type="submit">{note.is_done ? "✓" : "○"}</button> {note.text}
          </form>
        </li>
      ))}
    </ul>
  );
}

export default function Page() {
  return (
    <>
      <h1>Notes</h1>
      <form action={add}>
        <input name="text" maxLength={500} required />
        <button type="submit">Add</button>
      </form>
      <Suspense fallback="…">
        <Notes />
      </Suspense>
    </>
  );
}
