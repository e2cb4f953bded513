import { requireFromProject } from "#platform";
import { NoormmeError } from "../errors.js";
import type { CreateAdapterFactory } from "./types.js";

let known: CreateAdapterFactory | undefined;

/** better-auth's adapters as somebody who imports them has them. The entry for `import` calls this. */
export function useAdapters(adapters: object): void {
  known = factoryOf(adapters);
}

/** The application's factory: the one given, else the one imported with noormme/better-auth, else what `require` finds. */
export function adapterFactory(given?: unknown): CreateAdapterFactory {
  if (typeof given === "function") return given as CreateAdapterFactory;
  return (known ??= load());
}

function load(): CreateAdapterFactory {
  try {
    return factoryOf(requireFromProject("better-auth/adapters"));
  } catch (error) {
    if (error instanceof NoormmeError) throw error;
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw missing(`better-auth could not be loaded (${reason})`);
  }
}

function factoryOf(adapters: unknown): CreateAdapterFactory {
  // createAdapter is what it was called before 1.3.
  const { createAdapterFactory, createAdapter } = (adapters ?? {}) as Record<string, unknown>;
  const factory = createAdapterFactory ?? createAdapter;
  if (typeof factory === "function") return factory as CreateAdapterFactory;
  throw missing("better-auth/adapters has no createAdapterFactory");
}

function missing(message: string): NoormmeError {
  return new NoormmeError(
    `${message}: install it (npm install better-auth), or hand its factory over: noormmeAdapter(db, ` +
      '{ createAdapterFactory }), imported from "better-auth/adapters"',
    { code: "NOT_SUPPORTED", errno: 207 },
  );
}
