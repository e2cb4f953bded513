import { absolutePath, environment, workingDirectory } from "#platform";
import { optionError } from "./errors.js";
import { isPlainObject } from "./spec/node.js";
import { watchesByDefault, type RepeatOptions } from "./watch/repeats.js";

/** How to open a database. What is left out has the default of docs/c-api.md. */
export interface Options {
  /** A path, a `file:` or `sqlite:` URL, or `:memory:`. Without it: NOORMME_DATABASE, then DATABASE_URL. */
  readonly path?: string;
  /** Another name of `path`. */
  readonly url?: string;
  /**
   * One process opens a file once for each set of options, however often a module is evaluated again; objects made
   * for it share it, and the last to be closed closes it. false opens it for this object alone.
   */
  readonly share?: boolean;
  /**
   * Warns when queries of one shape repeat (N+1), with what to write instead. On in Node unless NODE_ENV is
   * `production` or `test`; false switches it off, true or options on.
   */
  readonly repeats?: boolean | RepeatOptions;
  /** Default false; true in `next build`. */
  readonly readOnly?: boolean;
  /** The file will not change; no locks are taken. */
  readonly immutable?: boolean;
  /** Creates the file when it is not there. Default true. */
  readonly create?: boolean;
  /** Milliseconds to wait for another connection's lock. Default 5000. */
  readonly busyTimeout?: number;
  /** Default `"wal"` for a file open for writing; null leaves the file's own. */
  readonly journalMode?: "wal" | "delete" | "truncate" | "persist" | "memory" | "off" | null;
  /** null leaves SQLite's own default. */
  readonly synchronous?: "off" | "normal" | "full" | "extra" | null;
  /** Bytes the write-ahead log may grow to before it is emptied with force. Default 64 MiB. */
  readonly walLimit?: number;
  /** Default true. */
  readonly foreignKeys?: boolean;
  /** As SQLite's `PRAGMA cache_size`: pages, or KiB when negative. */
  readonly cacheSize?: number;
  /** Bytes. */
  readonly mmapSize?: number;
  /** Connections that read at a time; one more is in reserve for reads that begin on the calling thread. */
  readonly readers?: number;
  /** Prepared statements kept by each connection. */
  readonly statementCache?: number;
  /** An IANA name. Default `"UTC"`. */
  readonly timeZone?: string;
  /** `contains`, `startswith` and `endswith` tell case apart. */
  readonly caseSensitiveLike?: boolean;
  /** `icontains` and its like fold all of Unicode, not only ASCII. */
  readonly unicodeCase?: boolean;
  /** Permits RawSQL and raw. */
  readonly allowRaw?: boolean;
  /** How datetime columns come out: as `Date` (the default), or as the text the database holds. */
  readonly dates?: "date" | "text";
  /**
   * Whether a promised read may begin on the calling thread, for some 200 microseconds, before a thread of its own is
   * asked: short reads then take a tenth of the time. So may a `create` or `update` that comes alone, in WAL mode with
   * `synchronous` NORMAL or OFF, where a commit waits for no disk. Default true.
   */
  readonly inlineReads?: boolean;
  /** Whether promises settle in a later task even when their answer is there at once. Default: only under Next.js. */
  readonly settleLater?: boolean;
  /**
   * Columns and relations are called `createdAt` where the database says `created_at`; queries may use either name, rows
   * have the first. For the types of `generateTypes` with `camelCase`. Default false.
   */
  readonly camelCase?: boolean;
  /** What SQLite cannot say about the models, as in noormme.json: the object under its key `models`. */
  readonly models?: { readonly [model: string]: unknown };
  /**
   * Other files that every connection reaches, by name: their tables are models `name.table`. Paths are as `path`; a URL
   * may say `?mode=ro`.
   */
  readonly attach?: { readonly [name: string]: string };
  /** Further PRAGMAs for each connection. */
  readonly pragmas?: { readonly [name: string]: string | number | boolean };
}

/** A path made absolute and options as the core reads them. */
export interface Target {
  readonly path: string;
  readonly options: string;
  readonly share: boolean;
  /** How to watch for repeated queries, if at all. */
  readonly repeats: RepeatOptions | undefined;
  readonly dates: "date" | "text";
  readonly inline: boolean;
  readonly settlesLater: boolean;
}

/**
 * Next.js takes what settles within the task that asked for something that is known while a page is built, and bakes
 * it into the page.
 */
function isNext(): boolean {
  return environment("NEXT_RUNTIME") !== undefined || environment("NEXT_PHASE") !== undefined;
}

/** Settles what to open. Relative paths are resolved here, once: a later chdir changes nothing. */
export function target(source: string | Options | undefined): Target {
  if (source !== undefined && typeof source !== "string" && !isPlainObject(source)) {
    throw optionError("a path, a URL or an object of options is wanted");
  }
  const given: Readonly<Record<string, unknown>> = typeof source === "string" ? { path: source } : { ...source };
  const { path, url, share = true, dates = "date", ...kept } = given;
  const { inlineReads = true, settleLater = isNext(), repeats = watchesByDefault(), ...rest } = kept;
  const place = path ?? url ?? environment("NOORMME_DATABASE") ?? environment("DATABASE_URL");
  if (place === undefined || place === "") {
    throw optionError("no database is named: give a path, or set NOORMME_DATABASE or DATABASE_URL");
  }
  if (typeof place !== "string") throw optionError("path: a string is wanted");
  // `next build` evaluates modules in many processes at once: they may read, and nothing they do may be kept.
  const isBuild = environment("NEXT_PHASE") === "phase-production-build";
  const readOnly = rest["readOnly"] ?? (isBuild && !place.includes(":memory:") ? true : undefined);
  if (typeof share !== "boolean") throw optionError("share: true or false is wanted");
  if (typeof inlineReads !== "boolean") throw optionError("inlineReads: true or false is wanted");
  if (typeof settleLater !== "boolean") throw optionError("settleLater: true or false is wanted");
  const attach = rest["attach"] === undefined ? undefined : attached(rest["attach"]);
  if (dates !== "date" && dates !== "text") throw optionError('dates: "date" or "text" is wanted');
  return {
    path: absolute(place),
    options: optionsText({ ...rest, readOnly, attach }),
    share,
    dates,
    inline: inlineReads,
    settlesLater: settleLater,
    repeats: watching(repeats),
  };
}

function attached(databases: unknown): Readonly<Record<string, string>> {
  if (!isPlainObject(databases)) throw optionError("attach: an object of names and paths is wanted");
  const paths = Object.entries(databases).map(([name, path]) => {
    if (typeof path !== "string" || path === "") throw optionError(`attach.${name}: a path is wanted`);
    return [name, absolute(path)] as const;
  });
  return Object.fromEntries(paths);
}

function watching(repeats: unknown): RepeatOptions | undefined {
  if (repeats === true) return {};
  if (repeats === false) return undefined;
  if (!isPlainObject(repeats)) throw optionError("repeats: true, false or an object of options is wanted");
  const { limit, pause, warn } = repeats;
  if (limit !== undefined && (typeof limit !== "number" || !Number.isSafeInteger(limit) || limit < 2)) {
    throw optionError("repeats.limit: an integer from 2 is wanted");
  }
  if (pause !== undefined && (typeof pause !== "number" || !(pause >= 0))) {
    throw optionError("repeats.pause: milliseconds are wanted");
  }
  if (warn !== undefined && typeof warn !== "function") throw optionError("repeats.warn: a function is wanted");
  return repeats as RepeatOptions;
}

function optionsText(options: Readonly<Record<string, unknown>>): string {
  const record: Record<string, unknown> = {};
  for (const key of Object.keys(options)) {
    if (options[key] === undefined) continue;
    // Names the core does not know stay wrong and come back as its error.
    record[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = options[key];
  }
  return JSON.stringify(record);
}

function absolute(place: string): string {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(place)?.[1]?.toLowerCase();
  if (scheme === "file" || scheme === "sqlite") {
    const colon = place.indexOf(":") + 1;
    const rest = place.slice(colon);
    if (rest.startsWith("/") || rest.startsWith(":memory:") || rest === "" || rest.startsWith("?")) return place;
    const question = rest.indexOf("?");
    const path = question < 0 ? rest : rest.slice(0, question);
    const query = question < 0 ? "" : rest.slice(question);
    refuseStandalone();
    // Only the directory is ours to encode; the path is encoded already.
    return `${place.slice(0, colon)}${encodeURI(workingDirectory()).replace(/[?#]/g, encodeURIComponent)}/${path}${query}`;
  }
  if (scheme !== undefined && place.startsWith("//", scheme.length + 1)) {
    throw optionError(`"${scheme}:" is no address of a SQLite database; use a path, "file:" or "sqlite:"`);
  }
  if (place === ":memory:") return place;
  if (absolutePath(place) !== place) refuseStandalone();
  return absolutePath(place);
}

/** The server of Next.js' `output: "standalone"` changes into its own folder, which the next build empties. */
function refuseStandalone(): void {
  if (environment("__NEXT_PRIVATE_STANDALONE_CONFIG") === undefined) return;
  throw optionError(
    "a relative path would name a file inside .next/standalone, which the next build deletes: give an absolute path, " +
      "for example in NOORMME_DATABASE",
  );
}
