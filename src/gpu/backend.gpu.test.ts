import { afterAll, beforeAll, expect, test } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import type { Control } from '../base/control.ts';
import type { Kernels, LayoutGraph } from '../math/kernels.ts';
import { rowsOf } from '../math/rows.ts';
import { gaussian } from '../math/testing/random.ts';
import { createGpuKernels } from './backend.ts';
import { GpuDevice, openDevice } from './device.ts';
import { DeviceLostError } from './errors.ts';

const uncaptured: string[] = [];
let gpu: GpuDevice;
let kernels: Kernels;

async function open(): Promise<GpuDevice> {
  const opened = await openDevice({ onUncaptured: (message) => uncaptured.push(message) });
  if (!(opened instanceof GpuDevice)) throw new Error(opened.reason);
  return opened;
}
beforeAll(async () => {
  gpu = await open();
  kernels = createGpuKernels(gpu);
});
afterAll(() => {
  gpu.dispose();
  expect(uncaptured).toEqual([]);
});

const matrix = gaussian(20, 5, 1);
const x = rowsOf(matrix);
const along = { mean: new Float64Array(5), axes: Float64Array.from(gaussian(2, 5, 2).data) };
/** A ring of 20 items. */
const graph: LayoutGraph = {
  n: 20,
  offsets: Uint32Array.from({ length: 21 }, (_, i) => 2 * i),
  targets: Uint32Array.from({ length: 40 }, (_, e) => ((e >> 1) + (e % 2 ? 19 : 1)) % 20),
  rates: new Float32Array(40).fill(1),
};
const layout = {
  dims: 2,
  epochs: 2,
  a: 1.6,
  b: 0.9,
  repulsion: 1,
  negatives: 2,
  learningRate: 1,
  seed: 1,
} as const;
const start = gaussian(20, 2, 3).data;

type Call = (kernels: Kernels, control: Control) => Promise<unknown>;
const CALLS: readonly (readonly [string, Call])[] = [
  ['topk', (on, control) => on.topk(x, { kind: 'dot', k: 3 }, control)],
  ['covariance', (on, control) => on.covariance(matrix, control)],
  ['project', (on, control) => on.project(matrix, along, control)],
  ['umapLayout', (on, control) => on.umapLayout(graph, start, layout, control)],
  [
    'pairTile',
    (on, control) => on.pairTile(x, { value: 'dot', rows: [0, 20], cols: [0, 20] }, control),
  ],
  [
    'pairHistogram',
    (on, control) => on.pairHistogram(x, { value: 'dot', low: 0, high: 1, bins: 4 }, control),
  ],
  ['pairMoments', (on, control) => on.pairMoments(x, { value: 'dot' }, control)],
];

test.each(CALLS)('100 calls of %s leave no memory behind', async (_, call) => {
  for (let i = 0; i < 100; i++) {
    await call(kernels, {});
    expect(kernels.bytes()).toBe(0);
  }
  expect(kernels.bytesByOwner?.()).toEqual({});
});

test.each(CALLS)('%s gives its memory back when cancelled or lost', async (_, call) => {
  const stop = new AbortController();
  const held: number[] = [];
  const cancel = { signal: stop.signal, gate: () => void stop.abort() };
  await expect(call(kernels, cancel)).rejects.toBeInstanceOf(CancelledError);
  expect(kernels.bytes()).toBe(0);

  const doomed = await open();
  const lose = (): undefined => {
    held.push(doomed.memory.bytes);
    doomed.device.destroy();
  };
  await expect(call(createGpuKernels(doomed), { gate: lose })).rejects.toBeInstanceOf(
    DeviceLostError,
  );
  expect(Math.max(...held)).toBeGreaterThan(0);
  expect(doomed.memory.bytes).toBe(0);
});

test('an error that no call caught reaches the listener', async () => {
  const heard: string[] = [];
  const opened = await openDevice({ onUncaptured: (message) => heard.push(message) });
  if (!(opened instanceof GpuDevice)) throw new Error(opened.reason);
  opened.device.createBuffer({ size: 16, usage: 0 });
  await opened.device.queue.onSubmittedWorkDone();
  await expect.poll(() => heard.length).toBe(1);
  opened.dispose();
});
