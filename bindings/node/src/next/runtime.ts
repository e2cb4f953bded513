import { environment, requireFromProject } from "#platform";
import { misuse } from "../errors.js";

/** What is used of `next/cache`. Next.js 15 has neither updateTag nor io. */
export interface CacheModule {
  readonly io?: () => Promise<void>;
  readonly updateTag?: (tag: string) => void;
  readonly revalidateTag: (tag: string, profile: string) => void;
}

/** What is used of `next/server`. */
export interface ServerModule {
  readonly connection?: () => Promise<void>;
}

function load(name: string): unknown {
  try {
    return requireFromProject(name);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "MODULE_NOT_FOUND") throw error;
    return undefined;
  }
}

/** The application's `next/cache`; undefined where there is no Next.js. */
export function cacheModule(): CacheModule | undefined {
  return load("next/cache.js") as CacheModule | undefined;
}

export function serverModule(): ServerModule | undefined {
  return load("next/server.js") as ServerModule | undefined;
}

export function requiredCacheModule(caller: string): CacheModule {
  const found = cacheModule();
  if (found === undefined) throw misuse(`${caller}: there is no Next.js here`);
  return found;
}

/**
 * Whether what runs is made in advance on purpose (`use cache`, unstable_cache, generateStaticParams), as far as Next.js
 * lets one see.
 */
export function isMadeInAdvance(): boolean {
  const storage = load("next/dist/server/app-render/work-unit-async-storage.external.js") as
    | { readonly workUnitAsyncStorage?: { getStore(): { readonly type?: string } | undefined } }
    | undefined;
  const type = storage?.workUnitAsyncStorage?.getStore()?.type ?? "";
  return type.includes("cache") || type === "generate-static-params";
}

/** Whether this process is one of `next build`. */
export function isBuild(): boolean {
  return environment("NEXT_PHASE") === "phase-production-build";
}
