/**
 * At least so many points are drawn at once, however slow the graphics card; and no more at first: what the processor draws is
 * there at once, and a fast card shows its speed in a few frames.
 */
export const FEWEST = 6000;
/** A frame should take no longer. */
const FLUENT_MS = 45;
/** Times over which the mean is taken: a queue of drawing commands makes single ones jump. */
const WINDOW = 3;

/** Finds how many points with smooth edges the graphics card of this machine draws fluently in a frame. */
export class Detail {
  private wanted = FEWEST;
  private times: number[] = [];

  /** Points to draw at once. */
  get points(): number {
    return this.wanted;
  }

  /** Times noted so far say nothing about those that follow. */
  begin(): void {
    this.times = [];
  }

  /** @param milliseconds how long a frame took in which `drawn` points were drawn */
  note(milliseconds: number, drawn: number): void {
    this.times.push(milliseconds);
    if (this.times.length < WINDOW) return;
    const change = (FLUENT_MS * WINDOW) / this.times.reduce((sum, ms) => sum + ms, 0);
    this.times = [];
    if (change < 1) this.wanted = Math.max(FEWEST, Math.floor(drawn * Math.max(0.5, change)));
    // Growing takes some room, else the number would never come to rest; and a few points say little about many.
    else if (change > 1.25 && drawn >= this.wanted)
      this.wanted = Math.floor(drawn * Math.min(2, change));
  }
}

/** Items that stay together in the random order: their places lie side by side in memory, which halves the time. */
const RUN = 16;
/** Sets that are always drawn whole need not be in runs. */
const RUNS_FROM = 16_384;

/**
 * A fixed random order of 0..n-1 (Fisher-Yates on xorshift32; of runs of 16 where n is large), so that the first m are a
 * fair sample and, at equal depth, no category lies on top of the others only because it comes last in the file.
 */
export function shuffledOrder(n: number): Uint32Array<ArrayBuffer> {
  const length = n < RUNS_FROM ? 1 : RUN;
  const runs = shuffled(Math.ceil(n / length));
  const order = new Uint32Array(n);
  let k = 0;
  for (const run of runs) {
    const end = Math.min(n, (run + 1) * length);
    for (let item = run * length; item < end; item++) order[k++] = item;
  }
  return order;
}

function shuffled(n: number): Uint32Array<ArrayBuffer> {
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
