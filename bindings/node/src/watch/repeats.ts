// N+1: one query gives N rows, and then one more is asked for each of them. Seen from here, the same shape of
// request comes again and again, with other values, from one place and in one asynchronous context: a request being
// served, a job, a script. That is worth a word, with what to write instead.
//
// A context is a value in an AsyncLocalStorage. Each HTTP request gets one before its handler runs; anywhere else,
// the first query makes one. The latter may outlive its purpose (a timer inherits that of the moment it was set), so
// there the count begins anew after a pause.
//
// A query that is prepared (query/shape.ts) is known by that: noticing it again is a look into a map. One that is text
// has to be read to know its shape, which costs more than a short query takes, so the first few of a model are only
// kept. After a report, or when many have been seen that do not repeat, the rest of that model's in the context go by
// unseen. Where it was asked, which takes a stack, is only found out for a report.

import { announcesRequests, contextStorage, environment, onHttpRequest, warn, type ContextStorage } from "#platform";
import type { Connection } from "../connection.js";
import type { Request } from "../query/shape.js";
import type { Call, State } from "../query/state.js";
import { adviceFor } from "./advice.js";
import { shapeOf, type Spec } from "./shape.js";

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
  /** Texts not looked at yet: with so few nothing can have repeated often enough. */
  waiting: Call[];
  /**
   * The values of each shape, which a prepared request is, or a text; undefined once a shape was reported, or there was
   * enough to see that none repeats.
   */
  shapes: Map<Request | string, Set<unknown>> | undefined;
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

/** Notes a query that is about to run. To be called where the caller is still on the stack. */
export function notice(state: State, call: Call): void {
  // Writing one by one has reasons of its own.
  if (!isWatching || call.kind !== "read") return;
  const found = watches.get(state.connection);
  if (found === undefined) return;
  const asked = askedOf(state, found.pause);
  if (asked.shapes === undefined) return;
  if (call.request !== undefined) {
    const { values } = call;
    count(found, asked, state, call, call.request, values.length === 1 ? values[0] : JSON.stringify(values));
  } else {
    asked.waiting.push(call);
    if (asked.looked === 0 && asked.waiting.length < found.limit) return;
    const { waiting } = asked;
    asked.waiting = [];
    for (const each of waiting) count(found, asked, state, each, shapeOf(JSON.parse(each.text!) as Spec), each.text);
    asked.looked += waiting.length - 1;
  }
  if (++asked.looked >= found.limit * ENOUGH) asked.shapes = undefined;
}

/** Counts a query of a shape, and reports it when it is one too many. */
function count(found: Watch, asked: Asked, state: State, call: Call, shape: Request | string, values: unknown): void {
  if (asked.shapes === undefined) return;
  let known = asked.shapes.get(shape);
  if (known === undefined) asked.shapes.set(shape, (known = new Set()));
  known.add(values);
  if (known.size >= found.limit) {
    asked.shapes = undefined;
    report(found, state, call.request === undefined ? call.text : call.request.text(call.values), known.size);
  }
}

function report(found: Watch, state: State, text: string, count: number): void {
  const spec = JSON.parse(text) as Spec;
  const shape = shapeOf(spec);
  const site = callSite();
  const key = `${site} ${shape}`;
  if (found.seen.has(key)) return;
  found.seen.add(key);
  const advice = adviceFor(state.connection, spec);
  const message = `${count} queries of one shape, ${shape}, ran one after the other at ${site}. Instead, ${advice}.`;
  found.warn({ model: spec.model, shape, count, site, advice, message });
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
