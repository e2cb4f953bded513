import { constraintOf, hintOf } from "./hints.js";
import { decode } from "./spec/decode.js";

/** What an error tells beside its message. Values a caller passed are never part of it. */
export interface ErrorDetails {
  /** Stable name of what went wrong, such as `"UNIQUE"`; docs/errors.md lists them all. */
  readonly code: string;
  /** The same as a number: 1xx misuse, 2xx the query, 3xx the rows, 4xx the write, 5xx the database, 9xx a bug. */
  readonly errno: number;
  /** Where in the request, as a JSON path such as `$.steps[0][1].email`; empty when it has no place. */
  readonly path: string;
  /** The extended SQLite result code; 0 when SQLite was not involved. */
  readonly sqliteCode: number;
  /** The model the error speaks of; empty when there is none. */
  readonly model: string;
  /** The field, column or constraint the error speaks of; empty when there is none. */
  readonly field: string;
}

/** The base of every error of this package: `error instanceof NoormmeError` always holds. */
export class NoormmeError extends Error implements ErrorDetails {
  readonly code: string;
  readonly errno: number;
  readonly path: string;
  readonly sqliteCode: number;
  readonly model: string;
  readonly field: string;

  constructor(message: string, details: Partial<ErrorDetails> = {}) {
    super(message);
    this.code = details.code ?? "INTERNAL";
    this.errno = details.errno ?? 900;
    this.path = details.path ?? "";
    this.sqliteCode = details.sqliteCode ?? 0;
    this.model = details.model ?? "";
    this.field = details.field ?? "";
  }

  /** The constraint that refused a write, such as `UNIQUE (email)` or `CHECK price_positive`; empty for other errors. */
  get constraint(): string {
    return constraintOf(this.code, this.field);
  }

  /** What to do about it, in general; empty where there is no advice. */
  get hint(): string {
    return hintOf(this.code);
  }
}

/** The interface was used wrongly. */
export class MisuseError extends NoormmeError {}
/** The database was closed. */
export class ClosedError extends NoormmeError {}
/** One transaction was used from two threads at once. */
export class ConcurrentUseError extends NoormmeError {}
/** An open option is unknown or has a wrong value. */
export class OptionError extends NoormmeError {}
/** The transaction is over, or was rolled back by SQLite. */
export class TransactionManagementError extends NoormmeError {}

/** The request is not one the wire format knows. */
export class SpecError extends NoormmeError {}
/** There is no such model. */
export class UnknownModelError extends NoormmeError {}
/** A name or a lookup does not fit the model; the message offers near names. */
export class FieldError extends NoormmeError {}
export class FieldDoesNotExist extends NoormmeError {}
/** A value cannot be what it was given for. */
export class ValueError extends NoormmeError {}
/** A value has no form its column takes: a date, decimal number, boolean or UUID that cannot be read. */
export class ValidationError extends NoormmeError {}
/** A value or call is of a wrong kind. (Python's TypeError; named so as not to hide JavaScript's.) */
export class QueryTypeError extends NoormmeError {}
export class AttributeError extends NoormmeError {}
export class IndexError extends NoormmeError {}
export class NotImplementedError extends NoormmeError {}

/** No row meets the conditions. */
export class DoesNotExist extends NoormmeError {}
/** More than one row meets the conditions. */
export class MultipleObjectsReturned extends NoormmeError {}
/** A row that had to be updated is not there. */
export class NotUpdated extends NoormmeError {}

/** The database said no; what follows are its reasons. */
export class DatabaseError extends NoormmeError {}
/** A constraint refuses the write. */
export class IntegrityError extends DatabaseError {}
export class UniqueViolation extends IntegrityError {}
export class ForeignKeyViolation extends IntegrityError {}
export class NotNullViolation extends IntegrityError {}
export class CheckViolation extends IntegrityError {}
/** Rows that keep others from being deleted, by one foreign key. */
export interface HoldingRows {
  /** The foreign key that refers to what was to go, such as `"posts.author"`. */
  readonly foreignKey: string;
  /** Primary keys, the first twenty of them. */
  readonly keys: readonly unknown[];
  /** Whether there are more. */
  readonly more: boolean;
}

class HeldError extends IntegrityError {
  /** The rows that hold. */
  readonly rows: readonly HoldingRows[];

  constructor(message: string, details: Partial<ErrorDetails> & { readonly rows?: string } = {}) {
    super(message, details);
    const rows = decode(details.rows ?? "[]") as { foreign_key: string; keys: unknown[]; more: boolean }[];
    this.rows = rows.map(({ foreign_key: foreignKey, keys, more }) => ({ foreignKey, keys, more }));
  }
}

/** Rows that are protected (`on_delete` PROTECT) refer to the rows to delete. */
export class ProtectedError extends HeldError {}
/** Rows that are restricted (`on_delete` RESTRICT) refer to the rows to delete. */
export class RestrictedError extends HeldError {}
/** A value does not fit its column. */
export class DataError extends DatabaseError {}
/** The database cannot now: locked, read-only, full, interrupted, not to be opened. */
export class OperationalError extends DatabaseError {}
/** Another connection holds the lock; trying again may help. */
export class BusyError extends OperationalError {}
/** A call's time limit has passed. */
export class TimeoutError extends OperationalError {}
/** A call was stopped by its signal, whose reason is the `cause`. */
export class AbortError extends OperationalError {}
/** SQLite, this build or Django's rules do not support it. */
export class NotSupportedError extends DatabaseError {}
/** SQL text that is not what was asked for: no statement or several, parameters that do not fit, BEGIN on a shared connection. */
export class ProgrammingError extends DatabaseError {}
/** A bug of ours. */
export class InternalError extends DatabaseError {}

// Names as data of the prototypes: found there when a stack is written, not printed a second time by loggers,
// and the same after a minifier renamed the classes.
for (const [name, type] of Object.entries({
  NoormmeError,
  MisuseError,
  ClosedError,
  ConcurrentUseError,
  OptionError,
  TransactionManagementError,
  SpecError,
  UnknownModelError,
  FieldError,
  FieldDoesNotExist,
  ValueError,
  ValidationError,
  QueryTypeError,
  AttributeError,
  IndexError,
  NotImplementedError,
  DoesNotExist,
  MultipleObjectsReturned,
  NotUpdated,
  DatabaseError,
  IntegrityError,
  UniqueViolation,
  ForeignKeyViolation,
  NotNullViolation,
  CheckViolation,
  ProtectedError,
  RestrictedError,
  DataError,
  OperationalError,
  BusyError,
  TimeoutError,
  AbortError,
  NotSupportedError,
  ProgrammingError,
  InternalError,
})) {
  Object.defineProperty(type.prototype, "name", { value: name, writable: true, configurable: true });
}

/** An error as the addon hands it out. */
export interface NativeError extends ErrorDetails {
  readonly name: string;
  readonly message: string;
}

type ErrorClass = new (message: string, details?: Partial<ErrorDetails>) => NoormmeError;

/** By the core's class name; a code that has a class of its own comes first. */
const byCode: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ["UNIQUE", UniqueViolation],
  ["FOREIGN_KEY", ForeignKeyViolation],
  ["NOT_NULL", NotNullViolation],
  ["CHECK", CheckViolation],
  ["BUSY", BusyError],
  ["TIMEOUT", TimeoutError],
]);

const byName: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ["MisuseError", MisuseError],
  ["ClosedError", ClosedError],
  ["ConcurrentUseError", ConcurrentUseError],
  ["OptionError", OptionError],
  ["TransactionManagementError", TransactionManagementError],
  ["SpecError", SpecError],
  ["UnknownModelError", UnknownModelError],
  ["FieldError", FieldError],
  ["FieldDoesNotExist", FieldDoesNotExist],
  ["ValueError", ValueError],
  ["ValidationError", ValidationError],
  ["TypeError", QueryTypeError],
  ["AttributeError", AttributeError],
  ["IndexError", IndexError],
  ["NotImplementedError", NotImplementedError],
  ["NotSupportedError", NotSupportedError],
  ["DoesNotExist", DoesNotExist],
  ["MultipleObjectsReturned", MultipleObjectsReturned],
  ["NotUpdated", NotUpdated],
  ["IntegrityError", IntegrityError],
  ["ProtectedError", ProtectedError],
  ["RestrictedError", RestrictedError],
  ["DataError", DataError],
  ["OperationalError", OperationalError],
  ["DatabaseError", DatabaseError],
  ["ProgrammingError", ProgrammingError],
  ["InternalError", InternalError],
]);

/** Makes one of the classes above of what the addon threw or rejected with. */
export function errorFrom(thrown: unknown): unknown {
  if (thrown instanceof Error || typeof thrown !== "object" || thrown === null) return thrown;
  const native = thrown as NativeError;
  const type = byCode.get(native.code) ?? byName.get(native.name) ?? NoormmeError;
  return new type(native.message, native);
}

export function misuse(message: string, field = ""): MisuseError {
  return new MisuseError(message, { code: "MISUSE", errno: 100, field });
}

export function closed(): ClosedError {
  return new ClosedError("the database is closed", { code: "CLOSED", errno: 101 });
}

export function optionError(message: string): OptionError {
  return new OptionError(message, { code: "INVALID_OPTION", errno: 103 });
}

export function fieldError(message: string, field = ""): FieldError {
  return new FieldError(message, { code: "FIELD_ERROR", errno: 203, field });
}

export function valueError(message: string, field = ""): ValueError {
  return new ValueError(message, { code: "VALUE_ERROR", errno: 205, field });
}

export function dataError(message: string, field = ""): DataError {
  return new DataError(message, { code: "DATA_ERROR", errno: 407, field });
}

export function typeError(message: string, field = ""): QueryTypeError {
  return new QueryTypeError(message, { code: "TYPE_ERROR", errno: 206, field });
}

export function tooComplex(message: string, field = ""): SpecError {
  return new SpecError(message, { code: "TOO_COMPLEX", errno: 209, field });
}
