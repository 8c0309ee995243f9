import { afterAll, describe, expect, it } from 'vitest';
import type { Progress } from '../base/control.ts';
import { rowsOf } from '../math/rows.ts';
import { gaussian } from '../math/testing/random.ts';
import { testPairs } from '../math/testing/pair-parity.ts';
import { createWasmKernels } from './backend.ts';
import { InlineExecutor } from './inline.ts';
import { createChannelPool } from './testing/channel-pool.ts';

const one = createWasmKernels(new InlineExecutor());
const several = [2, 3].map((threads) => createWasmKernels(createChannelPool(threads)));
afterAll(() => several.forEach((kernels) => kernels.dispose()));

testPairs(() => Promise.resolve(one));

describe('pairs on threads', () => {
  it.each([9, 25, 513, 1100])(
    'gives the same bits on one, two and three threads at %i rows',
    async (rows) => {
      const x = rowsOf(gaussian(rows, 33));
      const whole = { rows: [0, rows], cols: [0, rows] } as const;
      for (const value of ['dot', 'sqeuclidean', 'euclidean'] as const) {
        const bins = { low: -3, high: 90, bins: 50 };
        const tile = await one.pairTile(x, { value, ...whole }, {});
        const histogram = await one.pairHistogram(x, { value, ...bins }, {});
        const moments = await one.pairMoments(x, { value }, {});
        for (const kernels of several) {
          expectSame(await kernels.pairTile(x, { value, ...whole }, {}), tile);
          expect(await kernels.pairHistogram(x, { value, ...bins }, {})).toEqual(histogram);
          expect(await kernels.pairMoments(x, { value }, {})).toEqual(moments);
        }
      }
    },
  );

  it('says how far it is, up to the end', async () => {
    const x = rowsOf(gaussian(700, 20));
    const whole = { rows: [0, 700], cols: [0, 700] } as const;
    for (const kernels of [one, several[0]!]) {
      const steps: Progress[] = [];
      const control = { progress: (step: Progress) => void steps.push(step) };
      await kernels.pairTile(x, { value: 'dot', ...whole }, control);
      await kernels.pairHistogram(x, { value: 'dot', low: 0, high: 1, bins: 2 }, control);
      await kernels.pairMoments(x, { value: 'dot' }, control);
      for (const stage of ['Dissimilarities', 'Histogram', 'Moments']) {
        const own = steps.filter((step) => step.stage === stage);
        expect(own.map(({ done }) => done)).toEqual(own.map((_, step) => step + 1));
        expect(own.at(-1)!.done).toBe(own.at(-1)!.total);
      }
    }
  });

  it('holds no more than two bands a thread', async () => {
    const fresh = createWasmKernels(new InlineExecutor());
    await fresh.pairMoments(rowsOf(gaussian(3000, 64)), { value: 'dot' }, {});
    // 16 bands of 188 rows x 64 columns: two of them, the staging room and the sums are far below the matrix.
    expect(fresh.bytes()).toBeLessThan(2 ** 20);
  });
});

/** Bit for bit; `toEqual` would take seconds on a million numbers. */
function expectSame(found: Float32Array, truth: Float32Array): void {
  expect(found.length).toBe(truth.length);
  const difference = found.findIndex((value, e) => !Object.is(value, truth[e]));
  expect(difference).toBe(-1);
}
