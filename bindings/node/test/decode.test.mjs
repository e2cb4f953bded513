import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

const { decode } = createRequire(import.meta.url)("../dist/spec/decode.js");

test("answers", () => {
  const cases = [
    ["3", 3],
    ["null", null],
    ['[{"id":1,"name":"{\\"$int\\":\\"1\\"}"}]', [{ id: 1, name: '{"$int":"1"}' }]],
    ['[{"id":{"$int":"9007199254740993"}}]', [{ id: 9007199254740993n }]],
    ['{"a":{"$float":"inf"},"b":{"$float":"-inf"}}', { a: Infinity, b: -Infinity }],
    ['{"picture":{"$blob":"AP8="}}', { picture: new Uint8Array([0, 255]) }],
    ['{"json":{"$value":{"$int":"1"}},"n":{"$int":"-5"}}', { json: { $int: "1" }, n: -5n }],
    ['{"json":{"$int":"x"},"more":{"$blob":1,"b":2},"other":{"$else":{"$int":"1"}}}', {
      json: { $int: "x" },
      more: { $blob: 1, b: 2 },
      other: { $else: 1n },
    }],
  ];
  for (const [text, value] of cases) assert.deepEqual(decode(text), value);
});

test("bytes are a Uint8Array of their own", () => {
  const bytes = decode('{"$blob":"AP8="}');
  assert.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype);
  assert.equal(bytes.buffer.byteLength, 2);
});

test("rows are plain objects, also with a column named __proto__", () => {
  const [row] = decode('[{"__proto__":{"a":{"$int":"1"}},"n":{"$int":"2"}}]');
  assert.equal(Object.getPrototypeOf(row), Object.prototype);
  assert.deepEqual(Object.getOwnPropertyDescriptor(row, "__proto__").value, { a: 1n });
  assert.equal(row.n, 2n);
});
