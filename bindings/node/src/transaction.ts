// Transactions. Which one a query belongs to is a value that follows asynchronous calls (AsyncLocalStorage): a query on
// `db` inside the callback joins the transaction, whoever makes it and however deep, and one outside never does.

import { contextStorage, type ContextStorage } from "#platform";
import type { Connection } from "./connection.js";
import { AbortError, misuse, NoormmeError, TimeoutError, TransactionManagementError } from "./errors.js";
import { bothLimits, checkSignal, orAborted, refuseLimits, throwIfAborted, type Limits, type Signal } from "./limits.js";
import { Action, sqlNative, type TransactionHandle } from "./sql/native.js";
import { later, now } from "./sql/runner.js";

export interface TransactionOptions {
  /**
   * How it begins. `"immediate"` (the default) takes the right to write at once, `"deferred"` with the first write;
   * `"read"` never writes, waits for nobody, and sees one state of the database throughout.
   */
  readonly mode?: "immediate" | "deferred" | "exclusive" | "read";
  /** Milliseconds to wait for its turn; without it, `busyTimeout`. */
  readonly timeout?: number;
  /**
   * Aborts it: what runs in it is stopped, everything is undone, and the promise is rejected with AbortError, perhaps
   * before the callback is done, whose further queries are refused. Once COMMIT has begun it is too late.
   */
  readonly signal?: Signal;
  /** How often the whole callback may run again when the database was busy. Default 0. */
  readonly retries?: number;
  /** What queries on `db` inside do: join (the default), or fail, so that only the callback's argument is used. */
  readonly outside?: "join" | "error";
}

const OVER = "the transaction is over: await every query inside its callback; work that outlives it begins in db.outside()";

/** A transaction that runs, or a savepoint in one. */
export class TransactionState {
  readonly handle: TransactionHandle;
  readonly parent: TransactionState | undefined;
  readonly joins: boolean;
  /** How its queries can be stopped. */
  readonly limits: Limits | undefined;
  isOver = false;
  /** Why, when a signal ended it. */
  #aborted: NoormmeError | undefined;
  #hooks: (() => unknown)[] = [];
  /** Savepoints of one transaction come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(handle: TransactionHandle, joins: boolean, limits?: Limits, parent?: TransactionState) {
    this.handle = handle;
    this.joins = joins;
    this.limits = bothLimits(parent?.limits, limits);
    this.parent = parent;
  }

  /** The callback is done, or given up. */
  end(error?: unknown): void {
    this.isOver = true;
    if (error instanceof AbortError || error instanceof TimeoutError) this.#aborted = error;
  }

  check(): void {
    if (this.isOver && this.#aborted !== undefined) throw this.#aborted;
    if (this.isOver) throw new TransactionManagementError(OVER, { code: "TRANSACTION_ENDED" });
  }

  onCommit(hook: () => unknown): void {
    this.check();
    if (typeof hook !== "function") throw misuse("onCommit: a function is wanted");
    this.#hooks.push(hook);
  }

  /** What is to run after the commit; a savepoint's go to what is around it. */
  takeHooks(): (() => unknown)[] {
    const hooks = this.#hooks;
    this.#hooks = [];
    return hooks;
  }

  addHooks(hooks: readonly (() => unknown)[]): void {
    this.#hooks.push(...hooks);
  }

  /** Runs `body` when the savepoints before it are gone. */
  async inTurn<T>(body: () => Promise<T>): Promise<T> {
    const before = this.#turn;
    let done!: () => void;
    this.#turn = new Promise<void>((resolve) => (done = resolve));
    await before;
    try {
      return await body();
    } finally {
      done();
    }
  }
}

/** The transactions of one connection. */
export class Transactions {
  readonly #connection: Connection;
  #storage: ContextStorage<TransactionState | undefined> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The transaction that queries join now. */
  current(): TransactionState | undefined {
    const state = this.#storage?.getStore();
    if (state === undefined) return undefined;
    state.check();
    if (!state.joins) {
      throw new TransactionManagementError("a query on the database inside a transaction that asked for none", {
        code: "MISUSE",
        errno: 100,
      });
    }
    return state;
  }

  outside<T>(body: () => T): T {
    return this.#storage === undefined ? body() : this.#storage.run(undefined, body);
  }

  async run<T>(
    outer: TransactionState | undefined,
    body: (state: TransactionState) => Promise<T> | T,
    options: TransactionOptions,
  ): Promise<T> {
    if (outer !== undefined) return await outer.inTurn(() => this.#nested(outer, body, signalOf(options)));
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(body, options);
      } catch (error) {
        if (attempt >= (options.retries ?? 0) || !isBusy(error)) throw error;
        // Two that met shall not meet again at once.
        const pause = Math.random() * 20 * 2 ** Math.min(attempt, 6);
        await new Promise<void>((resolve) => setTimeout(() => resolve(), pause));
      }
    }
  }

  async #once<T>(body: (state: TransactionState) => Promise<T> | T, options: TransactionOptions): Promise<T> {
    const limits = signalOf(options);
    const handle = await this.#connection.submit(
      (_, ticket) =>
        sqlNative().submitBegin(this.#connection.handle(), beginText(options), undefined, undefined, undefined, 0, ticket),
      undefined,
      limits,
    );
    const state = new TransactionState(handle, options.outside !== "error", limits);
    const act = (action: Action): Promise<string> =>
      later(() => sqlNative().submitAction(handle, undefined, undefined, action, 0));
    let result: T;
    try {
      result = await this.#stoppable(state, body);
      state.end();
      await act(Action.commit);
    } catch (error) {
      state.end(error);
      // What SQLite has ended already cannot be rolled back, and need not.
      await act(Action.rollback).catch(() => {});
      throw error;
    } finally {
      sqlNative().transactionFree(handle);
    }
    for (const hook of state.takeHooks()) await this.outside(hook);
    return result;
  }

  async #nested<T>(
    outer: TransactionState,
    body: (state: TransactionState) => Promise<T> | T,
    limits: Limits | undefined,
  ): Promise<T> {
    outer.check();
    const { handle } = outer;
    const act = (action: Action, savepoint = 0): Promise<string> =>
      later(() => sqlNative().submitAction(handle, undefined, undefined, action, savepoint));
    const savepoint = Number(await act(Action.savepoint));
    const state = new TransactionState(handle, outer.joins, limits, outer);
    try {
      const result = await this.#stoppable(state, body);
      state.end();
      await act(Action.release, savepoint);
      outer.addHooks(state.takeHooks());
      return result;
    } catch (error) {
      state.end(error);
      // When the whole transaction is gone, its own end says so.
      await act(Action.rollbackTo, savepoint)
        .then(() => act(Action.release, savepoint))
        .catch(() => {});
      throw error;
    }
  }

  /** Runs the callback until it is done or a signal comes. */
  async #stoppable<T>(state: TransactionState, body: (state: TransactionState) => Promise<T> | T): Promise<T> {
    const signals = state.limits?.signals ?? [];
    throwIfAborted(signals);
    const work = async (): Promise<T> => await this.#within(state, body);
    const result = await orAborted(signals, work());
    throwIfAborted(signals);
    return result;
  }

  #within<T>(state: TransactionState, body: (state: TransactionState) => T): T {
    this.#storage ??= contextStorage<TransactionState | undefined>();
    return this.#storage === undefined ? body(state) : this.#storage.run(state, () => body(state));
  }

  runSync<T>(outer: TransactionState | undefined, body: (state: TransactionState) => T, options: TransactionOptions): T {
    const act = (action: Action, savepoint = 0): number =>
      now(() => sqlNative().actionSync(handle, action, savepoint));
    outer?.check();
    refuseLimits(options.signal);
    const handle =
      outer?.handle ?? now(() => sqlNative().beginSync(this.#connection.handle(), beginText(options)));
    const savepoint = outer === undefined ? 0 : act(Action.savepoint);
    const state = new TransactionState(handle, (outer?.joins ?? true) && options.outside !== "error", undefined, outer);
    let result: T;
    try {
      result = this.#within(state, body);
      if (isThenable(result)) throw misuse("transactionSync: the callback gave a promise; use transaction()");
      state.isOver = true;
      act(outer === undefined ? Action.commit : Action.release, savepoint);
    } catch (error) {
      state.isOver = true;
      try {
        act(outer === undefined ? Action.rollback : Action.rollbackTo, savepoint);
        if (outer !== undefined) act(Action.release, savepoint);
      } catch {
        // Gone already.
      }
      throw error;
    } finally {
      if (outer === undefined) sqlNative().transactionFree(handle);
    }
    const hooks = state.takeHooks();
    if (outer !== undefined) outer.addHooks(hooks);
    else for (const hook of hooks) this.outside(hook);
    return result;
  }
}

function signalOf({ signal }: TransactionOptions): Limits | undefined {
  if (signal === undefined) return undefined;
  checkSignal(signal, "transaction");
  return { signals: [signal], timeout: undefined };
}

function beginText({ mode = "immediate", timeout }: TransactionOptions): string {
  return JSON.stringify(timeout === undefined ? { mode } : { mode, timeout_ms: timeout });
}

function isBusy(error: unknown): boolean {
  return error instanceof NoormmeError && error.code === "BUSY";
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
