// The terminals as the wire format has them. The promised and the synchronous door share them.

import { columns, columnValue, condition, integer, lookups, operand, text, texts } from "../spec/encode.js";
import { emptyRecord, isPlainObject, Node, type Wire } from "../spec/node.js";
import { typeError } from "../errors.js";
import type { Row } from "../types.js";
import { valueBlock } from "./bulk.js";
import { keyOf } from "./keys.js";
import type { Call, State } from "./state.js";
import { aliasList } from "./steps.js";

/** What `bulkCreate` does besides inserting. */
export interface BulkCreateOptions<W extends string = string, U extends string = string> {
  /** Rows a statement. */
  readonly batchSize?: number;
  /** Leaves out rows that a constraint refuses; their place in the answer is null. */
  readonly ignoreConflicts?: boolean;
  /** Updates the row that is in the way: `updateFields` of it, found by `uniqueFields`. */
  readonly updateConflicts?: boolean;
  readonly updateFields?: readonly W[];
  readonly uniqueFields?: readonly U[];
}

export interface SaveOptions<W extends string = string> {
  /** Only these columns are written; the row must exist. */
  readonly updateFields?: readonly W[];
  readonly forceInsert?: boolean;
  readonly forceUpdate?: boolean;
}

export function get(conditions: readonly unknown[]): Wire {
  return ["get", ...Array.from(conditions, (each) => condition(each, "get"))];
}

export function ends(name: "earliest" | "latest", fields: readonly unknown[]): Wire {
  return fields.length === 0 ? [name] : [name, texts(fields, name)];
}

export function item(index: unknown): Wire {
  return ["item", integer(index, "at")];
}

export function contains(state: State, row: unknown): Wire {
  return ["contains", operand(keyOf(state, row, "contains"), "contains")];
}

export function aggregate(expressions: readonly unknown[]): Wire {
  return ["aggregate", ...aliasList(expressions, "aggregate")];
}

export function inBulk(keys: readonly unknown[] | null | undefined, field: string | undefined): Wire {
  const list = keys == null ? null : Array.from(keys, (key) => operand(key, "inBulk"));
  return field === undefined ? ["in_bulk", list] : ["in_bulk", list, text(field, "inBulk")];
}

/** Pairs of `in_bulk` as a Map. */
export function bulkMap<K, V>(answer: unknown): Map<K, V> {
  return new Map(answer as readonly (readonly [K, V])[]);
}

/** What a many-to-many manager writes into the joining row of a row it makes. */
export interface ThroughOptions {
  readonly throughDefaults?: Row;
}

export function create(values: unknown, options: ThroughOptions = {}): Wire {
  return ["create", columns(values, "create"), ...through(options, "create")];
}

export function getOrCreate(conditions: unknown, defaults: unknown, options: ThroughOptions = {}): Wire {
  const [extra] = through(options, "getOrCreate");
  const head = ["get_or_create", lookups(conditions, "getOrCreate")];
  if (extra !== undefined) return [...head, columns(defaults ?? {}, "getOrCreate"), extra];
  return defaults === undefined ? head : [...head, columns(defaults, "getOrCreate")];
}

function through(options: ThroughOptions, name: string): Wire[] {
  const { throughDefaults } = options;
  return throughDefaults === undefined ? [] : [{ through_defaults: columns(throughDefaults, name) }];
}

export function updateOrCreate(conditions: unknown, defaults: unknown, createDefaults: unknown, options: ThroughOptions = {}): Wire {
  const [extra] = through(options, "updateOrCreate");
  const head = ["update_or_create", lookups(conditions, "updateOrCreate"), columns(defaults ?? {}, "updateOrCreate")];
  if (extra !== undefined) {
    return [...head, createDefaults === undefined ? null : columns(createDefaults, "updateOrCreate"), extra];
  }
  return createDefaults === undefined ? head : [...head, columns(createDefaults, "updateOrCreate")];
}

export function bulkCreate(state: State, rows: readonly unknown[], options: BulkCreateOptions = {}): Call {
  const wireOptions = snakeOptions(options as Readonly<Record<string, unknown>>, "bulkCreate");
  const made = Array.isArray(rows) ? valueBlock(rows) : undefined;
  if (made === undefined) return state.request(["bulk_create", rowList(rows, "bulkCreate"), wireOptions]);
  const list = { columns: made.names, block: true };
  return { ...state.request(["bulk_create", list, wireOptions]), block: made.block };
}

export function bulkUpdate(rows: readonly unknown[], fields: readonly string[], batchSize?: number): Wire {
  const head = ["bulk_update", rowList(rows, "bulkUpdate"), texts(fields, "bulkUpdate")];
  return batchSize === undefined ? head : [...head, { batch_size: integer(batchSize, "bulkUpdate") }];
}

export function update(values: unknown): Wire {
  return ["update", columns(values, "update")];
}

export function save(row: unknown, options: SaveOptions = {}): Wire {
  return ["save", columns(row, "save"), snakeOptions(options as Readonly<Record<string, unknown>>, "save")];
}

export function remove(key: unknown): Wire {
  return ["remove", operand(key, "remove")];
}

/** The row that has a row's primary key. */
export function byKey(state: State, row: unknown): Wire {
  return ["get", { pk: operand(keyOf(state, row, "refresh"), "refresh") }];
}

/** The query of only these columns; of all when none are named. */
export function only(state: State, columns: readonly unknown[]): State {
  return columns.length === 0 ? state : state.step("only", texts(columns, "refresh"));
}

export function raw(sql: unknown, params: readonly unknown[]): Wire {
  return ["raw", text(sql, "raw"), Array.from(params, (value) => columnValue(value, "raw"))];
}

/** Keys, or rows as plain objects, of a related manager's add, set and discard. */
export function members(
  name: "add" | "set" | "discard",
  items: readonly unknown[] | Node,
  options: { readonly throughDefaults?: unknown; readonly clear?: boolean },
): Wire {
  const list = Node.is(items) ? operand(items, name) : Array.from(items, (each) => (isPlainObject(each) ? columns(each, name) : operand(each, name)));
  const record = emptyRecord();
  if (options.throughDefaults !== undefined) record["through_defaults"] = columns(options.throughDefaults, name);
  if (options.clear !== undefined) record["clear"] = Boolean(options.clear);
  return Object.keys(record).length === 0 ? [name, list] : [name, list, record];
}

function rowList(rows: readonly unknown[], name: string): Wire {
  if (!Array.isArray(rows)) throw typeError(`${name}: an array of rows is wanted`);
  return Array.from(rows, (row) => columns(row, name));
}

/** Options by their names on the wire; the core says which ones exist. */
function snakeOptions(options: Readonly<Record<string, unknown>>, name: string): Wire {
  const record = emptyRecord();
  for (const key of Object.keys(options)) {
    const value = options[key];
    if (value === undefined) continue;
    const wireName = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    record[wireName] = Array.isArray(value) ? texts(value, name) : columnValue(value, name);
  }
  return record;
}

/** `get`, `create` or `update` as it runs: prepared, where its argument is an object of plain values. */
export function call(state: State, name: "get" | "create" | "update", args: readonly unknown[]): Call {
  if (args.length === 0 && name === "get") return state.request("get");
  const known = args.length === 1 ? state.requestWith(name, args[0], name !== "get") : undefined;
  if (known !== undefined) return known;
  return state.request(wire(name, args));
}

/** The same as the wire format has it. */
function wire(name: "get" | "create" | "update", args: readonly unknown[]): Wire {
  return name === "get" ? get(args) : name === "create" ? create(args[0], args[1] as ThroughOptions | undefined) : update(args[0]);
}
