// Stand-ins for Auth.js 5, next-auth 4 and better-auth; see next.d.ts.

declare module "next-auth" {
  import type { AuthAdapter } from "noormme/auth";
  interface User {
    id?: string;
    name?: string | null;
    email?: string | null;
    image?: string | null;
  }
  export interface Session {
    user?: User;
    expires: string;
  }
  export interface EmailProvider {
    id: string;
    type: "email";
    name: string;
    from?: string;
    maxAge?: number;
    sendVerificationRequest(params: { identifier: string; url: string; token: string; expires: Date }): void | Promise<void>;
  }
  export interface NextAuthConfig {
    adapter?: AuthAdapter;
    session?: { strategy?: "database" | "jwt"; maxAge?: number };
    providers: unknown[];
    pages?: { signIn?: string; verifyRequest?: string };
    trustHost?: boolean;
    callbacks?: { session?(params: { session: Session; user: User & { id: string } }): Session };
  }
  export interface NextAuthResult {
    handlers: Record<"GET" | "POST", (request: Request) => Promise<Response>>;
    auth(): Promise<Session | null>;
    signIn(provider?: string, options?: FormData | { redirectTo?: string; email?: string }): Promise<never>;
    signOut(options?: { redirectTo?: string }): Promise<never>;
  }
  export default function NextAuth(config: NextAuthConfig): NextAuthResult;
}
declare module "next-auth/providers/github" {
  const provider: unknown;
  export default provider;
}
declare module "next-auth/providers/nodemailer" {
  export default function Nodemailer(options: { server?: string; from?: string }): unknown;
}
