// The few names of Node and Bun that the sources use, so that nothing here needs @types/node.
// This file is for compiling only and is not part of the package's declarations.

declare const process: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly arch: string;
  readonly argv: readonly string[];
  readonly stderr: { write(text: string): void };
  exitCode: number;
  on(signal: string, listener: () => void): void;
  cwd(): string;
  emitWarning(message: string, options: { readonly type: string; readonly code: string }): void;
};

declare const __dirname: string;
declare const __filename: string;
declare const require: (path: string) => unknown;

declare const console: { debug(message: string): void; warn(message: string): void };

declare const crypto: { randomUUID(): string };

declare function btoa(text: string): string;

declare const Buffer: {
  from(bytes: ArrayBufferLike, start: number, length: number): { toString(encoding: "base64"): string };
  from(text: string, encoding: "base64"): Uint8Array;
};

declare module "node:async_hooks" {
  export class AsyncLocalStorage<T> {
    getStore(): T | undefined;
    enterWith(store: T): void;
    run<R>(store: T, callback: () => R): R;
  }
}

declare module "node:diagnostics_channel" {
  export function subscribe(name: string, onMessage: () => void): void;
}

declare module "node:fs" {
  export function existsSync(path: string): boolean;
  export function readFileSync(path: string, encoding: "utf8"): string;
  export function writeFileSync(path: string, text: string): void;
  export function mkdirSync(path: string, options: { readonly recursive: true }): void;
  export function statSync(
    path: string,
    options: { readonly throwIfNoEntry: false; readonly bigint: true },
  ): { readonly dev: bigint; readonly ino: bigint } | undefined;
}

declare module "node:child_process" {
  export function spawn(
    path: string,
    args: readonly string[],
    options: { readonly stdio: "inherit" },
  ): {
    kill(signal: string): void;
    on(event: "error", listener: (error: Error) => void): void;
    on(event: "exit", listener: (code: number | null) => void): void;
  };
}

declare module "node:module" {
  export function createRequire(path: string): (name: string) => unknown;
}

declare module "node:path" {
  export function resolve(...parts: string[]): string;
  export function join(...parts: string[]): string;
  export function isAbsolute(path: string): boolean;
  export function dirname(path: string): string;
}

// Kysely and better-auth are the application's: imported where it asks for noormme/kysely or noormme/better-auth.
declare module "kysely" {
  export const Kysely: unknown;
}

declare module "better-auth/adapters" {
  export const createAdapterFactory: unknown;
}
declare function atob(text: string): string;
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
declare const performance: { now(): number };
declare function setImmediate(callback: () => void): unknown;
declare function setTimeout(callback: () => void, milliseconds: number): unknown;
