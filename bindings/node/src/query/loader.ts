import type { ModelName } from "../types.js";
import type { KeyOf, RelationName, RowOf, Text } from "../types/model.js";
import type { CheckedLoad, LoadedValue } from "../types/rows.js";
import { isPlainObject } from "../spec/node.js";
import { keyOf, keyText } from "./keys.js";
import type { Manager, RowOrKey } from "./manager.js";

interface Batch {
  readonly rows: Record<string, unknown>[];
  readonly promise: Promise<void>;
}

/** Runs when what this tick holds, promises included, has run. */
const later: (work: () => void) => void =
  (globalThis as { setImmediate?: (work: () => void) => void }).setImmediate ??
  ((work) => void (globalThis as unknown as { setTimeout(work: () => void, delay: number): void }).setTimeout(work, 0));

/**
 * Loads related rows for code that asks for them one by one: resolvers, templates, components. What is asked in one
 * tick goes to the database together, one statement for each relation. Answers are kept: make one for each request.
 *
 *     const loader = db.loader()
 *     const posts = await loader.load("users", user, "posts")
 *     const author = await loader.get("users", post.author_id)
 */
export class Loader<DB extends object> {
  readonly #manager: (model: string) => Manager;
  readonly #kept = new Map<string, Promise<unknown>>();
  readonly #batches = new Map<string, Batch>();
  readonly #keys = new Map<string, { readonly keys: unknown[]; readonly promise: Promise<Map<string, unknown>> }>();

  /** @internal */
  constructor(manager: (model: string) => Manager) {
    this.#manager = manager;
  }

  /** What a relation of a row leads to: rows, a row or null. */
  load<M extends ModelName<DB>, const A extends RelationName<DB, M> | Text>(
    model: M,
    row: RowOrKey<DB, M>,
    relation: A & NoInfer<CheckedLoad<DB, M, A>>,
  ): Promise<LoadedValue<DB, M, A>> {
    const state = this.#manager(model).state;
    const path = String(relation);
    const key = keyOf(state, row, "load");
    return this.#keep(`${model} ${path} ${keyText(key)}`, async () => {
      const copy: Record<string, unknown> = isPlainObject(row) ? { ...row } : {};
      if (!isPlainObject(row)) for (const [index, column] of this.#manager(model).keyColumns().entries()) {
        copy[column] = Array.isArray(key) ? (key as readonly unknown[])[index] : key;
      }
      await this.#join(model, path, copy);
      return copy[path.split(/__|\./)[0]!];
    }) as Promise<LoadedValue<DB, M, A>>;
  }

  /** The row with a primary key, or null. */
  get<M extends ModelName<DB>>(model: M, key: KeyOf<DB, M>): Promise<RowOf<DB, M> | null> {
    return this.#keep(`${model} ${keyText(key)}`, async () => {
      let batch = this.#keys.get(model);
      if (batch === undefined) {
        const keys: unknown[] = [];
        const promise = tick().then(async () => {
          this.#keys.delete(model);
          const rows: unknown[] = await this.#manager(model).filter({ pk__in: keys }).all();
          const state = this.#manager(model).state;
          return new Map(rows.map((row) => [keyText(keyOf(state, row, "get")), row]));
        });
        this.#keys.set(model, (batch = { keys, promise }));
      }
      batch.keys.push(key);
      return (await batch.promise).get(keyText(key)) ?? null;
    }) as Promise<RowOf<DB, M> | null>;
  }

  /** Forgets what was loaded. */
  clear(): void {
    this.#kept.clear();
  }

  /** Answers stay; errors are forgotten, so that the next call tries again. */
  #keep(key: string, load: () => Promise<unknown>): Promise<unknown> {
    let found = this.#kept.get(key);
    if (found === undefined) {
      found = load();
      this.#kept.set(key, found);
      found.catch(() => this.#kept.delete(key));
    }
    return found;
  }

  #join(model: string, path: string, row: Record<string, unknown>): Promise<void> {
    const name = `${model} ${path}`;
    let batch = this.#batches.get(name);
    if (batch === undefined) {
      const rows: Record<string, unknown>[] = [];
      const promise = tick().then(async () => {
        this.#batches.delete(name);
        await this.#manager(model).loadInto(rows, [path]);
      });
      this.#batches.set(name, (batch = { rows, promise }));
    }
    batch.rows.push(row);
    return batch.promise;
  }
}

function tick(): Promise<void> {
  return new Promise((resolve) => later(resolve));
}
