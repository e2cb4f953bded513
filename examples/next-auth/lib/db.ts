import { NOORMME } from "noormme";
import type { DB } from "./db.types";

// Opened by the first query. Next.js evaluates this file more than once; the file is opened once all the same.
export const db = new NOORMME<DB>(process.env["NOORMME_DATABASE"] ?? "app.db");

export const users = db.model("users").objects;
export const posts = db.model("posts").objects;
export const comments = db.model("comments").objects;
