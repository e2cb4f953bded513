import Link from "next/link";
import { Suspense } from "react";
import { auth } from "@/auth";
import { PostForm } from "@/components/post-form";
import { recentPosts } from "@/lib/queries";

async function Write() {
  const session = await auth();
  return session?.user ? <PostForm /> : null;
}

export default async function Page() {
  const posts = await recentPosts();
  return (
    <>
      <h1>Posts</h1>
      <ul>
        {posts.map((post) => (
          <li key={post.id}>
            <Link href={`/posts/${post.id}`}>{post.title}</Link> by {post.author}, {post.comments} comments
          </li>
        ))}
      </ul>
      <Suspense fallback={null}>
        <Write />
      </Suspense>
    </>
  );
}
