// The package as CommonJS sees it.

import noormme = require("noormme");
import Database = require("noormme/sqlite");

const db: noormme.NOORMME = new noormme.NOORMME({ path: ":memory:", models: { users: { ordering: ["id"] } } });
const rows: Promise<noormme.Row[]> = db.model("users").objects.filter(noormme.Q({ id: 1 })).all();
rows.then(() => db.destroy());

const connection: Database.Database = new Database("app.db", { timeout: 5 });
const statement: Database.Statement<[number], { id: number }> = connection.prepare("SELECT ?");
const same: Database = new Database.Database("app.db");
void [statement, same];
