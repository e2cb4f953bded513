// Answers as the addon gives them: docs/row-block.md has the bytes.

import { BlockViews } from "./block.js";
import { Layout } from "./layout.js";
import type { Dates } from "./codec.js";

/** The text of the only chunk (or JSON) of an answer in the shared space; else a buffer and its texts. */
export type RawAnswer = string | readonly [ArrayBuffer, ...string[]];

const BLOCK = 0x3142524e;
const HEADER = 32;
const MOST_LAYOUTS = 1000;

/** Makes values of answers, and remembers what rows look like. */
export class AnswerReader {
  readonly #space: BlockViews;
  readonly #dates: Dates;
  /** By description: plans that are made anew look as they did. */
  readonly #layouts = new Map<string, Layout>();
  #known: KnownLayout | undefined;
  /** Of the answer that is expected. */
  #rows: unknown[] | undefined;

  constructor(space: ArrayBuffer, dates: Dates) {
    this.#space = new BlockViews(space);
    this.#dates = dates;
  }

  /** Before an answer is asked for on this thread: most rows of a large one come before it is complete, to `part`. */
  expect(known: KnownLayout): void {
    this.#known = known;
    this.#rows = undefined;
  }

  /** Takes rows of the answer that is expected. */
  readonly part = (raw: RawAnswer): void => {
    this.#read(raw, this.#known!, (this.#rows ??= []), false);
  };

  /** The values of the answer that was expected. */
  complete(raw: RawAnswer): unknown {
    const rows = this.#rows;
    this.#rows = undefined;
    return this.#read(raw, this.#known!, rows);
  }

  /** The values of an answer that came as a whole; `known` is what to remember for the next one to the same request. */
  read(raw: RawAnswer, known: KnownLayout): unknown {
    return this.#read(raw, known, undefined);
  }

  #read(raw: RawAnswer, known: KnownLayout, before: unknown[] | undefined, isLast = true): unknown {
    const isShared = typeof raw === "string";
    const views = isShared ? this.#space : new BlockViews(raw[0]);
    const { words } = views;
    const described = words[4]!;
    let layout: Layout;
    if (described !== 0) {
      layout = this.#layout(views, described);
      known.learn(words[6]!, layout);
    } else {
      layout = known.layout(words[6]!);
    }
    if (words[0] !== BLOCK) {
      return layout.parse(isShared ? raw : (raw[1] as string));
    }
    const cells = words[1]!;
    const rows = words[2]!;
    const out = before ?? (rows > 1 ? new Array<unknown>(rows) : []);
    let at = words[7]!;
    // Rows that are not in front of this block are of a time before: the request was run again.
    if (before !== undefined && before.length > at) before.length = at;
    let offset = HEADER + padded(described);
    const chunks = words[3]!;
    const reader = layout.reader(rows);
    for (let chunk = 1; chunk <= chunks; chunk++) {
      const word = offset >>> 2;
      const count = words[word]!;
      const kinds = offset + 16 + count * cells * 8;
      const blobs = kinds + padded(count * cells) + padded(words[word + 1]!);
      views.blobAt = blobs;
      reader(count, views, (offset + 16) >>> 3, kinds, isShared ? raw : (raw[chunk] as string), out, at);
      at += count;
      offset = blobs + padded(words[word + 2]!);
    }
    if (layout.answer === "statement" && isLast) {
      const { integers } = views;
      return layout.outcome(out, integers[offset >>> 3]!, integers[(offset >>> 3) + 1]!);
    }
    if (layout.answer === "row") return rows === 0 ? null : out[0];
    return words[5] === 1 ? out.reverse() : out;
  }

  #layout(views: BlockViews, size: number): Layout {
    const text = new TextDecoder().decode(views.bytes.subarray(HEADER, HEADER + size));
    let layout = this.#layouts.get(text);
    if (layout === undefined) {
      if (this.#layouts.size >= MOST_LAYOUTS) this.#layouts.clear();
      this.#layouts.set(text, (layout = new Layout(text, this.#dates)));
    }
    return layout;
  }
}

function padded(size: number): number {
  return (size + 7) & ~7;
}

/** What the last answer to a request looked like: an answer that looks the same comes without a description. */
export class KnownLayout {
  id = 0;
  #layout: Layout | undefined;

  learn(id: number, layout: Layout): void {
    this.id = id;
    this.#layout = layout;
  }

  layout(id: number): Layout {
    if (id !== this.id || this.#layout === undefined) throw new Error("noormme: an answer without a description");
    return this.#layout;
  }
}
