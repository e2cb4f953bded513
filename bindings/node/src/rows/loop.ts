// Rows by a loop over the columns: for layouts that are met once, and where code may not be generated.

import { BlockViews, JSON_TEXT, NULL, NUMBER, TEXT } from "./block.js";
import { fromJSON, isConverting } from "./codec.js";
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

/** Makes rows of arrays that were JSON, in their place in the list. */
export type RowMaker = (rows: unknown[]) => unknown[];

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

/** `isExact`: any value may be a tag. */
export function loopMaker(shape: RowShape, isExact: boolean): RowMaker {
  return (rows) => {
    for (let index = 0; index < rows.length; index++) rows[index] = made(shape, isExact, rows[index]);
    return rows;
  };
}

function made(shape: RowShape, isExact: boolean, row: unknown): unknown {
  const value = (value: unknown, { name, codec }: Column): unknown =>
    isExact || isConverting(codec) ? fromJSON(value, codec, name) : value;
  if (row === null) return null;
  const { columns } = shape;
  if (shape.form === "flat") return columns.length === 0 ? row : value(row, columns[0]!);
  const values = row as unknown[];
  if (shape.form === "array") return columns.map((column, at) => value(values[at], column));
  const record: Record<string, unknown> = {};
  let at = 0;
  for (const column of columns) setOwn(record, column.name, value(values[at++], column));
  for (const [name, inner] of shape.children) setOwn(record, name, made(inner, isExact, values[at++]));
  for (const [name, isToMany, inner] of shape.related) {
    const rows = values[at++];
    setOwn(record, name, isToMany ? loopMaker(inner, isExact)(rows as unknown[]) : made(inner, isExact, rows));
  }
  return record;
}
