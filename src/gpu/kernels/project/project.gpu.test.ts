import { afterAll, beforeAll, expect, test } from 'vitest';
import { CancelledError } from '../../../base/errors.ts';
import { createReferenceKernels } from '../../../math/reference-kernels.ts';
import { gaussian } from '../../../math/testing/random.ts';
import type { GpuDevice } from '../../device.ts';
import { DeviceLostError } from '../../errors.ts';
import { openTestDevice } from '../../testing/open.ts';
import { project } from './project.ts';

let gpu: GpuDevice;
beforeAll(async () => {
  gpu = await openTestDevice();
});
afterAll(() => gpu.dispose());

type Problem = ReturnType<typeof problem>;

function problem(rows: number, cols: number, count: number) {
  const mean = Float64Array.from(gaussian(1, cols, 5).data, (value) => 0.1 + value);
  const axes = Float64Array.from(gaussian(count, cols, 6).data);
  return { x: gaussian(rows, cols, rows + cols), along: { mean, axes } };
}

/** The documented bound, (D / 64 + 70) roundoffs of the sum of magnitudes, holds for every score. */
async function compare({ x, along }: Problem, device = gpu): Promise<Float32Array> {
  const found = await project(device, x, along, {});
  const truth = await createReferenceKernels().project(x, along, {});
  expect(found).toHaveLength(truth.length);
  const roundoffs = (x.cols / 64 + 70) * 2 ** -24;
  const { mean, axes } = along;
  const count = axes.length / x.cols;
  let worst = 0;
  for (let i = 0; i < x.rows; i++) {
    for (let r = 0; r < count; r++) {
      let size = 0;
      for (let c = 0; c < x.cols; c++)
        size += Math.abs((x.data[i * x.cols + c]! - mean[c]!) * axes[r * x.cols + c]!);
      const error = Math.abs(found[i * count + r]! - truth[i * count + r]!);
      worst = Math.max(worst, error / (roundoffs * size));
    }
  }
  expect(worst).toBeLessThanOrEqual(1);
  return found;
}

// Around the 64 rows and axes of a tile, the vec4 of a step and the 64 columns of a run.
test.each([
  [0, 3, 2],
  [5, 3, 0],
  [1, 1, 1],
  [2, 4, 3],
  [63, 5, 64],
  [64, 63, 65],
  [65, 64, 63],
  [66, 65, 1],
  [200, 130, 3],
])('%i rows x %i columns along %i axes', async (rows, cols, count) => {
  await compare(problem(rows, cols, count));
});

test('300 x 768 along 100 axes', async () => {
  await compare(problem(300, 768, 100));
});

test('a mean that dominates costs no digits', async () => {
  const { x, along } = problem(100, 20, 3);
  const far = { ...x, data: x.data.map((value) => value + 1e4) };
  await compare({ x: far, along: { ...along, mean: along.mean.map((value) => value + 1e4) } });
});

test('the same however the work is cut', async () => {
  const cut = problem(300, 70, 130);
  const whole = await project(gpu, cut.x, cut.along, {});
  for (const limits of [{ maxGroupsPerDimension: 2 }, { maxBindingBytes: 72 * 4 * 50 }]) {
    const forced = await openTestDevice(limits);
    expect(await project(forced, cut.x, cut.along, {})).toEqual(whole);
    forced.dispose();
  }
});

test('gives its memory back, also when cancelled or lost', async () => {
  const { x, along } = problem(500, 130, 200);
  await project(gpu, x, along, {});
  expect(gpu.memory.bytes).toBe(0);

  const stop = new AbortController();
  const control = { signal: stop.signal, progress: () => stop.abort() };
  await expect(project(gpu, x, along, control)).rejects.toBeInstanceOf(CancelledError);
  expect(gpu.memory.bytes).toBe(0);

  const doomed = await openTestDevice();
  const lost = project(doomed, x, along, { progress: () => doomed.device.destroy() });
  await expect(lost).rejects.toBeInstanceOf(DeviceLostError);
  expect(doomed.memory.bytes).toBe(0);
});
