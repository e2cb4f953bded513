// Makes the tables of schema.sql and, from them, lib/db.types.ts.

import { readFileSync } from "node:fs";
import { generateTypes, introspectDatabase, NOORMME } from "noormme";

const db = new NOORMME(process.env.NOORMME_DATABASE ?? "app.db");
await db.exec(readFileSync(new URL("../schema.sql", import.meta.url), "utf8"));
generateTypes(await introspectDatabase(db), { output: new URL("../lib/db.types.ts", import.meta.url).pathname });
console.log(`${db.path} is ready`);
await db.close();
