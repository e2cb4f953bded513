import type { Callback } from "./native.js";

export interface FunctionOptions {
  /** Integers as bigint; as the connection has it by default. */
  readonly safeIntegers?: boolean;
  /** The same arguments give the same result. */
  readonly deterministic?: boolean;
  /** Not from triggers and views. */
  readonly directOnly?: boolean;
  /** Any number of arguments. */
  readonly varargs?: boolean;
}

export interface AggregateOptions<T = unknown> extends FunctionOptions {
  /** The value a group begins with, or a function that gives it. */
  readonly start?: T | (() => T);
  /** The value after a row; undefined keeps it. */
  step(total: T, ...next: unknown[]): T | void;
  /** Takes a row back out, which makes it a window function. */
  inverse?(total: T, dropped: unknown): T;
  result?(total: T): unknown;
}

/** The numbers of the addon. */
const Flag = { deterministic: 1, directOnly: 2, window: 4 } as const;
const Phase = { step: 0, inverse: 1, value: 2, final: 3 } as const;

const mostArguments = 100;

export function functionFlags(options: FunctionOptions): number {
  return (options.deterministic ? Flag.deterministic : 0) | (options.directOnly ? Flag.directOnly : 0);
}

export function checkName(name: unknown): asserts name is string {
  if (typeof name !== "string") throw new TypeError("Expected first argument to be a string");
  if (name === "") throw new TypeError("User-defined function name cannot be an empty string");
}

/** How many arguments a function takes, from its own list of them; -1 for any number. */
export function argumentCount(options: FunctionOptions, lengths: readonly number[], before = 0): number {
  if (options.varargs) return -1;
  const count = Math.max(0, Math.max(...lengths) - before);
  if (count > mostArguments) throw new RangeError("User-defined functions cannot have more than 100 arguments");
  return count;
}

export function checkFunction(value: unknown, key: string): void {
  if (value !== undefined && value !== null && typeof value !== "function") {
    throw new TypeError(`Expected the "${key}" option to be a function`);
  }
}

/** An aggregate as the addon takes it: one function that is told the phase and the group. */
export function aggregateCallback<T>(options: AggregateOptions<T>): { readonly callback: Callback; readonly flags: number } {
  const { start, step, inverse, result } = options;
  const groups = new Map<number, { total: T; wasAsked: boolean }>();
  const begin = (): T => (typeof start === "function" ? (start as () => T)() : ((start ?? null) as T));
  const callback = (phase: unknown, group: unknown, ...values: unknown[]): unknown => {
    let state = groups.get(group as number);
    if (phase === Phase.final) groups.delete(group as number);
    // A window function's results were asked for row by row; its end is only an end.
    if (phase === Phase.final && state?.wasAsked) return null;
    if (state === undefined) {
      state = { total: begin(), wasAsked: false };
      if (phase !== Phase.final) groups.set(group as number, state);
    }
    if (phase === Phase.value || phase === Phase.final) {
      if (phase === Phase.value) state.wasAsked = true;
      return result ? result(state.total) : state.total;
    }
    const next = phase === Phase.step ? step(state.total, ...values) : inverse?.(state.total, ...(values as [unknown]));
    if (next !== undefined) state.total = next as T;
    return null;
  };
  return { callback, flags: functionFlags(options) | (inverse ? Flag.window : 0) };
}
