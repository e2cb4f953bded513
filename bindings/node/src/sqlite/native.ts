// The addon's functions for connections of one's own.

import { native } from "../native.js";

/** A connection handle of the addon. */
export type ConnectionHandle = object & { readonly __connection: unique symbol };
/** A statement handle of the addon. */
export type StatementHandle = object & { readonly __statement: unique symbol };

/** How a row becomes a value. */
export const Mode = { object: 0, first: 1, array: 2 } as const;
export type Mode = (typeof Mode)[keyof typeof Mode];

/** Appends rows to a list, from their values one behind the other; with how many columns and rows it takes. */
export type RowFactory = readonly [
  append: (list: unknown[], ...values: unknown[]) => void,
  columns: number,
  rows: number,
];

/** Called inside a step; may throw. An aggregate's gets the phase and the group first. */
export type Callback = (...values: unknown[]) => unknown;

/** A backup handle of the addon. */
export type BackupHandle = object & { readonly __backup: unique symbol };

/**
 * Makes a virtual table of the texts CREATE VIRTUAL TABLE has: its declaration, how many columns are arguments, flags
 * (2: not from triggers and views), whether integers are bigint, and what begins to read: a function that gives what
 * moves to the next row, undefined at the end.
 */
export type TableConnect = (
  module: string,
  database: string,
  table: string,
  ...values: string[]
) => readonly [
  declaration: string,
  parameters: number,
  flags: number,
  bigIntegers: boolean,
  open: (...values: unknown[]) => () => readonly unknown[] | undefined,
];

export interface SqliteNative {
  connectionOpen(path: string, options: string): ConnectionHandle;
  connectionClose(handle: ConnectionHandle): void;
  connectionScript(handle: ConnectionHandle, sql: string): void;
  connectionInTransaction(handle: ConnectionHandle): boolean;
  connectionReadOnly(handle: ConnectionHandle): boolean;
  connectionFunction(
    handle: ConnectionHandle,
    name: string,
    count: number,
    flags: number,
    bigIntegers: boolean,
    callback: Callback,
  ): void;
  connectionAggregate(
    handle: ConnectionHandle,
    name: string,
    count: number,
    flags: number,
    bigIntegers: boolean,
    callback: Callback,
  ): void;
  connectionTable(handle: ConnectionHandle, name: string, isEponymous: boolean, connect: TableConnect): void;
  connectionLoadExtension(handle: ConnectionHandle, path: string, entry: string | undefined): void;
  connectionPermitDangerousSQL(handle: ConnectionHandle, permit: boolean): void;
  connectionSerialize(handle: ConnectionHandle, schema: string): Uint8Array;
  /** Puts a database in memory in the place of the connection's own. */
  connectionDeserialize(handle: ConnectionHandle, image: Uint8Array, isReadOnly: boolean): void;
  connectionBackup(handle: ConnectionHandle, schema: string, path: string): BackupHandle;
  backupStep(handle: BackupHandle, pages: number): [remaining: number, total: number, isDone: boolean];
  backupFree(handle: BackupHandle): void;
  statementPrepare(handle: ConnectionHandle, sql: string): StatementHandle;
  statementDescribe(handle: StatementHandle): string;
  statementExpanded(handle: StatementHandle): string;
  statementBind(handle: StatementHandle, parameters: readonly unknown[]): void;
  /**
   * Puts the changes and the rowid into an array of three: both as numbers, the rowid also as an integer of 64 bits.
   * undefined for the parameters leaves what was bound.
   */
  statementRun(handle: StatementHandle, results: Float64Array, parameters: readonly unknown[] | undefined): void;
  /** The same with the values as arguments, at most 16. */
  statementRunValues(handle: StatementHandle, results: Float64Array, ...values: readonly unknown[]): void;
  statementGet(
    handle: StatementHandle,
    parameters: readonly unknown[] | undefined,
    mode: Mode,
    bigIntegers: boolean,
    factory: () => RowFactory,
  ): unknown;
  statementAll: (
    handle: StatementHandle,
    parameters: readonly unknown[] | undefined,
    mode: Mode,
    bigIntegers: boolean,
    factory: () => RowFactory,
  ) => unknown[];
  /** The next row, undefined at the end. */
  statementNext(
    handle: StatementHandle,
    parameters: undefined,
    mode: Mode,
    bigIntegers: boolean,
    factory: () => RowFactory,
  ): unknown;
  statementReset(handle: StatementHandle): void;
}

export function sqliteNative(): SqliteNative {
  return native() as unknown as SqliteNative;
}
