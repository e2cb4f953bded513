// A file's bytes and what lies beside it, to be compared before and after.

import { createHash } from "node:crypto";
import { createReadStream, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * The SHA-256 of the file and of every file whose name begins with its name (`-wal`, `-shm`, `-journal`), beside
 * it and, when it is a link, beside what it points to. `progress` is called with the share read of a large file.
 */
export async function fingerprint(path, progress = () => {}) {
  const seen = new Map();
  for (const place of new Set([path, realpathSync(path)])) {
    const folder = dirname(place);
    for (const name of besides(folder, basename(place))) {
      const file = join(folder, name);
      seen.set(file, await digest(file, progress));
    }
  }
  return seen;
}

/** What two fingerprints differ in, in words; empty when nothing changed. */
export function differences(before, after) {
  const changed = [];
  for (const [file, state] of after) {
    if (!before.has(file)) changed.push(`${file} appeared`);
    else if (before.get(file).hash !== state.hash) changed.push(`${file} has other bytes`);
    else if (before.get(file).modified !== state.modified) changed.push(`${file} was written`);
  }
  for (const file of before.keys()) if (!after.has(file)) changed.push(`${file} is gone`);
  return changed;
}

function besides(folder, name) {
  try {
    return readdirSync(folder).filter((each) => each === name || each.startsWith(`${name}-`)).sort();
  } catch {
    // A folder that may be entered and not listed.
    return [name, `${name}-wal`, `${name}-shm`, `${name}-journal`].filter((each) => isFile(join(folder, each)));
  }
}

function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

async function digest(file, progress) {
  const { size, mtimeNs } = statSync(file, { bigint: true });
  const hash = createHash("sha256");
  let read = 0;
  if (isFile(file)) {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      hash.update(chunk);
      read += chunk.length;
      progress(file, read, Number(size));
    }
  }
  return { hash: hash.digest("hex"), size: Number(size), modified: mtimeNs };
}
