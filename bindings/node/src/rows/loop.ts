// Rows of a block by a loop over the columns: for layouts that are met once, and where code may not be generated.

import { BlockViews, JSON_TEXT, NULL, NUMBER, TEXT } from "./block.js";
import { setOwn, type Column, type RowShape } from "./layout.js";

/**
 * Makes rows of one chunk and puts them into `out` from `at` on.
 *
 * `numbers` and `kinds` are where the chunk's cells begin in the views, counted in their elements.
 */
export type RowReader = (
  rows: number,
  views: BlockViews,
  numbers: number,
  kinds: number,
  text: string,
  out: unknown[],
  at: number,
) => void;

class Cursor {
  readonly views: BlockViews;
  readonly text: string;
  number: number;
  kind: number;
  textAt = 0;

  constructor(views: BlockViews, number: number, kind: number, text: string) {
    this.views = views;
    this.number = number;
    this.kind = kind;
    this.text = text;
  }

  next(column: Column): unknown {
    const { views } = this;
    const kind = views.bytes[this.kind++]!;
    const at = this.number++;
    switch (kind) {
      case NUMBER:
        return views.number(views.numbers[at]!, column.codec);
      case NULL:
        return null;
      case TEXT:
      case JSON_TEXT: {
        const text = this.text.substring(this.textAt, views.numbers[at]!);
        this.textAt = views.numbers[at]!;
        if (kind === JSON_TEXT) return views.json(text);
        return column.codec === "moment" ? views.moment(text) : text;
      }
      default:
        return views.other(kind, at, column.codec, column.name);
    }
  }
}

const presence: Column = { name: "", codec: "plain" };

function object(shape: RowShape, cursor: Cursor): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const column of shape.columns) setOwn(row, column.name, cursor.next(column));
  for (const [name, inner] of shape.children) {
    const isThere = cursor.next(presence) !== null;
    const child = object(inner, cursor);
    setOwn(row, name, isThere ? child : null);
  }
  return row;
}

export function loopReader(shape: RowShape): RowReader {
  return (rows, views, numbers, kinds, text, out, at) => {
    const cursor = new Cursor(views, numbers, kinds, text);
    for (let row = 0; row < rows; row++) {
      if (shape.form === "object") out[at + row] = object(shape, cursor);
      else if (shape.form === "array") out[at + row] = shape.columns.map((column) => cursor.next(column));
      else out[at + row] = shape.columns.length === 0 ? null : cursor.next(shape.columns[0]!);
    }
  };
}
