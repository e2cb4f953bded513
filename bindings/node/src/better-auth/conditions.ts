// better-auth's conditions as SQL. Text is compared as it is, byte by byte, unless a condition says otherwise: SQLite's
// LIKE folds ASCII letters and has wildcards, which a user's input must not be able to use.

import { valueError } from "../errors.js";
import { sql, type SQL } from "../sql/fragment.js";
import type { Where } from "./types.js";

/** The table of a model; a dot parts a schema's name from it. */
export function table(model: string): SQL {
  return sql.id(...(model.split(".") as [string, ...string[]]));
}

/** ` WHERE …`, or nothing: conditions joined by AND together with one of those joined by OR. */
export function where(conditions: readonly Where[] | undefined): SQL {
  const all: SQL[] = [];
  const any: SQL[] = [];
  for (const condition of conditions ?? []) (condition.connector === "OR" ? any : all).push(compare(condition));
  if (any.length > 0) all.push(sql`(${sql.join(any, sql` OR `)})`);
  return all.length === 0 ? sql.empty : sql` WHERE ${sql.join(all, sql` AND `)}`;
}

function compare({ field, value, operator = "eq", mode }: Where): SQL {
  const column = sql.id(field);
  switch (operator) {
    case "in":
    case "not_in": {
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      const folds = mode === "insensitive" && values.every((element) => typeof element === "string");
      const left = folds ? sql`noormme_fold(${column})` : column;
      const list = sql.join(values.map((element) => (folds ? sql`noormme_fold(${element})` : parameter(element))));
      return operator === "in" ? sql`${left} IN (${list})` : sql`${left} NOT IN (${list})`;
    }
    case "contains":
    case "starts_with":
    case "ends_with":
      return match(operator, column, value, mode);
  }
  if (value === null || value === undefined) {
    if (operator === "eq") return sql`${column} IS NULL`;
    if (operator === "ne") return sql`${column} IS NOT NULL`;
  }
  const sign = signs[operator];
  if (sign === undefined) throw valueError("where: there is no such operator", field);
  if (mode === "insensitive" && typeof value === "string" && (operator === "eq" || operator === "ne")) {
    return sql`noormme_fold(${column}) ${sign} noormme_fold(${value})`;
  }
  return sql`${column} ${sign} ${parameter(value)}`;
}

const signs: { readonly [operator: string]: SQL } = {
  eq: sql`=`,
  ne: sql`<>`,
  lt: sql`<`,
  lte: sql`<=`,
  gt: sql`>`,
  gte: sql`>=`,
};

function match(operator: "contains" | "starts_with" | "ends_with", column: SQL, value: unknown, mode: Where["mode"]): SQL {
  const text = String(value);
  const [left, right] =
    mode === "insensitive" ? [sql`noormme_fold(${column})`, sql`noormme_fold(${text})`] : [column, sql`${text}`];
  if (operator === "contains") return sql`instr(${left}, ${right}) > 0`;
  if (operator === "starts_with") return sql`substr(${left}, 1, length(${right})) = ${right}`;
  // substr(x, -0) is all of x.
  return text === "" ? sql`${column} IS NOT NULL` : sql`substr(${left}, -length(${right})) = ${right}`;
}

/** A value as better-auth's own adapter for SQLite stores it: moments as ISO text, lists and objects as JSON. */
export function parameter(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? value : value.toISOString();
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) return JSON.stringify(value);
  return value;
}
