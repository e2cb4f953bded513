// What the package asks of a runtime with neither files nor addons: browsers, edge functions, workers. Everything
// imports there, and query sets can be made and sent; what needs a file says so when it is used.

import { NotSupportedError } from "../errors.js";

/** A file that may be the addon. */
export interface AddonFile {
  /** For messages. */
  readonly path: string;
  load(): unknown;
}

export function environment(name: string): string | undefined {
  const holder = (globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } }).process;
  return holder?.env?.[name];
}

export function workingDirectory(): string {
  return "/";
}

export function absolutePath(path: string): string {
  return path;
}

export function isDirectoryOf(_path: string): boolean {
  return true;
}

/** Edge functions refuse to be built where they find such a call. */
export function functionOf(_parameters: readonly string[], _body: string): (...values: never[]) => unknown {
  throw new NotSupportedError("this runtime makes no functions of text", { code: "NOT_SUPPORTED", errno: 207 });
}

export function fileIdentity(_path: string): string | undefined {
  return undefined;
}

export function runtimeName(): string {
  return "a runtime without addons";
}

/** A value that follows asynchronous calls. */
export interface ContextStorage<T> {
  getStore(): T | undefined;
  enterWith(store: T): void;
  run<R>(store: T, callback: () => R): R;
}

export function contextStorage<T>(): ContextStorage<T> | undefined {
  return undefined;
}

export function onHttpRequest(_begin: () => void): void {}

export function announcesRequests(): boolean {
  return false;
}

export function warn(message: string, _code: string): void {
  console.warn(message);
}

export function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export function base64Bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function writeText(_path: string, _text: string): void {
  throw new NotSupportedError("this runtime has no files to write", { code: "NOT_SUPPORTED", errno: 207 });
}

export function requireFromProject(name: string): unknown {
  throw Object.assign(new Error(`no module ${name}: this runtime has no files`), { code: "MODULE_NOT_FOUND" });
}

export function addonFiles(): AddonFile[] {
  throw noFiles();
}

export function loadAddon(_path: string): unknown {
  throw noFiles();
}

function noFiles(): NotSupportedError {
  return new NotSupportedError(
    "this runtime (a browser, an edge function or a worker) cannot open SQLite files: run this code in Node, Bun " +
      "or Deno. In Next.js, that is a route or page without `runtime = \"edge\"`",
    { code: "NOT_SUPPORTED", errno: 207 },
  );
}
