import { appendFile } from "node:fs/promises";
import NextAuth from "next-auth";
import GitHub from "next-auth/providers/github";
import { NOORMMEAdapter } from "noormme/auth";
import { db } from "@/lib/db";

/** Sends the link of a sign-in. Here it is printed, and written to a file for the end-to-end test. */
async function sendVerificationRequest({ identifier, url }: { identifier: string; url: string }) {
  console.log(`\nSign in as ${identifier}: ${url}\n`);
  const outbox = process.env["OUTBOX"];
  if (outbox) await appendFile(outbox, `${JSON.stringify({ identifier, url })}\n`);
}

export const { handlers, auth, signIn, signOut } = NextAuth({
  adapter: NOORMMEAdapter(db),
  session: { strategy: "database" },
  trustHost: true,
  pages: { signIn: "/sign-in" },
  providers: [
    { id: "email", type: "email", name: "E-mail", from: "app@example.com", maxAge: 24 * 60 * 60, sendVerificationRequest },
    // Needs no secret of ours in the code: AUTH_GITHUB_ID and AUTH_GITHUB_SECRET are read from the environment.
    ...(process.env["AUTH_GITHUB_ID"] ? [GitHub] : []),
  ],
});
