import type { Connection } from "../connection.js";
import { later } from "./runner.js";
import { Action, sqlNative, type StreamHandle, type TransactionHandle } from "./native.js";

export type TransactionMode = "immediate" | "deferred" | "exclusive" | "read";

/** Rows of a stream, as the core writes them. */
export interface Batch {
  readonly columns: string[];
  readonly rows: unknown[][];
  readonly done: boolean;
}

/**
 * A transaction somebody holds by hand: whoever begins one ends it. Begun where one of the database's own is current,
 * it is a savepoint in that: a second one would wait for the first for ever.
 */
export class TransactionLease {
  readonly handle: TransactionHandle;
  /** Of the transaction it stands in; undefined where it is one itself. */
  readonly #savepoint: number | undefined;
  #isOver = false;

  private constructor(handle: TransactionHandle, savepoint?: number) {
    this.handle = handle;
    this.#savepoint = savepoint;
  }

  static async begin(connection: Connection, mode: TransactionMode): Promise<TransactionLease> {
    const handle = connection.handle();
    const target = connection.target();
    if (target !== handle) {
      const around = new TransactionLease(target as TransactionHandle);
      return new TransactionLease(around.handle, await around.savepoint());
    }
    const options = JSON.stringify({ mode });
    return new TransactionLease(await later(() => sqlNative().submitBegin(handle, options)));
  }

  async commit(): Promise<void> {
    this.#isOver = true;
    if (this.#savepoint === undefined) await this.#act(Action.commit);
    else await this.release(this.#savepoint);
  }

  async rollback(): Promise<void> {
    this.#isOver = true;
    if (this.#savepoint === undefined) {
      await this.#act(Action.rollback);
    } else {
      await this.rollbackTo(this.#savepoint);
      await this.release(this.#savepoint);
    }
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
    if (this.#savepoint === undefined) {
      sqlNative().transactionFree(this.handle);
    } else if (!this.#isOver) {
      // The transaction around it may be gone, and all with it.
      this.rollback().catch(() => {});
    }
  }

  /** Rows of a statement that only reads, `count` at a time; batches come as JSON text. */
  async *stream(text: string, values: string | undefined, count: number): AsyncGenerator<string, void, undefined> {
    const native = sqlNative();
    const stream: StreamHandle = await later(async () => native.stream(this.handle, text, values));
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
    return await later(() => sqlNative().submitAction(this.handle, undefined, undefined, action, savepoint));
  }
}
