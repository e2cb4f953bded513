// The addon: a file found and loaded on first use, so that importing the package touches nothing.

import { addonFiles, loadAddon, runtimeName } from "#platform";
import { NoormmeError } from "./errors.js";
import type { Ticket } from "./limits.js";
import type { ValueBlock } from "./query/bulk.js";
import type { RawAnswer } from "./rows/answer.js";
import type { StreamHandle, Target } from "./sql/native.js";

/** A database handle of the addon. */
export type Handle = object & { readonly __handle: unique symbol };

/**
 * Runs a prepared request: the layout known so far, budget and part as in `rowsSync`, then the literals in the order of
 * their places.
 */
export type RunShape = (
  known: number,
  budget: number,
  part: (rows: RawAnswer) => void,
  ...values: readonly (string | number)[]
) => RawAnswer | undefined | null;

/** Listens to query events. */
export type Observer = object & { readonly __observer: unique symbol };

/** An event as the addon hands it out; events.ts reads it. */
export type RawEvent = readonly [
  operation: string,
  model: string,
  sql: string,
  parameters: string,
  age: number,
  duration: number,
  waited: number,
  rows: number,
  changes: number,
  error: string,
  sqliteCode: number,
  connection: number,
  flags: number,
];

/** The addon's functions; each throws or rejects with a plain object (see errors.ts). */
export interface Native {
  versions(): { readonly abi: number; readonly wire: number; readonly library: string; readonly sqlite: string };
  handleCount(): number;
  open(path: string, options: string): Handle;
  close(handle: Handle): Promise<void>;
  interrupt(handle: Handle): void;
  /** Stops a submitted call, if it is not done. */
  cancel(handle: Handle, ticket: number): void;
  statementCount(handle: Handle): number;
  /** `slowerThan` in nanoseconds; `wake` is called when there are events to take. */
  observe(handle: Handle, parameters: boolean, slowerThan: number, wake: () => void): Observer;
  unobserve(observer: Observer): void;
  /** How many events were dropped, and those that were not. */
  takeEvents(observer: Observer): [dropped: number, ...events: RawEvent[]];
  initialize(handle: Handle): Promise<void>;
  initializeSync(handle: Handle): void;
  /** The memory small answers are written to. */
  rowsSpace(): ArrayBuffer;
  /** Values go with a request that says so. */
  submitRows(
    target: Target,
    spec: string,
    block?: ValueBlock,
    _3?: undefined,
    _4?: undefined,
    timeout?: number,
    ticket?: Ticket,
  ): Promise<RawAnswer>;
  /** Undefined when the budget, in microseconds, did not suffice; 0 is any time, and `part` may be given rows before. */
  rowsSync(
    target: Target,
    spec: string,
    known: number,
    budget: number,
    part: (rows: RawAnswer) => void,
    block?: ValueBlock,
  ): RawAnswer | undefined | null;
  /** The next rows of a cursor. */
  submitNext(
    cursor: StreamHandle,
    _1: undefined,
    _2: undefined,
    _3: undefined,
    count: number,
    timeout?: number,
    ticket?: Ticket,
  ): Promise<RawAnswer>;
  shape(handle: Handle, template: string): RunShape;
  compile(handle: Handle, spec: string): Promise<string>;
  compileSync(handle: Handle, spec: string): string;
  introspect(handle: Handle): Promise<string>;
  introspectSync(handle: Handle): string;
  generate(schema: string, options: string): string;
}

let loaded: Native | undefined;

export function native(): Native {
  return (loaded ??= load());
}

/** Takes an addon the program names or has loaded, unless one is in use. */
export function useAddon(binding: string | object): void {
  loaded ??= (typeof binding === "string" ? loadAddon(binding) : binding) as Native;
}

function load(): Native {
  const tried: string[] = [];
  for (const { path, load } of addonFiles()) {
    try {
      return load() as Native;
    } catch (error) {
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      tried.push(`  ${path}: ${reason}`);
      if (error instanceof Error && (error as { code?: unknown }).code === "VERSION_MISMATCH") {
        throw new NoormmeError(error.message, { code: "VERSION_MISMATCH", errno: 104 });
      }
    }
  }
  throw new NoormmeError(
    `the native part, noormme.node for ${runtimeName()}, could not be loaded. Tried:\n${tried.join("\n")}\n` +
      "It comes as an optional dependency of noormme: install again without --omit=optional and without a lockfile " +
      "of another system, or name the file in NOORMME_ADDON. In the repository, scripts/build-node makes it.",
    { code: "CANNOT_OPEN", errno: 504 },
  );
}
