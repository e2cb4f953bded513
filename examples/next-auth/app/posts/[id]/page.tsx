import { notFound } from "next/navigation";
import { Suspense } from "react";
import { deletePost } from "@/app/actions";
import { auth } from "@/auth";
import { CommentForm } from "@/components/comment-form";
import { postWithComments } from "@/lib/queries";

type Params = Promise<{ id: string }>;

async function Post({ params }: { params: Params }) {
  const id = Number((await params).id);
  const post = Number.isSafeInteger(id) ? await postWithComments(id) : null;
  if (post === null) notFound();
  const session = await auth();
  return (
    <article>
      <h1>{post.title}</h1>
      <p>by {post.author}</p>
      <p>{post.body}</p>
      {session?.user?.id === post.authorId ? (
        <form action={deletePost}>
          <input type="hidden" name="post" value={post.id} />
          <button type="submit">Delete</button>
        </form>
      ) : null}
      <h2>Comments</h2>
      <ul data-testid="comments">
        {post.comments.map((comment) => (
          <li key={comment.id}>
            {comment.author}: {comment.body}
          </li>
        ))}
      </ul>
      {session?.user ? <CommentForm post={post.id} /> : null}
    </article>
  );
}

export default function Page({ params }: { params: Params }) {
  return (
    <Suspense fallback="…">
      <Post params={params} />
    </Suspense>
  );
}
