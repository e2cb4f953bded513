import type { Connection } from "../connection.js";
import { modelsOf, type ModelInfo } from "../query/keys.js";
import { conditionNames, terminalOf, type Spec } from "./shape.js";

/** What to write instead of asking for rows one by one. */
export function adviceFor(connection: Connection, spec: Spec): string {
  try {
    return written(modelsOf(connection), spec) ?? ask(spec);
  } catch {
    // The schema cannot be read now; the advice does without it.
    return ask(spec);
  }
}

function ask(spec: Spec): string {
  const name = conditionNames(spec)[0]?.split("__")[0] ?? "pk";
  return `ask once for all of them: .filter({ ${name}__in: […] })`;
}

function written(models: ReadonlyMap<string, ModelInfo>, spec: Spec): string | undefined {
  if (terminalOf(spec) === "load") return "give load() all of the rows at once, or take them from db.loader()";
  const related = spec.steps?.[0];
  if (related?.[0] === "related") return prefetch(spec.model, String(related[2]));
  const model = models.get(spec.model);
  if (model === undefined) return undefined;
  for (const each of conditionNames(spec)) {
    const name = each.replace(/__exact$/, "");
    const isKey = name === "pk" || (model.primary_key.length === 1 && model.primary_key[0] === name);
    if (isKey) return forward(models, model);
    const relation = model.relations.find(
      (other) => other.kind === "forward" && (other.name === name || (other.columns.length === 1 && other.columns[0] === name)),
    );
    if (relation === undefined) continue;
    const back = models
      .get(relation.to)
      ?.relations.find(
        (other) =>
          other.kind !== "forward" &&
          other.to === model.name &&
          other.name !== null &&
          other.to_columns.join() === relation.columns.join(),
      );
    if (back !== undefined) return prefetch(relation.to, back.name!);
  }
  return undefined;
}

/** Rows found by their key: whose relation leads to them? */
function forward(models: ReadonlyMap<string, ModelInfo>, model: ModelInfo): string | undefined {
  const found: string[] = [];
  for (const other of models.values()) {
    for (const relation of other.relations) {
      if (relation.kind === "forward" && relation.to === model.name && relation.name !== null) {
        found.push(`db.model("${other.name}").objects.selectRelated("${relation.name}")`);
      }
    }
  }
  if (found.length === 0) return undefined;
  const rest = found.length > 3 ? " …" : "";
  return `where the keys come from, load the rows with them: ${found.slice(0, 3).join(", or ")}${rest}; or inBulk(keys)`;
}

function prefetch(model: string, relation: string): string {
  return `load them with one: db.model("${model}").objects.prefetch("${relation}"), or .load(rows, "${relation}") for rows you have`;
}
