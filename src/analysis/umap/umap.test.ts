import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactNeighbours } from '../../math/exact-neighbours.ts';
import { components, fuzzyUnion, prune, type FuzzyGraph } from '../../math/fuzzy-graph.ts';
import type { Matrix } from '../../math/kernels.ts';
import { createReferenceKernels } from '../../math/reference-kernels.ts';
import { membership, smoothKnn } from '../../math/smooth-knn.ts';
import { fixture } from '../../math/testing/fixture.ts';
import { clusters, gaussian } from '../../math/testing/random.ts';
import { rigidMotion } from '../../math/testing/transform.ts';
import { projectionQuality } from '../../math/trustworthiness.ts';
import { fitCurve } from '../../math/umap-curve.ts';
import { createWasmKernels } from '../../wasm/backend.ts';
import { InlineExecutor } from '../../wasm/inline.ts';
import { runOn } from '../run-in-test.ts';
import { runMethod } from '../run-method.ts';
import { referenceFuzzyGraph } from './reference.ts';
import type { UmapValue } from './run.ts';
import digits from './testdata/digits.json' with { type: 'json' };
import golden from './testdata/fixture.json' with { type: 'json' };

const reference = createReferenceKernels();

async function graphOf(x: Matrix, k = 15) {
  const lists = await exactNeighbours(x, { metric: 'euclidean', k: k - 1 }, reference);
  const scales = await smoothKnn(lists.distances, x.rows);
  const graph = await fuzzyUnion(lists.indices, lists.distances, scales);
  return { lists, scales, graph };
}

const dense = ({ n, offsets, targets, weights }: FuzzyGraph): Float64Array => {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) matrix[i * n + targets[e]!] = weights[e]!;
  return matrix;
};

const relative = (a: number, b: number): number => Math.abs(a / b - 1);

describe('parity with umap-learn on the fixture (METHODS H1)', () => {
  it('local scales to 1e-4, memberships to 1e-5, row sums log2(15)', async () => {
    const { lists, scales } = await graphOf(fixture());
    for (let i = 0; i < 60; i++) {
      expect(relative(scales.rho[i]!, golden.rho[i]!)).toBeLessThan(1e-4);
      expect(relative(scales.sigma[i]!, golden.sigma[i]!)).toBeLessThan(1e-4);
      let total = 0;
      for (let j = 0; j < 14; j++) {
        const d = lists.distances[i * 14 + j]!;
        const own = membership(d, scales.rho[i]!, scales.sigma[i]!);
        expect(Math.abs(own - golden.memberships[i]![j]!)).toBeLessThan(1e-5);
        total += own;
      }
      // The bisection stops within 1e-5 of the target.
      expect(Math.abs(total - 3.906891)).toBeLessThan(1.1e-5);
    }
  });

  it('the fuzzy union: same edges, weights to 1e-5', async () => {
    const { graph } = await graphOf(fixture());
    expect([...graph.offsets]).toEqual(golden.offsets);
    expect([...graph.targets]).toEqual(golden.targets);
    golden.weights.forEach((weight, e) => {
      expect(Math.abs(graph.weights[e]! - weight)).toBeLessThan(1e-5);
    });
  });

  it.each(golden.curves)(
    'the curve for minDist $minDist, spread $spread',
    ({ minDist, spread, a, b }) => {
      const curve = fitCurve(minDist, spread);
      expect(Math.abs(curve.a - a)).toBeLessThan(1e-4);
      expect(Math.abs(curve.b - b)).toBeLessThan(1e-4);
    },
  );
});

describe('the graph', () => {
  it('equals its definition', async () => {
    const x = gaussian(50, 4, 2);
    const found = dense((await graphOf(x, 8)).graph);
    referenceFuzzyGraph(x, 'euclidean', 8).forEach((weight, at) => {
      // Both bisect sigma, one of them only to 1e-5 of the row sum.
      expect(Math.abs(found[at]! - weight)).toBeLessThan(2e-5);
    });
  });

  it('is symmetric, and loses only weak edges when pruned', async () => {
    const { graph } = await graphOf(gaussian(80, 5, 3));
    const matrix = dense(graph);
    for (let i = 0; i < 80; i++)
      for (let j = 0; j < i; j++) expect(matrix[i * 80 + j]).toBe(matrix[j * 80 + i]);
    const kept = dense(prune(graph, 5));
    const limit = Math.max(...graph.weights) / 5;
    matrix.forEach((weight, at) => expect(kept[at]).toBe(weight < limit ? 0 : weight));
    expect(kept.filter((w) => w > 0).length).toBeLessThan(graph.weights.length);
  });

  it('does not change under rigid motion and scale', async () => {
    const before = (await graphOf(fixture())).graph;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
        const after = (await graphOf(rigidMotion(fixture(), seed, 2.5, 1))).graph;
        expect(after.targets).toEqual(before.targets);
        // sigma is found to 1e-5 of the row sum from another starting scale, on values rounded to float32.
        after.weights.forEach((w, e) =>
          expect(Math.abs(w - before.weights[e]!)).toBeLessThan(5e-5),
        );
      }),
      { numRuns: 10, seed: 5 },
    );
  });

  it('knows its parts', async () => {
    const { graph } = await graphOf(clusters(90, 4, 3, 200), 6);
    const parts = components(graph);
    expect(parts.map((part) => part.length)).toEqual([30, 30, 30]);
    expect([...parts[1]!].every((item) => item % 3 === parts[1]![0]! % 3)).toBe(true);
  });
});

const umap = (x: Matrix, params: Record<string, unknown> = {}) =>
  runOn<UmapValue>('umap', x, params);

describe('layout quality', () => {
  const pixels = Uint8Array.from(atob(digits.pixels), (char) => char.charCodeAt(0));
  const x: Matrix = { data: Float32Array.from(pixels), rows: digits.rows, cols: digits.cols };
  const learned =
    digits.runs.reduce((sum, run) => sum + run.trustworthiness, 0) / digits.runs.length;

  it.each([
    ['reference', reference, [0]],
    ['wasm', createWasmKernels(new InlineExecutor()), [0, 1, 2]],
  ] as const)('is within 0.02 of umap-learn on digits, on %s', async (_, kernels, seeds) => {
    for (const seed of seeds) {
      const { value } = await runOn<UmapValue>('umap', x, { seed, metric: 'euclidean' }, kernels);
      const layout = { data: value.coordinates, rows: x.rows, cols: 2 };
      const { trustworthiness } = await projectionQuality(x, layout, { metric: 'euclidean' });
      expect(trustworthiness).toBeGreaterThan(learned - 0.02);
    }
  });
});

describe('run', () => {
  const x = clusters(80, 5, 4);

  it('keeps clusters together from every start, in 2 and 3 dimensions', async () => {
    for (const init of ['spectral', 'pca', 'random'])
      for (const dims of [2, 3]) {
        const { value } = await umap(x, { init, dims, metric: 'euclidean', neighbours: 10 });
        expect(value.coordinates).toHaveLength(80 * dims);
        const layout = { data: value.coordinates, rows: 80, cols: dims };
        const lists = await exactNeighbours(layout, { metric: 'euclidean', k: 5 }, reference);
        const same = lists.indices.filter((j, at) => j % 4 === Math.floor(at / 5) % 4).length;
        expect(same / lists.indices.length, `${init} ${dims}`).toBeGreaterThan(0.95);
      }
  });

  it('changes with the seed only', async () => {
    const [a, b, c] = [await umap(x), await umap(x), await umap(x, { seed: 1 })];
    expect(a.value).toEqual(b.value);
    expect(a.value.coordinates).not.toEqual(c.value.coordinates);
  });

  it('takes 500 epochs up to 10,000 items, or as many as asked for, and shows each', async () => {
    expect((await umap(x)).value.epochs).toBe(500);
    const epochs: number[] = [];
    const frame = (_: Float32Array, epoch: number): number => epochs.push(epoch);
    const { value } = await runOn<UmapValue>('umap', x, { epochs: 7 }, reference, { frame });
    expect(value.epochs).toBe(7);
    expect(epochs.at(-1)).toBe(7);
  });

  it('goes on from an earlier layout with a quarter of the learning rate, and says so', async () => {
    const params = { metric: 'euclidean', neighbours: 10 };
    const { value } = await umap(x, params);
    const before = value.coordinates.slice();
    const later = await runMethod(
      'umap',
      x,
      { ...params, epochs: 30, seed: 1 },
      {
        ...{ kernels: reference, control: {}, inputs: [], start: value.coordinates },
      },
    );
    const after = (later.value as UmapValue).coordinates;
    expect(value.coordinates).toEqual(before);
    expect(after).not.toEqual(before);
    // Items move about within their groups; a new start would put the groups elsewhere.
    const moved = Math.hypot(...after.map((v, at) => v - before[at]!));
    const centre = [0, 1].map(
      (d) => before.reduce((s, v, at) => s + (at % 2 === d ? v : 0), 0) / 80,
    );
    const extent = Math.hypot(...before.map((v, at) => v - centre[at % 2]!));
    expect(moved / extent).toBeLessThan(0.5);
    expect(later.recipe.notes.join(' ')).toContain(
      'goes on from where it was, 30 epochs at a time, with a learning rate that falls from 0.25 to 0.',
    );
  });

  it('takes several rounds at once as it takes them one after another', async () => {
    const params = { metric: 'euclidean', neighbours: 10, epochs: 20 };
    const { value: first } = await umap(x, params);
    const { value: together } = await umap(x, { ...params, rounds: 2 });
    const second = await runMethod(
      'umap',
      x,
      { ...params, rounds: 2 },
      { kernels: reference, control: {}, inputs: [], start: first.coordinates },
    );
    expect((second.value as UmapValue).coordinates).toEqual(together.coordinates);
    expect(together.coordinates).not.toEqual(first.coordinates);
  });

  it('places items on the map of another space, which stays as it is', async () => {
    const params = { metric: 'euclidean', neighbours: 10, epochs: 60 };
    const { value: map } = await umap(x, params);
    const items = { data: x.data.slice(0, 8 * x.cols), rows: 8, cols: x.cols };
    const other = { x, input: { name: 'known', n: x.rows, d: x.cols, sha256: '' } };
    const { value, recipe } = await runMethod(
      'umap',
      items,
      { ...params, onto: 'known' },
      {
        ...{ kernels: reference, control: {}, inputs: [] },
        space: async (name) => (name === 'known' ? other : null),
      },
    );
    expect(recipe.inputs.map(({ name }) => name)).toEqual(['known']);
    expect(recipe.notes.join(' ')).toContain('Placed on the map of known');
    // Copies of known items come to lie among their neighbours: nearer than an item is to the middle of the map.
    const { coordinates } = value as UmapValue;
    const place = (of: Float32Array, i: number): [number, number] => [of[2 * i]!, of[2 * i + 1]!];
    const off = (i: number): number => {
      const [[ax, ay], [bx, by]] = [place(coordinates, i), place(map.coordinates, i)];
      return Math.hypot(ax - bx, ay - by);
    };
    const extent = Math.max(...map.coordinates) - Math.min(...map.coordinates);
    for (let i = 0; i < 8; i++) expect(off(i)).toBeLessThan(0.2 * extent);
    await expect(
      runMethod(
        'umap',
        items,
        { onto: 'no such' },
        { kernels: reference, control: {}, inputs: [], space: async () => null },
      ),
    ).rejects.toMatchObject({ code: 'E_RANGE' });
  });

  it('does not go on from a layout of other items or dimensions', async () => {
    const run = (start: Float32Array): Promise<unknown> =>
      runMethod('umap', x, {}, { kernels: reference, control: {}, inputs: [], start });
    await expect(run(new Float32Array(158))).rejects.toMatchObject({ code: 'E_SHAPE' });
    await expect(run(new Float32Array(240))).rejects.toMatchObject({ code: 'E_SHAPE' });
    await expect(run(new Float32Array(160).fill(NaN))).rejects.toMatchObject({ code: 'E_SHAPE' });
  });

  it('says how many epochs it took only when it was left to choose', async () => {
    const { recipe } = await umap(x);
    expect([recipe.params['epochs'], recipe.resolved]).toEqual([0, { epochs: 500 }]);
    const chosen = await umap(x, { epochs: 20 });
    expect(chosen.recipe.resolved).toBeUndefined();
    const other = { x, input: { name: 'known', n: x.rows, d: x.cols, sha256: '' } };
    const space = async (): Promise<typeof other> => other;
    const onto = await runMethod(
      'umap',
      x,
      { onto: 'known' },
      { kernels: reference, control: {}, inputs: [], space },
    );
    expect(onto.recipe.resolved).toEqual({ epochs: 500 });
  });

  it('says that separate parts were placed side by side', async () => {
    const { value, recipe } = await umap(clusters(60, 4, 3, 300), {
      metric: 'euclidean',
      neighbours: 6,
    });
    expect(recipe.notes.join(' ')).toContain('has 3 separate parts');
    expect(value.coordinates.every(Number.isFinite)).toBe(true);
  });

  it('places many small parts, pairs among them', async () => {
    const data = new Float32Array(40 * 2).map((_, at) => (at >> 2) * 100 + (at % 4) * 0.1);
    const { value, recipe } = await umap(
      { data, rows: 40, cols: 2 },
      { metric: 'euclidean', neighbours: 2 },
    );
    expect(recipe.notes.join(' ')).toContain('20 separate parts');
    expect(value.coordinates.every(Number.isFinite)).toBe(true);
  });

  it('gives items without a direction no place, and says so', async () => {
    const holed = { ...x, data: x.data.slice() };
    holed.data.fill(0, 15, 20);
    const seen: Float32Array[] = [];
    const { value, recipe } = await runOn<UmapValue>('umap', holed, {}, reference, {
      frame: (y) => seen.push(y),
    });
    const nan = (y: Float32Array): number[] => [...y.keys()].filter((at) => Number.isNaN(y[at]));
    expect(nan(value.coordinates)).toEqual([6, 7]);
    expect(nan(seen[0]!)).toEqual([6, 7]);
    expect(recipe.notes.join(' ')).toContain('no place on the map');
  });

  it('says when zero rows leave fewer neighbours than asked for', async () => {
    const holed = gaussian(41, 4, 3);
    holed.data.fill(0, 4, 12);
    const { value, recipe } = await umap(holed, { neighbours: 41 });
    expect(recipe.notes).toContain('39 neighbours used, as only 39 items have a direction.');
    expect(value.coordinates.filter(Number.isNaN)).toHaveLength(4);
    const all = await umap(gaussian(41, 4, 3), { neighbours: 41 });
    expect(all.recipe.notes.join()).not.toContain('have a direction');
  });

  it('notes duplicates and lays them out', async () => {
    const twice = { ...x, data: x.data.slice() };
    twice.data.copyWithin(5, 0, 5);
    const { value, recipe } = await umap(twice, { metric: 'euclidean' });
    expect(recipe.notes.join(' ')).toContain('2 items coincide');
    expect(value.coordinates.every(Number.isFinite)).toBe(true);
  });

  it('reduces the neighbours to what there is, down to four items', async () => {
    const { value, recipe } = await umap(gaussian(4, 3, 1));
    expect(recipe.notes.join(' ')).toContain('15 neighbours asked for; 3 used, as N = 4.');
    expect(value.coordinates.every(Number.isFinite)).toBe(true);
  });
});

it('refuses a minimum distance above the spread, as umap-learn does', async () => {
  const run = runOn('umap', gaussian(40, 3, 1), { minDist: 1.5, spread: 1 });
  await expect(run).rejects.toMatchObject({ code: 'E_RANGE', place: 'minDist' });
});
