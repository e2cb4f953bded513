import { isDirectoryOf } from "#platform";
import { sqliteNative, type BackupHandle } from "./native.js";
import { attachedName, checkOptions } from "./options.js";
import type { Session } from "./session.js";

/** How far a backup is. */
export interface BackupProgress {
  readonly totalPages: number;
  readonly remainingPages: number;
}

export interface BackupOptions {
  /** The name a database was attached by. Default `"main"`. */
  readonly attached?: string;
  /** Called after each step; what it returns is how many pages the next ones copy (100 at first), 0 to wait. */
  readonly progress?: ((info: BackupProgress) => number | void) | null;
}

const usualPages = 100;

/** Copies a database into a file, in steps between which the event loop goes on. */
export async function backUp(
  session: Session,
  destination: string,
  options: BackupOptions | null,
): Promise<BackupProgress> {
  if (typeof destination !== "string") throw new TypeError("Expected first argument to be a string");
  const given = checkOptions(options, "second") as BackupOptions;
  const path = destination.trim();
  const schema = attachedName(given);
  const { progress } = given;
  if (path === "") throw new TypeError("Backup filename cannot be an empty string");
  if (path === ":memory:") throw new TypeError('Invalid backup filename ":memory:"');
  if (progress !== undefined && progress !== null && typeof progress !== "function") {
    throw new TypeError('Expected the "progress" option to be a function');
  }
  if (!isDirectoryOf(path)) throw new TypeError("Cannot save backup because the directory does not exist");
  // A function that a statement is calling may ask for a backup, too: it begins when that is done.
  await turn();
  session.checkIdle();
  const native = sqliteNative();
  const handle = session.busily(() => native.connectionBackup(session.handle, schema, path));
  try {
    // The first step copies nothing: it tells how much there is.
    for (let pages = 0, next = usualPages; ; pages = next, await turn()) {
      const [info, isDone] = step(session, handle, pages);
      if (isDone) return info;
      // Called without a receiver.
      const wanted: unknown = progress ? progress(info) : undefined;
      if (wanted === undefined) continue;
      if (typeof wanted !== "number" || Number.isNaN(wanted)) {
        throw new TypeError("Expected progress callback to return a number or undefined");
      }
      next = Math.max(0, Math.min(0x7fffffff, Math.round(wanted)));
    }
  } finally {
    native.backupFree(handle);
  }
}

function step(session: Session, handle: BackupHandle, pages: number): readonly [info: BackupProgress, isDone: boolean] {
  session.checkIdle();
  const [remainingPages, totalPages, isDone] = session.busily(() => sqliteNative().backupStep(handle, pages));
  return [{ totalPages, remainingPages }, isDone];
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => resolve()));
}
