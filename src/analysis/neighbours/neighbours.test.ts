import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../math/kernels.ts';
import { METRICS, type Metric } from '../../math/metric.ts';
import { createReferenceKernels } from '../../math/reference-kernels.ts';
import { fixture } from '../../math/testing/fixture.ts';
import { gaussian } from '../../math/testing/random.ts';
import { permuteRows, rigidMotion, shuffledOrder } from '../../math/testing/transform.ts';
import { createWasmKernels } from '../../wasm/backend.ts';
import { InlineExecutor } from '../../wasm/inline.ts';
import { runOn } from '../run-in-test.ts';
import type { NeighboursValue } from '../types.ts';
import { referenceNeighbours } from './reference.ts';
import golden from './testdata/fixture.json' with { type: 'json' };

const BACKENDS = [
  ['reference', createReferenceKernels()],
  ['wasm', createWasmKernels(new InlineExecutor())],
] as const;

const lists = ({ rows, k, indices }: NeighboursValue): number[][] =>
  Array.from({ length: rows }, (_, i) => [...indices.subarray(i * k, (i + 1) * k)]);

const neighbours = async (x: Matrix, metric: Metric, k: number): Promise<NeighboursValue> =>
  (await runOn<NeighboursValue>('neighbours', x, { metric, k })).value;

describe.each(BACKENDS)('on %s', (_, kernels) => {
  it.each(METRICS)('equals scikit-learn on the fixture (%s)', async (metric) => {
    const { value } = await runOn<NeighboursValue>(
      'neighbours',
      fixture(),
      { metric, k: 7 },
      kernels,
    );
    expect(lists(value)).toEqual(golden[metric].indices);
    // Both are float64; scikit-learn expands squared distances, which costs it some digits.
    golden[metric].distances.flat().forEach((distance, at) => {
      expect(Math.abs(value.distances[at]! - distance)).toBeLessThan(
        1e-12 * Math.max(1, distance) + 1e-13,
      );
    });
  });

  it.each(METRICS)('equals brute force on 500 Gaussian rows (%s)', async (metric) => {
    const x = gaussian(500, 33, 8);
    const { value } = await runOn<NeighboursValue>('neighbours', x, { metric }, kernels);
    expect(lists(value)).toEqual(referenceNeighbours(x, metric, 15));
  });

  it('equals brute force on one-hot rows, which are full of ties', async () => {
    const data = new Float32Array(200 * 12);
    for (let i = 0; i < 200; i++) data[i * 12 + ((i * i) % 12)] = 1;
    const x = { data, rows: 200, cols: 12 };
    for (const metric of METRICS) {
      const result = await runOn<NeighboursValue>('neighbours', x, { metric, k: 6 }, kernels);
      expect(lists(result.value)).toEqual(referenceNeighbours(x, metric, 6));
      expect(result.recipe.notes.join(' ')).toContain('have a tie at the last neighbour');
    }
  });
});

it('reduces k to the others there are, and says so', async () => {
  const result = await runOn<NeighboursValue>('neighbours', gaussian(5, 3), {});
  expect(result.value.k).toBe(4);
  expect(result.recipe.notes[1] ?? result.recipe.notes[0]).toContain('only 4 others');
  expect(lists(result.value).map((row) => row.toSorted((a, b) => a - b))[2]).toEqual([0, 1, 3, 4]);
});

it('says what the measured recall of an approximate search belongs to', async () => {
  const data = new Float32Array(400 * 4);
  for (let i = 0; i < 400; i++) data[i * 4 + (i % 4)] = 1;
  const x = { data, rows: 400, cols: 4 };
  const params = { k: 5, search: 'approximate', seed: 3 };
  const { recipe } = await runOn<NeighboursValue>('neighbours', x, params, BACKENDS[1][1]);
  // Methods share lists of 15; the first 5 are cut from these.
  expect(recipe.interval).toContain('of the 15 nearest on 400 rows');
  expect(recipe.notes.join(' ')).toContain('tie at the last neighbour; which is taken depends');
});

it('computes exact lists where no group of items can be left out, and says so', async () => {
  const params = { k: 5, search: 'approximate' };
  // 40 dimensions without structure: true neighbours may be anywhere.
  const { recipe } = await runOn('neighbours', gaussian(1200, 40), params, BACKENDS[1][1]);
  expect(recipe.notes.join(' ')).toContain('exact lists take no longer');
  expect(recipe.seed).toBe('none, deterministic');
});

it('names zero rows in the recipe and leaves them out', async () => {
  const x = gaussian(40, 3, 1);
  x.data.fill(0, 9, 12);
  const { value, recipe } = await runOn<NeighboursValue>('neighbours', x, { k: 3 });
  expect([...value.excluded]).toEqual([3]);
  expect(recipe.notes).toContain('1 zero-length rows excluded.');
  expect(
    lists(value)
      .filter((_, i) => i !== 3)
      .flat(),
  ).not.toContain(3);
});

describe('invariance', () => {
  const x = fixture();
  const seeds = fc.integer({ min: 0, max: 1e6 });

  // The fixture's smallest gap between squared distances is 6e-6, well above float32 rounding of the moved rows.
  it('Euclidean lists under rigid motion and scale', async () => {
    const before = lists(await neighbours(x, 'euclidean', 5));
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        expect(lists(await neighbours(rigidMotion(x, seed, 3, 1), 'euclidean', 5))).toEqual(before);
      }),
      { numRuns: 15, seed: 3 },
    );
  });

  it('cosine lists under the scale of rows', async () => {
    const before = lists(await neighbours(x, 'cosine', 5));
    // Powers of two: rows keep their float32 values exactly.
    const scaled = { ...x, data: x.data.map((v, at) => v * 2 ** (Math.floor(at / 10) % 7)) };
    expect(lists(await neighbours(scaled, 'cosine', 5))).toEqual(before);
  });

  it('all lists under the order of the items', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(...METRICS), async (seed, metric) => {
        const order = shuffledOrder(60, seed);
        const before = lists(await neighbours(x, metric, 5));
        const after = lists(await neighbours(permuteRows(x, order), metric, 5));
        order.forEach((item, place) => {
          expect(after[place]!.map((j) => order[j]!)).toEqual(before[item]);
        });
      }),
      { numRuns: 12, seed: 4 },
    );
  });
});
