/** Requests of a kind that was not done in time are not tried for 2, 4, 8 … milliseconds, at most 2^this. */
const MOST_TRIPS = 13;

/** Whether calls of one kind are worth beginning on the calling thread. */
export class Trial {
  /** Until then (milliseconds of the monotonic clock) they are known to take long. */
  #slowUntil = -1;
  /** How often one was not done in time, of late. */
  #trips = 0;

  isDue(): boolean {
    return this.#slowUntil < 0 || this.#slowUntil < performance.now();
  }

  passed(): void {
    this.#trips >>= 1;
  }

  /** A short one may have met a busy moment: what trips again and again is known to be long. */
  tripped(): void {
    this.#trips = Math.min(this.#trips + 1, MOST_TRIPS);
    this.#slowUntil = performance.now() + 2 ** this.#trips;
  }
}
