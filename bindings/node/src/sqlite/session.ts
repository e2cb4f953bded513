import { sqliteError } from "./errors.js";
import type { ConnectionHandle } from "./native.js";

/** What a database and its statements share. */
export class Session {
  readonly handle: ConnectionHandle;
  isOpen = true;
  safeIntegers = false;
  isUnsafe = false;
  /** Statements that are being iterated over. */
  iterators = 0;
  /** Where the addon puts what a statement changed. */
  readonly results = new Float64Array(3);
  readonly exactResults = new BigInt64Array(this.results.buffer);
  #isBusy = false;
  readonly #verbose: ((text: string) => void) | undefined;

  constructor(handle: ConnectionHandle, verbose: ((text: string) => void) | undefined) {
    this.handle = handle;
    this.#verbose = verbose;
  }

  checkOpen(): void {
    if (!this.isOpen) throw new TypeError("The database connection is not open");
  }

  /** Not from a function that SQLite is calling. */
  checkIdle(): void {
    this.checkOpen();
    this.checkNotBusy();
  }

  checkNotBusy(): void {
    if (this.#isBusy) throw new TypeError("This database connection is busy executing a query");
  }

  checkNoIterators(): void {
    if (this.iterators > 0 && !this.isUnsafe) {
      throw new TypeError("This database connection is busy executing a query");
    }
  }

  /** Runs a call of the addon. */
  busily<T>(call: () => T): T {
    this.#isBusy = true;
    try {
      return call();
    } catch (error) {
      throw sqliteError(error);
    } finally {
      this.#isBusy = false;
    }
  }

  get isHeard(): boolean {
    return this.#verbose !== undefined;
  }

  log(text: string): void {
    // Called without a receiver.
    const verbose = this.#verbose;
    verbose?.(text);
  }
}
