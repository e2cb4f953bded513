// One opened file for each path and set of options in a process.
//
// Development servers evaluate modules again on every edit, and Next.js keeps several copies of one module (pages,
// routes, instrumentation): each makes its own `new NOORMME("app.db")`. They all share what is opened here, so that
// one process has one writer's queue and one set of readers for a file, however often its module ran. The registry
// hangs on globalThis, because module state is what gets copied.
//
// Copies of the addon are kept apart (the handles of one mean nothing to another), and so are files that were
// replaced. Databases in memory are never shared: who opens one wants an empty one.

import { fileIdentity } from "#platform";
import type { Handle, Native } from "./native.js";

interface Entry {
  /** Weak: query sets keep a handle alive, the registry does not. */
  readonly handle: WeakRef<Handle>;
  readonly identity: string | undefined;
  users: number;
}

/** Someone's share of an opened file. */
export interface Lease {
  readonly handle: Handle;
  /** Gives the share back; the last one closes the file. */
  release(): Promise<void>;
}

const key = Symbol.for("noormme.registry.1");

function entries(native: Native): Map<string, Entry> {
  const holder = globalThis as { [key]?: WeakMap<Native, Map<string, Entry>> };
  const byAddon = (holder[key] ??= new WeakMap());
  let map = byAddon.get(native);
  if (map === undefined) byAddon.set(native, (map = new Map()));
  return map;
}

/** Counts the shares of objects that were forgotten instead of closed. */
const forgotten = new FinalizationRegistry<Entry>((entry) => {
  entry.users--;
});

/** Opens a file, or takes a share of what `owner`'s like have open. */
export function lease(native: Native, path: string, options: string, share: boolean, owner: object): Lease {
  if (!share || isMemory(path)) {
    const handle = native.open(path, options);
    return { handle, release: () => native.close(handle) };
  }
  const map = entries(native);
  const name = `${path}\n${options}`;
  const identity = fileIdentity(path);
  let entry = map.get(name);
  let handle = entry?.handle.deref();
  // Unknown before the file was made by the first who opened it.
  const isReplaced = entry?.identity !== undefined && entry.identity !== identity;
  if (entry === undefined || handle === undefined || isReplaced) {
    handle = native.open(path, options);
    entry = { handle: new WeakRef(handle), identity: fileIdentity(path), users: 0 };
    map.set(name, entry);
  }
  const taken = entry;
  const held = handle;
  taken.users++;
  const token = {};
  forgotten.register(owner, taken, token);
  return {
    handle: held,
    async release() {
      forgotten.unregister(token);
      if (--taken.users > 0) return;
      if (map.get(name) === taken) map.delete(name);
      await native.close(held);
    },
  };
}

/** Whether a path or URL names a database nobody else can open. */
export function isMemory(path: string): boolean {
  const [place, query = ""] = path.replace(/^(file|sqlite):(\/\/)?/i, "").split("?", 2) as [string, string?];
  return place === "" || place.startsWith(":memory:") || /(^|&)(mode=memory|vfs=)/.test(query);
}
