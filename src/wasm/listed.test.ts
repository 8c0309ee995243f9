import { afterAll, describe, expect, it } from 'vitest';
import { exactNeighbours } from '../math/exact-neighbours.ts';
import type { Kernels, Matrix } from '../math/kernels.ts';
import { dot, METRICS, squaredDistance } from '../math/metric.ts';
import { createRng } from '../math/rng.ts';
import { gaussian } from '../math/testing/random.ts';
import { createWasmKernels } from './backend.ts';
import { InlineExecutor } from './inline.ts';
import { createChannelPool } from './testing/channel-pool.ts';

const one = createWasmKernels(new InlineExecutor());
const three = createWasmKernels(createChannelPool(3));
afterAll(() => three.dispose());

describe('listed pairs', () => {
  it.each([1, 2, 3, 4, 5, 17, 100, 257, 4096])(
    'are the bits of the float64 loops at %i columns',
    (cols) => expectSameBits(gaussian(60, cols, cols), 30, 9),
  );

  it.each([1, 2, 3, 4, 5, 8, 59])('are the bits of the float64 loops at %i items a row', (count) =>
    expectSameBits(gaussian(60, 7), 60, count),
  );

  it('are the same bits over several messages', () => expectSameBits(gaussian(9000, 33), 9000, 16));

  it('of no rows and of no items are none', async () => {
    for (const rows of [new Uint32Array(), Uint32Array.of(1)]) {
      const lists = { kind: 'dot', rows, items: new Uint32Array() } as const;
      expect(await three.listedPairs!(gaussian(3, 2), lists, {})).toEqual(new Float64Array());
    }
  });

  it('are left to the caller when the copies of the matrix would be too large', () => {
    const x: Matrix = { data: new Float32Array(), rows: 1e6, cols: 768 };
    const lists = { kind: 'dot', rows: Uint32Array.of(0), items: Uint32Array.of(1) } as const;
    expect(three.listedPairs!(x, lists, {})).toBeNull();
  });
});

describe.each(METRICS)('exact neighbours by %s', (metric) => {
  it('do not depend on who computed the float64 values', async () => {
    const x = gaussian(700, 21);
    // A zero row, left out under cosine, and copies: what positions and ties can go wrong with.
    x.data.fill(0, 5 * 21, 6 * 21);
    for (const copy of [6, 300, 699]) x.data.copyWithin(copy * 21, 0, 21);
    const inJavaScript: Kernels = { ...one, listedPairs: () => null };
    const expected = await exactNeighbours(x, { metric, k: 15 }, inJavaScript);
    for (const kernels of [one, three])
      expect(await exactNeighbours(x, { metric, k: 15 }, kernels)).toEqual(expected);
  });
});

async function expectSameBits(x: Matrix, listed: number, count: number): Promise<void> {
  const rng = createRng(count);
  const rows = Uint32Array.from({ length: listed }, () => rng.integer(x.rows));
  const items = Uint32Array.from({ length: listed * count }, () => rng.integer(x.rows));
  const loops = { dot, sqeuclidean: squaredDistance };
  for (const kind of ['dot', 'sqeuclidean'] as const) {
    const expected = Float64Array.from(items, (item, place) => {
      const row = rows[Math.floor(place / count)]!;
      return loops[kind](x.data, row * x.cols, item * x.cols, x.cols);
    });
    for (const kernels of [one, three])
      expect(await kernels.listedPairs!(x, { kind, rows, items }, {})).toEqual(expected);
  }
}
