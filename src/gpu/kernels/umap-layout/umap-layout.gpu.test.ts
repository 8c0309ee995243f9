import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CancelledError } from '../../../base/errors.ts';
import type { LayoutGraph, LayoutParams } from '../../../math/kernels.ts';
import { createReferenceKernels } from '../../../math/reference-kernels.ts';
import { createRng, hash32, negativeSample } from '../../../math/rng.ts';
import type { GpuDevice } from '../../device.ts';
import { dispatch } from '../../dispatch.ts';
import { DeviceLostError } from '../../errors.ts';
import { readBack, Submission } from '../../submission.ts';
import { openTestDevice } from '../../testing/open.ts';
import { NEGATIVE_SAMPLE_WGSL, negativeKey } from './negative-sample.wgsl.ts';
import { umapLayout } from './umap-layout.ts';

let gpu: GpuDevice;
beforeAll(async () => {
  gpu = await openTestDevice();
});
afterAll(() => gpu.dispose());

const PARAMS: LayoutParams = {
  dims: 2,
  epochs: 5,
  a: 1.576943,
  b: 0.895061,
  repulsion: 1,
  negatives: 5,
  learningRate: 1,
  seed: 42,
};

/** A ring where all but item 0 know the next `reach` on either side; symmetric rates from 0.1 to 1, many of them 1. */
function ring(n: number, reach = 3): LayoutGraph {
  const offsets = new Uint32Array(n + 1);
  const targets: number[] = [];
  const rates: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let step = -reach; step <= reach; step++) {
      const j = (i + step + reach * n) % n;
      if (i === 0 || j === 0 || i === j) continue;
      targets.push(j);
      const random = hash32(Math.min(i, j) * n + Math.max(i, j)) / 2 ** 32;
      rates.push(Math.min(1, 0.1 + 1.5 * random));
    }
    offsets[i + 1] = targets.length;
  }
  return { n, offsets, targets: Uint32Array.from(targets), rates: Float32Array.from(rates) };
}

function randomStart(n: number, dims: number): Float32Array {
  const rng = createRng(3);
  return Float32Array.from({ length: n * dims }, () => 10 * rng.normal());
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

test('negative samples are those of src/math/rng.ts, bit for bit', async () => {
  const n = 1003;
  const [epochs, edges, samples] = [8, 16, 8];
  const seeds = [0, 1, 42, 0xffffffff];
  const code = `
    @group(0) @binding(0) var<storage, read> keys: array<u32>;
    @group(0) @binding(1) var<storage, read_write> drawn: array<u32>;
    ${NEGATIVE_SAMPLE_WGSL}
    @compute @workgroup_size(1)
    fn main(@builtin(workgroup_id) id: vec3<u32>) {
      for (var edge = 0u; edge < ${edges}u; edge++) {
        for (var s = 0u; s < ${samples}u; s++) {
          drawn[(id.x * ${edges}u + edge) * ${samples}u + s] =
            negativeSample(keys[id.x], edge * 0x01234567u, s, ${n}u);
        }
      }
    }`;
  const keys = Uint32Array.from(
    seeds.flatMap((seed) => Array.from({ length: epochs }, (_, t) => negativeKey(seed, t))),
  );
  const bytes = keys.length * edges * samples * 4;
  const scope = gpu.memory.scope('test');
  const input = scope.storage('keys', keys.byteLength);
  const output = scope.storage('drawn', bytes);
  const staging = scope.staging('drawn', bytes);
  const pipeline = await gpu.pipeline('negative samples', code);
  gpu.device.queue.writeBuffer(input, 0, keys);
  const submission = new Submission(gpu);
  submission.add((encoder) => {
    const pass = encoder.beginComputePass();
    const grid = { x: keys.length, y: 1 };
    dispatch(gpu.device, pass, pipeline, [{ buffer: input }, { buffer: output }], grid);
    pass.end();
    encoder.copyBufferToBuffer(output, 0, staging, 0, bytes);
  });
  await submission.done();
  const drawn = await readBack(gpu, staging, bytes, (data) => Array.from(new Uint32Array(data)));
  scope.dispose();

  const expected: number[] = [];
  for (const seed of seeds)
    for (let t = 0; t < epochs; t++)
      for (let edge = 0; edge < edges; edge++)
        for (let s = 0; s < samples; s++)
          expected.push(negativeSample(seed, Math.imul(edge, 0x01234567) >>> 0, t, s, n));
  expect(drawn).toEqual(expected);
});

describe.each([2, 3] as const)('%i-D', (dims) => {
  // Around the 64 items of a workgroup.
  test.each([1, 2, 63, 64, 65, 500])('%i items follow the reference', async (n) => {
    const graph = ring(n);
    const start = randomStart(n, dims);
    // One epoch: pow carries about 2e-6 (WGSL: exp2 of a rounded product), times at most some 40 moves of up to 4.
    // Five: the moves depend on positions, and near a coincidence the repulsion multiplies a difference.
    for (const [epochs, tolerance] of [
      [1, 3e-4],
      [5, 1e-2],
    ] as const) {
      const params = { ...PARAMS, dims, epochs };
      const truth = await createReferenceKernels().umapLayout(graph, start, params, {});
      const found = await umapLayout(gpu, graph, start, params, {});
      const difference = largestDifference(found, truth);
      expect(difference).toBeLessThan(tolerance);
      if (n > 2) expect(largestDifference(found, start)).toBeGreaterThan(0.1);
    }
  });

  test('coinciding items stay finite and where nothing pulls them apart', async () => {
    const start = new Float32Array(65 * dims).fill(1.5);
    const found = await umapLayout(gpu, ring(65), start, { ...PARAMS, dims, epochs: 30 }, {});
    expect(found).toEqual(start);
  });

  test('settles as the reference does: neighbours near, others far', async () => {
    // After many epochs rounding has grown to another, equally good layout; what is compared is how good.
    const graph = ring(300);
    const start = randomStart(300, dims);
    const params = { ...PARAMS, dims, epochs: 200 };
    const truth = await createReferenceKernels().umapLayout(graph, start, params, {});
    const found = await umapLayout(gpu, graph, start, params, {});
    const expected = edgeLength(graph, truth, dims);
    expect(expected).toBeLessThan(edgeLength(graph, start, dims) / 5);
    expect(edgeLength(graph, found, dims) / expected).toBeGreaterThan(0.9);
    expect(edgeLength(graph, found, dims) / expected).toBeLessThan(1.1);
  });

  test('the same to the last bit, however the work is cut', async () => {
    const graph = ring(300);
    const start = randomStart(300, dims);
    const params = { ...PARAMS, dims, epochs: 40 };
    const whole = await umapLayout(gpu, graph, start, params, {});
    expect(await umapLayout(gpu, graph, start, params, {})).toEqual(whole);
    for (const limits of [{ maxGroupsPerDimension: 2 }, { maxBindingBytes: 300 * 16 }]) {
      const forced = await openTestDevice(limits);
      expect(await umapLayout(forced, graph, start, params, {})).toEqual(whole);
      forced.dispose();
    }
    const other = await umapLayout(gpu, graph, start, { ...params, seed: 43 }, {});
    expect(other).not.toEqual(whole);
  });
});

/** Mean length of an edge: where attraction and repulsion balance. */
function edgeLength(graph: LayoutGraph, y: Float32Array, dims: number): number {
  let sum = 0;
  for (let i = 0; i < graph.n; i++) {
    for (let e = graph.offsets[i]!; e < graph.offsets[i + 1]!; e++) {
      const j = graph.targets[e]!;
      let d2 = 0;
      for (let d = 0; d < dims; d++) d2 += (y[i * dims + d]! - y[j * dims + d]!) ** 2;
      sum += Math.sqrt(d2);
    }
  }
  return sum / graph.targets.length;
}

test('nothing to lay out, nothing to do', async () => {
  const none = { n: 0, offsets: new Uint32Array(1), targets: new Uint32Array(0) };
  const graph: LayoutGraph = { ...none, rates: new Float32Array(0) };
  expect(await umapLayout(gpu, graph, new Float32Array(0), PARAMS, {})).toEqual(
    new Float32Array(0),
  );
  const start = randomStart(9, 2);
  expect(await umapLayout(gpu, ring(9), start, { ...PARAMS, epochs: 0 }, {})).toEqual(start);
});

test('more items than the device can bind are refused', async () => {
  const forced = await openTestDevice({ maxBindingBytes: 64 });
  const call = umapLayout(forced, ring(30), randomStart(30, 2), PARAMS, {});
  await expect(call).rejects.toMatchObject({ code: 'E_GPU_LIMIT' });
  forced.dispose();
});

test('shows frames of whole epochs, waits while paused, and gives its memory back', async () => {
  const n = 1500;
  const graph = ring(n, 8);
  const start = randomStart(n, 2);
  const params = { ...PARAMS, epochs: 300 };
  const frames: { coordinates: Float32Array; epoch: number }[] = [];
  const progress: number[] = [];
  let waits = 0;
  const found = await umapLayout(gpu, graph, start, params, {
    frame: (coordinates, epoch) => frames.push({ coordinates, epoch }),
    progress: ({ done }) => progress.push(done),
    gate: async () => {
      waits++;
      if (waits > 1) return;
      // Paused for longer than the time between frames: one follows, whatever the speed of the machine.
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(progress.length).toBe(1);
    },
  });
  expect(waits).toBe(progress.length);
  expect(progress.at(-1)).toBe(300);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(gpu.memory.bytes).toBe(0);
  expect(await umapLayout(gpu, graph, start, params, {})).toEqual(found);

  // The first submit ends in the middle of epoch 3: the frame must show the end of epoch 2.
  const first = frames[0]!;
  expect(first.epoch).toBe(2);
  const stop = new AbortController();
  let truth!: Float32Array;
  const reference = createReferenceKernels().umapLayout(graph, start, params, {
    signal: stop.signal,
    frame: (coordinates, epoch) => {
      if (epoch !== 2) return;
      truth = coordinates;
      stop.abort();
    },
  });
  await expect(reference).rejects.toBeInstanceOf(CancelledError);
  expect(largestDifference(first.coordinates, truth)).toBeLessThan(1e-2); // as for five epochs above
});

test('stops when cancelled or lost, and gives its memory back', async () => {
  const graph = ring(1000);
  const start = randomStart(1000, 2);
  const params = { ...PARAMS, epochs: 100_000 };
  const stop = new AbortController();
  const cancelled = umapLayout(gpu, graph, start, params, {
    signal: stop.signal,
    progress: () => stop.abort(),
  });
  await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
  expect(gpu.memory.bytes).toBe(0);

  const doomed = await openTestDevice();
  const lost = umapLayout(doomed, graph, start, params, {
    progress: () => doomed.device.destroy(),
  });
  await expect(lost).rejects.toBeInstanceOf(DeviceLostError);
  expect(doomed.memory.bytes).toBe(0);
});
