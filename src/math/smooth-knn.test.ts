import { expect, it } from 'vitest';
import { createRng } from './rng.ts';
import { smoothKnn } from './smooth-knn.ts';

/** The width that umap-learn's bisection ends at, carried to the last digit. */
function bisected(row: Float64Array): number {
  const target = Math.log2(row.length + 1);
  const rho = row.find((d) => d > 0) ?? 0;
  const mean = row.reduce((sum, d) => sum + d, 0) / (row.length + 1);
  let [low, high] = [0, 1e9];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    const total = row.reduce((sum, d) => sum + Math.exp(-Math.max(0, d - rho) / middle), 0);
    if (total > target) high = middle;
    else low = middle;
  }
  return Math.max((low + high) / 2, 1e-3 * mean);
}

const rng = createRng(3);
const row = (distance: (j: number) => number): Float64Array =>
  Float64Array.from({ length: 14 }, (_, j) => distance(j)).sort();

it.each([
  ['distances of one size', () => row(() => 1 + rng.next())],
  ['distances over many sizes', () => row(() => Math.exp(5 * rng.normal()))],
  ['copies of the item', () => row((j) => (j < 3 ? 0 : 1 + rng.next()))],
  // More than log2(15) memberships are 1 at any width: the smallest one is taken.
  ['many at the nearest distance', () => row((j) => (j < 5 ? 0.5 : 0.5 + 3 * rng.next()))],
])('finds the width that bisection finds: %s', async (_, make) => {
  for (let trial = 0; trial < 1000; trial++) {
    const distances = make();
    const { sigma } = await smoothKnn(distances, 1);
    const expected = bisected(distances);
    // Newton's steps end at 1e-9 of the sum.
    expect(Math.abs(sigma[0]! - expected) / expected).toBeLessThan(1e-6);
  }
});
