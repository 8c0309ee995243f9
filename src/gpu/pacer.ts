import { BLOCK_MS } from '../base/control.ts';

/**
 * Finds out how much work fits in one submit, so that the page's own drawing never waits long behind a kernel and
 * cancel is heard quickly. Units are the caller's (pairs, tiles, items).
 */
export class Pacer {
  readonly #smallest: number;
  /** Units per millisecond of the last few submits. */
  readonly #recent: number[] = [];
  #size: number;

  /**
   * @param smallest The first size, and never below it: work that takes a software adapter a few milliseconds, so that
   *   the fixed cost of a submit (about 1 ms, far more on a busy machine) is never mistaken for work without end.
   */
  constructor(smallest: number) {
    this.#smallest = Math.max(1, Math.floor(smallest));
    this.#size = this.#smallest;
  }

  /** Units to submit next, a whole number. */
  get size(): number {
    return this.#size;
  }

  /**
   * What the last submit took. The best of a few counts, as a hiccup says nothing about the next submit.
   * @param budget Most milliseconds that the next submit may take.
   */
  record(units: number, milliseconds: number, budget: number = BLOCK_MS.rest): void {
    this.#recent.push(units / Math.max(milliseconds, 0.1));
    if (this.#recent.length > MEMORY) this.#recent.shift();
    const fitting = Math.max(...this.#recent) * TARGET * budget;
    // Growth is limited: the time of a short submit is mostly its fixed cost, and says little about a long one.
    const size = Math.min(fitting, this.#size * GROWTH);
    this.#size = Math.max(this.#smallest, Math.floor(size));
  }
}

/** Share of the time a submit may take, as the next one may well be slower. */
const TARGET = 0.7;
const GROWTH = 4;
const MEMORY = 4;
