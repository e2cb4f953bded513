// What the package asks of Node, Bun and Deno. The rest of it names none of their modules, so that every entry can
// also be bundled for runtimes that have none: package.json's `imports` put portable.ts in this file's place there.

import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { AddonFile, ContextStorage } from "./portable.js";

export type { AddonFile, ContextStorage } from "./portable.js";

/** An environment variable. */
export function environment(name: string): string | undefined {
  return process.env[name];
}

/** The folder relative paths start from, now. */
export function workingDirectory(): string {
  return process.cwd();
}

/** A path made absolute. */
export function absolutePath(path: string): string {
  return isAbsolute(path) ? path : resolve(path);
}

/** Whether a file could be at this path: its folder exists. */
export function isDirectoryOf(path: string): boolean {
  return existsSync(dirname(path));
}

/** A function made of text; throws where that is forbidden. */
export function functionOf(parameters: readonly string[], body: string): (...values: never[]) => unknown {
  return new Function(...parameters, body) as (...values: never[]) => unknown;
}

/** What tells a file from one that took its place; undefined for no file and for URLs. */
export function fileIdentity(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

/** What this runtime is called where addons are concerned. */
export function runtimeName(): string {
  return `${process.platform}-${process.arch}`;
}

/** A value that follows asynchronous calls; undefined where the runtime has none. */
export function contextStorage<T>(): ContextStorage<T> | undefined {
  return new AsyncLocalStorage<T>();
}

/** Calls `begin` in the context of each HTTP request that arrives, before its handler. */
export function onHttpRequest(begin: () => void): void {
  subscribe("http.server.request.start", begin);
}

/** Whether `onHttpRequest` is heeded: Bun and Deno say nothing of requests. */
export function announcesRequests(): boolean {
  return !("Bun" in globalThis) && !("Deno" in globalThis);
}

/** Tells the developer something. */
export function warn(message: string, code: string): void {
  process.emitWarning(message, { type: "NoormmeWarning", code });
}

/** Bytes as base64 text. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** The bytes of base64 text. */
export function base64Bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

/** Writes a file, with its folders; one that has the text already is left alone. */
export function writeText(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A module of the application, such as a part of its framework; throws MODULE_NOT_FOUND when it has none. */
export function requireFromProject(name: string): unknown {
  // Beside this package; where the application was started; where its main program is.
  const places = [__filename, join(process.cwd(), "package.json"), ...process.argv.slice(1, 2)];
  let failure: unknown;
  for (const place of places) {
    try {
      return createRequire(place)(name);
    } catch (error) {
      if ((error as { code?: unknown }).code !== "MODULE_NOT_FOUND") throw error;
      failure = error;
    }
  }
  throw failure;
}

/** The addon that a program names, by its path; relative to where the program was started. */
export function loadAddon(path: string): unknown {
  return require(resolve(path));
}

/** Files the addon may be, in the order to try them. */
export function addonFiles(): AddonFile[] {
  const named = process.env["NOORMME_ADDON"];
  if (named) return [{ path: named, load: () => require(named) }];
  const files = packaged();
  // bindings/node/dist in the repository; an installed package has no sources.
  if (existsSync(join(__dirname, "../../src/platform/node.ts"))) {
    const built = join(__dirname, "../../../../build/node/noormme.node");
    files.unshift({ path: built, load: () => require(built) });
  }
  return files;
}

/**
 * The packages that carry the addon. Each path is a literal, which is how bundlers and file tracing find it; and each
 * stands inside a `try`, which tells bundlers that it may be missing: only the one for this machine is installed.
 */
function packaged(): AddonFile[] {
  switch (runtimeName()) {
    case "linux-x64":
      return [
        file("@noormme/linux-x64-gnu", () => {
          try {
            return require("@noormme/linux-x64-gnu/noormme.node");
          } catch (error) {
            throw error;
          }
        }),
        file("@noormme/linux-x64-musl", () => {
          try {
            return require("@noormme/linux-x64-musl/noormme.node");
          } catch (error) {
            throw error;
          }
        }),
      ];
    case "linux-arm64":
      return [
        file("@noormme/linux-arm64-gnu", () => {
          try {
            return require("@noormme/linux-arm64-gnu/noormme.node");
          } catch (error) {
            throw error;
          }
        }),
        file("@noormme/linux-arm64-musl", () => {
          try {
            return require("@noormme/linux-arm64-musl/noormme.node");
          } catch (error) {
            throw error;
          }
        }),
      ];
    case "darwin-x64":
      return [
        file("@noormme/darwin-x64", () => {
          try {
            return require("@noormme/darwin-x64/noormme.node");
          } catch (error) {
            throw error;
          }
        }),
      ];
    case "darwin-arm64":
      return [
        file("@noormme/darwin-arm64", () => {
          try {
            return require("@noormme/darwin-arm64/noormme.node");
          } catch (error) {
            throw error;
          }
        }),
      ];
    default:
      return [];
  }
}

function file(path: string, load: () => unknown): AddonFile {
  return { path, load };
}
