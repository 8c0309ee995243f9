import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Kernels } from '../math/kernels.ts';
import { rowsOf } from '../math/rows.ts';
import { gaussian } from '../math/testing/random.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { createGpuKernels } from './backend.ts';
import type { GpuDevice } from './device.ts';
import { topk } from './kernels/pairwise/topk.ts';
import { SCORE_VARIANTS } from './kernels/pairwise/variants.ts';
import { expectSame } from './testing/expect-same.ts';
import { openTestDevice } from './testing/open.ts';

let gpu: GpuDevice;
let kernels: Kernels;
beforeAll(async () => {
  gpu = await openTestDevice();
  kernels = createGpuKernels(gpu).halves!;
});
afterAll(() => gpu.dispose());

test('says what it does', () => {
  expect(kernels.precision).toContain('f16 rows');
  expect(kernels.rounding).toEqual({ operation: 2 ** -23, storage: 2 ** -11 });
});

// One that shares rows in workgroup memory, one that does not; compiling them all takes long in software.
test.each(SCORE_VARIANTS.slice(2))(
  'what float16 holds exactly gives exact lists: $name',
  async (variant) => {
    const { data, rows, cols } = gaussian(140, 7, 1);
    const x = rowsOf({ data: data.map((value) => Math.round(4 * value) / 4), rows, cols });
    for (const kind of ['dot', 'sqeuclidean'] as const) {
      const truth = await createReferenceKernels().topk(x, { kind, k: 9 }, {});
      expectSame(await topk(gpu, x, { kind, k: 9, storage: 'f16', variant }, {}), truth);
    }
  },
);

test('errors stay within the rounding that is declared', async () => {
  const x = gaussian(200, 50, 2);
  const { operation, storage } = kernels.rounding;
  const { indices, values } = await kernels.topk(rowsOf(x), { kind: 'dot', k: 199 }, {});
  let worst = 0;
  let used = 0;
  for (let e = 0; e < values.length; e++) {
    const [i, j] = [Math.floor(e / 199), indices[e]!];
    let truth = 0;
    let size = 0;
    for (let d = 0; d < 50; d++) {
      const product = x.data[i * 50 + d]! * x.data[j * 50 + d]!;
      truth += product;
      size += Math.abs(product);
    }
    const error = Math.abs(values[e]! - truth) / size;
    worst = Math.max(worst, error / (54 * operation + 2 * storage + storage ** 2));
    used = Math.max(used, error);
  }
  expect(worst).toBeLessThanOrEqual(1);
  // It is float16 indeed: float32 would be a hundred times better.
  expect(used).toBeGreaterThan(2 ** -16);
});

test('values that float16 cannot hold are kept as float32', async () => {
  const { data, rows, cols } = gaussian(100, 6, 3);
  const x = rowsOf({ data: data.map((value) => 1e5 * value), rows, cols });
  const options = { kind: 'sqeuclidean', k: 7 } as const;
  expectSame(await kernels.topk(x, options, {}), await topk(gpu, x, options, {}));
});
