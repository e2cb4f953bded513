// Answers: JSON text to JavaScript values. Rows are plain objects, as React Server Components want them.

/** Parses an answer and turns tags into values. */
export function decode(text: string): unknown {
  const answer: unknown = JSON.parse(text);
  // Tags are rare, and looking for one in the text is far cheaper than walking every row.
  return text.includes('{"$') ? untag(answer) : answer;
}

function untag(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = untag(value[index]);
    return value;
  }
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record);
  if (keys.length === 1 && keys[0]!.charCodeAt(0) === 0x24) {
    const inner = record[keys[0]!];
    switch (keys[0]) {
      case "$int":
        if (typeof inner === "string" && /^-?[0-9]+$/.test(inner)) return BigInt(inner);
        break;
      case "$blob":
        if (typeof inner === "string") return new Uint8Array(Buffer.from(inner, "base64"));
        break;
      case "$float":
        if (inner === "inf") return Infinity;
        if (inner === "-inf") return -Infinity;
        break;
      case "$value":
        // JSON that itself looks like a tag.
        return inner;
    }
  }
  for (const key of keys) {
    const inner = record[key];
    if (typeof inner === "object" && inner !== null) set(record, key, untag(inner));
  }
  return record;
}

/** Assigns an own property, also when it is named `__proto__`. */
function set(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    record[key] = value;
  }
}
