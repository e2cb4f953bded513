import { fieldError } from "../errors.js";
import type { Manager } from "../query/manager.js";
import type { AnyDB, Columns, Lookups, Row } from "../types.js";
import { isPlainObject } from "../spec/node.js";
import { sql, type SQL } from "../sql/fragment.js";
import { readDate, storedDate, usualStorage } from "./dates.js";
import { normalized, type AuthTable, type DateStorage } from "./options.js";

/** A column as introspection tells of it. */
export interface ColumnInfo {
  readonly name: string;
  /** Its name in the table. */
  readonly column: string;
  readonly type: string;
  readonly null: boolean;
  readonly default: string | null;
  readonly rowid: boolean;
  readonly generated: string | null;
}

export interface RelationInfo {
  readonly name: string | null;
  readonly kind: string;
  readonly to: string;
  readonly columns?: readonly string[];
  readonly on_delete?: string | null;
  readonly foreign_key?: { readonly on_delete: string } | null;
}

export interface ModelInfo {
  readonly name: string;
  readonly table: string;
  /** What counts of deleted rows call it. */
  readonly label: string;
  readonly columns: readonly ColumnInfo[];
  readonly primary_key: readonly string[];
  readonly relations: readonly RelationInfo[];
}

type Kind = "text" | "number" | "boolean" | "date" | "id";

/** What Auth.js stores in each table, and as what. Other columns are the application's own. */
export const fields: { readonly [T in AuthTable]: { readonly [field: string]: Kind } } = {
  users: { id: "id", name: "text", email: "text", emailVerified: "date", image: "text" },
  accounts: {
    userId: "id",
    type: "text",
    provider: "text",
    providerAccountId: "text",
    refresh_token: "text",
    access_token: "text",
    expires_at: "number",
    token_type: "text",
    scope: "text",
    id_token: "text",
    session_state: "text",
  },
  sessions: { sessionToken: "text", userId: "id", expires: "date" },
  verificationTokens: { identifier: "text", token: "text", expires: "date" },
  authenticators: {
    credentialID: "text",
    userId: "id",
    providerAccountId: "text",
    credentialPublicKey: "text",
    counter: "number",
    credentialDeviceType: "text",
    credentialBackedUp: "boolean",
    transports: "text",
  },
};

/** Fields without which the table is of no use. */
const optional = new Set([
  "name", "image", "refresh_token", "access_token", "expires_at", "token_type", "scope", "id_token", "session_state",
  "transports",
]);

interface Column {
  readonly field: string;
  readonly info: ColumnInfo;
  readonly kind: Kind | undefined;
}

export interface TableOptions {
  readonly columns?: { readonly [field: string]: string } | undefined;
  readonly dates?: DateStorage | undefined;
  readonly generateId: () => string;
  readonly dropped: (column: string) => void;
}

/** One table of the contract: which column holds which field, and how values go in and come out. */
export class Table {
  readonly model: ModelInfo;
  readonly objects: Manager<AnyDB, string>;
  readonly #byField = new Map<string, Column>();
  readonly #byColumn = new Map<string, Column>();
  readonly #options: TableOptions;

  constructor(table: AuthTable, model: ModelInfo, objects: Manager<AnyDB, string>, options: TableOptions) {
    this.model = model;
    this.objects = objects;
    this.#options = options;
    const given = options.columns ?? {};
    for (const [field, kind] of Object.entries(fields[table])) {
      const info = columnOf(model, field, given[field]);
      if (info === undefined) {
        if (optional.has(field) && given[field] === undefined) continue;
        throw fieldError(
          `${model.name}: no column for ${field}; name it with columns: { ${table}: { ${field}: "…" } }`,
          field,
        );
      }
      this.#add({ field, info, kind });
    }
    for (const info of model.columns) {
      if (this.#byColumn.has(info.name)) continue;
      const named = Object.keys(given).find((field) => given[field] === info.name);
      this.#add({ field: named ?? info.name, info, kind: undefined });
    }
  }

  #add(column: Column): void {
    this.#byField.set(column.field, column);
    this.#byColumn.set(column.info.name, column);
  }

  /** The column of a field, as SQL. */
  id(field: string): SQL {
    return sql.id(this.#byField.get(field)?.info.column ?? field);
  }

  /** A value of a field as it came out of SQL. */
  read(field: string, value: unknown): unknown {
    const column = this.#byField.get(field);
    return column === undefined ? value : this.#read(value, column);
  }

  /** The column of a field of the contract. */
  column(field: string): string {
    return this.#byField.get(field)?.info.name ?? field;
  }

  /** Conditions on fields; null when no row can meet them. */
  where(conditions: { readonly [field: string]: unknown }): Lookups | null {
    const lookups: { [column: string]: unknown } = {};
    for (const [field, value] of Object.entries(conditions)) {
      const column = this.#byField.get(field);
      const stored = column?.kind === "id" ? key(value, column.info) : value;
      if (stored === undefined || stored === null) return null;
      lookups[this.column(field)] = stored;
    }
    return lookups as Lookups;
  }

  /** Columns to write: what is undefined or has no column is left out. */
  columns(data: object): Columns<Row> {
    const row: { [column: string]: unknown } = {};
    for (const [field, value] of Object.entries(data)) {
      if (value === undefined) continue;
      const column = this.#byField.get(field);
      if (column === undefined || column.info.generated !== null) {
        this.#options.dropped(field);
        continue;
      }
      const stored = this.#stored(value, column);
      if (stored !== undefined) row[column.info.name] = stored;
    }
    return row as Columns<Row>;
  }

  /** As `columns`, for a new row: with a key, where the table's is text and nobody else fills it in. */
  newRow(data: object): Columns<Row> {
    const row = this.columns(data) as { [column: string]: unknown };
    const [name, ...others] = this.model.primary_key;
    for (const info of this.model.columns) {
      const isKey = (info.name === name && others.length === 0) || info.name.toLowerCase() === "id";
      if (isKey && row[info.name] === undefined && isKeyOfOurs(info)) row[info.name] = this.#options.generateId();
    }
    return row as Columns<Row>;
  }

  #stored(value: unknown, column: Column): unknown {
    const { info, kind } = column;
    if (value === null) return null;
    if (kind === "id") return key(value, info);
    if (value instanceof Date) return storedDate(value, info.type, this.#storage(info));
    if (kind === "date") {
      const date = readDate(value, this.#storage(info), info.name);
      return date === null ? null : storedDate(date, info.type, this.#storage(info));
    }
    if (typeof value === "boolean" && /^(positive_)?integer$/.test(info.type)) return value ? 1 : 0;
    // What a provider hands over may be more than the column was made for.
    if (info.type === "text" && (isPlainObject(value) || Array.isArray(value))) return JSON.stringify(value);
    if (info.type === "text" && kind === "text" && typeof value !== "string") return String(value);
    return value;
  }

  #storage(info: ColumnInfo): DateStorage {
    return this.#options.dates ?? usualStorage(info.type);
  }

  /** A stored row as the contract has it; other tables' rows in it are left out. */
  row(stored: Row): Row {
    const row: Row = {};
    for (const [name, value] of Object.entries(stored)) {
      const column = this.#byColumn.get(name);
      if (column !== undefined) row[column.field] = this.#read(value, column);
    }
    return row;
  }

  #read(value: unknown, { info, kind, field }: Column): unknown {
    if (value === null) return null;
    // A moment in a column of the application's own: by its type, never by how its value looks.
    if (kind === "date" || (kind === undefined && /^datetime(_ms)?$/.test(info.type))) {
      return readDate(value, this.#storage(info), field);
    }
    if (kind === "id") return String(value);
    if (kind === "boolean") return value === true || value === 1 || value === "1" || value === "true";
    if (kind === "number" && typeof value !== "number") return Number(value);
    return value;
  }
}

function columnOf(model: ModelInfo, field: string, given: string | undefined): ColumnInfo | undefined {
  if (given !== undefined) return model.columns.find((column) => column.name === given);
  return (
    model.columns.find((column) => column.name === field) ??
    model.columns.find((column) => normalized(column.name) === normalized(field))
  );
}

/** A key of the contract, always text there, as the column holds it; undefined when it cannot be one. */
function key(value: unknown, info: ColumnInfo): unknown {
  if (!/^(positive_)?integer$/.test(info.type)) return value === undefined ? undefined : String(value);
  const number = Number(value);
  return /^-?\d+$/.test(String(value)) && Number.isSafeInteger(number) ? number : undefined;
}

/** Whether nobody but us would fill the key in. D1's tables have an empty text as its default. */
function isKeyOfOurs(info: ColumnInfo): boolean {
  const hasDefault = info.default !== null && info.default !== "''" && info.default.toUpperCase() !== "NULL";
  return !info.rowid && !hasDefault && info.generated === null && /^(text|uuid|any)$/.test(info.type);
}
