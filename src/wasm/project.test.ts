import { afterAll, describe, expect, it } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import type { Kernels } from '../math/kernels.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { gaussian } from '../math/testing/random.ts';
import { createWasmKernels } from './backend.ts';
import { InlineExecutor } from './inline.ts';
import { createChannelPool } from './testing/channel-pool.ts';

const reference = createReferenceKernels();
const one = createWasmKernels(new InlineExecutor());
const three = createWasmKernels(createChannelPool(3));
afterAll(() => three.dispose());

const SIZES = [
  // rows, cols, axes: around the 4 lanes of a tile, the 256 steps of a run, the 64 rows that are packed together
  [0, 3, 2],
  [5, 3, 0],
  [1, 1, 1],
  [3, 4, 5],
  [4, 5, 3],
  [5, 255, 4],
  [63, 256, 7],
  [64, 257, 8],
  [65, 100, 9],
  [1000, 31, 2],
  [70, 9, 40],
] as const;

describe.each([
  ['one thread', one],
  ['three threads', three],
] as const)('on %s', (_, kernels) => {
  it.each(SIZES)('projects %i x %i rows along %i axes as float64 does', async (...size) => {
    const { x, along } = problem(...size);
    const scores = await kernels.project(x, along, {});
    const expected = await reference.project(x, along, {});
    expect(scores).toHaveLength(expected.length);
    // float64 sums in another order, rounded to float32: next to always the same bits, at most one apart.
    scores.forEach((score, i) => {
      expect(Math.abs(score - expected[i]!)).toBeLessThanOrEqual(2 ** -23 * Math.abs(score));
    });
  });

  it.each(SIZES)('adds %i x %i rows by %i weights as float64 does', async (rows, cols, count) => {
    const { x, along } = problem(rows, cols, count);
    const weights = Float64Array.from(gaussian(rows, count, 9).data);
    const by = { mean: along.mean, weights, count };
    const sums = await kernels.weightedSums!(x, by, {});
    const expected = await reference.weightedSums!(x, by, {});
    expect(sums).toHaveLength(expected.length);
    // Values of order one: rounding of float64 grows with the root of the number of rows.
    sums.forEach((sum, i) => {
      expect(Math.abs(sum - expected[i]!)).toBeLessThanOrEqual(1e-13 * Math.max(1, rows));
    });
  });
});

it('takes more axes and weights than a thread holds at a time', async () => {
  // 16 MiB of float64 hold 209 axes of 10,000 columns.
  const { x, along } = problem(6, 10_000, 230);
  const scores = await three.project(x, along, {});
  const expected = await reference.project(x, along, {});
  expect(largestGap(scores, expected)).toBeLessThan(1e-3);
  const weights = Float64Array.from(gaussian(6, 230, 9).data);
  const by = { mean: along.mean, weights, count: 230 };
  const sums = await three.weightedSums!(x, by, {});
  expect(largestGap(sums, await reference.weightedSums!(x, by, {}))).toBeLessThan(1e-12);
});

it('loses nothing under a mean that dominates', async () => {
  const { x, along } = problem(50, 20, 3);
  const far = { ...x, data: x.data.map((value) => value + 2 ** 20) };
  const mean = along.mean.map((value) => value + 2 ** 20);
  const scores = await one.project(far, { ...along, mean }, {});
  expect(scores).toEqual(await reference.project(far, { ...along, mean }, {}));
});

it.each<[string, (kernels: Kernels, control: object) => Promise<unknown>]>([
  [
    'project',
    (kernels, control) => {
      const { x, along } = problem(4000, 200, 30);
      return kernels.project(x, along, control);
    },
  ],
  [
    'weightedSums',
    (kernels, control) => {
      const { x, along } = problem(4000, 200, 0);
      const weights = new Float64Array(4000 * 30).fill(1);
      return kernels.weightedSums!(x, { mean: along.mean, weights, count: 30 }, control);
    },
  ],
])('%s reports progress and can be cancelled', async (_, run) => {
  const stop = new AbortController();
  const seen: number[] = [];
  const progress = ({ done, total }: { done: number; total: number }): void => {
    seen.push(done / total);
    stop.abort();
  };
  await expect(run(three, { signal: stop.signal, progress })).rejects.toBeInstanceOf(
    CancelledError,
  );
  expect(seen.every((share) => share > 0 && share < 1)).toBe(true);
});

function problem(rows: number, cols: number, count: number) {
  const x = gaussian(rows, cols, rows + cols);
  const mean = Float64Array.from(gaussian(1, cols, 5).data);
  const axes = Float64Array.from(gaussian(count, cols, 6).data);
  return { x, along: { mean, axes } };
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let gap = 0;
  for (let i = 0; i < b.length; i++) gap = Math.max(gap, Math.abs(a[i]! - b[i]!));
  return gap;
}
