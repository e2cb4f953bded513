import { fresh } from "noormme/next";
import { posts } from "@/lib/db";

/** The newest posts as JSON: the database writes the text, and no row becomes an object on the way. */
export async function GET() {
  const text = await fresh(() => posts.orderBy("-id").limit(50).values("id", "title", "created_at").json());
  return new Response(text, { headers: { "content-type": "application/json" } });
}
