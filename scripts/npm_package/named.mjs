// Writes the names out that the entries for `import` pass on: `export * from` a CommonJS file leaves it to bundlers to
// find them, which some do at run time and some get wrong.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
for (const { source } of JSON.parse(readFileSync(join(folder, "entries.json"), "utf8"))) {
  const file = join(folder, "dist", `${source}.mjs`);
  const text = readFileSync(file, "utf8").replace(/^export \* from "(.*)";$/gm, (_, name) => {
    const names = Object.keys(require(join(file, "..", name))).sort();
    return `export {\n${names.map((each) => `  ${each},\n`).join("")}} from "${name}";`;
  });
  writeFileSync(file, text);
}
