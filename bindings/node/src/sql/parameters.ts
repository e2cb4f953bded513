import { typeError, valueError } from "../errors.js";
import { scalar } from "../spec/encode.js";
import { isPlainObject, kind, Node, wire, type Wire } from "../spec/node.js";

/** What a parameter of SQL text may be. */
export type Parameter = string | number | bigint | boolean | null | Date | Uint8Array;

/** Parameters by position, or by name without its sign. */
export type Parameters = readonly unknown[] | { readonly [name: string]: unknown };

/** Parameters as the core reads them; undefined for none. */
export function parameterText(parameters: Parameters | undefined): string | undefined {
  if (parameters === undefined) return undefined;
  if (Array.isArray(parameters)) {
    return JSON.stringify(Array.from(parameters, (value, index) => parameter(value, `parameter ${index + 1}`)));
  }
  if (!isPlainObject(parameters)) throw typeError("parameters: an array or a plain object is wanted");
  const record = Object.create(null) as Record<string, Wire>;
  for (const name of Object.keys(parameters)) {
    record[name] = parameter((parameters as Record<string, unknown>)[name], `parameter "${name}"`);
  }
  return JSON.stringify(record);
}

function parameter(value: unknown, name: string): Wire {
  // Past what an integer of SQLite's holds a number is a real, as it is in JavaScript.
  if (typeof value === "number" && Math.abs(value) >= 2 ** 63 && Number.isFinite(value)) return { $float: value };
  const simple = scalar(value, name);
  if (simple !== undefined) return simple;
  if (ArrayBuffer.isView(value)) {
    return scalar(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), name) ?? null;
  }
  if (Node.is(value)) {
    // decimal("1.50"), date("2020-01-31") and their like are values; F("age") is not.
    const tagged = value[kind] === "expression" ? value[wire]() : undefined;
    if (isPlainObject(tagged) && Object.keys(tagged).some((key) => valueTags.has(key))) return tagged as Wire;
    throw typeError(`${name}: a ${value[kind]} is no value`);
  }
  if (Array.isArray(value)) {
    throw valueError(`${name}: a list is no value; write IN (\${sql.join(list)}), or JSON.stringify it for a JSON column`);
  }
  throw valueError(`${name}: an object is no value; JSON.stringify it for a JSON column`);
}

const valueTags = new Set(["$decimal", "$date", "$time", "$datetime", "$duration", "$uuid", "$json_null"]);
