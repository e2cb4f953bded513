// N+1: one query gives N rows, and then one more is asked for each of them. Seen from here, the same shape of
// request comes again and again, with other values, from one place and in one asynchronous context: a request being
// served, a job, a script. That is worth a word, with what to write instead.
//
// A context is a value in an AsyncLocalStorage. Each HTTP request gets one before its handler runs; anywhere else,
// the first query makes one. The latter may outlive its purpose (a timer inherits that of the moment it was set), so
// there the count begins anew after a pause.
//
// Looking at a query costs more than a short query takes, so the first few of a model are only kept, and after a
// report, or when many have been seen that do not repeat, the rest of that model's in the context go by unseen.

import { announcesRequests, contextStorage, environment, onHttpRequest, warn, type ContextStorage } from "#platform";
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
  /** Milliseconds without a query of a model after which counting begins anew, outside of HTTP requests. Default 1000. */
  readonly pause?: number;
  /** Called in place of `process.emitWarning`. */
  readonly warn?: (repeated: RepeatedQuery) => void;
}

/** The queries of one model in one context. */
interface Asked {
  /** Not looked at yet: with so few nothing can have repeated often enough. */
  waiting: [State, Wire][];
  /** The values of each shape; undefined once a shape was reported, or there was enough to see that none repeats. */
  shapes: Map<string, Set<string>> | undefined;
  looked: number;
  last: number;
}

class Context {
  readonly asked = new Map<Connection, Map<string, Asked>>();
  readonly isRequest: boolean;

  constructor(isRequest: boolean) {
    this.isRequest = isRequest;
  }
}

interface Watch {
  readonly limit: number;
  readonly pause: number;
  readonly warn: (repeated: RepeatedQuery) => void;
  readonly seen: Set<string>;
}

/** Terminals that read; writing one by one has reasons of its own. */
const READS = new Set(["all", "iterator", "get", "first", "last", "earliest", "latest", "item", "count", "exists", "contains", "aggregate", "in_bulk"]);
/** Queries of one model looked at in one context, as a multiple of the limit. */
const ENOUGH = 10;

const watches = new WeakMap<Connection, Watch>();
let contexts: ContextStorage<Context> | undefined;
let isWatching = false;

/**
 * Whether repeated queries are watched for unless an option says otherwise: in development, where requests can be told
 * apart.
 */
export function watchesByDefault(): boolean {
  const mode = environment("NODE_ENV");
  return announcesRequests() && mode !== "production" && mode !== "test";
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
    pause: options.pause ?? 1000,
    warn: options.warn ?? ((repeated) => warn(repeated.message, "N_PLUS_ONE")),
    seen: new Set(),
  });
}

/** Whether queries of this database are watched. */
export function isWatched(connection: Connection): boolean {
  return isWatching && watches.has(connection);
}

/** Notes a query that is about to run. To be called where the caller is still on the stack. */
export function notice(state: State, get: Wire): void {
  if (!isWatching) return;
  const found = watches.get(state.connection);
  if (found === undefined) return;
  const asked = askedOf(state, found.pause);
  if (asked.shapes === undefined) return;
  asked.waiting.push([state, get]);
  if (asked.looked === 0 && asked.waiting.length < found.limit) return;
  const waiting = asked.waiting;
  asked.waiting = [];
  for (const each of waiting) look(found, asked, each[0], each[1]);
  asked.looked += waiting.length;
  if (asked.looked >= found.limit * ENOUGH) asked.shapes = undefined;
}

function look(found: Watch, asked: Asked, state: State, get: Wire): void {
  const text = state.text(get);
  const spec = JSON.parse(text) as Spec;
  if (asked.shapes === undefined || !READS.has(terminalOf(spec))) return;
  const shape = shapeOf(spec);
  let values = asked.shapes.get(shape);
  if (values === undefined) asked.shapes.set(shape, (values = new Set()));
  values.add(text);
  if (values.size < found.limit) return;
  asked.shapes = undefined;
  const site = callSite();
  const key = `${site} ${shape}`;
  if (found.seen.has(key)) return;
  found.seen.add(key);
  const advice = adviceFor(state.connection, spec);
  const message = `${values.size} queries of one shape, ${shape}, ran one after the other at ${site}. Instead, ${advice}.`;
  found.warn({ model: spec.model, shape, count: values.size, site, advice, message });
}

function askedOf(state: State, pause: number): Asked {
  const storage = contexts!;
  let context = storage.getStore();
  if (context === undefined) {
    context = new Context(false);
    storage.enterWith(context);
  }
  let models = context.asked.get(state.connection);
  if (models === undefined) context.asked.set(state.connection, (models = new Map<string, Asked>()));
  let asked = models.get(state.model);
  const now = context.isRequest ? 0 : Date.now();
  if (asked === undefined || now - asked.last > pause) {
    models.set(state.model, (asked = { waiting: [], shapes: new Map(), looked: 0, last: now }));
  }
  asked.last = now;
  return asked;
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
