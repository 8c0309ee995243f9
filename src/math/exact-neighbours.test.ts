import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CancelledError, type LocusError } from '../base/errors.ts';
import {
  exactNeighbours,
  firstNeighbours,
  neighboursOf,
  NO_NEIGHBOUR,
} from './exact-neighbours.ts';
import type { Kernels, Matrix } from './kernels.ts';
import { hasDirection, METRICS, type Metric } from './metric.ts';
import { createReferenceKernels } from './reference-kernels.ts';
import { createRng } from './rng.ts';
import { createF32Kernels } from './testing/f32-kernels.ts';
import { gaussian } from './testing/random.ts';

const f32 = createF32Kernels();
const reference = createReferenceKernels();

/** Independent oracle: full sort of all pairs, values equal within `tie` ordered by index. */
function oracle(x: Matrix, metric: Metric, k: number): number[][] {
  const { rows, cols } = x;
  const data = metric === 'correlation' ? lessRowMeans(x) : x.data;
  const value = (i: number, j: number): number => {
    let [ab, aa, bb, square] = [0, 0, 0, 0];
    for (let d = 0; d < cols; d++) {
      const [a, b] = [data[i * cols + d]!, data[j * cols + d]!];
      ab += a * b;
      aa += a * a;
      bb += b * b;
      square += (a - b) ** 2;
    }
    if (metric === 'euclidean' || metric === 'sqeuclidean') return square;
    return metric === 'dot' ? -ab : 1 - ab / Math.sqrt(aa) / Math.sqrt(bb);
  };
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows }, (_, j) => ({ j, v: value(i, j) }))
      .filter(({ j }) => j !== i)
      .sort((p, q) =>
        Math.abs(p.v - q.v) <=
        1e-12 * (hasDirection(metric) ? 1 : Math.max(Math.abs(p.v), Math.abs(q.v)))
          ? p.j - q.j
          : p.v - q.v,
      )
      .slice(0, k)
      .map(({ j }) => j),
  );
}

/** In float64. */
function lessRowMeans({ data, rows, cols }: Matrix): Float64Array {
  const centred = Float64Array.from(data);
  for (let i = 0; i < rows; i++) {
    const row = centred.subarray(i * cols, (i + 1) * cols);
    const mean = row.reduce((sum, v) => sum + v, 0) / cols;
    row.forEach((v, d) => (row[d] = v - mean));
  }
  return centred;
}

const rowsOf = (indices: Uint32Array, k: number): number[][] =>
  Array.from({ length: indices.length / k }, (_, i) => [...indices.slice(i * k, (i + 1) * k)]);

describe.each(METRICS)('%s', (metric) => {
  it('equals brute force on Gaussian rows, through float32 kernels', async () => {
    const x = gaussian(120, 20, 3);
    const found = await exactNeighbours(x, { metric, k: 7 }, f32);
    expect(rowsOf(found.indices, 7)).toEqual(oracle(x, metric, 7));
    expect(found.certified).toBe(120);
  });

  it('equals brute force where float32 cannot tell the rows apart', async () => {
    const x = gaussian(80, 6, 5);
    // A far mean with a tiny spread: cosines differ by 1e-8, inner products share 7 digits.
    x.data.forEach((v, i) => (x.data[i] = 100 + v * 0.01));
    const found = await exactNeighbours(x, { metric, k: 5 }, f32);
    expect(rowsOf(found.indices, 5)).toEqual(oracle(x, metric, 5));
    if (metric === 'cosine') expect(found.recomputed).toBeGreaterThan(0);
  });

  it('takes the smaller index on ties, in small integer data', async () => {
    await fc.assert(
      fc.asyncProperty(
        // The 5 keeps rows from being constant.
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: -1, max: 1 }), fc.constant(5)),
          { minLength: 6, maxLength: 40 },
        ),
        async (rows) => {
          const x = { data: Float32Array.from(rows.flat()), rows: rows.length, cols: 3 };
          const found = await exactNeighbours(x, { metric, k: 3 }, f32);
          expect(rowsOf(found.indices, 3)).toEqual(oracle(x, metric, 3));
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it('answers one item as it answers all', async () => {
    const x = gaussian(50, 8, 9);
    const all = await exactNeighbours(x, { metric, k: 6 }, reference);
    const one = neighboursOf(x, 17, { metric, k: 6 });
    expect([...one.indices]).toEqual([...all.indices.slice(17 * 6, 18 * 6)]);
    expect([...one.distances]).toEqual([...all.distances.slice(17 * 6, 18 * 6)]);
  });

  it('gives the same first k from a longer list', async () => {
    const x: Matrix = {
      data: Float32Array.from({ length: 90 }, (_, i) => (i * 7) % 5),
      rows: 30,
      cols: 3,
    };
    x.data[0] = 1; // no zero row
    const long = await exactNeighbours(x, { metric, k: 9 }, f32);
    const short = await exactNeighbours(x, { metric, k: 4 }, f32);
    const cut = firstNeighbours(long, 4);
    expect(cut.indices).toEqual(short.indices);
    expect(cut.distances).toEqual(short.distances);
    expect(cut.tied).toBe(short.tied);
  });

  it('does not change its lists under a change of scale', async () => {
    const x = gaussian(60, 5, 2);
    const small = { ...x, data: x.data.map((v) => v * 2 ** -80) };
    const a = await exactNeighbours(x, { metric, k: 4 }, f32);
    const b = await exactNeighbours(small, { metric, k: 4 }, f32);
    expect(b.indices).toEqual(a.indices);
  });
});

it('asks for the norms of a matrix once, however many items are looked at', () => {
  const x = gaussian(400, 30, 4);
  let readings = 0;
  // Counts the values that are read.
  const data = new Proxy(x.data, {
    get: (target, key) => {
      if (typeof key === 'string' && key >= '0' && key <= '999999') readings++;
      return Reflect.get(target, key, target) as unknown;
    },
  });
  const read = (item: number): number => {
    readings = 0;
    neighboursOf({ ...x, data }, item, { metric: 'cosine', k: 5 });
    return readings;
  };
  const [first, second] = [read(3), read(4)];
  // 399 products of two rows; before the first also the 400 of a row with itself.
  expect(second).toBe(399 * 2 * 30);
  expect(first).toBe(second + 400 * 2 * 30);
});

it('does not mix up matrices over the same values', () => {
  const { data } = gaussian(40, 6, 5);
  const options = { metric: 'cosine', k: 3 } as const;
  const wide = neighboursOf({ data, rows: 40, cols: 6 }, 1, options);
  const narrow = neighboursOf({ data, rows: 80, cols: 3 }, 1, options);
  expect(narrow).toEqual(neighboursOf({ data: data.slice(), rows: 80, cols: 3 }, 1, options));
  expect(narrow.indices).not.toEqual(wide.indices);
});

it('reports distances as a person reads them', async () => {
  const x: Matrix = { data: Float32Array.of(3, 4, 3, 0, 0, 4), rows: 3, cols: 2 };
  const distances = async (metric: Metric): Promise<number[]> => [
    ...(await exactNeighbours(x, { metric, k: 2 }, f32)).distances.slice(0, 2),
  ];
  expect(await distances('euclidean')).toEqual([3, 4]);
  expect(await distances('dot')).toEqual([16, 9]);
  const [near, far] = await distances('cosine');
  expect(near).toBeCloseTo(0.2, 12);
  expect(far).toBeCloseTo(0.4, 12);
});

describe('zero rows under cosine', () => {
  const withZeroRows = (rows: number, zeros: number[]): Matrix => {
    const x = gaussian(rows, 4, 1);
    for (const row of zeros) x.data.fill(0, row * 4, row * 4 + 4);
    return x;
  };

  it('are left out and counted, never given a distance', async () => {
    const found = await exactNeighbours(withZeroRows(60, [5, 30]), { metric: 'cosine', k: 3 }, f32);
    expect([...found.excluded]).toEqual([5, 30]);
    expect(rowsOf(found.indices, 3)[5]).toEqual([NO_NEIGHBOUR, NO_NEIGHBOUR, NO_NEIGHBOUR]);
    expect(found.distances[15]).toBeNaN();
    const listed = new Set(
      rowsOf(found.indices, 3)
        .filter((_, i) => i !== 5 && i !== 30)
        .flat(),
    );
    expect(listed.has(5) || listed.has(30)).toBe(false);
    expect(neighboursOf(withZeroRows(60, [5]), 5, { metric: 'cosine', k: 3 }).indices).toHaveLength(
      0,
    );
  });

  it('are an error above 5 %', async () => {
    const found = exactNeighbours(withZeroRows(20, [5, 6]), { metric: 'cosine', k: 3 }, f32);
    await expect(found).rejects.toSatisfy(
      (error: LocusError) =>
        error.code === 'E_ZERO_ROW' && error.place === 'row 5 (counting from 0)',
    );
  });
});

describe('constant rows under correlation', () => {
  const withConstantRows = (rows: number, constants: number[]): Matrix => {
    const x = gaussian(rows, 4, 1);
    // 0.1 is not a whole binary fraction: its mean must come out as it is all the same.
    for (const row of constants) x.data.fill(0.1, row * 4, row * 4 + 4);
    return x;
  };

  it('are left out and counted', async () => {
    const options = { metric: 'correlation', k: 3 } as const;
    const found = await exactNeighbours(withConstantRows(60, [5, 30]), options, f32);
    expect([...found.excluded]).toEqual([5, 30]);
    expect(rowsOf(found.indices, 3)[5]).toEqual([NO_NEIGHBOUR, NO_NEIGHBOUR, NO_NEIGHBOUR]);
  });

  it('are an error above 5 %', async () => {
    const options = { metric: 'correlation', k: 3 } as const;
    const found = exactNeighbours(withConstantRows(20, [5, 6]), options, f32);
    await expect(found).rejects.toMatchObject({
      code: 'E_CONST_ROW',
      place: 'row 5 (counting from 0)',
    });
  });
});

it('correlation does not see what is added to a row or multiplied with it', async () => {
  const x = gaussian(70, 16, 4);
  const moved = { ...x, data: x.data.map((v, e) => 8 * v + (Math.floor(e / 16) % 5)) };
  const options = { metric: 'correlation', k: 6 } as const;
  const [a, b] = [
    await exactNeighbours(x, options, f32),
    await exactNeighbours(moved, options, f32),
  ];
  expect(b.indices).toEqual(a.indices);
});

it('squared Euclidean distances are the squares in the same order', async () => {
  const x = gaussian(70, 16, 4);
  const plain = await exactNeighbours(x, { metric: 'euclidean', k: 6 }, f32);
  const squared = await exactNeighbours(x, { metric: 'sqeuclidean', k: 6 }, f32);
  expect(squared.indices).toEqual(plain.indices);
  expect(squared.distances.map(Math.sqrt)).toEqual(plain.distances);
});

it('gives the same lists block by block as all at once', async () => {
  const x = gaussian(90, 16, 6);
  const blocks: Kernels = {
    ...f32,
    async topkBlocks(rows, options, take, control) {
      const { indices, values } = await f32.topk(rows, options, control);
      for (const [first, end] of [
        [50, 90],
        [0, 50],
      ] as const) {
        const part = [first * options.k, end * options.k] as const;
        await take({ first, indices: indices.slice(...part), values: values.slice(...part) });
      }
    },
  };
  for (const metric of METRICS) {
    const whole = await exactNeighbours(x, { metric, k: 4 }, f32);
    expect(await exactNeighbours(x, { metric, k: 4 }, blocks)).toEqual(whole);
  }
});

it('stays cancellable while it recomputes rows', async () => {
  const rng = createRng(1);
  const data = Float32Array.from({ length: 600 * 50 }, () => (rng.next() < 0.02 ? 0.3 : 0.1));
  const controller = new AbortController();
  const run = exactNeighbours({ data, rows: 600, cols: 50 }, { metric: 'cosine', k: 15 }, f32, {
    signal: controller.signal,
    progress: ({ stage }) => {
      if (stage.includes('near ties')) controller.abort();
    },
  });
  await expect(run).rejects.toBeInstanceOf(CancelledError);
});

it('puts exact copies at cosine distance 0, not at the rounding error of a quotient', async () => {
  const half = gaussian(40, 7, 12);
  const x = { data: Float32Array.of(...half.data, ...half.data), rows: 80, cols: 7 };
  const { distances } = await exactNeighbours(x, { metric: 'cosine', k: 2 }, f32);
  for (let i = 0; i < 80; i++) expect(distances[2 * i]).toBe(0);
});

it('tells ties of distances by their squares, also in a list that was cut', async () => {
  // From row 0 the squares of the nearest two differ by 1.5e-12 of them, the distances by half of that.
  const data = Float32Array.of(0, 0, 1, 0, 1, 1.28 * 2 ** -20, 9, 5, -7, 8);
  const x = { data, rows: 5, cols: 2 };
  const long = await exactNeighbours(x, { metric: 'euclidean', k: 3 }, reference);
  const short = await exactNeighbours(x, { metric: 'euclidean', k: 1 }, reference);
  expect(firstNeighbours(long, 1)).toMatchObject({ tied: 0, distances: short.distances });
  expect(short.tied).toBe(0);
});
