import { connection } from "next/server";
import { Suspense } from "react";
import { signIn } from "@/auth";

/** What else the environment provides for: known when the server runs, not when the page is built. */
async function OtherWays() {
  await connection();
  if (!process.env["AUTH_GITHUB_ID"]) return null;
  async function byGitHub() {
    "use server";
    await signIn("github", { redirectTo: "/" });
  }
  return (
    <form action={byGitHub}>
      <button type="submit">GitHub</button>
    </form>
  );
}

export default function Page() {
  async function byMail(form: FormData) {
    "use server";
    await signIn("email", form);
  }
  return (
    <>
      <h1>Sign in</h1>
      <form action={byMail}>
        <input type="email" name="email" placeholder="you@example.com" required />
        <input type="hidden" name="redirectTo" value="/" />
        <button type="submit">Send a link</button>
      </form>
      <Suspense fallback={null}>
        <OtherWays />
      </Suspense>
    </>
  );
}
