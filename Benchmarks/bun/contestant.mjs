// bun:sqlite, through the same works as node:sqlite: its interface is that of better-sqlite3.
import { Database } from "bun:sqlite";
import { serve } from "../node/protocol.mjs";
import { works } from "../node/sqlite.mjs";

let db;
const configured = (path) => {
  db = new Database(path);
  db.exec("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000");
};
const own = works(() => db, false);
await serve(() => ({
  version: Bun.version,
  works: own,
  open: configured,
  cold: (path) => {
    configured(path);
    own.get_pk.run();
    return 1;
  },
  close: () => db.close(),
}));
