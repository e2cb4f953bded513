// How long a turn of the event loop may become by what this package does in it. Many requests that arrive together
// would otherwise be answered in one turn, for as long as all of them take, while timers, other connections and health
// checks wait: reads would run on this thread one after the other, and what other threads have done would settle all at
// once. A turn has a slice for what comes by itself, and one for what was put off, which is taken in the order it came.

/** Milliseconds of a slice. */
const SLICE = 2;

// As it was when the package was loaded: tests put clocks of their own in its place, which stand still.
const soon: (callback: () => void) => unknown =
  typeof setImmediate === "function" ? setImmediate : (callback) => setTimeout(callback, 0);

/** What was put off; `first` is the next one's place. */
let waiting: (() => void)[] = [];
let first = 0;
let began = 0;
let slices = 0;

/** `"ended"`: this turn has gone on for long enough. `"crowded"`: and others wait for another one already. */
export type Turn = "fresh" | "ended" | "crowded";

function begin(): void {
  began = performance.now();
  const slice = ++slices;
  soon(() => {
    if (slice === slices) began = 0;
  });
}

/** How far this turn is. A program that awaits one read after the other never ends it by itself. */
export function turn(): Turn {
  // Those who came first go on first.
  if (waiting.length > 0) return "crowded";
  if (began !== 0) return performance.now() - began > SLICE ? "ended" : "fresh";
  begin();
  return "fresh";
}

/**
 * Lets those who wait go on one after the other. Who asks again meanwhile waits at the end: as long as there is time,
 * in this same turn, since going round the loop takes longer than many a read.
 */
async function resume(): Promise<void> {
  begin();
  while (first < waiting.length) {
    if (performance.now() - began > SLICE) {
      soon(() => void resume());
      return;
    }
    waiting[first++]!();
    // What it does at once comes before this.
    await undefined;
    if (first >= 1024 && first * 2 > waiting.length) {
      waiting = waiting.slice(first);
      first = 0;
    }
  }
  waiting = [];
  first = 0;
}

/** Waits for a turn with room in it, after those who wait already. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) soon(() => void resume());
  });
}
