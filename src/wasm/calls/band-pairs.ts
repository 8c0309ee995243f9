/** Two bands, or one twice. */
export type Pair = readonly [number, number];

export interface Pairing {
  /** A pair of bands that nobody else works on; waits for one if need be. Null when all are given out. */
  take(): Promise<Pair | null>;
  /** Sets the bands of a pair free. */
  finish(pair: Pair): void;
  /** Share of the work that is finished, 0..1. */
  share(): number;
}

/** Gives out every pair of `count` bands once, so that no band is in two hands at a time. */
export function createPairing(count: number): Pairing {
  const left = tournament(count);
  const held = new Set<number>();
  let finished = 0;
  let waiters: (() => void)[] = [];

  return {
    async take() {
      while (left.length) {
        const free = left.findIndex(([a, b]) => !held.has(a) && !held.has(b));
        if (free >= 0) {
          const [pair] = left.splice(free, 1) as [Pair];
          pair.forEach((band) => held.add(band));
          return pair;
        }
        await new Promise<void>((resolve) => waiters.push(resolve));
      }
      return null;
    },
    finish(pair) {
      pair.forEach((band) => held.delete(band));
      finished += weight(pair);
      const woken = waiters;
      waiters = [];
      woken.forEach((wake) => wake());
    },
    share: () => finished / count ** 2,
  };
}

/** Within one band there are half as many pairs of rows. */
function weight([a, b]: Pair): number {
  return a === b ? 1 : 2;
}

/**
 * The rounds of a tournament: neighbouring pairs have no band in common. Last, for they are the smallest and even out
 * the threads, the bands with themselves.
 */
function tournament(count: number): Pair[] {
  const seats = count + (count % 2);
  const pairs: Pair[] = [];
  for (let round = 0; round < seats - 1; round++) {
    // The last seat stays, the others move on by one; with an odd count whoever meets it rests.
    if (seats === count) pairs.push([round, count - 1]);
    for (let i = 1; i < seats / 2; i++) {
      const a = (round + i) % (seats - 1);
      const b = (round - i + seats - 1) % (seats - 1);
      pairs.push([Math.min(a, b), Math.max(a, b)]);
    }
  }
  for (let band = 0; band < count; band++) pairs.push([band, band]);
  return pairs;
}
