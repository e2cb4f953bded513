// Query events: the core tells of each statement that ran, the addon keeps what it is told and wakes this thread once
// for many. docs/events.md says what is told.

import { errorFrom, optionError, typeError } from "./errors.js";
import { warn } from "#platform";
import { native, type Handle, type Observer, type RawEvent } from "./native.js";
import { decode } from "./spec/decode.js";

/** One SQL statement that has run. */
export interface QueryEvent {
  /** What the statement was for. */
  readonly operation: QueryOperation;
  /** The model the request is about; empty for SQL text and for transactions. */
  readonly model: string;
  /** With placeholders. */
  readonly sql: string;
  /** The placeholders' values, where the listener asked for them; of the last run where a statement ran several times. */
  readonly parameters: readonly unknown[] | undefined;
  /** When it began, as `performance.now()` counts. */
  readonly startMs: number;
  /** How long it took until its last row was written, compiling included. */
  readonly durationMs: number;
  /** How long its call had waited for a connection; told with the first statement of a call. */
  readonly waitedMs: number;
  /** Rows it gave. */
  readonly rows: number;
  /** Rows it inserted, updated and deleted, those of triggers and cascades included. */
  readonly changes: number;
  /** The code of what it came to, such as `"UNIQUE"`; null for success. */
  readonly error: string | null;
  /** SQLite's extended result code; 0 where SQLite had no error. */
  readonly sqliteCode: number;
  readonly connection: "writer" | "reader";
  /** Which connection of the database, counted from 1. */
  readonly connectionNumber: number;
  /** The request's plan came from the cache. */
  readonly planCached: boolean;
  /** The statement was prepared already. */
  readonly statementCached: boolean;
  /** It ran in a transaction of the program's. */
  readonly inTransaction: boolean;
  /** It ran on this thread, not on one of the library's. */
  readonly inline: boolean;
}

export type QueryOperation =
  | "select"
  | "count"
  | "exists"
  | "explain"
  | "insert"
  | "update"
  | "delete"
  | "save"
  | "get_or_create"
  | "prefetch"
  | "sql"
  | "script"
  | "begin"
  | "commit"
  | "rollback"
  | "savepoint"
  | "release";

export type QueryListener = (event: QueryEvent) => void;

export interface QueryListenerOptions {
  /** Tells the values of parameters too. They may be secrets. Default false. */
  readonly parameters?: boolean;
  /** Milliseconds: only statements that took so long, and those that failed. Default 0. */
  readonly slowerThan?: number;
}

interface Wanted {
  readonly parameters: boolean;
  readonly slowerThan: number;
  /** An error of the listener's has been told. */
  warned: boolean;
}

/** The listeners of one database object. */
export class QueryEvents {
  readonly #open: () => Handle;
  readonly #listeners = new Map<QueryListener, Wanted>();
  #observer: Observer | undefined;
  #observed = "";

  constructor(open: () => Handle) {
    this.#open = open;
  }

  add(listener: QueryListener, options: QueryListenerOptions): void {
    if (typeof listener !== "function") throw typeError("on: a function is wanted");
    const { parameters = false, slowerThan = 0 } = options;
    if (typeof parameters !== "boolean") throw optionError("on: parameters: true or false is wanted");
    if (typeof slowerThan !== "number" || !(slowerThan >= 0)) {
      throw optionError("on: slowerThan: milliseconds are wanted");
    }
    const before = this.#listeners.get(listener);
    this.#listeners.set(listener, { parameters, slowerThan, warned: false });
    try {
      this.#observe();
    } catch (error) {
      if (before === undefined) this.#listeners.delete(listener);
      else this.#listeners.set(listener, before);
      throw errorFrom(error);
    }
  }

  remove(listener: QueryListener): void {
    if (this.#listeners.delete(listener)) this.#observe();
  }

  /** Tells what was kept, and listens no more: the database is closed. */
  end(): void {
    this.#unobserve(true);
    this.#listeners.clear();
  }

  /** One observer of the core's, which is told what any listener wants to know. */
  #observe(): void {
    const all = [...this.#listeners.values()];
    const parameters = all.some((each) => each.parameters);
    const slowerThan = all.reduce((least, each) => Math.min(least, each.slowerThan), Infinity);
    const wanted = all.length === 0 ? "" : `${parameters} ${slowerThan}`;
    if (wanted === this.#observed) return;
    this.#unobserve(true);
    if (all.length === 0) return;
    // The addon holds the function: it must not hold the database.
    const weak = new WeakRef<QueryEvents>(this);
    // In a task of its own: what a listener asks the database makes events too, which would come in the same one.
    const wake = (): unknown => setImmediate(() => weak.deref()?.deliver());
    this.#observer = native().observe(this.#open(), parameters, Math.round(slowerThan * 1e6), wake);
    this.#observed = wanted;
  }

  #unobserve(delivers: boolean): void {
    const observer = this.#observer;
    if (observer === undefined) return;
    native().unobserve(observer);
    if (delivers) this.deliver();
    this.#observer = undefined;
    this.#observed = "";
  }

  /** Tells the listeners what has been kept for them. */
  deliver(): void {
    const observer = this.#observer;
    if (observer === undefined) return;
    const [dropped, ...events] = native().takeEvents(observer);
    if (dropped > 0) {
      warn(`${dropped} query events were dropped: this thread was too busy to take them`, "EVENTS_DROPPED");
    }
    const now = performance.now();
    const listeners = [...this.#listeners];
    for (const raw of events) {
      const event = eventOf(raw, now);
      for (const [listener, wanted] of listeners) {
        if (this.#listeners.get(listener) !== wanted) continue;
        if (event.durationMs < wanted.slowerThan && event.error === null) continue;
        try {
          listener(wanted.parameters ? event : { ...event, parameters: undefined });
        } catch (error) {
          if (wanted.warned) continue;
          wanted.warned = true;
          warn(`a listener to query events failed: ${String(error)}`, "LISTENER_FAILED");
        }
      }
    }
  }
}

function eventOf(raw: RawEvent, now: number): QueryEvent {
  const [operation, model, sql, parameters, age, durationMs, waitedMs, rows, changes, error, sqliteCode, number, flags] =
    raw;
  return {
    operation: operation as QueryOperation,
    model,
    sql,
    parameters: parameters === "" ? undefined : (decode(parameters) as unknown[]),
    startMs: now - age,
    durationMs,
    waitedMs,
    rows,
    changes,
    error: error === "" ? null : error,
    sqliteCode,
    connection: (flags & 1) !== 0 ? "writer" : "reader",
    connectionNumber: number,
    planCached: (flags & 2) !== 0,
    statementCached: (flags & 4) !== 0,
    inTransaction: (flags & 8) !== 0,
    inline: (flags & 16) !== 0,
  };
}
