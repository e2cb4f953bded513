// The addon's functions for SQL text and for transactions.

import type { Ticket } from "../limits.js";
import { native, type Handle } from "../native.js";
import type { RawAnswer } from "../rows/answer.js";

/** A transaction handle of the addon. */
export type TransactionHandle = object & { readonly __transaction: unique symbol };

/** Rows of a statement, some at a time. */
export type StreamHandle = object & { readonly __stream: unique symbol };

/** What calls run on. */
export type Target = Handle | TransactionHandle;

/** The numbers of noormme.h. */
export const Action = { commit: 1, rollback: 2, savepoint: 3, release: 4, rollbackTo: 5 } as const;
export type Action = (typeof Action)[keyof typeof Action];

/** The last arguments of a function that submits. */
type More = [none?: undefined, none2?: undefined, timeout?: number, ticket?: Ticket];

export interface SQLNative {
  submitSql(target: Target, sql: string, parameters: string | undefined, ...limits: More): Promise<RawAnswer>;
  submitScript(target: Target, sql: string, none?: undefined, ...limits: More): Promise<string>;
  submitSpec(target: Target, spec: string, none?: undefined, ...limits: More): Promise<string>;
  /** Its time limit is among the options. */
  submitBegin(
    handle: Handle,
    options: string | undefined,
    none?: undefined,
    ...limits: More
  ): Promise<TransactionHandle>;
  submitAction(
    transaction: TransactionHandle,
    none: undefined,
    none2: undefined,
    action: Action,
    savepoint: number,
  ): Promise<string>;
  beginSync(handle: Handle, options: string): TransactionHandle;
  actionSync(transaction: TransactionHandle, action: Action, savepoint: number): number;
  textSync(target: Target, spec: string): string;
  cursor(transaction: TransactionHandle, spec: string): StreamHandle;
  stream(transaction: TransactionHandle, sql: string, parameters: string | undefined): StreamHandle;
  submitNext(stream: StreamHandle, none: undefined, none2: undefined, none3: undefined, count: number): Promise<string>;
  streamFree(stream: StreamHandle): void;
  /** As `rowsSync`. */
  sqlRowsSync(
    target: Target,
    sql: string,
    parameters: string | undefined,
    known: number,
    budget: number,
    part: (rows: RawAnswer) => void,
  ): RawAnswer | undefined | null;
  scriptSync(target: Target, sql: string, none?: undefined): void;
  describeSync(handle: Handle, sql: string, none?: undefined): string;
  transactionFree(transaction: TransactionHandle): void;
}

export function sqlNative(): SQLNative {
  return native() as unknown as SQLNative;
}
