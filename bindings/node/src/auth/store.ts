import { DatabaseError } from "../errors.js";
import type { NOORMME } from "../noormme.js";
import type { AnyDB } from "../types.js";
import { settled, usualNames, type AuthOptions, type AuthTable } from "./options.js";
import { Table, type ModelInfo, type RelationInfo } from "./table.js";

/**
 * The tables of one database, looked for when the first method runs: `auth.ts` is evaluated by every process of a
 * build, and making an adapter must open nothing.
 */
export class Store {
  readonly db: NOORMME<AnyDB>;
  readonly #options: AuthOptions;
  readonly #tables = new Map<AuthTable, Table>();
  readonly #told = new Set<string>();
  #models: Promise<ReadonlyMap<string, ModelInfo>> | undefined;

  constructor(db: NOORMME<AnyDB>, options: AuthOptions) {
    this.db = db;
    this.#options = settled(options);
  }

  async table(name: AuthTable): Promise<Table> {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const models = await this.#introspected();
    const given = this.#options.tables?.[name];
    const names = given === undefined ? usualNames(name) : [given];
    const model = names.map((each) => models.get(each)).find((each) => each !== undefined);
    if (model === undefined) {
      // Looked for anew next time: it may be about to be made.
      this.#models = undefined;
      throw new DatabaseError(
        `there is no table "${names[0]}": make it with createAuthTables(db), or name yours with tables: { ${name}: "…" }`,
        { code: "UNKNOWN_MODEL", errno: 202, model: names[0] ?? name },
      );
    }
    const table = new Table(name, model, this.db.model(model.name).objects, {
      columns: this.#options.columns?.[name],
      dates: this.#options.dates,
      generateId: this.#options.generateId ?? (() => crypto.randomUUID()),
      dropped: (column) => this.#dropped(model.name, column),
    });
    this.#tables.set(name, table);
    return table;
  }

  /** Whether the database has the table; deleting a user needs only those that are there. */
  async tableIfAny(name: AuthTable): Promise<Table | null> {
    const models = await this.#introspected();
    const given = this.#options.tables?.[name];
    const isThere = (given === undefined ? usualNames(name) : [given]).some((each) => models.has(each));
    return isThere ? this.table(name) : null;
  }

  /** The relation from a table to the users, if the database declares one. */
  async userRelation(table: Table): Promise<RelationInfo | undefined> {
    const users = await this.table("users");
    const column = table.column("userId");
    return table.model.relations.find(
      (each) =>
        each.kind === "forward" &&
        each.to === users.model.name &&
        each.name !== null &&
        each.columns?.length === 1 &&
        each.columns[0] === column,
    );
  }

  async #introspected(): Promise<ReadonlyMap<string, ModelInfo>> {
    this.#models ??= (async () => {
      const schema = (await this.db.introspect()) as { readonly models: readonly ModelInfo[] };
      return new Map(schema.models.map((model) => [model.name, model]));
    })();
    try {
      return await this.#models;
    } catch (error) {
      this.#models = undefined;
      throw error;
    }
  }

  #dropped(model: string, column: string): void {
    const message = `noormme/auth: ${model} has no column "${column}"; its value is not stored`;
    const { debug } = this.#options;
    if (debug !== undefined) return debug(message);
    if (this.#told.has(message)) return;
    this.#told.add(message);
    console.debug(message);
  }
}
