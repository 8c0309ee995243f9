import { describe, expect, it } from 'vitest';
import type { Kernels, Matrix, PairHistogram, PairKernels, PairValue } from '../kernels.ts';
import { dot, squaredDistance } from '../metric.ts';
import { createReferenceKernels } from '../reference-kernels.ts';
import { rowsOf } from '../rows.ts';
import { gaussian } from './random.ts';

const VALUES: readonly PairValue[] = ['dot', 'sqeuclidean', 'euclidean'];

const shapes: readonly (readonly [number, number])[] = [
  ...[0, 1, 2, 3, 7, 8, 9, 255, 257].map((rows) => [rows, 17] as const),
  ...[1, 3, 8, 100, 257, 768].map((cols) => [67, cols] as const),
  // A histogram and a tile of several blocks and bands.
  [1101, 5],
];

/** The tests of pairTile, pairHistogram and pairMoments that every backend passes: same name, same test. */
export function testPairs(open: () => Promise<PairKernels & Pick<Kernels, 'rounding'>>): void {
  describe.each(shapes)('pairs of %i rows x %i columns', (rows, cols) => {
    const x = gaussian(rows, cols, rows + cols);
    for (const value of VALUES) {
      it(`tile: ${value}`, async () => {
        const kernels = await open();
        const truth = truthOf(x, value, kernels.rounding.operation);
        const whole = [0, rows] as const;
        checkTile(await tile(kernels, whole, whole), whole, whole);
        const some = [Math.floor(rows / 3), Math.ceil((3 * rows) / 4)] as const;
        const others = [Math.floor(rows / 2), rows] as const;
        checkTile(await tile(kernels, some, others), some, others);

        function tile(
          from: PairKernels,
          rows: readonly [number, number],
          cols: readonly [number, number],
        ): Promise<Float32Array> {
          return from.pairTile(rowsOf(x), { value, rows, cols }, {});
        }
        function checkTile(
          found: Float32Array,
          [from, to]: readonly [number, number],
          [first, end]: readonly [number, number],
        ): void {
          expect(found.length).toBe((to - from) * (end - first));
          for (let i = from, e = 0; i < to; i++) {
            for (let j = first; j < end; j++, e++) {
              const { least, largest } = truth(i, j);
              if (!(least <= found[e]! && found[e]! <= largest))
                expect.fail(`(${i}, ${j}): ${found[e]!} is not within ${least}..${largest}`);
              if (i === j && value !== 'dot' && found[e] !== 0)
                expect.fail(`row ${i} is at distance ${found[e]!} from itself`);
            }
          }
        }
      });

      it(`histogram: ${value}`, async () => {
        const kernels = await open();
        const truth = truthOf(x, value, kernels.rounding.operation);
        const { low, high } = innerRange(x, value);
        for (const bins of [1, 7, 1000]) {
          const options = { value, low, high, bins };
          const found = await kernels.pairHistogram(rowsOf(x), options, {});
          checkCounts(found, { rows, low, high, bins, truth });
        }
      });

      it(`moments: ${value}`, async () => {
        const kernels = await open();
        const truth = truthOf(x, value, kernels.rounding.operation);
        const found = await kernels.pairMoments(rowsOf(x), { value }, {});
        expect(found.rowSums.length).toBe(rows);
        let least = [Infinity, Infinity];
        let largest = [-Infinity, -Infinity];
        for (let i = 0; i < rows; i++) {
          const sums = [0, 0];
          const squares = [0, 0];
          for (let j = 0; j < rows; j++) {
            if (j === i) continue;
            const pair = truth(i, j);
            sums[0]! += pair.least;
            sums[1]! += pair.largest;
            const [small, large] = squaresOf(pair);
            squares[0]! += small;
            squares[1]! += large;
            least = [Math.min(least[0]!, pair.least), Math.min(least[1]!, pair.largest)];
            largest = [Math.max(largest[0]!, pair.least), Math.max(largest[1]!, pair.largest)];
          }
          within(found.rowSums[i]!, sums, `sum of row ${i}`);
          within(found.rowSquares[i]!, squares, `squares of row ${i}`);
        }
        within(found.least, least, 'least');
        within(found.largest, largest, 'largest');
      });
    }
  });

  it('counts whole numbers exactly, edges and ends where they belong', async () => {
    const kernels = await open();
    const reference = createReferenceKernels();
    // Products and sums of small integers are exact in float32, and so are bins of width 1/4.
    const { data, rows, cols } = gaussian(301, 4, 3);
    const x = rowsOf({ data: data.map((v) => Math.round(2 * v)), rows, cols });
    for (const value of ['dot', 'sqeuclidean'] as const) {
      const range = { value, low: -8, high: 24 };
      for (const bins of [1, 32, 128]) {
        const options = { ...range, bins };
        const expected = await reference.pairHistogram(x, options, {});
        expect(await kernels.pairHistogram(x, options, {})).toEqual(expected);
      }
      expect(await kernels.pairMoments(x, { value }, {})).toEqual(
        await reference.pairMoments(x, { value }, {}),
      );
    }
  });

  it('puts equal rows at distance 0 wherever they lie', async () => {
    const kernels = await open();
    const { data, rows, cols } = gaussian(300, 777, 5);
    for (const copy of [9, 150, 299]) data.set(data.subarray(0, cols), copy * cols);
    const x = rowsOf({ data, rows, cols });
    const ends = { rows: [0, 1], cols: [0, rows] } as const;
    for (const value of ['sqeuclidean', 'euclidean'] as const) {
      const tile = await kernels.pairTile(x, { value, ...ends }, {});
      expect([tile[0], tile[9], tile[150], tile[299]]).toEqual([0, 0, 0, 0]);
      expect(tile.filter((distance) => distance === 0).length).toBe(4);
    }
  });

  it('refuses ranges and bins that make no sense', async () => {
    const kernels = await open();
    const x = rowsOf(gaussian(10, 3));
    const range = { code: 'E_RANGE' };
    for (const rows of [
      [0, 11],
      [-1, 3],
      [5, 4],
      [0, 1.5],
    ] as const)
      await expect(
        kernels.pairTile(x, { value: 'dot', rows, cols: [0, 1] }, {}),
      ).rejects.toMatchObject(range);
    for (const [low, high, bins] of [
      [1, 1, 4],
      [2, 1, 4],
      [0, NaN, 4],
      [0, 1, 0],
      [0, 1, 65537],
    ])
      await expect(
        kernels.pairHistogram(x, { value: 'dot', low: low!, high: high!, bins: bins! }, {}),
      ).rejects.toMatchObject(range);
  });

  it('says so when products overflow', async () => {
    const kernels = await open();
    const x = rowsOf({ data: new Float32Array(40).fill(1e30), rows: 10, cols: 4 });
    const value = 'sqeuclidean';
    const whole = { rows: [0, 10], cols: [0, 10] } as const;
    const overflow = { code: 'E_OVERFLOW' };
    await expect(kernels.pairTile(x, { value, ...whole }, {})).rejects.toMatchObject(overflow);
    await expect(kernels.pairMoments(x, { value }, {})).rejects.toMatchObject(overflow);
    const bins = { low: 0, high: 1, bins: 4 };
    await expect(kernels.pairHistogram(x, { value, ...bins }, {})).rejects.toMatchObject(overflow);
  });
}

/** Between what a value may lie, rounded as the contract allows. */
interface Bounds {
  readonly least: number;
  readonly largest: number;
}
type Truth = (i: number, j: number) => Bounds;

function truthOf({ data, cols }: Matrix, value: PairValue, u: number): Truth {
  const factor = (cols + 4) * u;
  const squares = (i: number): number => dot(data, i * cols, i * cols, cols);
  return (i, j) => {
    if (value === 'dot') {
      let size = 0;
      for (let d = 0; d < cols; d++) size += Math.abs(data[i * cols + d]! * data[j * cols + d]!);
      const product = dot(data, i * cols, j * cols, cols);
      return { least: product - factor * size, largest: product + factor * size };
    }
    const square = squaredDistance(data, i * cols, j * cols, cols);
    const error = 2 * factor * (squares(i) + squares(j));
    const least = Math.max(0, square - error);
    const largest = square + error;
    if (value === 'sqeuclidean') return { least, largest };
    // The root is rounded too; WGSL allows it the error of 1 / inverseSqrt, a few roundings.
    return { least: Math.sqrt(least) * (1 - 8 * u), largest: Math.sqrt(largest) * (1 + 8 * u) };
  };
}

function squaresOf({ least, largest }: Bounds): readonly [number, number] {
  const ends = [least * least, largest * largest];
  return [least < 0 && largest > 0 ? 0 : Math.min(...ends), Math.max(...ends)];
}

function within(found: number, [least, largest]: readonly number[], what: string): void {
  // Sums in float64 differ by their order.
  const slack = 1e-12 * (Math.abs(least!) + Math.abs(largest!));
  if (found === least || (least! - slack <= found && found <= largest! + slack)) return;
  expect.fail(`${what}: ${found} is not within ${least!}..${largest!}`);
}

/** Some values lie below, most within, some above. */
function innerRange({ data, rows, cols }: Matrix, value: PairValue): { low: number; high: number } {
  const square = 1 + data.reduce((sum, v) => sum + v * v, 0) / Math.max(1, rows);
  if (value === 'dot') return { low: -square / Math.sqrt(cols), high: square / Math.sqrt(cols) };
  const high = 2.5 * square;
  return value === 'euclidean' ? { low: 0.8, high: Math.sqrt(high) } : { low: 0.64, high };
}

/** Below each edge at least the pairs surely below it, and at most those possibly below it. */
function checkCounts(
  { counts, below, above }: PairHistogram,
  {
    rows,
    low,
    high,
    bins,
    truth,
  }: {
    readonly rows: number;
    readonly low: number;
    readonly high: number;
    readonly bins: number;
    readonly truth: Truth;
  },
): void {
  expect(counts.length).toBe(bins);
  expect(2 * counts.reduce((sum, count) => sum + count, below + above)).toBe(rows * rows - rows);
  // Edges at which a value counts as below them, as bin numbers; the arithmetic of bins is rounded too.
  const binOf = (v: number): number => ((v - low) / (high - low)) * bins;
  const surely = new Float64Array(bins + 2);
  const possibly = new Float64Array(bins + 2);
  const slack = 1e-6 * bins * (1 + Math.max(Math.abs(low), Math.abs(high)) / (high - low));
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      const { least, largest } = truth(i, j);
      const edge = (bin: number): number => Math.min(bins + 1, Math.max(0, Math.floor(bin) + 1));
      surely[edge(binOf(largest) + slack)]!++;
      possibly[edge(binOf(least) - slack)]!++;
    }
  }
  let found = below;
  let atLeast = 0;
  let atMost = 0;
  for (let bin = 0; bin <= bins; bin++) {
    atLeast += surely[bin]!;
    atMost += possibly[bin]!;
    if (!(atLeast <= found && found <= atMost))
      expect.fail(`below edge ${bin}: ${found} is not within ${atLeast}..${atMost}`);
    found += counts[bin] ?? 0;
  }
}
