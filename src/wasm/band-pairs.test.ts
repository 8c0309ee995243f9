import { describe, expect, it } from 'vitest';
import { createPairing, type Pair } from './calls/band-pairs.ts';

describe('pairs of bands', () => {
  it.each([1, 2, 3, 4, 7, 8, 33])('of %i bands are given out once each', async (count) => {
    const pairing = createPairing(count);
    const seen: string[] = [];
    for (let pair: Pair | null; (pair = await pairing.take()); pairing.finish(pair))
      seen.push(String(pair));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe((count * (count + 1)) / 2);
    expect(pairing.share()).toBe(1);
  });

  it('in several hands have no band in common, and nobody waits while there are four bands a hand', async () => {
    const hands = 3;
    const pairing = createPairing(4 * hands);
    const held: Pair[] = [];
    for (let pair: Pair | null; (pair = await pairing.take());) {
      held.push(pair);
      const bands = held.flatMap(([a, b]) => (a === b ? [a] : [a, b]));
      expect(new Set(bands).size).toBe(bands.length);
      if (held.length === hands) pairing.finish(held.shift()!);
    }
  });

  it('that are all held are waited for', async () => {
    const pairing = createPairing(2);
    const both = (await pairing.take())!;
    expect(both).toEqual([0, 1]);
    let next: Pair | null = null;
    const waiting = pairing.take().then((pair) => (next = pair));
    await Promise.resolve();
    expect(next).toBeNull();
    pairing.finish(both);
    expect(await waiting).toEqual([0, 0]);
  });
});
