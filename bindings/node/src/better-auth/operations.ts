import { sql, type SQL } from "../sql/fragment.js";
import { parameterText } from "../sql/parameters.js";
import { result, type ExecuteResult } from "../sql/result.js";
import { parameter, table, where } from "./conditions.js";
import { createSchema } from "./schema.js";
import type { CustomAdapter, Data, Helpers, Join, Where } from "./types.js";

type Row = Record<string, unknown>;

/** Runs one statement, on the database or in a transaction: what it came to. */
export type Run = (text: string, values: string | undefined) => Promise<unknown>;

const defaultJoinLimit = 100;

/**
 * better-auth's operations. Each that changes something is one statement, so that of two who come for one token or the
 * last use of a counter, one gets it.
 */
export function operations(run: Run, { getFieldName, options }: Helpers): CustomAdapter {
  async function execute(statement: SQL): Promise<ExecuteResult<Row>> {
    const { text, values } = statement.compile();
    return result<Row>(await run(text, parameterText(values)), undefined);
  }

  async function first(statement: SQL): Promise<Row | null> {
    return (await execute(statement)).rows[0] ?? null;
  }

  function columns(model: string, select: readonly string[] | undefined, needed: readonly string[] = []): SQL {
    if (select === undefined || select.length === 0) return sql`*`;
    const names = new Set([...select.map((field) => getFieldName({ model, field })), ...needed]);
    return sql.join([...names].map((name) => sql.id(name)));
  }

  /** The key of one row that meets the conditions. */
  function one(model: string, conditions: readonly Where[]): SQL {
    const id = sql.id(getFieldName({ model, field: "id" }));
    return sql`${id} IN (SELECT ${id} FROM ${table(model)}${where(conditions)} LIMIT 1)`;
  }

  async function join(rows: Row[], joined: Join | undefined): Promise<Row[]> {
    for (const [model, { on, limit = defaultJoinLimit, relation }] of Object.entries(joined ?? {})) {
      const keys = [...new Set(rows.map((row) => row[on.from]).filter((key) => key !== null && key !== undefined))];
      const isOne = relation === "one-to-one";
      const most = isOne ? 1 : limit;
      const target = sql.id(on.to);
      // The number is called so that no column of a user's is.
      const number = sql.id("noormme row number");
      const { rows: found } =
        keys.length === 0
          ? { rows: [] }
          : await execute(sql`SELECT * FROM (
              SELECT *, row_number() OVER (PARTITION BY ${target}) AS ${number}
              FROM ${table(model)} WHERE ${target} IN (${sql.join(keys)})
            ) WHERE ${number} <= ${most} ORDER BY ${number}`);
      const byKey = new Map<unknown, Row[]>();
      for (const { ["noormme row number"]: _, ...row } of found) {
        const list = byKey.get(row[on.to]);
        if (list === undefined) byKey.set(row[on.to], [row]);
        else list.push(row);
      }
      for (const row of rows) {
        const list = byKey.get(row[on.from]) ?? [];
        row[model] = isOne ? (list[0] ?? null) : list;
      }
    }
    return rows;
  }

  /** Columns that a join looks at and nobody asked for come out again. */
  function withoutUnasked(model: string, rows: Row[], select: readonly string[] | undefined, joined: Join | undefined): Row[] {
    if (select === undefined || select.length === 0 || joined === undefined) return rows;
    const asked = new Set(select.map((field) => getFieldName({ model, field })));
    const unasked = Object.values(joined).map(({ on }) => on.from).filter((name) => !asked.has(name));
    for (const row of rows) for (const name of unasked) delete row[name];
    return rows;
  }

  async function find(
    model: string,
    conditions: readonly Where[] | undefined,
    select: readonly string[] | undefined,
    rest: SQL,
    joined: Join | undefined,
  ): Promise<Row[]> {
    const needed = Object.values(joined ?? {}).map(({ on }) => on.from);
    const statement = sql`SELECT ${columns(model, select, needed)} FROM ${table(model)}${where(conditions)}${rest}`;
    const rows = await join((await execute(statement)).rows, joined);
    return withoutUnasked(model, rows, select, joined);
  }

  return {
    async create({ model, data, select }) {
      const entries = given(data);
      const values =
        entries.length === 0
          ? sql`DEFAULT VALUES`
          : sql`(${sql.join(entries.map(([name]) => sql.id(name)))}) VALUES (${sql.join(entries.map(([, value]) => value))})`;
      return await first(sql`INSERT INTO ${table(model)} ${values} RETURNING ${columns(model, select)}`);
    },

    async findOne({ model, where: conditions, select, join: joined }) {
      return (await find(model, conditions, select, sql` LIMIT 1`, joined))[0] ?? null;
    },

    async findMany({ model, where: conditions, limit, select, sortBy, offset, join: joined }) {
      const parts: SQL[] = [];
      if (sortBy?.field) {
        const column = sql.id(getFieldName({ model, field: sortBy.field }));
        parts.push(sortBy.direction === "desc" ? sql` ORDER BY ${column} DESC` : sql` ORDER BY ${column} ASC`);
      }
      // SQLite takes no OFFSET without a LIMIT; -1 is none.
      if (limit !== undefined || offset !== undefined) parts.push(sql` LIMIT ${limit ?? -1}`);
      if (offset !== undefined) parts.push(sql` OFFSET ${offset}`);
      return await find(model, conditions, select, sql.join(parts, sql.empty), joined);
    },

    async count({ model, where: conditions }) {
      return Number((await first(sql`SELECT count(*) AS n FROM ${table(model)}${where(conditions)}`))?.["n"] ?? 0);
    },

    async update({ model, where: conditions, update }) {
      // Of no conditions every row would be the one.
      if (conditions.length === 0) return null;
      const assignments = given(update);
      if (assignments.length === 0) return (await find(model, conditions, undefined, sql` LIMIT 1`, undefined))[0] ?? null;
      return await first(sql`UPDATE ${table(model)} SET ${assign(assignments)} WHERE ${one(model, conditions)} RETURNING *`);
    },

    async updateMany({ model, where: conditions, update }) {
      const assignments = given(update);
      if (assignments.length === 0) return 0;
      return (await execute(sql`UPDATE ${table(model)} SET ${assign(assignments)}${where(conditions)}`)).changes;
    },

    async delete({ model, where: conditions }) {
      if (conditions.length === 0) return;
      await execute(sql`DELETE FROM ${table(model)}${where(conditions)}`);
    },

    async deleteMany({ model, where: conditions }) {
      return (await execute(sql`DELETE FROM ${table(model)}${where(conditions)}`)).changes;
    },

    async consumeOne({ model, where: conditions }) {
      if (conditions.length === 0) return null;
      return await first(sql`DELETE FROM ${table(model)} WHERE ${one(model, conditions)} RETURNING *`);
    },

    async incrementOne({ model, where: conditions, increment, set }) {
      const assignments = [
        ...given(set ?? {}).map(([name, value]) => sql`${sql.id(name)} = ${value}`),
        ...Object.entries(increment).map(([name, delta]) => sql`${sql.id(name)} = ${sql.id(name)} + ${delta}`),
      ];
      if (conditions.length === 0 || assignments.length === 0) return null;
      return await first(
        sql`UPDATE ${table(model)} SET ${sql.join(assignments)} WHERE ${one(model, conditions)} RETURNING *`,
      );
    },

    async createSchema({ file, tables }) {
      return createSchema(tables, options?.advanced?.database?.generateId === "serial", file);
    },
  };
}

function given(data: Data): [string, unknown][] {
  return Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, parameter(value)]);
}

function assign(entries: readonly [string, unknown][]): SQL {
  return sql.join(entries.map(([name, value]) => sql`${sql.id(name)} = ${value}`));
}
