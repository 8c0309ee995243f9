import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CancelledError } from '../../../base/errors.ts';
import type { Matrix, PairKind } from '../../../math/kernels.ts';
import { createReferenceKernels } from '../../../math/reference-kernels.ts';
import { rowsOf } from '../../../math/rows.ts';
import { createRng } from '../../../math/rng.ts';
import { gaussian } from '../../../math/testing/random.ts';
import type { GpuDevice } from '../../device.ts';
import { DeviceLostError } from '../../errors.ts';
import { checkCandidates } from '../../testing/check-candidates.ts';
import { expectSame } from '../../testing/expect-same.ts';
import { openTestDevice } from '../../testing/open.ts';
import { topk } from './topk.ts';
import { SCORE_VARIANTS } from './variants.ts';

const KINDS = ['dot', 'sqeuclidean'] as const satisfies readonly PairKind[];

let gpu: GpuDevice;
beforeAll(async () => {
  gpu = await openTestDevice();
});
afterAll(() => gpu.dispose());

/** Small whole numbers: float32 sums are exact in any order, and the data is full of ties and duplicates. */
function integers(rows: number, cols: number, largest: number): Matrix {
  const rng = createRng(7);
  const data = Float32Array.from(
    { length: rows * cols },
    () => rng.integer(2 * largest + 1) - largest,
  );
  return { data, rows, cols };
}

describe.each(KINDS)('%s', (kind) => {
  // Around the 64 x 64 tile of the scores and the 64 threads of the merge.
  test.each([2, 3, 63, 64, 65, 129, 300])('%i rows, shortest and longest lists', async (rows) => {
    const x = gaussian(rows, 5, rows);
    for (const k of new Set([1, rows - 1])) {
      checkCandidates(x, { kind, k }, await topk(gpu, rowsOf(x), { kind, k }, {}));
    }
  });

  // Around vec4 padding (4) and the 16 columns held in workgroup memory.
  test.each([1, 3, 4, 5, 15, 16, 17, 100, 768])('%i columns', async (cols) => {
    const x = gaussian(130, cols, cols);
    for (const k of [1, 15, 31, 100]) {
      checkCandidates(x, { kind, k }, await topk(gpu, rowsOf(x), { kind, k }, {}));
    }
  });

  test('ties and duplicates go to the smaller index, exactly as in float64', async () => {
    for (const [rows, cols, largest] of [
      [300, 3, 2],
      [200, 1, 1],
      [150, 17, 1],
    ] as const) {
      const x = integers(rows, cols, largest);
      for (const k of [1, 31, rows - 1]) {
        const truth = await createReferenceKernels().topk(rowsOf(x), { kind, k }, {});
        for (const serial of [false, true])
          expectSame(await topk(gpu, rowsOf(x), { kind, k, serial }, {}), truth);
      }
    }
  });

  test('all rows equal: the first k others', async () => {
    const x: Matrix = { data: new Float32Array(600 * 4).fill(0.1), rows: 600, cols: 4 };
    const { indices } = await topk(gpu, rowsOf(x), { kind, k: 3 }, {});
    expect([...indices.subarray(0, 3)]).toEqual([1, 2, 3]);
    expect([...indices.subarray(2 * 3, 3 * 3)]).toEqual([0, 1, 3]);
    expect([...indices.subarray(599 * 3)]).toEqual([0, 1, 2]);
  });

  test('more candidates than the merge holds at once, and lists longer than that', async () => {
    // Values that rise with the index: for the last rows every stride beats all before it.
    const rows = 700;
    const data = Float32Array.from({ length: rows }, (_, i) => i + 1);
    const x: Matrix = { data, rows, cols: 1 };
    for (const k of [31, 128, 600]) {
      const truth = await createReferenceKernels().topk(rowsOf(x), { kind, k }, {});
      for (const serial of [false, true])
        expectSame(await topk(gpu, rowsOf(x), { kind, k, serial }, {}), truth);
    }
  });

  test.each(SCORE_VARIANTS)('every variant, at awkward sizes: $name', async (variant) => {
    for (const [rows, cols] of [
      [2, 1],
      [31, 5],
      [65, 16],
      [129, 19],
    ] as const) {
      const x = gaussian(rows, cols, rows);
      for (const k of new Set([1, rows - 1])) {
        const found = await topk(gpu, rowsOf(x), { kind, k, variant }, {});
        checkCandidates(x, { kind, k }, found);
      }
    }
  });

  test('2,000 x 20', async () => {
    const x = gaussian(2000, 20, 1);
    checkCandidates(x, { kind, k: 31 }, await topk(gpu, rowsOf(x), { kind, k: 31 }, {}));
  });

  // The result may not depend on how the work is cut, to the last bit.
  test.each([
    { name: 'shards of 40 rows', limits: { maxBindingBytes: 40 * 20 * 4 } },
    { name: 'shards of 1 row', limits: { maxBindingBytes: 20 * 4 + 1 } },
    { name: 'at most 5 workgroups a line', limits: { maxGroupsPerDimension: 5 } },
    { name: 'at most 2 workgroups a line', limits: { maxGroupsPerDimension: 2 } },
  ])('the same with $name', async ({ limits }) => {
    const rows = limits.maxBindingBytes === 81 ? 30 : 210;
    const x = gaussian(rows, 17, 5);
    const whole = await topk(gpu, rowsOf(x), { kind, k: 15 }, {});
    const forced = await openTestDevice(limits);
    expectSame(await topk(forced, rowsOf(x), { kind, k: 15 }, {}), whole);
    expect(forced.memory.bytes).toBe(0);
    forced.dispose();
  });
});

test('squared distances keep their digits far from the origin', async () => {
  // Whole numbers plus 4,096 are exact in float32; |a|^2 + |b|^2 - 2ab would round at about 2^24 * 17 / 2^24 = 17.
  const near = integers(200, 17, 3);
  const far = { ...near, data: near.data.map((value) => value + 4096) };
  const options = { kind: 'sqeuclidean', k: 15 } as const;
  expectSame(await topk(gpu, rowsOf(far), options, {}), await topk(gpu, rowsOf(near), options, {}));
});

test('lists out of range are refused', async () => {
  for (const [rows, k] of [
    [0, 1],
    [1, 1],
    [5, 0],
    [5, 5],
    [5, 1.5],
  ] as const) {
    const x = gaussian(rows, 3);
    await expect(topk(gpu, rowsOf(x), { kind: 'dot', k }, {})).rejects.toMatchObject({
      code: 'E_RANGE',
    });
  }
});

test('a row too long for the device is refused before anything is allocated', async () => {
  const forced = await openTestDevice({ maxBindingBytes: 64 });
  const call = topk(forced, rowsOf(gaussian(10, 17)), { kind: 'dot', k: 2 }, {});
  await expect(call).rejects.toMatchObject({ code: 'E_GPU_LIMIT' });
  forced.dispose();
});

test('reports progress, gives its memory back, and stops when cancelled', async () => {
  const x = gaussian(1000, 64, 2);
  const done: number[] = [];
  let most = 0;
  await topk(
    gpu,
    rowsOf(x),
    { kind: 'dot', k: 5 },
    {
      progress: (p) => {
        done.push(p.done);
        most = Math.max(most, gpu.memory.bytes);
      },
    },
  );
  expect(done.at(-1)).toBe(1000);
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(most).toBeGreaterThan(x.data.byteLength);
  expect(gpu.memory.bytes).toBe(0);

  const stop = new AbortController();
  const call = topk(
    gpu,
    rowsOf(x),
    { kind: 'dot', k: 5 },
    {
      signal: stop.signal,
      progress: () => stop.abort(),
    },
  );
  await expect(call).rejects.toBeInstanceOf(CancelledError);
  expect(gpu.memory.bytes).toBe(0);
});

test('rejects when the device is lost, and gives its memory back', async () => {
  const doomed = await openTestDevice();
  const call = topk(
    doomed,
    rowsOf(gaussian(1000, 64, 2)),
    { kind: 'dot', k: 5 },
    {
      progress: () => doomed.device.destroy(),
    },
  );
  await expect(call).rejects.toBeInstanceOf(DeviceLostError);
  expect(doomed.memory.bytes).toBe(0);
  // A call on a device that is already gone.
  await expect(
    topk(doomed, rowsOf(gaussian(9, 2)), { kind: 'dot', k: 5 }, {}),
  ).rejects.toBeInstanceOf(DeviceLostError);
});
