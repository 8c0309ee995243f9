import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Kernels } from '../../../math/kernels.ts';
import { rowsOf } from '../../../math/rows.ts';
import { gaussian } from '../../../math/testing/random.ts';
import { testPairs } from '../../../math/testing/pair-parity.ts';
import { createGpuKernels } from '../../backend.ts';
import { openTestDevice } from '../../testing/open.ts';

let kernels: Kernels;
beforeAll(async () => {
  kernels = createGpuKernels(await openTestDevice());
});
afterAll(() => {
  expect(kernels.bytes()).toBe(0);
  kernels.dispose();
});

testPairs(() => Promise.resolve(kernels));

test('the same however the work is cut', async () => {
  const x = rowsOf(gaussian(150, 9, 4));
  const whole = { rows: [0, 150], cols: [0, 150] } as const;
  const bins = { low: -3, high: 20, bins: 40 };
  for (const limits of [{ maxBindingBytes: 64 * 48 }, { maxGroupsPerDimension: 3 }]) {
    const forced = createGpuKernels(await openTestDevice(limits));
    for (const value of ['dot', 'euclidean'] as const) {
      const tile = await kernels.pairTile(x, { value, ...whole }, {});
      expect(await forced.pairTile(x, { value, ...whole }, {})).toEqual(tile);
      const counts = await kernels.pairHistogram(x, { value, ...bins }, {});
      expect(await forced.pairHistogram(x, { value, ...bins }, {})).toEqual(counts);
      const { least, largest } = await kernels.pairMoments(x, { value }, {});
      expect(await forced.pairMoments(x, { value }, {})).toMatchObject({ least, largest });
    }
    expect(forced.bytes()).toBe(0);
    forced.dispose();
  }
});
