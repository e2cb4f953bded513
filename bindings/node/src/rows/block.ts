import { moment, tooLarge, type Codec } from "./codec.js";

/** What a cell holds; the byte that says so. */
export const NUMBER = 0;
export const TEXT = 1;
export const NULL = 2;
export const FALSE = 3;
export const TRUE = 4;
export const INTEGER = 5;
export const BLOB = 6;
export const JSON_TEXT = 7;

/** One buffer of answers, looked at in each way that is needed. */
export class BlockViews {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly numbers: Float64Array;
  readonly integers: BigInt64Array;
  /** Where the next blob of the chunk being read begins. */
  blobAt = 0;

  constructor(buffer: ArrayBuffer) {
    // JSON may follow a header: the size is a multiple of eight only where cells are.
    const size = buffer.byteLength;
    this.bytes = new Uint8Array(buffer);
    this.words = new Uint32Array(buffer, 0, size >>> 2);
    this.numbers = new Float64Array(buffer, 0, size >>> 3);
    this.integers = new BigInt64Array(buffer, 0, size >>> 3);
  }

  /** The value of a cell that is no number, text or null. `at` counts cells in `numbers`. */
  other(kind: number, at: number, codec: Codec, name: string): unknown {
    switch (kind) {
      case TRUE:
        return true;
      case FALSE:
        return false;
      case INTEGER: {
        const value = this.integers[at]!;
        if (codec === "bigint" || codec === "stored") return value;
        throw tooLarge(name);
      }
      case BLOB: {
        const start = this.blobAt;
        this.blobAt += this.numbers[at]!;
        return this.bytes.slice(start, this.blobAt);
      }
      default:
        return null;
    }
  }

  number(value: number, codec: Codec): unknown {
    if (codec === "moment") return new Date(value);
    return codec === "bigint" && Number.isInteger(value) ? BigInt(value) : value;
  }

  moment(text: string): Date | string {
    return moment(text);
  }

  json(text: string): unknown {
    return JSON.parse(text);
  }
}
