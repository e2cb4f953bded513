// What of better-auth is used, by shape: the package needs none of its types.

export type Operator =
  | "eq"
  | "ne"
  | "lt"
  | "lte"
  | "gt"
  | "gte"
  | "in"
  | "not_in"
  | "contains"
  | "starts_with"
  | "ends_with";

/** A condition as better-auth's factory cleaned it: the field is the column's name. */
export interface Where {
  readonly field: string;
  readonly value: unknown;
  readonly operator?: Operator | undefined;
  readonly connector?: "AND" | "OR" | undefined;
  readonly mode?: "sensitive" | "insensitive" | undefined;
}

/** Tables whose rows come along, by the table's name. */
export interface Join {
  readonly [model: string]: {
    readonly on: { readonly from: string; readonly to: string };
    /** Default 100. */
    readonly limit?: number | undefined;
    readonly relation?: "one-to-one" | "one-to-many" | "many-to-many" | undefined;
  };
}

export type Data = Readonly<Record<string, unknown>>;

/** A field of better-auth's schema, as far as DDL is concerned. */
export interface FieldAttribute {
  readonly type: string | readonly string[];
  readonly required?: boolean | undefined;
  readonly unique?: boolean | undefined;
  readonly index?: boolean | undefined;
  readonly fieldName?: string | undefined;
  readonly references?:
    | { readonly model: string; readonly field: string; readonly onDelete?: string | undefined }
    | undefined;
}

export interface TableSchema {
  readonly [key: string]: {
    readonly modelName: string;
    readonly fields: { readonly [field: string]: FieldAttribute };
    readonly indexes?:
      | readonly { readonly fields: readonly string[]; readonly name?: string | undefined; readonly unique?: boolean | undefined }[]
      | undefined;
    readonly order?: number | undefined;
  };
}

export interface SchemaFile {
  readonly code: string;
  readonly path: string;
  readonly overwrite?: boolean | undefined;
}

/** What better-auth's factory hands an adapter. */
export interface Helpers {
  readonly getFieldName: (data: { readonly model: string; readonly field: string }) => string;
  /** better-auth's own. */
  readonly options?: { readonly advanced?: { readonly database?: { readonly generateId?: unknown } } };
}

/** What an adapter is to better-auth's factory. */
export interface CustomAdapter {
  create(call: { readonly model: string; readonly data: Data; readonly select?: readonly string[] | undefined }): Promise<unknown>;
  update(call: { readonly model: string; readonly where: readonly Where[]; readonly update: Data }): Promise<unknown>;
  updateMany(call: { readonly model: string; readonly where: readonly Where[]; readonly update: Data }): Promise<number>;
  findOne(call: {
    readonly model: string;
    readonly where: readonly Where[];
    readonly select?: readonly string[] | undefined;
    readonly join?: Join | undefined;
  }): Promise<unknown>;
  findMany(call: {
    readonly model: string;
    readonly where?: readonly Where[] | undefined;
    readonly limit?: number | undefined;
    readonly select?: readonly string[] | undefined;
    readonly sortBy?: { readonly field: string; readonly direction: "asc" | "desc" } | undefined;
    readonly offset?: number | undefined;
    readonly join?: Join | undefined;
  }): Promise<unknown[]>;
  delete(call: { readonly model: string; readonly where: readonly Where[] }): Promise<void>;
  deleteMany(call: { readonly model: string; readonly where: readonly Where[] }): Promise<number>;
  consumeOne(call: { readonly model: string; readonly where: readonly Where[] }): Promise<unknown>;
  incrementOne(call: {
    readonly model: string;
    readonly where: readonly Where[];
    readonly increment: Readonly<Record<string, number>>;
    readonly set?: Data | undefined;
  }): Promise<unknown>;
  count(call: { readonly model: string; readonly where?: readonly Where[] | undefined }): Promise<number>;
  createSchema(call: { readonly file?: string | undefined; readonly tables: TableSchema }): Promise<SchemaFile>;
}

/** better-auth's factory, `createAdapterFactory` of "better-auth/adapters". */
export type CreateAdapterFactory = (options: never) => (options: never) => object;
