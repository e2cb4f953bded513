// Lines of JSON in, lines of JSON out; bench/contestant.py describes them.
//
// A contestant is { version, open(path), works, close?(), cold?(path) }. A work is a function that does one run
// and returns what `check` (a number) is computed from, or { run, check, undo, before }: `check` and `undo` are
// not timed. A work named with figures answers { figures }.

import { createInterface } from "node:readline";

const now = () => process.hrtime.bigint();

async function measure(work, least) {
  const { run, check = (answer) => answer, undo, before, each = 1 } = typeof work === "function" ? { run: work } : work;
  if (before) await before();
  let runs = 0;
  let spent = 0;
  let answer;
  // Short operations are timed many together: the clock itself takes time.
  let batch = 1;
  while (spent < least) {
    const begin = performance.now();
    for (let number = 0; number < batch; number++) {
      answer = run();
      // Synchronous contestants are not made to wait for a promise.
      if (answer instanceof Promise) answer = await answer;
    }
    const taken = (performance.now() - begin) * 1e6;
    spent += taken;
    runs += batch * each;
    if (undo) await undo();
    else if (taken < 500_000) batch *= 2;
  }
  return { runs, ns: spent, check: await check(answer) };
}

/** @param make makes the contestant; loading its modules is part of a cold start. */
export async function serve(make) {
  const cold = process.argv.indexOf("--cold");
  const begin = now();
  let contestant, absent;
  try {
    contestant = await make();
  } catch (error) {
    absent = error?.code === "ERR_MODULE_NOT_FOUND" ? "not installed" : String(error);
  }
  if (absent) {
    console.log(JSON.stringify({ skip: absent }));
    process.exit(0);
  }
  if (cold > 0) {
    const check = await contestant.cold(process.argv[cold + 1]);
    console.log(JSON.stringify({ runs: 1, ns: Number(now() - begin), check }));
    process.exit(0);
  }
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let answer;
    try {
      if (request.quit) {
        await contestant.close?.();
        console.log("{}");
        process.exit(0);
      } else if (request.open) {
        await contestant.open(request.open);
        answer = { version: contestant.version };
      } else {
        const work = contestant.works[request.run];
        if (work === undefined) answer = { skip: "not offered" };
        else if (work.figures) answer = await work.figures();
        else answer = await measure(work, request.ns);
      }
    } catch (error) {
      answer = { error: String(error?.stack ?? error) };
    }
    console.log(JSON.stringify(answer));
  }
}

/** How many rows a JSON text has. */
export const rowsIn = (text) => JSON.parse(text).length;

/** The longest time, in ms, between two turns of the event loop while `work` runs. */
export async function longestStall(work) {
  let longest = 0;
  let last = performance.now();
  let done = false;
  const turn = () => {
    const time = performance.now();
    longest = Math.max(longest, time - last);
    last = time;
    if (!done) setImmediate(turn);
  };
  setImmediate(turn);
  await new Promise((resolve) => setTimeout(resolve, 20));
  longest = 0;
  last = performance.now();
  const begin = last;
  await work();
  const milliseconds = performance.now() - begin;
  await new Promise((resolve) => setImmediate(resolve));
  done = true;
  return { stall_ms: longest, query_ms: milliseconds };
}

/** Gets of 8 clients for a second, beside scans one after the other. */
export async function mixedLoad(get, scan) {
  const times = [];
  const stop = performance.now() + 1000;
  const client = async (number) => {
    let key = number * 1000;
    while (performance.now() < stop) {
      const begin = performance.now();
      await get((key++ % 100000) + 1);
      times.push(performance.now() - begin);
      // A client's next request comes from the network: in a later turn now and then.
      if (times.length % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const scans = async () => {
    while (performance.now() < stop) {
      await scan();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  let stall = 0;
  const load = async () => {
    await Promise.all([scans(), ...Array.from({ length: 8 }, (_, number) => client(number))]);
  };
  stall = (await longestStall(load)).stall_ms;
  times.sort((a, b) => a - b);
  return {
    gets_per_s: times.length,
    p50_us: times[Math.floor(times.length * 0.5)] * 1000,
    p99_us: times[Math.floor(times.length * 0.99)] * 1000,
    stall_ms: stall,
  };
}
