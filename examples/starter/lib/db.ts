import { NOORMME } from "noormme";
import type { DB } from "./db.types";

export const db = new NOORMME<DB>(process.env["NOORMME_DATABASE"] ?? "app.db");
export const notes = db.model("notes").objects;
