import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWasmKernels } from '../wasm/backend.ts';
import { InlineExecutor } from '../wasm/inline.ts';
import type { Matrix, PairKernels } from './kernels.ts';
import { METRICS, type Metric } from './metric.ts';
import { pairMomentsOf, preparePairs, rdmTile, similarityHistogram } from './pairs.ts';
import { createReferenceKernels } from './reference-kernels.ts';
import { fixture } from './testing/fixture.ts';
import golden from './testdata/pairs.json' with { type: 'json' };
import { gaussian } from './testing/random.ts';
import { rigidMotion, shuffledOrder } from './testing/transform.ts';

const wasm = createWasmKernels(new InlineExecutor());
const reference = createReferenceKernels();

/** The whole RDM. */
async function rdm(x: Matrix, metric: Metric, kernels: PairKernels = wasm): Promise<Float32Array> {
  const whole = [0, x.rows] as const;
  return rdmTile(kernels, await preparePairs(x, metric, {}), { rows: whole, cols: whole }, {});
}

async function moments(x: Matrix, metric: Metric, kernels: PairKernels = wasm) {
  return pairMomentsOf(kernels, await preparePairs(x, metric, {}), {});
}

async function histogram(
  x: Matrix,
  metric: Metric,
  range: { readonly low: number; readonly high: number; readonly bins: number },
  kernels: PairKernels = wasm,
) {
  return similarityHistogram(kernels, await preparePairs(x, metric, {}), range, {});
}

/** Largest difference of two lists, relative to the largest number. */
function difference(found: ArrayLike<number>, truth: ArrayLike<number>): number {
  expect(found.length).toBe(truth.length);
  let largest = 0;
  let worst = 0;
  for (let e = 0; e < truth.length; e++) {
    largest = Math.max(largest, Math.abs(truth[e]!));
    worst = Math.max(worst, Math.abs(found[e]! - truth[e]!));
  }
  return worst / largest;
}

/** Some rows, as often as they are named. */
function selectRows({ data, cols }: Matrix, items: readonly number[]): Matrix {
  const selected = items.flatMap((i) => [...data.subarray(i * cols, (i + 1) * cols)]);
  return { data: Float32Array.from(selected), rows: items.length, cols };
}

const matrix = (...rows: readonly (readonly number[])[]): Matrix => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0]!.length,
});

describe.each(['cosine', 'correlation', 'euclidean', 'sqeuclidean'] as const)(
  "%s as scipy's pdist",
  (metric) => {
    const truth = golden[metric];
    it.each([wasm, reference])('by $backend', async (kernels) => {
      // 10 columns in float32, sums of 59 values: rounding stays below 20 roundoffs of 6e-8 of the largest.
      const tolerance = 1.2e-6;
      const x = fixture();
      const first = (await rdm(x, metric, kernels)).subarray(0, 60);
      expect(difference(first, truth.firstRow)).toBeLessThan(tolerance);
      const found = await moments(x, metric, kernels);
      expect(difference(found.rowSums, truth.rowSums)).toBeLessThan(tolerance);
      expect(difference(found.rowSquares, truth.rowSquares)).toBeLessThan(tolerance);
      expect(found.least).toBeCloseTo(truth.least, 5);
      expect(Math.abs(found.largest / truth.largest - 1)).toBeLessThan(tolerance);
      // No value is closer to an edge than `edgeGap`, more than the error of float32: 28 roundoffs of |a|^2 + |b|^2.
      expect(truth.edgeGap).toBeGreaterThan(4e-6 * truth.high);
      const { low, high, counts } = truth;
      const counted = await histogram(x, metric, { low, high, bins: counts.length }, kernels);
      expect([...counted.counts]).toEqual(counts);
      expect(counted).toMatchObject({ below: 0, above: 0 });
    });
  },
);

describe('closed forms', () => {
  it('of orthonormal rows (METHODS A1)', async () => {
    const x = matrix([1, 0, 0], [0, 1, 0], [0, 0, 1]);
    for (const [metric, value] of [
      ['sqeuclidean', 2],
      ['euclidean', Math.SQRT2],
      ['cosine', 1],
      ['correlation', 1.5],
    ] as const) {
      const found = await rdm(x, metric);
      const expected = [0, value, value, value, 0, value, value, value, 0];
      expect(difference(found, expected)).toBeLessThan(5e-7);
      expect([found[0], found[4], found[8]]).toEqual([0, 0, 0]);
    }
    expect([...(await rdm(x, 'dot'))]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('of equal rows: all at 0, also where rounding is at work', async () => {
    const copies = selectRows(gaussian(1, 300, 4), Array<number>(20).fill(0));
    for (const metric of ['cosine', 'correlation', 'euclidean', 'sqeuclidean'] as const) {
      expect((await rdm(copies, metric)).every((value) => value === 0)).toBe(true);
      const { counts } = await histogram(copies, metric, { low: 0, high: 2, bins: 4 });
      expect([...counts]).toEqual([190, 0, 0, 0]);
      expect(await moments(copies, metric)).toMatchObject({ least: 0, largest: 0 });
    }
  });

  it('of opposite directions: 2, and not a rounding more', async () => {
    const { data, cols } = gaussian(30, 300, 4);
    const rows = 60;
    const x = { data: Float32Array.from([...data, ...data.map((v) => -3 * v)]), rows, cols };
    const tile = await rdm(x, 'cosine');
    for (let i = 0; i < 30; i++) expect(tile[i * rows + 30 + i]).toBeCloseTo(2, 5);
    expect(tile.every((value) => value >= 0 && value <= 2)).toBe(true);
    const { counts, above } = await histogram(x, 'cosine', { low: 0, high: 2, bins: 50 });
    expect({ last: counts[49], above }).toEqual({ last: 30, above: 0 });
    expect((await moments(x, 'cosine')).largest).toBeLessThanOrEqual(2);
  });

  it('far from the origin: distances keep their digits', async () => {
    const near = gaussian(50, 20, 8);
    const far = { ...near, data: near.data.map((value) => Math.fround(value + 4096)) };
    const expected = await rdm(far, 'euclidean', reference);
    expect(difference(await rdm(far, 'euclidean'), expected)).toBeLessThan(1e-6);
  });
});

describe('rows without a direction', () => {
  const x = gaussian(40, 6, 2);
  x.data.fill(0, 7 * 6, 8 * 6);
  const rest = Array.from({ length: 40 }, (_, i) => i).filter((i) => i !== 7);
  const without = selectRows(x, rest);

  it.each(['cosine', 'correlation'] as const)('have no %s: NaN, and no count', async (metric) => {
    const space = await preparePairs(x, metric, {});
    expect([...space.excluded]).toEqual([7]);
    const tile = await rdmTile(wasm, space, { rows: [5, 20], cols: [0, 40] }, {});
    const kept = await rdm(without, metric);
    for (let i = 5; i < 20; i++) {
      for (let j = 0; j < 40; j++) {
        const value = tile[(i - 5) * 40 + j];
        if (i === 7 || j === 7) expect(value).toBeNaN();
        else expect(value).toBe(kept[rest.indexOf(i) * 39 + rest.indexOf(j)]);
      }
    }
    const range = { low: 0, high: 2, bins: 9 };
    expect(await histogram(x, metric, range)).toEqual(await histogram(without, metric, range));
    const { rowSums, rowSquares } = await moments(x, metric);
    expect([rowSums[7], rowSquares[7]]).toEqual([NaN, NaN]);
    const sums = await moments(without, metric);
    expect(rest.map((row) => rowSums[row])).toEqual([...sums.rowSums]);
  });

  it('a range beyond the rows is refused all the same', async () => {
    const space = await preparePairs(x, 'cosine', {});
    const beyond = rdmTile(wasm, space, { rows: [0, 41], cols: [0, 1] }, {});
    await expect(beyond).rejects.toMatchObject({ code: 'E_RANGE' });
    const nothing = similarityHistogram(wasm, space, { low: 1, high: 1, bins: 4 }, {});
    await expect(nothing).rejects.toThrow('A histogram cannot run from 1 to 1.');
  });

  it('are refused when they are many', async () => {
    const many = selectRows(x, [7, 7, 7, ...rest]);
    await expect(preparePairs(many, 'cosine', {})).rejects.toMatchObject({ code: 'E_ZERO_ROW' });
  });
});

describe('invariances', () => {
  const cases = { seed: 1, numRuns: 25 };
  const sizes = fc.record({
    rows: fc.integer({ min: 2, max: 70 }),
    cols: fc.integer({ min: 3, max: 40 }),
    seed: fc.nat(1000),
    metric: fc.constantFrom(...METRICS),
  });

  it('the tile is symmetric, and a distance to itself is 0', () =>
    fc.assert(
      fc.asyncProperty(sizes, async ({ rows, cols, seed, metric }) => {
        const x = gaussian(rows, cols, seed);
        const tile = await rdm(x, metric);
        for (let i = 0; i < rows; i++) {
          if (metric !== 'dot') expect(tile[i * rows + i]).toBe(0);
          for (let j = 0; j < i; j++) expect(tile[i * rows + j]).toBe(tile[j * rows + i]);
        }
      }),
      cases,
    ));

  it('a rotation, and for distances a shift, changes nothing but roundings', () =>
    fc.assert(
      fc.asyncProperty(sizes, async ({ rows, cols, seed, metric }) => {
        // Correlation depends on the axes: the mean over columns is one of them.
        if (metric === 'correlation') return;
        const x = gaussian(rows, cols, seed);
        const shift = metric === 'euclidean' || metric === 'sqeuclidean' ? 3 : 0;
        const moved = rigidMotion(x, seed, 1, shift);
        expect(difference(await rdm(moved, metric), await rdm(x, metric))).toBeLessThan(1e-4);
      }),
      cases,
    ));

  it('another order of rows is another order of their sums, and of directions and products the same histogram', () =>
    fc.assert(
      fc.asyncProperty(sizes, async ({ rows, cols, seed, metric }) => {
        const x = gaussian(rows, cols, seed);
        const order = shuffledOrder(rows, seed);
        const before = await moments(x, metric);
        const after = await moments(selectRows(x, order), metric);
        const expected = order.map((row) => before.rowSums[row]!);
        // The column means, which distances start from, are summed in another order: a rounding of the rows.
        expect(difference(after.rowSums, expected)).toBeLessThan(1e-5);
        if (metric === 'euclidean' || metric === 'sqeuclidean') return;
        const range = { low: -0.9, high: 1.6, bins: 20 };
        const same = await histogram(selectRows(x, order), metric, range);
        expect(same).toEqual(await histogram(x, metric, range));
      }),
      cases,
    ));

  it('every pair is counted once: in a bin, below or above', () =>
    fc.assert(
      fc.asyncProperty(
        sizes,
        fc.integer({ min: 1, max: 300 }),
        async ({ rows, cols, seed, metric }, bins) => {
          const range = { low: 0.3, high: 1.2, bins };
          const { counts, below, above } = await histogram(
            gaussian(rows, cols, seed),
            metric,
            range,
          );
          const counted = counts.reduce((sum, count) => sum + count, below + above);
          expect(counted).toBe((rows * (rows - 1)) / 2);
        },
      ),
      cases,
    ));

  it('the sums of the rows are those of the tile', () =>
    fc.assert(
      fc.asyncProperty(sizes, async ({ rows, cols, seed, metric }) => {
        const x = gaussian(rows, cols, seed);
        const tile = await rdm(x, metric);
        const { rowSums, rowSquares } = await moments(x, metric);
        const sums = Array.from({ length: rows }, (_, i) =>
          tile
            .subarray(i * rows, (i + 1) * rows)
            .reduce((sum, v, j) => (j === i ? sum : sum + v), 0),
        );
        const squares = Array.from({ length: rows }, (_, i) =>
          tile
            .subarray(i * rows, (i + 1) * rows)
            .reduce((sum, v, j) => (j === i ? sum : sum + v * v), 0),
        );
        // The same float32 values: only the order of the float64 sums differs (and the cap at 2).
        expect(difference(rowSums, sums)).toBeLessThan(1e-6);
        expect(difference(rowSquares, squares)).toBeLessThan(1e-6);
      }),
      cases,
    ));
});
