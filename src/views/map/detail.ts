/** How many points to draw in a frame, so that slow machines stay fluent. */

/** Below this many points there is nothing to gain. */
export const FEWEST = 6000;
/** Where a first movement starts; fast machines are at the full set within a few frames. */
const FIRST = 60_000;
/** A frame of a movement should take no longer; where even the fewest points do, up to the second. */
const FLUENT_MS = 45;
const BEARABLE_MS = 65;
/** Frames over which the time is averaged: a queue of drawing commands makes single intervals jump. */
const WINDOW = 4;
/** At rest a frame may take longer, for nobody follows it with the hand, and fewer frames show all sooner. */
const SLICE = 50_000;

/** Finds how many points this machine can draw fluently. */
export class Detail {
  private wanted = FIRST;
  private intervals: number[] = [];
  /** What a frame takes with the fewest points: most of it is not drawing them. */
  private least = 0;

  /** Points to draw in a frame of a movement, of `most` that there are to draw. */
  of(most: number): number {
    return Math.min(most, this.wanted);
  }

  /** Points to draw in a frame while nothing moves. */
  atRest(most: number): number {
    return Math.min(most, Math.max(SLICE, this.wanted));
  }

  /** A movement begins: the pause before it says nothing about speed. */
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
    if (drawn <= FEWEST) this.least = mean;
    const limit = Math.min(BEARABLE_MS, Math.max(FLUENT_MS, 1.5 * this.least));
    const change = limit / mean;
    if (change < 1) this.wanted = Math.max(FEWEST, Math.floor(drawn * Math.max(0.5, change)));
    // Growing takes some room, else the number would never come to rest.
    else if (change > 1.25 && drawn < most) this.wanted = Math.floor(drawn * Math.min(2, change));
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
