import type { Connection } from "../connection.js";
import { connectionOf, type AnyDatabase } from "../noormme-connection.js";
import { NoormmeDriver } from "./driver.js";
import { kyselyModule } from "./module.js";
import type { Driver, KyselyClass, KyselyModule } from "./types.js";

export interface DialectOptions {
  /** The module kysely, where it is not found by itself. */
  readonly kysely?: object;
  /** `destroy()` of Kysely closes the database as well. Default false: it is the application's. */
  readonly closeOnDestroy?: boolean;
}

/**
 * Kysely on a Noormme database: queries run on its threads and in its queues, transactions on connections of their
 * own.
 *
 *     const kysely = new Kysely<DB>({ dialect: new NoormmeDialect(db) })
 */
export class NoormmeDialect {
  readonly #connection: Connection;
  readonly #closes: boolean;
  readonly #given: object | undefined;
  #classes: Classes | undefined;

  constructor(db: AnyDatabase, options: DialectOptions = {}) {
    this.#connection = connectionOf(db);
    this.#closes = options.closeOnDestroy ?? false;
    this.#given = options.kysely;
  }

  createDriver(): Driver {
    return new NoormmeDriver(this.#connection, this.#closes);
  }

  // Kysely's own types are its business: `never` and `object` go where any of its interfaces is wanted.

  createQueryCompiler(): never {
    return new (this.#kysely().compiler)() as never;
  }

  createAdapter(): never {
    return new (this.#kysely().adapter)() as never;
  }

  createIntrospector(kysely: never): never {
    return new (this.#kysely().introspector)(kysely) as never;
  }

  #kysely(): Classes {
    return (this.#classes ??= classesOf(kyselyModule(this.#given)));
  }
}

interface Classes {
  readonly compiler: KyselyClass;
  readonly adapter: KyselyClass;
  readonly introspector: KyselyClass;
}

const extended = new WeakMap<KyselyModule, Classes>();

function classesOf(kysely: KyselyModule): Classes {
  let classes = extended.get(kysely);
  if (classes === undefined) {
    classes = { compiler: compilerOf(kysely), adapter: adapterOf(kysely), introspector: kysely.SqliteIntrospector };
    extended.set(kysely, classes);
  }
  return classes;
}

function adapterOf(kysely: KyselyModule): KyselyClass {
  return class extends kysely.SqliteAdapter {
    /** Reads run beside each other and beside a transaction. */
    get supportsMultipleConnections(): boolean {
      return true;
    }

    /** SQLite rolls CREATE and ALTER back like anything else, so that a migration is done whole or not at all. */
    get supportsTransactionalDdl(): boolean {
      return true;
    }
  };
}

interface CompilerParts {
  readonly parentNode?: { readonly kind: string; readonly limit?: unknown };
  append(text: string): void;
}

function compilerOf(kysely: KyselyModule): KyselyClass {
  const base = kysely.SqliteQueryCompiler as unknown as new () => { visitOffset(node: unknown): void };
  class Compiler extends base {
    /** SQLite takes no OFFSET without a LIMIT; -1 is none. */
    override visitOffset(node: unknown): void {
      const parts = this as unknown as CompilerParts;
      const parent = parts.parentNode;
      if (parent?.kind === "SelectQueryNode" && parent.limit === undefined) parts.append("limit -1 ");
      super.visitOffset(node);
    }
  }
  return Compiler;
}
