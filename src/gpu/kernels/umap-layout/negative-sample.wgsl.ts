import { hash32 } from '../../../math/rng.ts';

/** The part of `negativeSample` (src/math/rng.ts) that is the same for all edges of an epoch. */
export function negativeKey(seed: number, epoch: number): number {
  return hash32((seed ^ Math.imul(epoch, 0x9e3779b1)) | 0);
}

/**
 * WGSL twin of `hash32` and `negativeSample` in src/math/rng.ts: the same u32 arithmetic, so that every backend
 * draws the same negative samples. `key` is `negativeKey(seed, epoch)`.
 */
export const NEGATIVE_SAMPLE_WGSL = /* wgsl */ `
fn hash32(seed: u32) -> u32 {
  var x = seed;
  x ^= x >> 16u;
  x *= 0x7feb352du;
  x ^= x >> 15u;
  x *= 0x846ca68bu;
  x ^= x >> 16u;
  return x;
}

fn negativeSample(key: u32, edge: u32, s: u32, n: u32) -> u32 {
  return hash32(hash32(key ^ edge) + s) % n;
}
`;
