// The package as CommonJS sees it.

import noormme = require("noormme");

const db: noormme.NOORMME = new noormme.NOORMME({ path: ":memory:", models: { users: { ordering: ["id"] } } });
const rows: Promise<noormme.Row[]> = db.model("users").objects.filter(noormme.Q({ id: 1 })).all();
rows.then(() => db.destroy());
