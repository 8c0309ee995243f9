import { createRng } from './rng.ts';

/**
 * `count` of the numbers 0 .. of-1, each set of them as likely, in rising order: without replacement (Knuth, The Art of
 * Computer Programming 2, algorithm S). The same for the same seed.
 */
export function sampleRows(of: number, count: number, seed: number): Uint32Array {
  if (!(count >= 0 && count <= of)) throw new RangeError(`cannot draw ${count} of ${of}`);
  const rng = createRng(seed);
  const chosen = new Uint32Array(count);
  let taken = 0;
  for (let row = 0; taken < count; row++) {
    if (rng.next() * (of - row) < count - taken) chosen[taken++] = row;
  }
  return chosen;
}
