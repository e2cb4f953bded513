// Which queries to show: the ones that say most about this schema.

import { conditions, lookups, meets, SAMPLE } from "./conditions.mjs";
import { listable } from "./schema.mjs";
import { Chain, Code, quoted } from "./typescript.mjs";

/** Rows a query shows. */
const ROWS = 5;
/** Tables whose rows are looked at. */
const LOOK = 5;
const chain = (model) => new Chain(model.name);

/** Chooses queries for a database. Its own questions are few, small, and answered before the first is shown. */
export class Chooser {
  #models;
  #ask;
  #samples = new Map();

  /** `ask(chain)` runs a query: `{ answer, error }`. */
  constructor(models, ask) {
    this.#models = models;
    this.#ask = ask;
  }

  /** `{ title, chain }` or `{ title, absent }`, in the order to show them. */
  async queries() {
    // The first few are looked at now: what cannot be read after all is known before anything is chosen.
    for (const model of this.#ranked().slice(0, LOOK)) await this.#sample(model);
    const models = this.#ranked();
    if (models.length === 0) return [];
    const found = [await this.#filter(models), await this.#exclude(models), await this.#get(models)];
    found.push({ title: "count", chain: found[0].narrowed.count() });
    found.push(await this.#across(models));
    for (const more of [this.#back, this.#manyToMany, this.#self]) {
      const query = await more.call(this, models);
      if (query) found.push(query);
    }
    return found;
  }

  /** Readable models, those with most to show first. */
  #ranked() {
    const worth = (model) => {
      // What was not counted in time is a big table, or a view that may have no end.
      const rows = model.rows ?? (model.kind === "table" ? 1_000_000 : 0);
      const own = model.spellable.filter((column) => !column.isKey && !column.joins);
      return (
        (rows > 0 ? 20 : 0) + Math.min(Math.log10(rows + 1), 4) + (model.kind === "table" ? 4 : 0) +
        Math.min(own.length, 6) + (own.some((column) => column.base === "boolean") ? 2 : 0) + (model.telling ? 4 : 0) +
        Math.min(model.paths.length, 4) + (model.forward.length > 0 ? 2 : 0) - (model.isJunction ? 8 : 0)
      );
    };
    return [...this.#models.values()]
      .filter((model) => model.trouble === null)
      .map((model) => [worth(model), model])
      .sort((a, b) => b[0] - a[0])
      .map((pair) => pair[1]);
  }

  async #sample(model) {
    if (!this.#samples.has(model)) {
      const heavy = model.spellable.filter((column) => column.base === "blob" && !column.isKey).map((column) => column.name);
      this.#samples.set(model, model.rows === 0 ? [] : await this.#rows(model, chain(model).defer(...heavy)));
    }
    return this.#samples.get(model);
  }

  /** A few rows; none when the database cannot give them, which is kept for those who ask why. */
  async #rows(model, query) {
    const { answer, error } = await this.#ask(query.limit(SAMPLE).all());
    if (error && error.errno >= 400 && error.code !== "INTERRUPTED") model.trouble = error.message;
    return answer ?? [];
  }

  /** The two best conditions that one row meets, on the model that has the best. */
  async #filter(models) {
    let best = { score: -1 };
    for (const model of models.slice(0, LOOK - 1)) {
      const rows = await this.#sample(model);
      for (const row of rows) {
        const found = conditions(model, rows, row);
        // Two kinds of lookup say more than one twice.
        if (found.length === 0) continue;
        const second = found.slice(1).find((each) => each.lookup !== found[0].lookup) ?? found[1];
        const chosen = second && second.score >= 4 ? [found[0], second] : found.slice(0, 1);
        // Some rows, not all, and not just the one.
        const share = rows.filter((each) => chosen.every((condition) => meets(each, condition))).length;
        const telling = share > 1 && share < rows.length ? Math.min(share, 6) : 0;
        const score = chosen.reduce((sum, each) => sum + each.score, telling);
        if (score > best.score) best = { score, model, chosen };
      }
    }
    const { model = models[0], chosen } = best;
    const narrowed = chain(model).filter(chosen ? lookups(chosen) : present(model));
    return { title: "filter", narrowed, chain: narrowed.orderBy(...model.order).limit(ROWS).all() };
  }

  async #exclude(models) {
    let best = { score: -100 };
    for (const model of models.slice(0, LOOK)) {
      const rows = await this.#sample(model);
      for (const row of rows) {
        for (const each of conditions(model, rows, row)) {
          const left = rows.filter((other) => !meets(other, each)).length;
          const score = each.score + (left === 0 ? -20 : each.common ? 10 : 0);
          if (score > best.score) best = { score, model, each };
        }
      }
    }
    const { model = models[0], each } = best;
    const condition = each ? lookups([each]) : absent(model);
    const query = Object.keys(condition).length === 0 ? chain(model) : chain(model).exclude(condition);
    return { title: "exclude", chain: query.orderBy(...model.order).limit(ROWS).all() };
  }

  /** By primary key, else by columns that are unique together, else by everything that is known of a row. */
  async #get(models) {
    const usable = (model) => model.primary_key.length > 0 && model.order.length > 0;
    const model = models.find((each) => usable(each) && each.rows !== 0) ?? models.find(usable) ?? models[0];
    const rows = await this.#sample(model);
    const keys = [model.primary_key, ...model.unique].filter((set) => set.length > 0);
    const whole = (row, names) => names.every((name) => row[name] !== null && row[name] !== undefined && !unsayable(row[name]));
    for (const names of keys) {
      const row = rows.findLast((each) => whole(each, names));
      if (row) return { title: "get", chain: chain(model).get(pick(row, names)) };
    }
    const row = rows.at(-1);
    if (!row) return { title: "get", note: "there is no row to get, and get says so", chain: chain(model).get(nothing(model)) };
    const known = Object.keys(row).filter((name) => whole(row, [name]));
    return {
      title: "get",
      note: "nothing here is a key: get looks for the only row like this, and says so when there are more",
      chain: chain(model).get(pick(row, known)),
    };
  }

  /** A condition on a related row, two relations away where there are two. */
  async #across(models) {
    const title = "across a foreign key";
    const ways = models.flatMap((model) => this.#ways(model)).sort((a, b) => b.score - a.score);
    for (const { model, path, relation } of ways.slice(0, 6)) {
      const value = await this.#seen(model, path, relation);
      if (value === undefined) continue;
      const found = chain(model).filter({ [path]: value });
      const names = [...new Set([...own(model), ...this.#labels(model, path), path])];
      const shown = relation ? found.selectRelated(relation.name) : found.values(...names);
      return { title, chain: shown.orderBy(...model.order).limit(ROWS).all() };
    }
    const way = ways[0];
    if (way) {
      return { title, note: "no row refers to another yet", chain: chain(way.model).filter({ [`${way.path}__isnull`]: false }).limit(ROWS).all() };
    }
    return { title, absent: "This file declares no foreign key that a query could follow." };
  }

  /** Paths to a telling column of another model. */
  #ways(model) {
    const ways = [];
    for (const first of model.forward) {
      const target = this.#models.get(first.to);
      if (!target || target.trouble !== null) continue;
      const column = target.telling ?? target.listed[0] ?? target.spellable[0];
      if (column) {
        const path = `${first.query_name}__${column.name}`;
        // What values() will not name comes with the whole related row.
        ways.push({ model, path, score: target.telling ? 4 : 1, ...(listable(first.query_name) && listable(column.name) ? {} : { relation: first }) });
      }
      if (!listable(first.query_name)) continue;
      for (const second of target.forward.filter((relation) => listable(relation.query_name))) {
        const further = this.#models.get(second.to);
        if (!further || further.trouble !== null || further === model || further === target || !further.telling) continue;
        if (!listable(further.telling.name)) continue;
        ways.push({ model, path: `${first.query_name}__${second.query_name}__${further.telling.name}`, score: 6 });
      }
    }
    for (const way of ways) {
      way.score += (model.telling ? 4 : 0) + (model.rows === 0 ? -10 : 0) + Math.min(Math.log10((model.rows ?? 1000) + 1), 4) / 2;
    }
    return ways;
  }

  /** The labels met on the way along a path, as paths. */
  #labels(model, path) {
    const parts = path.split("__").slice(0, -2);
    const found = [];
    let at = model;
    for (let index = 0; index < parts.length; index++) {
      const relation = at.paths.find((each) => each.query_name === parts[index]);
      at = this.#models.get(relation.to);
      if (at.telling && listable(at.telling.name)) found.push([...parts.slice(0, index + 1), at.telling.name].join("__"));
    }
    return found;
  }

  /**
   * A value at the end of a path that can be written as a literal; the one most often met in a few rows. With a
   * relation, the path is that relation and a column, and rows are read whole.
   */
  async #seen(model, path, relation) {
    const linked = chain(model).filter({ [`${path}__isnull`]: false });
    const rows = await this.#rows(model, relation ? linked.selectRelated(relation.name) : linked.values(path));
    const read = (row) => (relation ? row[relation.name]?.[path.slice(relation.query_name.length + 2)] : row[path]);
    const times = new Map();
    for (const row of rows) {
      const value = read(row);
      if (!unsayable(value)) times.set(value, (times.get(value) ?? 0) + 1);
    }
    return [...times].sort((a, b) => b[1] - a[1])[0]?.[0];
  }

  /** How many related rows each row has. */
  async #back(models) {
    const ways = models.flatMap((model) =>
      model.paths
        .filter((relation) => relation.kind === "reverse_many" && model.telling && relation.to !== model.name)
        .map((relation) => ({ model, relation, rows: this.#models.get(relation.to)?.rows ?? 0 })),
    );
    const junction = ({ relation }) => (this.#models.get(relation.to)?.isJunction ? 1 : 0);
    const way = ways.filter((each) => each.rows > 0).sort((a, b) => junction(a) - junction(b) || b.rows - a.rows)[0];
    if (!way) return null;
    const { model, relation } = way;
    const taken = new Set([...model.columns.map((each) => each.name), ...model.relations.flatMap((each) => [each.name, each.query_name])].map((each) => String(each).toLowerCase()));
    const alias = ["how_many", "number_of_them", "n_related"].find((name) => !taken.has(name));
    if (alias === undefined) return null;
    // Rows are counted by their key, and SQLite counts one column.
    const target = this.#models.get(relation.to);
    const column = target.primary_key.length === 1 ? "" : `__${target.order[0] ?? relation.to_columns[0]}`;
    const counted = chain(model).annotate({ [alias]: new Code(`Count(${quoted(relation.query_name + column)})`) });
    return {
      title: "back along a foreign key",
      chain: (listable(model.telling.name) ? counted.values(model.telling.name, alias) : counted).orderBy(`-${alias}`, ...model.order).limit(ROWS).all(),
    };
  }

  async #manyToMany(models) {
    for (const model of models.filter((each) => each.telling && each.rows !== 0)) {
      for (const relation of model.paths.filter((each) => each.kind === "many_to_many" && listable(each.query_name))) {
        const target = this.#models.get(relation.to);
        if (!target?.telling || !listable(target.telling.name)) continue;
        const path = `${relation.query_name}__${target.telling.name}`;
        const value = await this.#seen(model, path);
        if (value === undefined) continue;
        const names = [...own(model), path];
        return {
          title: "many to many",
          chain: chain(model).filter({ [path]: value }).values(...names).distinct().orderBy(...model.order).limit(ROWS).all(),
        };
      }
    }
    return null;
  }

  async #self(models) {
    for (const model of models) {
      const relation = model.forward.find((each) => each.to === model.name && listable(each.query_name));
      if (!relation || !model.telling || !listable(model.telling.name)) continue;
      const path = `${relation.query_name}__${model.telling.name}`;
      const value = await this.#seen(model, path);
      if (value === undefined) continue;
      const names = [...own(model), path];
      return {
        title: "a table that refers to itself",
        chain: chain(model).filter({ [path]: value }).values(...names).orderBy(...model.order).limit(ROWS).all(),
      };
    }
    return null;
  }
}

const pick = (row, names) => Object.fromEntries(names.map((name) => [name, row[name]]));

/** What the text of a query cannot hold, or what would not be found again. */
const unsayable = (value) =>
  value === null || value === undefined || (typeof value === "object" && !(value instanceof Uint8Array && value.length <= 16)) ||
  (typeof value === "string" && (value.includes("\ufffd") || value.length > 120)) ||
  (typeof value === "number" && !Number.isFinite(value));

/** The columns that stand for a row of the model itself. */
function own(model) {
  const names = model.order.filter(listable);
  if (model.telling && listable(model.telling.name) && !names.includes(model.telling.name)) names.push(model.telling.name);
  return names.length > 0 ? names : model.listed.slice(0, 2).map((column) => column.name);
}

/** Conditions for tables that hold nothing to compare with. */
function present(model) {
  const column = model.spellable[0];
  return column ? { [`${column.name}__isnull`]: false } : {};
}

function absent(model) {
  const column = model.spellable[0];
  return column ? { [`${column.name}__isnull`]: true } : {};
}

function nothing(model) {
  if (model.primary_key.length === 1) return { pk: 1 };
  return Object.fromEntries(model.order.map((name) => [name, 1]));
}
