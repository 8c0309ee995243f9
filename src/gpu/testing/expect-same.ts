import type { Candidates } from '../../math/kernels.ts';

/** Bit-for-bit equality of two lists; `toEqual` would take seconds on a million numbers. */
export function expectSame(found: Candidates, truth: Candidates): void {
  if (found.indices.length !== truth.indices.length) throw new Error('Lists of different length');
  for (let i = 0; i < truth.indices.length; i++) {
    const same =
      found.indices[i] === truth.indices[i] && Object.is(found.values[i], truth.values[i]);
    if (same) continue;
    const words = ({ indices, values }: Candidates): string => `${indices[i]} (${values[i]})`;
    throw new Error(`At ${i}: ${words(found)}, expected ${words(truth)}`);
  }
}
