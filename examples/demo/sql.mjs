// SQL over several lines. Only blanks between tokens change, so what is printed can be run; but for names with
// characters nobody can see, which are escaped.

import { columns, cut, dim, visible, width } from "./text.mjs";

/** Tokens: quoted names and strings whole, everything else in words and single signs. */
function tokens(sql) {
  return sql.match(/"(?:[^"]|"")*"|'(?:[^']|'')*'|\s+|[\p{L}\p{N}_?.$]+|./gsu) ?? [];
}

const opening = new Set(["FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "INTERSECT", "EXCEPT"]);
const joining = new Set(["INNER", "LEFT", "JOIN"]);

/** Lines of a clause that are shown. */
const LONGEST = 16;

/** Breaks a statement before its clauses, and long clauses between items. */
export function pretty(sql, { indent = "  ", limit = columns } = {}) {
  const clauses = [];
  let depth = 0;
  let clause = [];
  let before = "";
  for (const token of tokens(sql)) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    const breaks = opening.has(token) || (joining.has(token) && before !== "INNER" && before !== "LEFT" && before !== "OUTER");
    if (depth === 0 && breaks && clause.length > 0) {
      clauses.push(clause);
      clause = [];
    }
    if (token.trim() !== "") before = token;
    if (clause.length > 0 || token.trim() !== "") clause.push(token);
  }
  clauses.push(clause);
  return clauses.flatMap((each) => broken(each, indent, limit)).join("\n");
}

function broken(clause, indent, limit) {
  const lines = [];
  let line = indent;
  let item = "";
  const push = () => {
    if (width(line) + width(item.trimEnd()) > limit && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = `${indent}  `;
    }
    line += item;
    item = "";
  };
  let before = "";
  for (const token of clause) {
    const blank = token.trim() === "";
    if (token === "AND" || token === "OR") push();
    item += blank ? " " : visible(token);
    if (blank && before === ",") push();
    if (!blank) before = token;
  }
  push();
  lines.push(line.trimEnd());
  if (lines.length <= LONGEST) return lines;
  return [...lines.slice(0, LONGEST - 3), dim(`${indent}  … ${lines.length - LONGEST + 2} more lines …`), lines.at(-1)];
}

/** A parameter of a plan as an SQL literal, shortened. */
export function literal(value) {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return cut(`'${visible(value.slice(0, 200)).replaceAll("'", "''")}'`, 60);
  if (typeof value === "object" && "$int" in value) return value.$int;
  if (typeof value === "object" && "$float" in value) return value.$float;
  if (typeof value === "object" && "$blob" in value) {
    return cut(`x'${Buffer.from(value.$blob, "base64").toString("hex")}'`, 60);
  }
  // The keys of the rows above, for a prefetch.
  return "the keys";
}
