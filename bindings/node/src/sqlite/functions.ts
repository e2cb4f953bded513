import type { Callback } from "./native.js";
import { flag } from "./options.js";

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
const Flag = { deterministic: 1, directOnly: 2 } as const;
export const windowFlag = 4;
const Phase = { step: 0, inverse: 1, value: 2, final: 3 } as const;

const mostArguments = 100;

/** Options that were looked through. */
export interface Registration {
  readonly flags: number;
  readonly varargs: boolean;
  /** Undefined: as the connection has it. */
  readonly safeIntegers: boolean | undefined;
}

export function registration(options: object): Registration {
  return {
    flags: (flag(options, "deterministic") ? Flag.deterministic : 0) | (flag(options, "directOnly") ? Flag.directOnly : 0),
    varargs: flag(options, "varargs"),
    safeIntegers: "safeIntegers" in options ? flag(options, "safeIntegers") : undefined,
  };
}

export function checkName(name: unknown): asserts name is string {
  if (typeof name !== "string") throw new TypeError("Expected first argument to be a string");
  if (name === "") throw new TypeError("User-defined function name cannot be an empty string");
}

/** How many arguments a function takes, from its own list of them; -1 for any number. */
export function argumentCount({ varargs }: Registration, lengths: readonly number[], before = 0): number {
  if (varargs) return -1;
  for (const length of lengths) {
    // A program may have set it.
    if (!Number.isInteger(length) || length < 0) {
      throw new TypeError("Expected function.length to be a positive integer");
    }
  }
  const count = Math.max(0, Math.max(...lengths) - before);
  if (count > mostArguments) throw new RangeError("User-defined functions cannot have more than 100 arguments");
  return count;
}

export function checkFunction(value: unknown, key: string): void {
  if (value !== undefined && value !== null && typeof value !== "function") {
    throw new TypeError(`Expected the "${key}" option to be a function`);
  }
}

interface Group<T> {
  total: T;
  wasAsked: boolean;
  /** One of the program's functions threw: the others are not called. */
  hasFailed: boolean;
}

/** An aggregate as the addon takes it: one function that is told the phase and the group. */
export function aggregateCallback<T>(options: AggregateOptions<T>): {
  readonly callback: Callback;
  readonly isWindow: boolean;
} {
  const { step, inverse, result } = options;
  const start = "start" in options ? options.start : null;
  const groups = new Map<number, Group<T>>();
  const run = (state: Group<T>, phase: unknown, values: unknown[]): unknown => {
    if (phase === Phase.value || phase === Phase.final) {
      if (phase === Phase.value) state.wasAsked = true;
      return result ? result(state.total) : state.total;
    }
    const next = phase === Phase.step ? step(state.total, ...values) : inverse?.(state.total, ...(values as [unknown]));
    if (next !== undefined) state.total = next as T;
    return null;
  };
  const callback = (phase: unknown, group: unknown, ...values: unknown[]): unknown => {
    let state = groups.get(group as number);
    const isNew = state === undefined;
    state ??= { total: start as T, wasAsked: false, hasFailed: false };
    if (phase !== Phase.final) groups.set(group as number, state);
    else groups.delete(group as number);
    // A window function's results were asked for row by row; its end is only an end.
    if (state.hasFailed || (phase === Phase.final && state.wasAsked)) return null;
    try {
      if (isNew && typeof start === "function") state.total = (start as () => T)();
      return run(state, phase, values);
    } catch (error) {
      state.hasFailed = true;
      throw error;
    }
  };
  return { callback, isWindow: typeof inverse === "function" };
}
