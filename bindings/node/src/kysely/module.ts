import { requireFromProject } from "#platform";
import { NoormmeError } from "../errors.js";
import type { KyselyClass, KyselyModule } from "./types.js";

let known: KyselyModule | undefined;

/** Kysely as somebody who imports it has it. The entry for `import` calls this. */
export function useKysely(kysely: object): void {
  known = checked(kysely);
}

/** The application's Kysely: the one given, else the one imported with noormme/kysely, else the one `require` finds. */
export function kyselyModule(given?: object): KyselyModule {
  if (given !== undefined && hasAll(given)) return given;
  const found = (known ??= load());
  const own = given === undefined ? undefined : (given as { readonly Kysely?: unknown }).Kysely;
  return typeof own === "function" ? { ...parts(found), Kysely: own as KyselyClass } : found;
}

function load(): KyselyModule {
  let loaded: unknown;
  try {
    loaded = requireFromProject("kysely");
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw missing(`kysely could not be loaded (${reason})`);
  }
  return checked(loaded);
}

function checked(module: unknown): KyselyModule {
  if (typeof module === "object" && module !== null && hasAll(module)) return module;
  throw missing("what was given is not the module kysely, or a version without SqliteAdapter");
}

function parts({ Kysely, SqliteAdapter, SqliteQueryCompiler, SqliteIntrospector }: KyselyModule): KyselyModule {
  return { Kysely, SqliteAdapter, SqliteQueryCompiler, SqliteIntrospector };
}

const names = ["Kysely", "SqliteAdapter", "SqliteQueryCompiler", "SqliteIntrospector"] as const;

function hasAll(module: object): module is KyselyModule {
  return names.every((name) => typeof (module as Record<string, unknown>)[name] === "function");
}

function missing(message: string): NoormmeError {
  return new NoormmeError(
    `${message}: install it (npm install kysely), or hand it over: import * as kysely from "kysely", then ` +
      "db.getKysely(kysely)",
    { code: "NOT_SUPPORTED", errno: 207 },
  );
}
