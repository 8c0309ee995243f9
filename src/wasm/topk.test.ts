import { afterAll, describe, expect, it } from 'vitest';
import type { Kernels, Matrix, PairKind } from '../math/kernels.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { rowsOf } from '../math/rows.ts';
import { gaussian } from '../math/testing/random.ts';
import { createWasmKernels } from './backend.ts';
import { InlineExecutor } from './inline.ts';
import { createChannelPool } from './testing/channel-pool.ts';

const reference = createReferenceKernels();
const one = createWasmKernels(new InlineExecutor());
const two = createWasmKernels(createChannelPool(2));
const three = createWasmKernels(createChannelPool(3));
afterAll(() => [two, three].forEach((kernels) => kernels.dispose()));

const KINDS: readonly PairKind[] = ['dot', 'sqeuclidean'];

describe('topk', () => {
  it.each([2, 3, 7, 8, 9, 15, 16, 17, 63, 64, 65, 200])(
    'agrees with float64 at %i rows',
    async (rows) => {
      const x = gaussian(rows, 17, rows);
      for (const kind of KINDS) await expectNearest(x, kind, Math.min(rows - 1, 31));
    },
  );

  it.each([1, 3, 4, 5, 17, 100, 255, 256, 257, 768, 4096])(
    'agrees with float64 at %i columns',
    async (cols) => {
      const x = gaussian(70, cols, cols);
      for (const kind of KINDS) await expectNearest(x, kind, 5);
    },
  );

  it.each([1, 2, 31, 200, 256, 257, 599])('agrees with float64 at k = %i', async (k) => {
    const x = gaussian(600, 4, k);
    for (const kind of KINDS) await expectNearest(x, kind, k);
  });

  it.each([9, 25, 1000])(
    'gives the same bits on one, two and three threads at %i rows',
    async (rows) => {
      const x = gaussian(rows, 33);
      for (const kind of KINDS) {
        const options = { kind, k: Math.min(rows - 1, 20) };
        const expected = await one.topk(rowsOf(x), options, {});
        expect(await two.topk(rowsOf(x), options, {})).toEqual(expected);
        expect(await three.topk(rowsOf(x), options, {})).toEqual(expected);
      }
    },
  );

  it.each([
    [30, 29],
    [500, 40],
    // On one thread each band has several blocks of rows.
    [1101, 7],
  ])(
    'orders ties by the smaller index at %i rows, k = %i; no row lists itself',
    async (rows, k) => {
      // Integers: every product and sum is exact, so ties are ties.
      const x = integers(rows, 3);
      for (const kind of KINDS) {
        const options = { kind, k };
        const expected = await reference.topk(rowsOf(x), options, {});
        for (const kernels of [one, two, three])
          expect(await kernels.topk(rowsOf(x), options, {})).toEqual(expected);
      }
    },
  );

  it('gives identical rows identical values wherever they lie', async () => {
    const { data, cols } = gaussian(1, 777);
    const rows = 301;
    const other = gaussian(rows, cols, 5);
    const copies = [0, 1, 6, 150, 299, 300];
    for (const copy of copies) other.data.set(data, copy * cols);
    const found = await one.topk(rowsOf(other), { kind: 'sqeuclidean', k: rows - 1 }, {});
    const seen = copies.map((copy) => {
      const row = { start: copy * (rows - 1), end: (copy + 1) * (rows - 1) };
      const indices = found.indices.subarray(row.start, row.end);
      expect([...indices.subarray(0, 5)]).toEqual(copies.filter((index) => index !== copy));
      const values = found.values.subarray(row.start, row.end);
      expect([...values.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
      return values.slice(5);
    });
    for (const values of seen) expect(values).toEqual(seen[0]);
  });

  it('never gives a negative squared distance, however large the norms', async () => {
    const x = gaussian(100, 20);
    for (let i = 0; i < x.data.length; i++) x.data[i]! += 1e4;
    const { values } = await one.topk(rowsOf(x), { kind: 'sqeuclidean', k: 99 }, {});
    expect(values.every((value) => value >= 0)).toBe(true);
  });

  it('names the way out when products overflow', async () => {
    const x: Matrix = { data: new Float32Array(40).fill(1e30), rows: 10, cols: 4 };
    await expect(one.topk(rowsOf(x), { kind: 'sqeuclidean', k: 3 }, {})).rejects.toMatchObject({
      code: 'E_OVERFLOW',
    });
  });

  it('takes no rows and one row, and refuses a k it cannot give', async () => {
    for (const rows of [0, 1]) {
      const { indices } = await one.topk(rowsOf(gaussian(rows, 3)), { kind: 'dot', k: 1 }, {});
      expect(indices.length).toBe(0);
    }
    for (const k of [0, 10, 1.5]) {
      const refused = one.topk(rowsOf(gaussian(10, 3)), { kind: 'dot', k }, {});
      await expect(refused).rejects.toMatchObject({ code: 'E_RANGE' });
    }
  });
});

/** The value at every rank, and the true value of the item listed there, are the reference's within float32 rounding. */
async function expectNearest(x: Matrix, kind: PairKind, k: number): Promise<void> {
  const expected = await reference.topk(rowsOf(x), { kind, k }, {});
  for (const kernels of [one, two] as readonly Kernels[]) {
    const found = await kernels.topk(rowsOf(x), { kind, k }, {});
    expect(found.indices.length).toBe(x.rows * k);
    let worst = 0;
    for (let i = 0; i < x.rows; i++) {
      const items = found.indices.subarray(i * k, (i + 1) * k);
      if (new Set(items).size < k || items.includes(i)) expect.fail(`row ${i} lists ${items}`);
      items.forEach((item, rank) => {
        const value = found.values[i * k + rank]!;
        const differences = [
          value - expected.values[i * k + rank]!,
          value - pair(x, kind, i, item),
        ];
        worst = Math.max(worst, ...differences.map(Math.abs));
      });
    }
    expect(worst).toBeLessThanOrEqual(roundingOf(x));
  }
}

/** Largest error of a float32 sum of D products in runs of 256, with room for the expansion of the distance. */
function roundingOf({ data, rows, cols }: Matrix): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    let norm = 0;
    for (let d = 0; d < cols; d++) norm += data[i * cols + d]! ** 2;
    largest = Math.max(largest, norm);
  }
  const runs = Math.min(cols, 256) + Math.ceil(cols / 256);
  return 4 * 2 ** -24 * Math.max(4, Math.sqrt(runs) * 2) * largest;
}

function pair({ data, cols }: Matrix, kind: PairKind, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < cols; d++) {
    const a = data[i * cols + d]!;
    const b = data[j * cols + d]!;
    sum += kind === 'dot' ? a * b : (a - b) ** 2;
  }
  return sum;
}

function integers(rows: number, cols: number): Matrix {
  const { data } = gaussian(rows, cols, 3);
  return { data: data.map((value) => Math.round(2 * value)), rows, cols };
}
