import type { Connection } from "../connection.js";
import { errorFrom, typeError } from "../errors.js";
import { limitsOf, refuseLimits, type CallLimits } from "../limits.js";
import { SQL } from "./fragment.js";
import { sqlNative } from "./native.js";
import { parameterText, type Parameters } from "./parameters.js";
import { result, type ColumnType, type ExecuteResult } from "./result.js";

export interface ExecuteOptions extends CallLimits {
  /** What to make of columns, by their names in the result. Default: SQLite's values as they are. */
  readonly types?: { readonly [column: string]: ColumnType };
}

/** What a statement is. */
export interface StatementDescription {
  /** It writes nothing. */
  readonly readonly: boolean;
  readonly returnsRows: boolean;
  readonly columns: readonly {
    readonly name: string;
    readonly column: string | null;
    readonly table: string | null;
    readonly database: string | null;
    /** As the table declares it. */
    readonly type: string | null;
  }[];
  /** Their names with the sign; null for `?`. */
  readonly parameters: readonly (string | null)[];
}

/** Runs SQL text on a database, in the transaction that is current where there is one. */
export class SQLRunner {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async execute<T>(
    statement: string | SQL,
    parameters?: Parameters,
    options: ExecuteOptions = {},
  ): Promise<ExecuteResult<T>> {
    const { text, values } = statementOf(statement, parameters);
    const { types, ...given } = options;
    const connection = this.#connection;
    return result(await connection.ask(connection.statement(text, values), limitsOf(given, "execute")), types);
  }

  executeSync<T>(statement: string | SQL, parameters?: Parameters, options: ExecuteOptions = {}): ExecuteResult<T> {
    const { text, values } = statementOf(statement, parameters);
    refuseLimits(options.signal ?? options.timeout);
    const connection = this.#connection;
    return result(connection.askSync(connection.statement(text, values)), options.types);
  }

  async exec(script: string, options?: CallLimits): Promise<void> {
    scriptText(script);
    const connection = this.#connection;
    const state = connection.current();
    const target = state?.handle ?? connection.handle();
    await connection.submit(
      (...limits) => sqlNative().submitScript(target, script, undefined, undefined, undefined, ...limits),
      state,
      limitsOf(options, "exec"),
    );
  }

  execSync(script: string): void {
    scriptText(script);
    const target = this.#connection.target();
    now(() => sqlNative().scriptSync(target, script));
  }

  describe(statement: string | SQL): StatementDescription {
    const { text } = statementOf(statement, undefined);
    const answer = now(() => sqlNative().describeSync(this.#connection.handle(), text));
    const { returns_rows, ...rest } = JSON.parse(answer) as StatementDescription & { readonly returns_rows: boolean };
    return { ...rest, returnsRows: returns_rows };
  }
}

export async function later<T>(call: () => Promise<T>): Promise<T> {
  try {
    // await, not return: what the addon rejects with becomes an error whose stack names the caller.
    return await call();
  } catch (error) {
    throw errorFrom(error);
  }
}

export function now<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw errorFrom(error);
  }
}

function statementOf(
  statement: string | SQL,
  parameters: Parameters | undefined,
): { readonly text: string; readonly values: string | undefined } {
  if (statement instanceof SQL) {
    if (parameters !== undefined) throw typeError("execute: a fragment has its values with it");
    const { text, values } = statement.compile();
    return { text, values: parameterText(values) };
  }
  if (typeof statement !== "string") throw typeError("execute: SQL text, or a fragment made by sql`…`, is wanted");
  return { text: statement, values: parameterText(parameters) };
}

function scriptText(script: unknown): void {
  if (typeof script !== "string") throw typeError("exec: SQL text is wanted");
}
