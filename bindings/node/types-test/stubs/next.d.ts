// Stand-ins for what the guides and examples use of Next.js, Auth.js and React, so that they can be type-checked where
// those are not installed. Only names and shapes their documents give.

declare module "next" {
  export interface NextConfig {
    cacheComponents?: boolean;
    output?: "standalone" | "export";
    serverExternalPackages?: string[];
    outputFileTracingIncludes?: Record<string, string[]>;
  }
  export interface Metadata {
    title?: string;
    description?: string;
  }
}
declare module "next/cache" {
  export function cacheTag(...tags: string[]): void;
  export function cacheLife(profile: string): void;
  export function updateTag(tag: string): void;
  export function revalidatePath(path: string): void;
  export function revalidateTag(tag: string, profile: string): void;
}
declare module "next/server" {
  export class NextRequest extends Request {
    readonly nextUrl: URL;
  }
  export function connection(): Promise<void>;
  export function after(task: () => unknown): void;
}
declare module "next/navigation" {
  export function redirect(path: string): never;
  export function notFound(): never;
}
declare module "next/link" {
  const Link: (props: { href: string; className?: string; children?: React.ReactNode }) => React.ReactNode;
  export default Link;
}
declare module "react" {
  export type ReactNode = React.ReactNode;
  export const Suspense: (props: { fallback?: ReactNode; children?: ReactNode }) => ReactNode;
  export function useActionState<S, P>(
    action: (state: Awaited<S>, payload: P) => S | Promise<S>,
    initial: Awaited<S>,
  ): [state: Awaited<S>, dispatch: (payload: P) => void, isPending: boolean];
  export function cache<F extends (...values: never[]) => unknown>(read: F): F;
}
declare namespace React {
  type ReactNode = string | number | bigint | boolean | null | undefined | Element | Iterable<ReactNode>;
  interface Element {
    readonly type: unknown;
  }
}
declare module "react/jsx-runtime" {
  export namespace JSX {
    type Element = React.ReactNode;
    type ElementType = keyof IntrinsicElements | ((props: never) => React.ReactNode | Promise<React.ReactNode>);
    interface ElementChildrenAttribute {
      children: unknown;
    }
    interface IntrinsicAttributes {
      key?: string | number;
    }
    interface Attributes {
      key?: string | number | bigint;
      id?: string;
      className?: string;
      children?: React.ReactNode;
      lang?: string;
      href?: string;
      name?: string;
      type?: string;
      value?: string | number;
      defaultValue?: string;
      placeholder?: string;
      required?: boolean;
      maxLength?: number;
      rows?: number;
      disabled?: boolean;
      role?: string;
      dateTime?: string;
      htmlFor?: string;
      action?: ((data: FormData) => unknown) | string;
      "data-testid"?: string;
    }
    interface IntrinsicElements {
      [name: string]: Attributes;
    }
  }
  export const jsx: unknown, jsxs: unknown, Fragment: unknown;
}
declare module "server-only";
declare module "*.css";
