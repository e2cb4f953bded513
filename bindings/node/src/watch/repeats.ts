// N+1: one query gives N rows, and then one more is asked for each of them. Seen from here, the same shape of
// request comes again and again, with other values, from one place and in one asynchronous context: a request being
// served, a job, a script. That is worth a word, with what to write instead.
//
// A context is a value in an AsyncLocalStorage. Each HTTP request gets one before its handler runs; anywhere else,
// the first query makes one. The latter may outlive its purpose (a timer inherits that of the moment it was set), so
// there the count begins anew after a pause.

import { contextStorage, environment, onHttpRequest, warn, type ContextStorage } from "#platform";
import type { Connection } from "../connection.js";
import type { State } from "../query/state.js";
import type { Wire } from "../spec/node.js";
import { adviceFor } from "./advice.js";
import { shapeOf, terminalOf, type Spec } from "./shape.js";

/** What was repeated. */
export interface RepeatedQuery {
  readonly model: string;
  /** The query without its values. */
  readonly shape: string;
  /** How often it has been asked. */
  readonly count: number;
  /** File, line and column of the call. */
  readonly site: string;
  /** What to write instead. */
  readonly advice: string;
  readonly message: string;
}

export interface RepeatOptions {
  /** How often a shape may be asked with different values in one context before a warning. Default 10. */
  readonly limit?: number;
  /** Called in place of `process.emitWarning`. */
  readonly warn?: (repeated: RepeatedQuery) => void;
}

interface Repeats {
  readonly values: Set<string>;
  last: number;
}

class Context {
  readonly shapes = new Map<Connection, Map<string, Repeats>>();
  readonly isRequest: boolean;

  constructor(isRequest: boolean) {
    this.isRequest = isRequest;
  }
}

interface Watch {
  readonly limit: number;
  readonly warn: (repeated: RepeatedQuery) => void;
  readonly seen: Set<string>;
}

/** Terminals that read; writing one by one has reasons of its own. */
const READS = new Set(["all", "iterator", "get", "first", "last", "earliest", "latest", "item", "count", "exists", "contains", "aggregate", "in_bulk"]);
/** Milliseconds after which a count begins anew, outside of HTTP requests. */
const PAUSE = 1000;
const MOST_SHAPES = 1000;

const watches = new WeakMap<Connection, Watch>();
let contexts: ContextStorage<Context> | undefined;
let isWatching = false;

/** Whether repeated queries are watched for unless an option says otherwise: in development. */
export function watchesByDefault(): boolean {
  const mode = environment("NODE_ENV");
  return mode !== "production" && mode !== "test";
}

/** Begins to watch a database's queries. */
export function watch(connection: Connection, options: RepeatOptions): void {
  if (contexts === undefined) {
    contexts = contextStorage<Context>();
    if (contexts === undefined) return;
    const storage = contexts;
    onHttpRequest(() => storage.enterWith(new Context(true)));
  }
  isWatching = true;
  watches.set(connection, {
    limit: options.limit ?? 10,
    warn: options.warn ?? ((repeated) => warn(repeated.message, "N_PLUS_ONE")),
    seen: new Set(),
  });
}

/** Notes a query that is about to run. To be called where the caller is still on the stack. */
export function notice(state: State, get: Wire): void {
  if (!isWatching) return;
  const found = watches.get(state.connection);
  if (found !== undefined) count(found, state, get);
}

function count(found: Watch, state: State, get: Wire): void {
  const text = state.text(get);
  const spec = JSON.parse(text) as Spec;
  if (!READS.has(terminalOf(spec))) return;
  const shape = shapeOf(spec);
  const repeats = current(state.connection, shape);
  if (repeats.values.size >= found.limit) return;
  repeats.values.add(text);
  if (repeats.values.size < found.limit) return;
  const site = callSite();
  const key = `${site} ${shape}`;
  if (found.seen.has(key)) return;
  found.seen.add(key);
  const advice = adviceFor(state.connection, spec);
  const message =
    `${repeats.values.size} queries of one shape, ${shape}, ran one after the other at ${site}. Instead, ${advice}.`;
  found.warn({ model: spec.model, shape, count: repeats.values.size, site, advice, message });
}

function current(connection: Connection, shape: string): Repeats {
  const storage = contexts!;
  let context = storage.getStore();
  if (context === undefined) {
    context = new Context(false);
    storage.enterWith(context);
  }
  let shapes = context.shapes.get(connection);
  if (shapes === undefined) context.shapes.set(connection, (shapes = new Map<string, Repeats>()));
  const now = Date.now();
  let repeats = shapes.get(shape);
  if (repeats === undefined || (!context.isRequest && now - repeats.last > PAUSE)) {
    if (shapes.size >= MOST_SHAPES) shapes.clear();
    shapes.set(shape, (repeats = { values: new Set(), last: now }));
  }
  repeats.last = now;
  return repeats;
}

/** The first caller that is neither this package nor the runtime. */
function callSite(): string {
  const stack = new Error().stack ?? "";
  for (const line of stack.split("\n").slice(1)) {
    const place = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?:\d+:\d+)\)?$/.exec(line.trim())?.[1];
    if (place === undefined || place.includes("node:") || place.includes(HERE)) continue;
    return place.replace(/^file:\/\//, "");
  }
  return "an unknown place";
}

/** The folder of this package's compiled files, as stacks name it. */
const HERE = packageFolder();

function packageFolder(): string {
  const own = (new Error().stack ?? "").split("\n")[1] ?? "";
  const path = /((?:\/|[A-Za-z]:\\)[^()]*?)[\\/]watch[\\/]repeats\.[cm]?[jt]s/.exec(own)?.[1];
  return path ?? "noormme/dist";
}
