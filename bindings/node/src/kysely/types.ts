// What of Kysely is used, by shape: the package needs none of its types.

/** A query as Kysely compiled it. */
export interface CompiledQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface QueryResult<R> {
  readonly rows: R[];
  readonly numAffectedRows?: bigint;
  readonly insertId?: bigint;
}

export interface TransactionSettings {
  readonly accessMode?: "read only" | "read write";
}

export interface DatabaseConnection {
  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>>;
  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>>;
}

export interface Driver {
  init(): Promise<void>;
  acquireConnection(): Promise<DatabaseConnection>;
  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void>;
  commitTransaction(connection: DatabaseConnection): Promise<void>;
  rollbackTransaction(connection: DatabaseConnection): Promise<void>;
  savepoint(connection: DatabaseConnection, name: string): Promise<void>;
  rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void>;
  releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void>;
  releaseConnection(connection: DatabaseConnection): Promise<void>;
  destroy(): Promise<void>;
}

/** A class of Kysely's that is extended or handed on, and not looked into. */
export type KyselyClass = new (...values: never[]) => object;

/** Kysely's module, `import * as kysely from "kysely"`, as far as it is used. */
export interface KyselyModule {
  readonly Kysely: KyselyClass;
  readonly SqliteAdapter: KyselyClass;
  readonly SqliteQueryCompiler: KyselyClass;
  readonly SqliteIntrospector: KyselyClass;
}
