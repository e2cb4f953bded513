import type { Connection } from "../connection.js";
import { later, run } from "./runner.js";
import { Action, sqlNative, type StreamHandle, type TransactionHandle } from "./native.js";

export type TransactionMode = "immediate" | "deferred" | "exclusive" | "read";

/** Rows of a stream, as the core writes them. */
export interface Batch {
  readonly columns: string[];
  readonly rows: unknown[][];
  readonly done: boolean;
}

/** A transaction somebody holds by hand: whoever begins one ends it. */
export class TransactionLease {
  readonly #handle: TransactionHandle;

  private constructor(handle: TransactionHandle) {
    this.#handle = handle;
  }

  static async begin(connection: Connection, mode: TransactionMode): Promise<TransactionLease> {
    const options = JSON.stringify({ mode });
    return new TransactionLease(await later(() => sqlNative().submitBegin(connection.handle(), options)));
  }

  /** Runs one statement and answers JSON text. */
  run(text: string, values: string | undefined): Promise<string> {
    return run(this.#handle, text, values);
  }

  async commit(): Promise<void> {
    await this.#act(Action.commit);
  }

  async rollback(): Promise<void> {
    await this.#act(Action.rollback);
  }

  /** Sets a savepoint and answers its number. */
  async savepoint(): Promise<number> {
    return Number(await this.#act(Action.savepoint));
  }

  async release(savepoint: number): Promise<void> {
    await this.#act(Action.release, savepoint);
  }

  async rollbackTo(savepoint: number): Promise<void> {
    await this.#act(Action.rollbackTo, savepoint);
  }

  /** Rolls back what is not over. */
  free(): void {
    sqlNative().transactionFree(this.#handle);
  }

  /** Rows of a statement that only reads, `count` at a time; batches come as JSON text. */
  async *stream(text: string, values: string | undefined, count: number): AsyncGenerator<string, void, undefined> {
    const native = sqlNative();
    const stream: StreamHandle = await later(async () => native.stream(this.#handle, text, values));
    try {
      for (;;) {
        const batch = await later(() => native.submitNext(stream, undefined, undefined, undefined, count));
        yield batch;
        if (batch.endsWith('"done":true}')) return;
      }
    } finally {
      native.streamFree(stream);
    }
  }

  async #act(action: Action, savepoint = 0): Promise<string> {
    return await later(() => sqlNative().submitAction(this.#handle, undefined, undefined, action, savepoint));
  }
}
