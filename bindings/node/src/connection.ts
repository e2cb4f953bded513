import { closed, errorFrom } from "./errors.js";
import { native, type Handle } from "./native.js";
import type { Target } from "./sql/native.js";
import { lease, type Lease } from "./registry.js";

/**
 * One database of the core, opened on first use. Query sets hold on to it, so it lives as long as any of
 * them; once closed it stays closed.
 */
export class Connection {
  readonly path: string;
  readonly #options: string;
  readonly #share: boolean;
  #lease: Lease | undefined;
  #closing: Promise<void> | undefined;

  constructor(path: string, options: string, share = true) {
    this.path = path;
    this.#options = options;
    this.#share = share;
  }

  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  async execute(spec: string): Promise<string> {
    return await this.#promised((handle) => native().execute(handle, spec));
  }

  executeSync(spec: string): string {
    return this.#now((handle) => native().executeSync(handle, spec));
  }

  async compile(spec: string): Promise<string> {
    return await this.#promised((handle) => native().compile(handle, spec));
  }

  compileSync(spec: string): string {
    return this.#now((handle) => native().compileSync(handle, spec));
  }

  async introspect(): Promise<string> {
    return await this.#promised((handle) => native().introspect(handle));
  }

  introspectSync(): string {
    return this.#now((handle) => native().introspectSync(handle));
  }

  async initialize(): Promise<void> {
    await this.#promised((handle) => native().initialize(handle));
  }

  initializeSync(): void {
    this.#now((handle) => native().initializeSync(handle));
  }

  /** Statements run for requests so far. */
  statementCount(): number {
    return this.#now((handle) => native().statementCount(handle));
  }

  interrupt(): void {
    if (this.#lease !== undefined && !this.isClosed) this.#now((handle) => native().interrupt(handle));
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** The addon's handle, for calls this class has no method for. @internal */
  handle(): Handle {
    return this.#now((handle) => handle);
  }

  /** What calls run on now. @internal */
  target(): Target {
    return this.handle();
  }

  async #close(): Promise<void> {
    const lease = this.#lease;
    this.#lease = undefined;
    if (lease === undefined) return;
    try {
      await lease.release();
    } catch (error) {
      throw errorFrom(error);
    }
  }

  #open(): Handle {
    if (this.#closing !== undefined) throw closed();
    return (this.#lease ??= lease(native(), this.path, this.#options, this.#share, this)).handle;
  }

  async #promised<T>(call: (handle: Handle) => Promise<T>): Promise<T> {
    try {
      // await, not return: what the addon rejects with becomes an error whose stack names the caller.
      return await call(this.#open());
    } catch (error) {
      throw errorFrom(error);
    }
  }

  #now<T>(call: (handle: Handle) => T): T {
    try {
      return call(this.#open());
    } catch (error) {
      throw errorFrom(error);
    }
  }
}
