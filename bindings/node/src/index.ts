export { NOORMME } from "./noormme.js";
export type { Options } from "./options.js";
export { sql, SQL } from "./sql/fragment.js";
export type { Parameter, Parameters } from "./sql/parameters.js";
export type { ColumnType, ExecuteResult } from "./sql/result.js";
export type { ExecuteOptions, StatementDescription } from "./sql/runner.js";
export type { QueryEvent, QueryListener, QueryListenerOptions, QueryOperation } from "./events.js";
export type { CallLimits } from "./limits.js";
export { Model } from "./model.js";
export { Transaction } from "./scope.js";
export type { TransactionOptions } from "./transaction.js";
export { Manager, RelatedManager, type Deleted, type Members, type RowOrKey } from "./query/manager.js";
export { QuerySet } from "./query/queryset.js";
export { Loader } from "./query/loader.js";
export { assertNumQueries, StatementCountError } from "./watch/counting.js";
export type { RepeatedQuery, RepeatOptions } from "./watch/repeats.js";
export type { Aggregated, SyncQuery, SyncQuerySet } from "./query/sync.js";
export type { SyncManager, SyncRelatedManager } from "./query/sync-manager.js";
export type { BulkCreateOptions, SaveOptions } from "./query/requests.js";
export { Q, and, or, xor, not, QCondition } from "./expressions/condition.js";
export {
  Expression,
  ExpressionWrapper,
  F,
  FieldReference,
  Order,
  OuterRef,
  RawSQL,
  Value,
} from "./expressions/expression.js";
export { date, datetime, decimal, duration, JSONNull, time, uuid } from "./expressions/values.js";
export { Case, FilteredRelation, When, Window, type Frame } from "./expressions/branches.js";
export { Exists, Prefetch, PrefetchLookup, Subquery } from "./expressions/queries.js";
export * from "./expressions/functions.js";
export { getSchema, introspectDatabase, type SchemaSource } from "./schema/introspect.js";
export { generateTypes, type GenerateOptions } from "./schema/generate.js";
export type {
  DatabaseSchema,
  SchemaColumn,
  SchemaIndex,
  SchemaModel,
  SchemaRelation,
  SchemaTrigger,
} from "./schema/types.js";
export {
  AbortError,
  AttributeError,
  BusyError,
  CheckViolation,
  ClosedError,
  ConcurrentUseError,
  DatabaseError,
  DataError,
  DoesNotExist,
  FieldDoesNotExist,
  FieldError,
  ForeignKeyViolation,
  IndexError,
  IntegrityError,
  InternalError,
  MisuseError,
  MultipleObjectsReturned,
  NoormmeError,
  NotImplementedError,
  NotNullViolation,
  NotSupportedError,
  NotUpdated,
  OperationalError,
  OptionError,
  ProgrammingError,
  type HoldingRows,
  ProtectedError,
  QueryTypeError,
  RestrictedError,
  SpecError,
  TimeoutError,
  TransactionManagementError,
  UniqueViolation,
  UnknownModelError,
  ValidationError,
  ValueError,
  type ErrorDetails,
} from "./errors.js";
export type {
  Aliases,
  AnyDB,
  Argument,
  Columns,
  Comparable,
  Condition,
  Json,
  Literal,
  Lookups,
  ModelName,
  Operand,
  Row,
  Scalar,
  TypeName,
} from "./types.js";
export type { DatabaseTypes, Invalid, ModelTypes, RelationTypes, RowOf } from "./types/model.js";
export type { InsertOf, UpdateOf } from "./types/writes.js";
