// The shape of a request: what stays the same when a query is asked again and again with other values.

import { isPlainObject } from "../spec/node.js";

/** A request as the wire has it. */
export interface Spec {
  readonly model: string;
  readonly steps?: readonly (readonly unknown[])[];
  readonly get?: unknown;
}

/** The request with `?` for its values, as text. */
export function shapeOf(spec: Spec): string {
  const steps = (spec.steps ?? []).map((step) => stepShape(step));
  return [spec.model, ...steps, stepShape(list(spec.get ?? "all"))].join(".");
}

/** The name of the terminal. */
export function terminalOf(spec: Spec): string {
  return String(list(spec.get ?? "all")[0]);
}

/** The names that the conditions of a request speak of. */
export function conditionNames(spec: Spec): string[] {
  const names: string[] = [];
  for (const step of [...(spec.steps ?? []), list(spec.get ?? "all")]) {
    if (step[0] === "filter" || step[0] === "get") for (const each of step.slice(1)) collect(each, names);
  }
  return names;
}

function collect(condition: unknown, names: string[]): void {
  if (!isPlainObject(condition)) return;
  const parts = condition["c"];
  if ("$q" in condition && Array.isArray(parts)) {
    for (const part of parts as readonly unknown[]) {
      if (Array.isArray(part) && typeof part[0] === "string") names.push(part[0]);
      else collect(part, names);
    }
    return;
  }
  for (const name of Object.keys(condition)) if (!name.startsWith("$")) names.push(name);
}

function list(get: unknown): readonly unknown[] {
  return Array.isArray(get) ? (get as readonly unknown[]) : [get];
}

function stepShape(step: readonly unknown[]): string {
  const [name, ...args] = step;
  switch (name) {
    case "filter":
    case "exclude":
    case "get":
      return `${String(name)}(${args.map(valueless).join(", ")})`;
    case "related":
      return `related(?, ${String(args[1])})`;
    case "load":
      return `load([?], ${JSON.stringify(args[1])})`;
    case "slice":
    case "item":
    case "contains":
    case "in_bulk":
      return `${String(name)}(?)`;
    default:
      return args.length === 0 ? `${String(name)}()` : `${String(name)}(${args.map((each) => JSON.stringify(each)).join(", ")})`;
  }
}

/** A condition with its names and without its values. */
function valueless(value: unknown): string {
  if (Array.isArray(value)) {
    const [name, ...rest] = value as readonly unknown[];
    return typeof name === "string" && rest.length === 1 ? `${name}: ?` : "[?]";
  }
  if (!isPlainObject(value)) return "?";
  if ("$q" in value && Array.isArray(value["c"])) {
    const parts = (value["c"] as readonly unknown[]).map(valueless).join(value["$q"] === "or" ? " or " : ", ");
    return value["not"] === true ? `not (${parts})` : parts;
  }
  return Object.keys(value)
    .map((key) => (key.startsWith("$") ? key : `${key}: ?`))
    .join(", ");
}
