import { writeText } from "#platform";
import { errorFrom } from "../errors.js";
import { native } from "../native.js";
import type { DatabaseSchema } from "./types.js";

/** How a schema is written; docs/generate.md says more. */
export interface GenerateOptions {
  /** Default `"typescript"`. */
  readonly language?: "typescript" | "swift" | "json-schema" | "mermaid" | "dot" | "svg";
  /** A file to write, with its folders; it is left alone when it holds the text already. */
  readonly output?: string;
  /** Names of models, with `*` and `?`. Default: all. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** `createdAt` for `created_at`: for databases opened with `camelCase`, and for the CamelCasePlugin of Kysely. */
  readonly camelCase?: boolean;
  /** `User` for the table `users`. Default true. */
  readonly singular?: boolean;
  /** Types of columns, such as `{ "posts.data": "PostData", "*.settings": "Settings" }`. */
  readonly types?: Readonly<Record<string, string>>;
  /** Lines at the head of the file, such as imports of those types. */
  readonly imports?: readonly string[];
  /** Columns whose integers are bigints: `["events.id"]`, or all of them. */
  readonly bigint?: boolean | readonly string[];
  /** What a datetime is. Default `"date"`. */
  readonly dates?: "date" | "string";
  /** The `Database` interface of Kysely as well. Default true. */
  readonly kysely?: boolean;
}

/** Writes a schema as source text: by default TypeScript. The same schema gives the same text. */
export function generateTypes(schema: DatabaseSchema, options: GenerateOptions = {}): string {
  const { output, camelCase, ...rest } = options;
  const given = camelCase === undefined ? rest : { ...rest, camel_case: camelCase };
  let text: string;
  try {
    text = native().generate(JSON.stringify(schema), JSON.stringify(given));
  } catch (error) {
    throw errorFrom(error);
  }
  if (output !== undefined) writeText(output, text);
  return text;
}
