// How long a turn of the event loop may become by what this package does in it. Many requests that arrive together
// would otherwise be answered in one turn, for as long as all of them take, while timers, other connections and health
// checks wait: reads would run on this thread one after the other, and what other threads have done would settle all at
// once. A turn has two slices for that, before and after the loop has looked for news.

/** Milliseconds of a slice. */
const SLICE = 3;

// As it was when the package was loaded: tests put clocks of their own in its place, which stand still.
const soon: (callback: () => void) => unknown =
  typeof setImmediate === "function" ? setImmediate : (callback) => setTimeout(callback, 0);

let began = 0;
let resumed = 0;
let waiting = 0;

/** `"ended"`: this turn has gone on for long enough. `"crowded"`: and others wait for another one already. */
export type Turn = "fresh" | "ended" | "crowded";

/** How far this turn is. A program that awaits one read after the other never ends it by itself. */
export function turn(): Turn {
  // Those who came first go on first.
  if (waiting > 0) return "crowded";
  if (began !== 0) return performance.now() - began > SLICE ? "ended" : "fresh";
  began = performance.now();
  soon(() => (began = 0));
  return "fresh";
}

/** Waits for a turn with room in it, after those who wait already. */
export function nextTurn(): Promise<void> {
  waiting++;
  return new Promise((resolve) => {
    const attempt = (): void => {
      if (resumed === 0) {
        resumed = performance.now();
        // Runs in the next turn, before those that are put off to it now.
        soon(() => (resumed = 0));
      } else if (performance.now() - resumed > SLICE) {
        soon(attempt);
        return;
      }
      waiting--;
      resolve();
    };
    soon(attempt);
  });
}
