const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 60_000;

/** Growing pauses between attempts that fail, on the monotonic clock. */
export class RetryPause {
  #failures = 0;
  #until = 0;

  /** Whether the next attempt may be made. */
  isOver(): boolean {
    return performance.now() >= this.#until;
  }

  /** Notes a failure; returns how long the pause is, in milliseconds. */
  failed(): number {
    const pauseMs = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    this.#until = performance.now() + pauseMs;
    return pauseMs;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#until = 0;
  }
}
