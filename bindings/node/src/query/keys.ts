// Rows that come back: their primary keys, which a manager takes in place of the rows. What a model's key is,
// the database says; it is asked once.

import type { Connection } from "../connection.js";
import { typeError, valueError } from "../errors.js";
import { operand } from "../spec/encode.js";
import { isPlainObject, Node, QueryNode, type Wire } from "../spec/node.js";
import type { SchemaRelation } from "../schema/types.js";
import type { State } from "./state.js";

/** A relation of the introspected schema (docs/schema-json.md), as far as it is needed here. */
export type RelationInfo = Pick<SchemaRelation, "name" | "query_name" | "kind" | "to" | "columns" | "to_columns">;

/** A model of the introspected schema. */
export interface ModelInfo {
  readonly name: string;
  readonly primary_key: readonly string[];
  readonly columns: readonly { readonly name: string }[];
  readonly relations: readonly RelationInfo[];
}

const schemas = new WeakMap<Connection, ReadonlyMap<string, ModelInfo>>();

/** The models of a database, read once; `anew` reads them again. */
export function modelsOf(connection: Connection, anew = false): ReadonlyMap<string, ModelInfo> {
  const known = schemas.get(connection);
  if (known !== undefined && !anew) return known;
  const schema = JSON.parse(connection.introspectSync()) as { readonly models: readonly ModelInfo[] };
  const models = new Map(schema.models.map((model) => [model.name, model]));
  schemas.set(connection, models);
  return models;
}

/** A model's description; an unknown one may have been made meanwhile. */
function modelNamed(connection: Connection, name: string): ModelInfo | undefined {
  return modelsOf(connection).get(name) ?? modelsOf(connection, true).get(name);
}

/** The relation a related manager's query begins with. */
function startOf(state: State): RelationInfo | undefined {
  const text = state.text();
  if (!text.includes('"steps":[["related",')) return undefined;
  const [[, , name]] = (JSON.parse(text) as { readonly steps: readonly [[unknown, unknown, unknown]] }).steps;
  return modelNamed(state.connection, state.model)?.relations.find((relation) => relation.name === name);
}

/** The model of the rows. */
function modelOf(state: State): ModelInfo | undefined {
  return modelNamed(state.connection, startOf(state)?.to ?? state.model);
}

/** A relation of a model by its name. */
export function relationOf(state: State, name: string): RelationInfo | undefined {
  return modelOf(state)?.relations.find((relation) => relation.name === name);
}

/** The columns of a model's primary key. */
export function keyColumns(state: State): readonly string[] {
  return modelOf(state)?.primary_key ?? [];
}

/** The primary key of a row; anything but a row is taken for the key itself. */
export function keyOf(state: State, row: unknown, name: string): unknown {
  if (!isPlainObject(row) || Node.is(row)) return row;
  const columns = keyColumns(state);
  if (columns.length === 0) throw valueError(`${name}: these rows have no primary key`, state.model);
  const key = columns.map((column) => {
    const value = row[column];
    if (value === undefined || value === null) {
      throw valueError(`${name}: the row has no value in its primary key '${column}'`, column);
    }
    return value;
  });
  return key.length === 1 ? key[0] : key;
}

/** `keyOf`, as the wire has it. */
export function keyOperand(state: State, row: unknown, name: string): Wire {
  return operand(keyOf(state, row, name), name);
}

/** The query of the keys of a query set's rows, where a many-to-many manager is given one. */
export function memberKeys(state: State, members: unknown): State | undefined {
  if (!(members instanceof QueryNode)) return undefined;
  if (startOf(state)?.kind !== "many_to_many") return undefined;
  return (members as unknown as { readonly state: State }).state.step("values_list", ["pk"], { flat: true });
}

/** A text that two rows share if they have the same key. */
export function keyText(key: unknown): string {
  // An integer is the same whether it comes as a number or a bigint.
  if (typeof key === "bigint") return key.toString();
  return JSON.stringify(operand(key, "key"));
}

/** The row without what was loaded into it: objects and arrays under the names of relations. */
export function withoutRelations(state: State, row: unknown): unknown {
  if (!isPlainObject(row) || Node.is(row)) throw typeError("save: a plain object is wanted");
  const nested = Object.keys(row).filter((name) => isNested(row[name]));
  if (nested.length === 0) return row;
  const relations = new Set(modelOf(state)?.relations.map((relation) => relation.name));
  const loaded = nested.filter((name) => relations.has(name));
  if (loaded.length === 0) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => !loaded.includes(name)));
}

function isNested(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Node.is(value) && (Array.isArray(value) || isPlainObject(value));
}
