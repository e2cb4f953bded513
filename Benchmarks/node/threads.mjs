// The works readers_1 … readers_4_writer: 20,000 gets by threads that are started once.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

const GETS = 20_000;

export function readerWorks(contestant, module, path) {
  const workers = [];
  const start = async (count) => {
    while (workers.length < count) {
      const worker = new Worker(fileURLToPath(new URL("reader.mjs", import.meta.url)), {
        workerData: { contestant, module, path: path() },
      });
      worker.unref();
      await once(worker, "message");
      workers.push(worker);
    }
  };
  const works = {};
  for (const count of [1, 2, 4]) {
    for (const writes of [false, true]) {
      let ready;
      works[`readers_${count}${writes ? "_writer" : ""}`] = {
        run: async () => {
          const stop = new Int32Array(new SharedArrayBuffer(4));
          const chosen = workers.slice(0, count);
          const writer = workers[4];
          const written = writes ? once(writer, "message") : undefined;
          if (writes) writer.postMessage({ stop });
          const read = chosen.map((worker) => once(worker, "message"));
          for (const worker of chosen) worker.postMessage({ gets: GETS / count });
          await Promise.all(read);
          Atomics.store(stop, 0, 1);
          await written;
          return GETS;
        },
        each: GETS,
        before: () => (ready ??= start(5)),
      };
    }
  }
  return works;
}
