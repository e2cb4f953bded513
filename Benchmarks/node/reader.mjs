// A thread that gets rows, or writes them, when told to.
import { parentPort, workerData } from "node:worker_threads";

const { module, contestant, path } = workerData;
const work = (await import(module)).threads[contestant];
const { get, create } = await work(path);
let next = 0;
parentPort.on("message", ({ gets, stop }) => {
  if (stop) {
    // A writer: it writes until the word in shared memory says stop.
    while (Atomics.load(stop, 0) === 0) create();
  } else {
    for (let number = 0; number < gets; number++) get((next++ % 100000) + 1);
  }
  parentPort.postMessage("done");
});
parentPort.postMessage("ready");
