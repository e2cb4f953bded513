// What `introspect` answers: docs/schema-json.md, with its keys as they are.

import type { TypeName } from "../types.js";

/** Models, columns and relations, as discovered and configured. */
export interface DatabaseSchema {
  readonly models: readonly SchemaModel[];
  /** Columns no lookup can name, and a name to configure instead. */
  readonly unspellable: readonly { readonly model: string; readonly column: string; readonly suggestion: string }[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

export interface SchemaModel {
  readonly name: string;
  readonly table: string;
  /** The attached file it is in; absent for the database's own. */
  readonly database?: string;
  readonly label: string;
  readonly kind: "table" | "view" | "virtual";
  readonly without_rowid: boolean;
  readonly strict: boolean;
  readonly columns: readonly SchemaColumn[];
  readonly hidden_columns: readonly string[];
  /** Empty for a view, and for a table that declares none. */
  readonly primary_key: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly relations: readonly SchemaRelation[];
  readonly ordering: readonly unknown[];
  readonly get_latest_by: readonly string[];
  /** Relations that lead to the models this one inherits from; absent for none. */
  readonly parents?: readonly string[];
  /** The model whose table, columns and relations this one shares. */
  readonly proxy?: string;
  readonly default_scope: unknown;
  readonly indexes: readonly SchemaIndex[];
  /** The expressions of CHECK constraints. */
  readonly checks: readonly string[];
  readonly triggers: readonly SchemaTrigger[];
}

export interface SchemaIndex {
  readonly name: string;
  readonly unique: boolean;
  /** `c` CREATE INDEX, `u` UNIQUE, `pk` PRIMARY KEY. */
  readonly origin: "c" | "u" | "pk";
  readonly terms: readonly {
    /** Null for an expression. */
    readonly column: string | null;
    readonly expression: string | null;
    readonly desc: boolean;
    readonly collation: string;
  }[];
  /** The condition of a partial index. */
  readonly where: string | null;
}

export interface SchemaTrigger {
  readonly name: string;
  readonly timing: "BEFORE" | "AFTER" | "INSTEAD OF";
  readonly event: "INSERT" | "UPDATE" | "DELETE";
  readonly sql: string;
}

export interface SchemaColumn {
  /** The name in queries and rows. */
  readonly name: string;
  /** The name in SQLite. */
  readonly column: string;
  /** Another name that queries may use, where the database was opened with `camelCase`. */
  readonly alias?: string;
  readonly type: TypeName;
  readonly declared_type: string;
  readonly null: boolean;
  /** SQL text. */
  readonly default: string | null;
  /** The expression of a generated column. */
  readonly generated: string | null;
  /** An INTEGER PRIMARY KEY, which SQLite fills in. */
  readonly rowid: boolean;
  readonly autoincrement: boolean;
  readonly unique: boolean;
  readonly max_length: number | null;
  /** What `CHECK (x IN (…))` allows, as SQL literals. */
  readonly choices: readonly string[];
  /** Of a parent's column: the relation that leads there, and the column there. */
  readonly inherited?: { readonly relation: string; readonly column: string };
}

export interface SchemaRelation {
  /** The name for loading; null when hidden. */
  readonly name: string | null;
  /** The name in lookups; null when hidden. */
  readonly query_name: string | null;
  readonly kind: "forward" | "reverse_one" | "reverse_many" | "many_to_many";
  readonly to: string;
  readonly columns: readonly string[];
  readonly to_columns: readonly string[];
  readonly null: boolean;
  readonly one_to_one: boolean;
  /** What the application does on delete; null leaves it to the database. Absent from many-to-many relations. */
  readonly on_delete?: string | null;
  /** What the database declares; null when only configuration knows the relation. */
  readonly foreign_key?: { readonly on_delete: string; readonly on_update: string; readonly deferred: boolean } | null;
  /** The joining model, and its columns that refer here and to the far end: many-to-many only. */
  readonly through?: string;
  readonly through_columns?: readonly string[];
  readonly through_to_columns?: readonly string[];
  readonly symmetrical?: boolean;
  readonly plain?: boolean;
}
