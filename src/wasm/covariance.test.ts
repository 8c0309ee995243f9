import { afterAll, describe, expect, it } from 'vitest';
import type { Kernels, Matrix } from '../math/kernels.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { gaussian } from '../math/testing/random.ts';
import { createWasmKernels } from './backend.ts';
import { InlineExecutor } from './inline.ts';
import { createChannelPool } from './testing/channel-pool.ts';

const reference = createReferenceKernels();
const one = createWasmKernels(new InlineExecutor());
const three = createWasmKernels(createChannelPool(3));
afterAll(() => three.dispose());

describe('covariance', () => {
  it.each([1, 2, 127, 128, 129, 257, 1000])('agrees with float64 at %i rows', async (rows) => {
    for (const kernels of [one, three]) await expectMoments(kernels, gaussian(rows, 13, rows));
  });

  it.each([1, 3, 4, 5, 7, 8, 9, 16, 17, 100])('agrees with float64 at %i columns', async (cols) => {
    for (const kernels of [one, three]) await expectMoments(kernels, gaussian(300, cols, cols));
  });

  it('does not lose the covariance under a large common mean', async () => {
    const x = gaussian(500, 9);
    const shifted = { ...x, data: x.data.map((value) => Math.fround(value + 4096)) };
    await expectMoments(one, shifted);
  });

  it('is exactly symmetric, and zero for a constant column', async () => {
    const x = gaussian(200, 21);
    for (let i = 0; i < x.rows; i++) x.data[i * 21 + 4] = 0.1;
    const { covariance, mean } = await three.covariance(x, {});
    // The float64 mean of equal float32 values is off by rounding at most.
    expect(mean[4]).toBeCloseTo(Math.fround(0.1), 14);
    for (let a = 0; a < 21; a++) {
      expect(Math.abs(covariance[a * 21 + 4]!)).toBeLessThan(1e-14);
      for (let b = 0; b < a; b++) expect(covariance[a * 21 + b]).toBe(covariance[b * 21 + a]);
    }
  });

  it('takes no rows', async () => {
    const { mean } = await three.covariance(gaussian(0, 3), {});
    expect([...mean]).toEqual([0, 0, 0]);
  });
});

async function expectMoments(kernels: Kernels, x: Matrix): Promise<void> {
  const expected = await reference.covariance(x, {});
  const found = await kernels.covariance(x, {});
  for (let c = 0; c < x.cols; c++) {
    expect(Math.abs(found.mean[c]! - expected.mean[c]!)).toBeLessThan(
      1e-11 * (1 + Math.abs(expected.mean[c]!)),
    );
  }
  // float32 rounding of centred values and of sums over 128 rows, relative to the standard deviations: about
  // sqrt(128) * 2^-24 in the typical case, 4 times that as a bound here.
  const variance = (c: number): number => expected.covariance[c * x.cols + c]!;
  const relative = 4 * Math.sqrt(128) * 2 ** -24;
  let worst = 0;
  for (let a = 0; a < x.cols; a++) {
    for (let b = 0; b < x.cols; b++) {
      const at = a * x.cols + b;
      const error = Math.abs(found.covariance[at]! - expected.covariance[at]!);
      worst = Math.max(worst, error - relative * Math.sqrt(variance(a) * variance(b)));
    }
  }
  expect(worst).toBeLessThanOrEqual(0);
}
