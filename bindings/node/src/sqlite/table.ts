// Virtual tables: rows that a generator of the program makes.

import type { TableConnect } from "./native.js";

/** A row: values by the columns' names, or in their order. */
export type TableRow = readonly unknown[] | { readonly [column: string]: unknown };

export interface TableDefinition {
  readonly columns: readonly string[];
  /** Names of the arguments. Default: as many as `rows` lists, called `$1`, `$2` … */
  readonly parameters?: readonly string[];
  /** Gives the rows for arguments; those that were not given are undefined. */
  readonly rows: (...values: never[]) => Iterable<TableRow>;
  /** Integers come as bigint; as the connection has it by default. */
  readonly safeIntegers?: boolean;
  /** Not from triggers and views. */
  readonly directOnly?: boolean;
}

const mostParameters = 32;
const directOnly = 2;

/** What the addon calls for each table of a module. */
export function connector(
  name: string,
  definition: TableDefinition | ((...values: string[]) => TableDefinition),
  session: WeakRef<{ readonly safeIntegers: boolean }>,
): TableConnect {
  const safeIntegers = (): boolean => session.deref()?.safeIntegers ?? false;
  if (typeof definition === "function") {
    return (module, database, table, ...values) => {
      const made: unknown = definition.apply({ module, database, table } as never, values);
      if (typeof made !== "object" || made === null) {
        throw new TypeError(`Virtual table module "${name}" did not return a table definition object`);
      }
      return new Table(name, made, "returned").connected(safeIntegers());
    };
  }
  if (typeof (definition as unknown) !== "object" || (definition as unknown) === null) {
    throw new TypeError("Expected second argument to be a function or a table definition object");
  }
  const table = new Table(name, definition, "used");
  return () => table.connected(safeIntegers());
}

/** A definition that was looked through. */
class Table {
  readonly #module: string;
  readonly #columns: readonly string[];
  readonly #parameters: readonly string[];
  readonly #rows: (...values: unknown[]) => Iterable<unknown>;
  readonly #safeIntegers: boolean | undefined;
  readonly #flags: number;
  readonly #places: ReadonlyMap<string, number>;

  /** `verb`: what the module did with the definition, for messages. */
  constructor(module: string, definition: object, verb: "used" | "returned") {
    const says = (what: string): string => `Virtual table module "${module}" ${verb} a table definition ${what}`;
    const given = new Map<string, unknown>(Object.entries(definition));
    for (const key of ["rows", "columns"]) {
      if (!given.has(key)) throw new TypeError(says(`without a "${key}" property`));
    }
    const rows = given.get("rows");
    if (!isGenerator(rows)) throw new TypeError(says('with an invalid "rows" property (should be a generator function)'));
    const columns = names(given.get("columns"));
    if (columns === undefined) {
      throw new TypeError(says('with an invalid "columns" property (should be an array of strings)'));
    }
    if (columns.length !== new Set(columns).size) throw new TypeError(says("with duplicate column names"));
    if (columns.length === 0) throw new RangeError(says("with zero columns"));
    const parameters = given.has("parameters") ? names(given.get("parameters")) : numbered(rows.length);
    if (parameters === undefined) {
      throw new TypeError(says('with an invalid "parameters" property (should be an array of strings)'));
    }
    if (parameters.length !== new Set(parameters).size) throw new TypeError(says("with duplicate parameter names"));
    if (parameters.length > mostParameters) {
      throw new RangeError(says(`with more than the maximum number of ${mostParameters} parameters`));
    }
    const both = parameters.find((each) => columns.includes(each));
    if (both !== undefined) {
      throw new TypeError(says(`with column "${both}" which was ambiguously defined as both a column and parameter`));
    }
    const flag = (key: string): boolean | undefined => {
      const value = given.get(key);
      if (typeof value === "boolean" || !given.has(key)) return value as boolean | undefined;
      throw new TypeError(says(`with an invalid "${key}" property (should be a boolean)`));
    };
    this.#module = module;
    this.#columns = columns;
    this.#parameters = parameters;
    this.#rows = rows;
    this.#safeIntegers = flag("safeIntegers");
    this.#flags = flag("directOnly") === true ? directOnly : 0;
    this.#places = new Map(columns.map((column, index) => [column, parameters.length + index]));
  }

  connected(safeIntegers: boolean): ReturnType<TableConnect> {
    const hidden = this.#parameters.map((each) => `${quoted(each)} HIDDEN`);
    const declaration = `CREATE TABLE x(${[...hidden, ...this.#columns.map(quoted)].join(", ")})`;
    const open = (...values: unknown[]): (() => readonly unknown[] | undefined) => this.#open(values);
    return [declaration, this.#parameters.length, this.#flags, this.#safeIntegers ?? safeIntegers, open];
  }

  #open(values: unknown[]): () => readonly unknown[] | undefined {
    // What a generator does to its bytes must not change the arguments that SQLite is told it was asked for.
    // Not their own `slice`, which gives a view where they are a Buffer.
    const copy = Uint8Array.prototype.slice;
    const hidden = values.map((value) => (value instanceof Uint8Array ? copy.call(value) : value));
    const iterator = this.#rows(...values)[Symbol.iterator]();
    return () => {
      const { value, done } = iterator.next();
      return done === true ? undefined : [...hidden, ...this.#row(value)];
    };
  }

  #row(row: unknown): readonly unknown[] {
    if (Array.isArray(row)) {
      if (row.length === this.#columns.length) return row as unknown[];
      throw this.#error("a row with an incorrect number of columns");
    }
    if (typeof row !== "object" || row === null) throw this.#error("something that isn't a valid row object");
    const entries = Object.entries(row);
    const unknown = entries.find(([key]) => !this.#places.has(key));
    if (unknown !== undefined) throw this.#error(`a row with an undeclared column "${unknown[0]}"`);
    if (entries.length !== this.#columns.length) throw this.#error("a row with missing columns");
    return this.#columns.map((column) => (row as Readonly<Record<string, unknown>>)[column]);
  }

  #error(what: string): TypeError {
    return new TypeError(`Virtual table module "${this.#module}" yielded ${what}`);
  }
}

const generator: unknown = Object.getPrototypeOf(function* () {});

function isGenerator(value: unknown): value is (...values: unknown[]) => Iterable<unknown> {
  return typeof value === "function" && Object.getPrototypeOf(value) === generator;
}

function names(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list: string[] = [];
  for (const each of value as unknown[]) {
    if (typeof each !== "string") return undefined;
    list.push(each);
  }
  return list;
}

function numbered(count: unknown): readonly string[] {
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0) {
    throw new TypeError("Expected function.length to be a positive integer");
  }
  return Array.from({ length: count }, (_, index) => `$${index + 1}`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
