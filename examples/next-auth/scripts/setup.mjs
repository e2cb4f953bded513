// Makes the tables and, from them, lib/db.types.ts. Run it once, and again when schema.sql has changed.

import { readFileSync } from "node:fs";
import { generateTypes, introspectDatabase, NOORMME } from "noormme";
import { createAuthTables } from "noormme/auth";

const db = new NOORMME(process.env.NOORMME_DATABASE ?? "app.db");
await createAuthTables(db);
await db.exec(readFileSync(new URL("../schema.sql", import.meta.url), "utf8"));
generateTypes(await introspectDatabase(db), { output: new URL("../lib/db.types.ts", import.meta.url).pathname });
console.log(`${db.path} is ready`);
await db.close();
