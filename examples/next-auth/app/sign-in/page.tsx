import { signIn } from "@/auth";

export default function Page() {
  async function byMail(form: FormData) {
    "use server";
    await signIn("email", form);
  }
  async function byGitHub() {
    "use server";
    await signIn("github", { redirectTo: "/" });
  }
  return (
    <>
      <h1>Sign in</h1>
      <form action={byMail}>
        <input type="email" name="email" placeholder="you@example.com" required />
        <input type="hidden" name="redirectTo" value="/" />
        <button type="submit">Send a link</button>
      </form>
      {process.env["AUTH_GITHUB_ID"] ? (
        <form action={byGitHub}>
          <button type="submit">GitHub</button>
        </form>
      ) : null}
    </>
  );
}
