// What was discovered, in the words the choice of queries needs, and as text.

import { blue, bold, dim, plural, visible, wrapped } from "./text.mjs";

/** Whether a lookup can name it, with more behind it. `pk` is the primary key's second name. */
const spellable = (name) =>
  typeof name === "string" && name !== "" && name !== "pk" && !name.includes("__") && !/^[$\-?{]|_$/.test(name);

/** Whether values() takes it: the names there become names of SQL columns, which are held to Django's rule. */
export const listable = (name) => spellable(name) && !/[\p{Cc}\s"#';[\]`]|--|\/\*|\*\//u.test(name);

export class Model {
  /** How many rows; null when nobody waited for the count. */
  rows = null;
  /** Why it cannot be read, such as a view of something that is gone; null when it can. */
  trouble = null;

  constructor(facts) {
    Object.assign(this, facts);
    const joining = new Set(facts.relations.filter((each) => each.kind === "forward").flatMap((each) => each.columns));
    for (const column of this.columns) {
      column.base = column.type.replace(/\(.*/, "");
      column.isKey = facts.primary_key.includes(column.name);
      column.joins = joining.has(column.name);
    }
    this.spellable = this.columns.filter((column) => spellable(column.name));
    this.paths = this.relations.filter((relation) => spellable(relation.query_name));
  }

  /** Columns that can stand in values(). */
  get listed() {
    return this.spellable.filter((column) => listable(column.name));
  }

  get forward() {
    return this.paths.filter((relation) => relation.kind === "forward");
  }

  /** Terms that put the rows in one order, or none. */
  get order() {
    const names = this.primary_key;
    return names.every((name) => spellable(name)) ? names : [];
  }

  /** The column a person would know a row by, if there is one. */
  get telling() {
    const telling = (columns) => columns.filter((column) => column.base === "text" && !column.joins);
    const texts = telling(this.listed).length > 0 ? telling(this.listed) : telling(this.spellable);
    return (
      texts.find((column) => /^(full_?)?name$/i.test(column.name)) ??
      texts.find((column) => /^(last|family|sur|user|display)_?name$/i.test(column.name)) ??
      texts.find((column) => /name$|title$|^label$|^subject$|^email$/i.test(column.name)) ??
      texts.find((column) => !column.isKey) ??
      texts[0]
    );
  }

  /** Joins two others, and says little of its own. */
  get isJunction() {
    return this.forward.length >= 2 && this.columns.filter((column) => !column.joins && !column.isKey).length < 2;
  }
}

const kinds = { view: "view", virtual: "virtual table", table: "" };
const arrows = { forward: "→", reverse_one: "←", reverse_many: "⇇", many_to_many: "⇄" };

/** One model with its columns and relations. */
export function description(model) {
  const title = [bold(visible(model.name))];
  if (kinds[model.kind]) title.push(kinds[model.kind]);
  title.push(model.trouble ?? (model.rows === null ? "rows not counted" : plural(model.rows, "row")));
  const columns = model.columns.map((column) => {
    const words = [visible(column.name), dim(column.type + (column.null ? "?" : ""))];
    if (column.isKey) words.push(blue("key"));
    return words.join(" ");
  });
  const relations = model.relations.map((relation) => {
    const by = relation.kind === "many_to_many" ? `through ${relation.through}` : relation.kind === "forward" ? relation.columns.join(", ") : `its ${relation.to_columns.join(", ")}`;
    return `${blue(visible(String(relation.name ?? relation.query_name)))} ${arrows[relation.kind]} ${visible(relation.to)} ${dim(`(${visible(by)})`)}`;
  });
  const lines = [`  ${title.join(dim(" · "))}`, wrapped(columns, { indent: "      ", separator: ", " })];
  if (relations.length > 0) lines.push(wrapped(relations, { indent: "      " }));
  return lines.join("\n");
}

/** The models of a database, by name. */
export function models(schema) {
  return new Map(schema.models.map((facts) => [facts.name, new Model(facts)]));
}

/** One line over everything. */
export function summary(all) {
  const list = [...all.values()];
  const count = (test) => list.reduce((sum, model) => sum + model.relations.filter(test).length, 0);
  const words = [
    plural(list.filter((model) => model.kind === "table").length, "table"),
    plural(list.reduce((sum, model) => sum + model.columns.length, 0), "column"),
    plural(count((relation) => relation.kind === "forward"), "foreign key"),
  ];
  for (const kind of ["view", "virtual"]) {
    const number = list.filter((model) => model.kind === kind).length;
    if (number > 0) words.splice(1, 0, plural(number, kinds[kind]));
  }
  // Each shows on both of its sides.
  const many = count((relation) => relation.kind === "many_to_many");
  if (many > 0) words.push(`${plural(Math.ceil(many / 2), "many-to-many relation")}`);
  return words.join(", ");
}
