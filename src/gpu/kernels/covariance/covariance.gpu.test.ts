import { afterAll, beforeAll, expect, test } from 'vitest';
import { CancelledError } from '../../../base/errors.ts';
import type { Matrix, Moments } from '../../../math/kernels.ts';
import { createReferenceKernels } from '../../../math/reference-kernels.ts';
import { gaussian } from '../../../math/testing/random.ts';
import type { GpuDevice } from '../../device.ts';
import { DeviceLostError } from '../../errors.ts';
import { openTestDevice } from '../../testing/open.ts';
import { covariance } from './covariance.ts';

let gpu: GpuDevice;
beforeAll(async () => {
  gpu = await openTestDevice();
});
afterAll(() => gpu.dispose());

/**
 * Means are float64 sums on both sides. A slab is summed over 16 and then 64 float32 terms, after one rounding of either
 * factor and one of the product: at most 16 + 64 + 3 roundoffs of sum |z_a z_b| / N, which is at most s_a s_b.
 */
const ROUNDOFFS = 83 * 2 ** -24;

function expectClose(found: Moments, truth: Moments): void {
  const cols = truth.mean.length;
  for (let a = 0; a < cols; a++) {
    const scale = Math.max(1, Math.abs(truth.mean[a]!));
    expect(Math.abs(found.mean[a]! - truth.mean[a]!)).toBeLessThan(1e-12 * scale);
  }
  const deviation = (c: number): number => Math.sqrt(truth.covariance[c * cols + c]!);
  let worst = 0;
  for (let a = 0; a < cols; a++) {
    for (let b = 0; b < cols; b++) {
      const error = Math.abs(found.covariance[a * cols + b]! - truth.covariance[a * cols + b]!);
      const allowed = ROUNDOFFS * deviation(a) * deviation(b);
      worst = Math.max(worst, error === 0 ? 0 : error / allowed);
    }
  }
  expect(worst).toBeLessThan(1);
}

async function compare(x: Matrix, device = gpu): Promise<Moments> {
  const found = await covariance(device, x, {});
  expectClose(found, await createReferenceKernels().covariance(x, {}));
  return found;
}

// Around the 16 rows of a step and the 1,024 of a slab.
test.each([2, 15, 16, 17, 1023, 1024, 1025, 2000])('%i rows', async (rows) => {
  await compare(gaussian(rows, 5, rows));
});

// Around vec4 padding and the 64 columns of a tile.
test.each([1, 3, 4, 5, 17, 63, 64, 65, 100, 129])('%i columns', async (cols) => {
  await compare(gaussian(150, cols, cols));
});

test('300 x 768', async () => {
  await compare(gaussian(300, 768, 1));
});

test('one row: its own mean, no variance', async () => {
  const x: Matrix = { data: Float32Array.of(0.1, -2.5, 1e6), rows: 1, cols: 3 };
  const { mean, covariance: matrix } = await covariance(gpu, x, {});
  expect([...mean]).toEqual([...x.data]);
  expect([...matrix]).toEqual(Array(9).fill(0));
});

test('a mean that dominates costs no digits', async () => {
  const x = gaussian(1500, 6, 3);
  await compare({ ...x, data: x.data.map((value, i) => value + 10 ** ((i % 6) - 1)) });
});

test('columns of very different scale', async () => {
  const x = gaussian(500, 6, 4);
  await compare({ ...x, data: x.data.map((value, i) => value * 10 ** ((i % 6) * 2 - 5)) });
});

test('the same however the work is cut', async () => {
  const x = gaussian(2100, 70, 6);
  const whole = await covariance(gpu, x, {});
  for (const limits of [{ maxGroupsPerDimension: 2 }, { maxBindingBytes: 72 * 4 * 1024 }]) {
    const forced = await openTestDevice(limits);
    expect(await covariance(forced, x, {})).toEqual(whole);
    forced.dispose();
  }
  // Shards shorter than a slab change the order of summation, so only the tolerance holds.
  const forced = await openTestDevice({ maxBindingBytes: 64 * 64 * 4 });
  await compare(x, forced);
  forced.dispose();
});

test('refuses a matrix without rows or columns', async () => {
  for (const [rows, cols] of [
    [0, 3],
    [3, 0],
  ] as const) {
    const call = covariance(gpu, gaussian(rows, cols), {});
    await expect(call).rejects.toMatchObject({ code: 'E_TOO_FEW' });
  }
});

test('gives its memory back, also when cancelled or lost', async () => {
  const x = gaussian(2000, 130, 8);
  await covariance(gpu, x, {});
  expect(gpu.memory.bytes).toBe(0);

  const stop = new AbortController();
  const cancelled = covariance(gpu, x, { signal: stop.signal, progress: () => stop.abort() });
  await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
  expect(gpu.memory.bytes).toBe(0);

  const doomed = await openTestDevice();
  const lost = covariance(doomed, x, { progress: () => doomed.device.destroy() });
  await expect(lost).rejects.toBeInstanceOf(DeviceLostError);
  expect(doomed.memory.bytes).toBe(0);
});
