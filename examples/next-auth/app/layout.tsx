import type { Metadata } from "next";
import Link from "next/link";
import { Suspense, type ReactNode } from "react";
import { auth, signOut } from "@/auth";

export const metadata: Metadata = { title: "Posts", description: "NOORMME with Next.js and Auth.js" };

async function WhoIsThere() {
  const session = await auth();
  if (!session?.user) return <Link href="/sign-in">Sign in</Link>;
  async function leave() {
    "use server";
    await signOut({ redirectTo: "/" });
  }
  return (
    <form action={leave}>
      <span data-testid="who">{session.user.email}</span> <button type="submit">Sign out</button>
    </form>
  );
}

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <header>
          <Link href="/">Posts</Link>
          <Suspense fallback="…">
            <WhoIsThere />
          </Suspense>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}
