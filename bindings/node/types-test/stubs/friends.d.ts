// Stand-ins for what the guides use of Kysely, Drizzle and better-auth, so that they can be type-checked where those are
// not installed. Only names and shapes their documents give; what is ours is checked against the interfaces they ask for.

declare module "kysely" {
  export type Generated<T> = T & { readonly __generated?: true };
  interface Builder<Row> extends AsyncIterable<Row> {
    selectAll(): Builder<Row>;
    where(column: keyof Row & string, operator: "=", value: unknown): Builder<Row>;
    execute(): Promise<Row[]>;
    stream(chunkSize?: number): AsyncIterableIterator<Row>;
  }
  export interface CompiledQuery {
    readonly query: { readonly kind: string };
    readonly sql: string;
    readonly parameters: readonly unknown[];
  }
  export interface QueryResult<R> {
    readonly numAffectedRows?: bigint;
    readonly insertId?: bigint;
    readonly rows: R[];
  }
  export interface DatabaseConnection {
    executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>>;
    streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>>;
  }
  export interface TransactionSettings {
    readonly accessMode?: "read only" | "read write";
    readonly isolationLevel?: "serializable" | "snapshot";
  }
  export interface Driver {
    init(): Promise<void>;
    acquireConnection(): Promise<DatabaseConnection>;
    beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void>;
    commitTransaction(connection: DatabaseConnection): Promise<void>;
    rollbackTransaction(connection: DatabaseConnection): Promise<void>;
    savepoint?(connection: DatabaseConnection, name: string, compileQuery: (node: object) => CompiledQuery): Promise<void>;
    releaseConnection(connection: DatabaseConnection): Promise<void>;
    destroy(): Promise<void>;
  }
  export interface QueryCompiler {
    compileQuery(node: object): CompiledQuery;
  }
  export interface DialectAdapter {
    readonly supportsReturning: boolean;
  }
  export interface DatabaseIntrospector {
    getTables(): Promise<object[]>;
  }
  export interface Dialect {
    createDriver(): Driver;
    createQueryCompiler(): QueryCompiler;
    createAdapter(): DialectAdapter;
    createIntrospector(db: Kysely<unknown>): DatabaseIntrospector;
  }
  export class Kysely<DB> {
    constructor(config: { readonly dialect: Dialect });
    selectFrom<T extends keyof DB & string>(table: T): Builder<DB[T]>;
    insertInto<T extends keyof DB & string>(table: T): { values(row: Partial<DB[T]>): { execute(): Promise<object[]> } };
    transaction(): { execute<R>(work: (trx: Kysely<DB>) => Promise<R>): Promise<R> };
    destroy(): Promise<void>;
  }
  export interface SqliteStatement {
    readonly reader: boolean;
    all(parameters: readonly unknown[]): unknown[];
    run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
    iterate(parameters: readonly unknown[]): IterableIterator<unknown>;
  }
  export interface SqliteDatabase {
    close(): void;
    prepare(sql: string): SqliteStatement;
  }
  export class SqliteDialect implements Dialect {
    constructor(config: { readonly database: SqliteDatabase });
    createDriver(): Driver;
    createQueryCompiler(): QueryCompiler;
    createAdapter(): DialectAdapter;
    createIntrospector(db: Kysely<unknown>): DatabaseIntrospector;
  }
  export class SqliteAdapter {}
  export class SqliteQueryCompiler {}
  export class SqliteIntrospector {}
}

declare module "drizzle-orm/better-sqlite3" {
  interface Client {
    prepare(source: string): {
      run(...parameters: unknown[]): { changes: number; lastInsertRowid: number | bigint };
      all(...parameters: unknown[]): unknown[];
      get(...parameters: unknown[]): unknown;
      raw(on?: boolean): { all(...parameters: unknown[]): unknown[]; get(...parameters: unknown[]): unknown };
    };
    transaction(work: (...values: never[]) => unknown): object;
  }
  export function drizzle(client: Client, config?: object): object;
}

declare module "better-auth" {
  interface BetterAuthOptions {
    readonly baseURL?: string;
  }
  interface DBAdapter {
    readonly id: string;
    create<T extends Record<string, unknown>, R = T>(data: { model: string; data: Omit<T, "id"> }): Promise<R>;
  }
  export function betterAuth(options: {
    database: { prepare(sql: string): object; close(): void; aggregate: object } | ((options: BetterAuthOptions) => DBAdapter);
    emailAndPassword?: { enabled: boolean };
    advanced?: { database?: { joins?: boolean } };
  }): { readonly handler: (request: never) => Promise<object> };
}
declare module "better-auth/adapters" {
  export function createAdapterFactory(options: object): (options: object) => object;
}
