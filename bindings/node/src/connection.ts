import { closed, errorFrom, NotSupportedError } from "./errors.js";
import { QueryEvents } from "./events.js";
import {
  bothLimits,
  refuseLimits,
  submitWithin,
  throwIfAborted,
  type Limits,
  type Submit,
  type Ticket,
} from "./limits.js";
import { native, type Handle } from "./native.js";
import { Shape } from "./query/shape.js";
import type { Target } from "./options.js";
import type { Call, StatementCall } from "./query/state.js";
import { sqlNative, type StreamHandle, type Target as SQLTarget, type TransactionHandle } from "./sql/native.js";
import { Transactions, type TransactionState } from "./transaction.js";
import { isMemory, lease, type Lease } from "./registry.js";
import { Trial } from "./trial.js";
import { nextTurn, turn } from "./turns.js";
import { AnswerReader, KnownLayout, type RawAnswer } from "./rows/answer.js";
import type { Dates } from "./rows/codec.js";

/** Microseconds that a call may keep this thread: about what going to another one and back takes on a busy machine. */
const BUDGET = 200;
/** It took too long for this thread. */
const UNFINISHED = Symbol("unfinished");
/** It would have kept this thread waiting. */
const UNAVAILABLE = Symbol("unavailable");

/** Settles in another task than the one that asked. */
function later<T>(value: T): Promise<T> {
  return new Promise((resolve) => setImmediate(() => resolve(value)));
}

/** Arguments that a call has no use for. */
const NONE3 = [undefined, undefined, undefined] as const;
const NONE2 = [undefined, undefined] as const;

/** The whole request of a call. */
function textOf(call: Call): string {
  return call.request === undefined ? call.text : call.request.text(call.values);
}

type More = [timeout?: number, ticket?: Ticket];

function send(target: SQLTarget, call: Call | StatementCall, ...more: More): Promise<RawAnswer> {
  return call.kind === "statement"
    ? sqlNative().submitSql(target, call.text, call.parameters, ...NONE2, ...more)
    : native().submitRows(target, textOf(call), call.block, ...NONE2, ...more);
}

/** Names of models and statements come from the program; should they not, what is known of them is dropped at times. */
const MOST_MODELS = 1000;
const MOST_STATEMENTS = 1000;
/** A statement that may be a brief write. */
const WRITE = /^\s*(?:insert|update|delete|replace)\b/i;

/**
 * One database of the core, opened on first use. Query sets hold on to it, so it lives as long as any of
 * them; once closed it stays closed.
 */
export class Connection {
  readonly path: string;
  readonly #options: string;
  readonly #share: boolean;
  readonly #dates: Dates;
  readonly #inline: boolean;
  readonly #settlesLater: boolean;
  readonly #shapes = new Map<string, Shape>();
  readonly #statements = new Map<string, Pick<StatementCall, "trial" | "known" | "writes">>();
  #reader: AnswerReader | undefined;
  #lease: Lease | undefined;
  #closing: Promise<void> | undefined;
  /** Reads that are put off to another turn of the event loop. */
  #waiting = 0;
  /** A write was begun on this thread, and nothing else has happened since. */
  #hasWritten = false;

  /** Where queries on this connection run; itself, but for what a transaction's argument gives. */
  readonly root: Connection;
  readonly transactions: Transactions;
  #events: QueryEvents | undefined;
  readonly #given: Target;
  /** The transaction that all its queries belong to. */
  readonly #fixed: TransactionState | undefined;
  /** How all its calls can be stopped. */
  readonly #limits: Limits | undefined;

  constructor(given: Target, root?: Connection, fixed?: TransactionState, limits?: Limits) {
    const { path, options, share, dates, inline, settlesLater } = given;
    this.#given = given;
    this.root = root ?? this;
    this.#fixed = fixed;
    this.#limits = limits;
    this.transactions = root?.transactions ?? new Transactions(this);
    this.path = path;
    this.#options = options;
    this.#share = share;
    this.#dates = dates;
    this.#inline = inline;
    this.#settlesLater = settlesLater;
  }

  get isClosed(): boolean {
    if (this.root !== this) return this.root.isClosed;
    return this.#closing !== undefined;
  }

  /** The same database, for one transaction's queries. */
  within(state: TransactionState): Connection {
    return new Connection(this.#given, this.root, state, this.#limits);
  }

  /** The same, whose calls can be stopped. */
  limited(limits: Limits | undefined): Connection {
    if (limits === undefined) return this;
    return new Connection(this.#given, this.root, this.#fixed, bothLimits(this.#limits, limits));
  }

  /** Submits a call, within the limits of this connection, its transaction, and the call. */
  async submit<T>(submit: Submit<T>, state: TransactionState | undefined, own?: Limits): Promise<T> {
    const limits = bothLimits(bothLimits(this.#limits, state?.limits), own);
    try {
      const handle = this.#open();
      // await, not return: what the addon rejects with becomes an error whose stack names the caller.
      return await (limits === undefined ? submit() : submitWithin(handle, limits, submit));
    } catch (error) {
      throw errorFrom(error);
    }
  }

  #current(): TransactionState | undefined {
    this.#fixed?.check();
    return this.#fixed ?? this.transactions.current();
  }

  /** Where the shapes of a model's requests begin. */
  shapes(model: string): Shape {
    if (this.root !== this) return this.root.shapes(model);
    let shape = this.#shapes.get(model);
    if (shape === undefined) {
      if (this.#shapes.size >= MOST_MODELS) this.#shapes.clear();
      this.#shapes.set(model, (shape = Shape.of(model)));
    }
    return shape;
  }

  /** One statement of SQL text, to be asked; `parameters` are JSON. It comes to an `Outcome`. */
  statement(text: string, parameters: string | undefined, target?: TransactionHandle): StatementCall {
    if (this.root !== this) return this.root.statement(text, parameters, target);
    let made = this.#statements.get(text);
    if (made === undefined) {
      if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
      this.#statements.set(text, (made = { trial: new Trial(), known: new KnownLayout(), writes: WRITE.test(text) }));
    }
    return { kind: "statement", text, parameters, trial: made.trial, known: made.known, writes: made.writes, target };
  }

  /** Runs a request on this thread and gives its values. */
  askSync(call: Call | StatementCall): unknown {
    refuseLimits(this.#limits);
    try {
      const state = this.#current();
      if (state === undefined) return this.#run(this.#open(), call, 0);
      if (call.kind === "statement") return this.#runStatement(state.handle, call, 0);
      const reader = this.#answers();
      reader.expect(new KnownLayout());
      return reader.complete(native().rowsSync(state.handle, textOf(call), 0, 0, reader.part, call.block)!);
    } catch (error) {
      throw errorFrom(error);
    }
  }

  /**
   * Runs a request and promises its values. A read begins on this thread, which is the fastest where it is short;
   * when it is not done within its budget, it is undone and runs on a thread of its own, and so do the next ones of
   * its kind for a while. So does a brief write that comes alone: several at once share a commit on another thread.
   */
  async ask(call: Call | StatementCall, own?: Limits): Promise<unknown> {
    try {
      const given = call.kind === "statement" ? call.target : undefined;
      const state = given === undefined ? this.#current() : undefined;
      const handle = this.#open();
      const limits = bothLimits(this.#limits, own);
      if (limits !== undefined) throwIfAborted(limits.signals);
      if (this.#inline && state === undefined && given === undefined && this.#mayBeginHere(call)) {
        const here = turn();
        if (here === "crowded") {
          // The end of the database waits for it.
          this.root.#waiting++;
          await nextTurn();
          this.root.#waiting--;
          if (limits !== undefined) throwIfAborted(limits.signals);
        }
        const trial = call.kind === "statement" ? call.trial : call.request?.trial;
        const values = this.#run(handle, call, BUDGET);
        if (values !== UNFINISHED && values !== UNAVAILABLE) {
          trial?.passed();
          if (here === "ended") await nextTurn();
          return this.#settlesLater ? await later(values) : values;
        }
        if (values === UNFINISHED) trial?.tripped();
      }
      const target = given ?? state?.handle ?? handle;
      const raw =
        limits === undefined && state?.limits === undefined
          ? await send(target, call)
          : await this.submit((...more) => send(target, call, ...more), state, own);
      if (turn() !== "fresh") await nextTurn();
      return this.#answers().read(raw, new KnownLayout());
    } catch (error) {
      throw errorFrom(error);
    }
  }

  #mayBeginHere(call: Call | StatementCall): boolean {
    if (call.kind === "statement") return call.trial.isDue() && (!call.writes || this.#mayWriteHere());
    if (call.request !== undefined && !call.request.trial.isDue()) return false;
    return call.kind === "read" || (call.kind === "brief" && this.#mayWriteHere());
  }

  /** A brief write that is the only one since this thread last looked for something else to do. */
  #mayWriteHere(): boolean {
    const { root } = this;
    if (root.#hasWritten) return false;
    root.#hasWritten = true;
    void Promise.resolve().then(() => (root.#hasWritten = false));
    return true;
  }

  /**
   * Rows some at a time, in a read transaction: of one state of the database, in memory for one chunk. Others do not
   * wait for it; a database in memory has no second connection, so there the rows come at once.
   */
  async *iterate(call: Call, chunk: number): AsyncGenerator<unknown, void, undefined> {
    const state = this.#current();
    if (state === undefined && isMemory(this.path)) {
      yield* (await this.ask(call)) as unknown[];
      return;
    }
    const addon = sqlNative();
    let handle = state?.handle;
    let cursor: StreamHandle | undefined;
    try {
      handle ??= await this.submit(
        (...limits) => addon.submitBegin(this.#open(), '{"mode":"read"}', ...NONE3, ...limits),
        undefined,
      );
      const target = handle;
      const made = this.#now(() => addon.cursor(target, textOf(call)));
      cursor = made;
      const known = new KnownLayout();
      for (let isFirst = true; ; isFirst = false) {
        let rows: unknown[];
        try {
          const raw = await this.submit(
            (...limits) => native().submitNext(made, ...NONE3, chunk, ...limits),
            state,
          );
          rows = this.#answers().read(raw, known) as unknown[];
        } catch (error) {
          // An order that can only be followed backwards, and queries without a statement.
          if (!isFirst || !(error instanceof NotSupportedError)) throw error;
          yield* (await this.ask(call)) as unknown[];
          return;
        }
        yield* rows;
        if (rows.length < chunk) return;
      }
    } catch (error) {
      throw errorFrom(error);
    } finally {
      if (cursor !== undefined) addon.streamFree(cursor);
      if (state === undefined && handle !== undefined) addon.transactionFree(handle);
    }
  }

  #answers(): AnswerReader {
    if (this.root !== this) return this.root.#answers();
    return (this.#reader ??= new AnswerReader(native().rowsSpace(), this.#dates));
  }

  #runStatement(target: SQLTarget, { text, parameters, known }: StatementCall, budget: number): unknown {
    const reader = this.#answers();
    reader.expect(known);
    const raw = sqlNative().sqlRowsSync(target, text, parameters, known.id, budget, reader.part);
    return raw === undefined ? UNFINISHED : raw === null ? UNAVAILABLE : reader.complete(raw);
  }

  #run(handle: Handle, call: Call | StatementCall, budget: number): unknown {
    if (call.kind === "statement") return this.#runStatement(handle, call, budget);
    const reader = this.#answers();
    const { request } = call;
    if (request === undefined || request.isNew) {
      // What comes once is not worth preparing.
      if (request !== undefined) request.isNew = false;
      reader.expect(new KnownLayout());
      const raw = native().rowsSync(handle, textOf(call), 0, budget, reader.part, call.block);
      return raw === undefined ? UNFINISHED : raw === null ? UNAVAILABLE : reader.complete(raw);
    }
    const run = (request.run ??= native().shape(handle, request.template));
    const { known } = request;
    const { values } = call;
    reader.expect(known);
    let raw: RawAnswer | undefined | null;
    switch (values.length) {
      case 0:
        raw = run(known.id, budget, reader.part);
        break;
      case 1:
        raw = run(known.id, budget, reader.part, values[0]!);
        break;
      default:
        raw = run(known.id, budget, reader.part, ...values);
    }
    return raw === undefined ? UNFINISHED : raw === null ? UNAVAILABLE : reader.complete(raw);
  }

  async execute(spec: string): Promise<string> {
    const state = this.#current();
    const target = state?.handle ?? this.handle();
    return await this.submit((...limits) => sqlNative().submitSpec(target, spec, ...NONE3, ...limits), state);
  }

  executeSync(spec: string): string {
    refuseLimits(this.#limits);
    const state = this.#current();
    return this.#now((handle) => sqlNative().textSync(state?.handle ?? handle, spec));
  }

  async compile(spec: string): Promise<string> {
    return await this.#promised((handle) => native().compile(handle, spec));
  }

  compileSync(spec: string): string {
    return this.#now((handle) => native().compileSync(handle, spec));
  }

  async introspect(): Promise<string> {
    return await this.#promised((handle) => native().introspect(handle));
  }

  introspectSync(): string {
    return this.#now((handle) => native().introspectSync(handle));
  }

  async initialize(): Promise<void> {
    await this.#promised((handle) => native().initialize(handle));
  }

  initializeSync(): void {
    this.#now((handle) => native().initializeSync(handle));
  }

  /** Statements run for requests so far. */
  statementCount(): number {
    return this.#now((handle) => native().statementCount(handle));
  }

  /** Those who are told of statements. */
  get events(): QueryEvents {
    return (this.#events ??= new QueryEvents(() => this.#open()));
  }

  interrupt(): void {
    if (this.#lease !== undefined && !this.isClosed) this.#now((handle) => native().interrupt(handle));
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** The addon's handle, for calls this class has no method for. @internal */
  handle(): Handle {
    return this.#now((handle) => handle);
  }

  /** What calls run on now. @internal */
  target(): SQLTarget {
    return this.current()?.handle ?? this.handle();
  }

  /** The transaction that calls belong to now. @internal */
  current(): TransactionState | undefined {
    return this.#current();
  }

  async #close(): Promise<void> {
    const lease = this.#lease;
    this.#lease = undefined;
    if (lease === undefined) return;
    // What was asked before is answered.
    while (this.#waiting > 0) await nextTurn();
    try {
      await lease.release();
    } catch (error) {
      throw errorFrom(error);
    } finally {
      this.#events?.end();
    }
  }

  #open(): Handle {
    if (this.root !== this) return this.root.#open();
    if (this.#closing !== undefined) throw closed();
    return (this.#lease ??= lease(native(), this.path, this.#options, this.#share, this)).handle;
  }

  async #promised<T>(call: (handle: Handle) => Promise<T>): Promise<T> {
    try {
      // await, not return: what the addon rejects with becomes an error whose stack names the caller.
      return await call(this.#open());
    } catch (error) {
      throw errorFrom(error);
    }
  }

  #now<T>(call: (handle: Handle) => T): T {
    try {
      return call(this.#open());
    } catch (error) {
      throw errorFrom(error);
    }
  }
}
