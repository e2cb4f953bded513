// Relations loaded after the fact, into rows that are there already.
//
// Where the rows hold the key themselves (a foreign key either way), one statement for each relation finds the related
// rows by it. Otherwise (many-to-many relations, Prefetch with a query of its own) one more statement finds the rows
// by their primary keys, and prefetches as any query does.

import { typeError } from "../errors.js";
import { operand } from "../spec/encode.js";
import { isPlainObject } from "../spec/node.js";
import { keyColumns, keyOf, keyText, relationOf, type RelationInfo } from "./keys.js";
import { State } from "./state.js";
import { prefetchPath } from "./steps.js";

type Row = Record<string, unknown>;

/** A query, and what its answer is for. */
export interface Loading {
  readonly state: State;
  attach(answer: readonly Row[]): void;
}

/** The queries that load relations into rows. */
export function loadings(state: State, rows: readonly unknown[], paths: readonly unknown[]): Loading[] {
  if (!Array.isArray(rows)) throw typeError("load: an array of rows is wanted");
  if (paths.length === 0) throw typeError("load: a relation is wanted");
  const steps = paths.map(prefetchPath);
  for (const row of rows) if (!isPlainObject(row)) throw typeError("load: rows are plain objects");
  if (rows.length === 0) return [];
  const heads = headsOf(paths);
  const found = heads && Array.from(heads, ([head, tails]) => direct(state, rows as readonly Row[], head, tails));
  if (found?.every((each) => each !== undefined)) return found as Loading[];
  return [byPrimaryKey(state, rows as readonly Row[], steps)];
}

/** The first relations of paths, with what follows each; undefined where there is more than paths. */
function headsOf(paths: readonly unknown[]): Map<string, string[]> | undefined {
  const heads = new Map<string, string[]>();
  for (const path of paths) {
    if (typeof path !== "string") return undefined;
    const [head, ...rest] = path.split(/__|\./);
    const tails = heads.get(head!) ?? [];
    heads.set(head!, tails);
    if (rest.length > 0) tails.push(rest.join("."));
  }
  return heads;
}

/** Loads a relation whose key the rows hold. */
function direct(state: State, rows: readonly Row[], name: string, tails: readonly string[]): Loading | undefined {
  const relation = relationOf(state, name);
  if (relation === undefined || relation.kind === "many_to_many") return undefined;
  const [own, far] = [relation.columns[0]!, relation.to_columns[0]!];
  const isSimple = relation.columns.length === 1 && !/__|_$|^[$\-?{]/.test(far);
  if (!isSimple || rows.some((row) => row[own] === undefined || isForeign(row[own]))) return undefined;
  const keys = new Map<string, unknown>();
  for (const row of rows) if (row[own] !== null) keys.set(keyText(row[own]), row[own]);
  let related = State.of(state.connection, relation.to).step("filter", {
    [`${far}__in`]: Array.from(keys.values(), (key) => operand(key, "load")),
  });
  if (tails.length > 0) related = related.step("prefetch_related", [...tails]);
  return { state: related, attach: (answer) => distribute(rows, answer, relation, name, own, far) };
}

/** Values that another column may hold in another form. */
function isForeign(value: unknown): boolean {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}

function distribute(rows: readonly Row[], answer: readonly Row[], relation: RelationInfo, name: string, own: string, far: string): void {
  const groups = new Map<string, Row[]>();
  for (const related of answer) {
    const key = keyText(related[far]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [related]);
    else group.push(related);
  }
  for (const row of rows) {
    const group = row[own] === null ? undefined : groups.get(keyText(row[own]));
    // Each row has an array of its own, as prefetch gives it.
    row[name] = relation.kind === "reverse_many" ? [...(group ?? [])] : (group?.[0] ?? null);
  }
}

/** Finds the rows by their primary keys, and prefetches. */
function byPrimaryKey(state: State, rows: readonly Row[], steps: ReturnType<typeof prefetchPath>[]): Loading {
  const columns = keyColumns(state);
  const keys = new Map<string, unknown>();
  for (const row of rows) {
    const key = keyOf(state, row, "load");
    keys.set(keyText(key), key);
  }
  const found = state
    .step("filter", { pk__in: Array.from(keys.values(), (key) => operand(key, "load")) })
    .step("only", [...columns])
    .step("prefetch_related", steps);
  return {
    state: found,
    attach: (answer) => {
      const loaded = new Map(answer.map((row) => [keyText(keyOf(state, row, "load")), row]));
      for (const row of rows) {
        const other = loaded.get(keyText(keyOf(state, row, "load")));
        if (other === undefined) continue;
        for (const name of Object.keys(other)) if (!columns.includes(name)) row[name] = other[name];
      }
    },
  };
}
