/** How many points to draw in a frame, so that slow machines stay fluent. */

/** Below this many points there is nothing to gain. */
export const FEWEST = 6000;
/** Where a first movement starts; fast machines are at the full set within a few frames. */
const FIRST = 60_000;
const SLOW_MS = 45;
const FAST_MS = 24;
/** Frames over which the time is averaged: a queue of drawing commands makes single intervals jump. */
const WINDOW = 4;

/** Finds how many points this machine can draw fluently. */
export class Detail {
  private wanted = FIRST;
  private intervals: number[] = [];

  /** Points to draw in a frame, of `most` that there are to draw. */
  of(most: number): number {
    return Math.min(most, this.wanted);
  }

  /** Frames follow one another from now on: the pause before says nothing about speed. */
  begin(): void {
    this.intervals = [];
  }

  /** @param interval milliseconds since the frame before, which drew `of(most)` points */
  note(interval: number, most: number): void {
    this.intervals.push(interval);
    if (this.intervals.length < WINDOW) return;
    const mean = this.intervals.reduce((sum, ms) => sum + ms, 0) / WINDOW;
    this.intervals = [];
    const drawn = this.of(most);
    if (mean > SLOW_MS) this.wanted = Math.max(FEWEST, Math.floor((drawn * SLOW_MS) / mean));
    else if (mean < FAST_MS && drawn < most) this.wanted = drawn * 2;
  }
}

/**
 * A fixed random order of 0..n-1 (Fisher-Yates on xorshift32), so that the first m are a fair sample and, at equal
 * depth, no category lies on top of the others only because it comes last in the file.
 */
export function shuffledOrder(n: number): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  let state = 0x9e3779b9;
  for (let i = n - 1; i > 0; i--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const j = (state >>> 0) % (i + 1);
    const swap = order[i]!;
    order[i] = order[j]!;
    order[j] = swap;
  }
  return order;
}

/** Diameter in CSS pixels that suits n points on a pane of the given area: smaller when they are many. */
export function automaticSize(n: number, width: number, height: number): number {
  const crowd = 7.4 - 1.9 * Math.log10(Math.max(n, 1000) / 1000);
  const room = Math.sqrt(Math.max(width * height, 1)) / 800;
  return Math.max(1.4, crowd * Math.min(1.15, Math.max(0.75, room)));
}
