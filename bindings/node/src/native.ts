// The addon: a file found and loaded on first use, so that importing the package touches nothing.

import { addonFiles, runtimeName } from "#platform";
import { NoormmeError } from "./errors.js";

/** A database handle of the addon. */
export type Handle = object & { readonly __handle: unique symbol };

/** The addon's functions; each throws or rejects with a plain object (see errors.ts). */
export interface Native {
  versions(): { readonly abi: number; readonly wire: number; readonly library: string; readonly sqlite: string };
  handleCount(): number;
  open(path: string, options: string): Handle;
  close(handle: Handle): Promise<void>;
  interrupt(handle: Handle): void;
  statementCount(handle: Handle): number;
  initialize(handle: Handle): Promise<void>;
  initializeSync(handle: Handle): void;
  execute(handle: Handle, spec: string): Promise<string>;
  executeSync(handle: Handle, spec: string): string;
  compile(handle: Handle, spec: string): Promise<string>;
  compileSync(handle: Handle, spec: string): string;
  introspect(handle: Handle): Promise<string>;
  introspectSync(handle: Handle): string;
  generate(schema: string, options: string): string;
}

let loaded: Native | undefined;

export function native(): Native {
  return (loaded ??= load());
}

function load(): Native {
  const tried: string[] = [];
  for (const { path, load } of addonFiles()) {
    try {
      return load() as Native;
    } catch (error) {
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      tried.push(`  ${path}: ${reason}`);
      if (error instanceof Error && (error as { code?: unknown }).code === "VERSION_MISMATCH") {
        throw new NoormmeError(error.message, { code: "VERSION_MISMATCH", errno: 104 });
      }
    }
  }
  throw new NoormmeError(
    `the native part, noormme.node for ${runtimeName()}, could not be loaded. Tried:\n${tried.join("\n")}\n` +
      "It comes as an optional dependency of noormme: install again without --omit=optional and without a lockfile " +
      "of another system, or name the file in NOORMME_ADDON. In the repository, scripts/build-node makes it.",
    { code: "CANNOT_OPEN", errno: 504 },
  );
}
