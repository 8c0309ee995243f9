/**
 * Finds out how much work fits in one submit, so that the page's own drawing never waits long behind a kernel and
 * cancel is heard quickly. Units are the caller's (pairs, tiles, items).
 */
export class Pacer {
  readonly #targetMs: number;
  readonly #smallest: number;
  #size: number;

  /** @param first Work of the first submit: small enough for a slow device. @param smallest Never below this. */
  constructor(first: number, smallest = 1, targetMs = TARGET_MS) {
    this.#size = Math.max(first, smallest);
    this.#smallest = smallest;
    this.#targetMs = targetMs;
  }

  /** Units to submit next, a whole number. */
  get size(): number {
    return Math.max(this.#smallest, Math.floor(this.#size));
  }

  /** What the last submit took. Growth is limited, as a short measurement is mostly overhead. */
  record(units: number, milliseconds: number): void {
    const fitting = (units * this.#targetMs) / Math.max(milliseconds, 0.1);
    this.#size = Math.max(this.#smallest, Math.min(fitting, units * GROWTH));
  }
}

/** Below the 50 ms a submit may take, as the next one may well be slower. */
const TARGET_MS = 35;
const GROWTH = 4;
