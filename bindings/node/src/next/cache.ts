import { typeError } from "../errors.js";
import { QueryNode } from "../spec/node.js";
import type { Steps } from "../query/steps.js";
import type { AnyDB, AnyQuerySet } from "../types.js";
import { cacheModule, isMadeInAdvance, requiredCacheModule, serverModule } from "./runtime.js";

// A cached read carries a tag for each model its plan reads: `noormme:users`. Beside it stands what is read of the
// model: `noormme:users:42`, one row found by its primary key, or `noormme:users:list`, any others. A change of one
// row expires that row and the lists; a change of unknown rows expires the model.

/** Next.js refuses longer tags. */
const MAX_TAG = 256;
const PREFIX = "noormme:";

/** The tag of a model, of one of its rows, or of the reads that are not of one row. */
export function tagFor(model: string, key?: string | number | bigint | "list"): string {
  return key === undefined ? `${PREFIX}${model}` : `${PREFIX}${model}:${String(key)}`;
}

/**
 * The tags of a cached read, for `cacheTag`:
 *
 *     async function recent() {
 *       "use cache"
 *       const posts = db.model("posts").objects.orderBy("-id").limit(10)
 *       cacheTag(...(await tagsFor(posts)))
 *       return posts.all()
 *     }
 */
export async function tagsFor(queryset: AnyQuerySet): Promise<string[]> {
  if (!(queryset instanceof QueryNode)) throw typeError("tagsFor: a query set is wanted");
  const query = queryset as unknown as Steps<AnyDB, string, never, never> & { plan(): Promise<unknown> };
  const { models } = (await query.plan()) as { readonly models: readonly string[] };
  const pinned = await pinnedKey(query);
  const tags: string[] = [];
  for (const model of models) {
    tags.push(tagFor(model));
    const isPinned = model === query.state.model && pinned !== undefined;
    if (isPinned) tags.push(tagFor(model, pinned));
    // A relation may lead back to other rows of the same model.
    if (!isPinned || !isOfOneTable(query)) tags.push(tagFor(model, "list"));
  }
  return tags.filter((tag) => tag.length <= MAX_TAG);
}

/** The primary key of the one row a query can be of: `filter({ id: 42 })`, and nothing that could mean others. */
async function pinnedKey(query: Steps<AnyDB, string, never, never>): Promise<string | undefined> {
  const { steps = [] } = query.toSpec() as { readonly steps?: readonly (readonly unknown[])[] };
  const harmless = new Set(["filter", "values", "values_list", "only", "defer", "order_by", "select_related", "prefetch_related"]);
  if (!steps.every(([name]) => harmless.has(String(name)))) return undefined;
  let names: ReadonlySet<string> | undefined;
  for (const [name, ...conditions] of steps) {
    if (name !== "filter") continue;
    for (const condition of conditions) {
      if (typeof condition !== "object" || condition === null || "$q" in condition) continue;
      for (const [field, value] of Object.entries(condition)) {
        if (typeof value !== "string" && typeof value !== "number") continue;
        names ??= await keyNames(query);
        const tooLong = tagFor(query.state.model, value).length > MAX_TAG;
        if (names.has(field) && !tooLong && value !== "list") return String(value);
      }
    }
  }
  return undefined;
}

/** Whether nothing in a query can lead to a second table: no relation, path or expression. */
function isOfOneTable(query: Steps<AnyDB, string, never, never>): boolean {
  const text = JSON.stringify(query.toSpec()["steps"] ?? []);
  return !text.includes("__") && !text.includes('{"$') && !/"(select|prefetch)_related"/.test(text);
}

/** What the primary key may be called in a condition; nothing where it has several columns. */
async function keyNames(query: Steps<AnyDB, string, never, never>): Promise<ReadonlySet<string>> {
  const { connection, model } = query.state;
  const schema = JSON.parse(await connection.introspect()) as {
    readonly models: readonly { readonly name: string; readonly primary_key: readonly string[] }[];
  };
  const key = schema.models.find((each) => each.name === model)?.primary_key ?? [];
  return new Set(key.length === 1 ? ["pk", "id", key[0]!].filter((name) => name !== "id" || key[0] === "id") : []);
}

/** What `invalidate` expires. */
export interface Invalidation {
  /** How long stale answers may still be given, where the change is not the reader's own. Default `"max"`. */
  readonly profile?: string;
}

/**
 * Expires what was cached of a model: after a change of the rows with these keys, or of unknown rows. In a Server
 * Action the caller sees the change at once (`updateTag`); elsewhere, readers see it soon (`revalidateTag`).
 *
 * Call it after each write that cached reads should see; nothing does it behind your back.
 */
export function invalidate(
  model: string | { readonly name: string },
  key?: string | number | bigint | readonly (string | number | bigint)[],
  options: Invalidation = {},
): void {
  const name = typeof model === "string" ? model : model.name;
  if (typeof name !== "string" || name === "") throw typeError("invalidate: a model or its name is wanted");
  const keys = key === undefined ? [] : typeof key === "object" ? key : [key];
  const tags = key === undefined ? [tagFor(name)] : [tagFor(name, "list"), ...keys.map((each) => tagFor(name, each))];
  const cache = requiredCacheModule("invalidate");
  for (const tag of tags) if (tag.length <= MAX_TAG) expire(tag, options.profile ?? "max");

  function expire(tag: string, profile: string): void {
    if (cache.updateTag !== undefined) {
      try {
        return cache.updateTag(tag);
      } catch {
        // Not in a Server Action.
      }
    }
    cache.revalidateTag(tag, profile);
  }
}

/**
 * Runs reads when a request asks for them, and never while pages are made in advance: with `cacheComponents`, whatever
 * is ready at once becomes part of the page for everybody.
 *
 *     const cart = await fresh(() => carts.filter({ user_id: id }).all())
 *
 * Inside `use cache` and generateStaticParams, where being made in advance is the point, and outside of Next.js it only
 * runs them.
 */
export async function fresh<T>(read: () => Promise<T> | T): Promise<T> {
  const io = cacheModule()?.io;
  if (io !== undefined) {
    await io();
  } else if (!isMadeInAdvance()) {
    await requested();
  }
  return await read();
}

async function requested(): Promise<void> {
  const connection = serverModule()?.connection;
  if (connection === undefined) return;
  try {
    await connection();
  } catch (error) {
    // A script has no request to wait for. Everything else that is thrown is Next.js at work.
    if (!(error instanceof Error) || !/outside a request scope/.test(error.message)) throw error;
  }
}
