// Calls that can be stopped: by a signal of the caller's, or by a limit to their time. The core knows tickets and
// deadlines (noormme_db_cancel, noormme_call_options); this is what joins them to AbortSignal.

import { AbortError, errorFrom, misuse, NoormmeError, optionError, TimeoutError } from "./errors.js";
import { native, type Handle } from "./native.js";
import { isPlainObject } from "./spec/node.js";

/** What of an AbortSignal is used. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** How a call can be stopped. */
export interface CallLimits {
  /** Stops what waits or runs; the call is rejected with AbortError. A write that is done by then stays done. */
  readonly signal?: Signal | undefined;
  /** Milliseconds that the call may take, waiting included; then it is rejected with TimeoutError. */
  readonly timeout?: number | undefined;
}

/** Where the addon puts the number of a call. */
export interface Ticket {
  ticket: number;
}

/** Submits a call to the addon. */
export type Submit<T> = (timeout?: number, ticket?: Ticket) => Promise<T>;

/** Limits as they are kept: there may be several signals, a query's and its transaction's. */
export interface Limits {
  readonly signals: readonly Signal[];
  readonly timeout: number | undefined;
}

/** Reads limits; undefined where there are none. */
export function limitsOf(given: CallLimits | undefined, what: string): Limits | undefined {
  if (given === undefined) return undefined;
  if (!isPlainObject(given)) throw optionError(`${what}: an object with signal and timeout is wanted`);
  const { signal, timeout } = given as CallLimits;
  if (signal !== undefined) checkSignal(signal, what);
  if (timeout !== undefined && (typeof timeout !== "number" || !(timeout >= 1) || timeout > 2 ** 40)) {
    throw optionError(`${what}: timeout: milliseconds, 1 or more, are wanted`);
  }
  if (signal === undefined && timeout === undefined) return undefined;
  return { signals: signal === undefined ? [] : [signal], timeout: timeout === undefined ? undefined : Math.ceil(timeout) };
}

export function checkSignal(signal: unknown, what: string): void {
  const { aborted, addEventListener } = (signal ?? {}) as Partial<Signal>;
  if (typeof aborted !== "boolean" || typeof addEventListener !== "function") {
    throw optionError(`${what}: signal: an AbortSignal is wanted`);
  }
}

/** Both limits: the shorter time, and every signal. */
export function bothLimits(first: Limits | undefined, second: Limits | undefined): Limits | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const timeout = Math.min(first.timeout ?? Infinity, second.timeout ?? Infinity);
  return { signals: [...first.signals, ...second.signals], timeout: timeout === Infinity ? undefined : timeout };
}

/** What a call that was stopped by a signal is rejected with. */
export function abortError(signal: Signal): NoormmeError {
  const { reason } = signal;
  const isTimeout = (reason as { readonly name?: unknown } | undefined)?.name === "TimeoutError";
  const error = isTimeout
    ? new TimeoutError("the call's time limit has passed", { code: "TIMEOUT", errno: 508 })
    : new AbortError("the call was aborted", { code: "INTERRUPTED", errno: 507 });
  return Object.assign(error, { cause: reason });
}

export function throwIfAborted(signals: readonly Signal[]): void {
  for (const signal of signals) if (signal.aborted) throw abortError(signal);
}

/** Submits a call and stops it when it has to be. Errors are ours. */
export async function submitWithin<T>(handle: Handle, limits: Limits, submit: Submit<T>): Promise<T> {
  const { signals, timeout } = limits;
  throwIfAborted(signals);
  const ticket: Ticket = { ticket: 0 };
  const stop = (): void => native().cancel(handle, ticket.ticket);
  try {
    const promise = submit(timeout, ticket);
    for (const signal of signals) signal.addEventListener("abort", stop, { once: true });
    // A listener before ours may have aborted another one meanwhile.
    return await promise;
  } catch (thrown) {
    const error = errorFrom(thrown);
    if (error instanceof NoormmeError && error.code === "INTERRUPTED") throwIfAborted(signals);
    throw error;
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", stop);
  }
}

/** Waits for `work`, or for a signal, whichever comes first. */
export async function orAborted<T>(signals: readonly Signal[], work: Promise<T>): Promise<T> {
  if (signals.length === 0) return await work;
  let stop!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    stop = (): void => {
      for (const signal of signals) if (signal.aborted) reject(abortError(signal));
    };
  });
  for (const signal of signals) signal.addEventListener("abort", stop, { once: true });
  stop();
  // Whichever comes second is nobody's.
  work.catch(() => {});
  try {
    return await Promise.race([aborted, work]);
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", stop);
  }
}

export function refuseLimits(limits: unknown): void {
  if (limits !== undefined) {
    throw misuse("a synchronous call cannot be stopped: signal and timeout are for calls that give a promise");
  }
}
