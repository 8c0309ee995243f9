import { describe, expect, it } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import { NO_NEIGHBOUR } from '../math/exact-neighbours.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { clusters } from '../math/testing/random.ts';
import { descriptorById, descriptors, viewOf } from './descriptors.ts';
import { loadMethod } from './methods.ts';
import { PREPROCESSING } from './preprocessing.ts';
import { runOn } from './run-in-test.ts';
import type { NeighboursValue, ProjectionValue, ReportValue, Result } from './types.ts';

/** Every method keeps these promises. A new method folder is tested here without a further line. */

const x = clusters(60, 6, 3);
const folders = Object.keys(import.meta.glob('./*/descriptor.ts')).map(
  (path) => path.split('/')[1]!,
);

it('finds the methods of this release', () => {
  expect(folders).toEqual(expect.arrayContaining(['data-check', 'neighbours', 'pca', 'umap']));
  expect(descriptors.map(({ id }) => id)).toEqual(folders.toSorted());
});

describe.each(folders)('%s', (folder) => {
  const descriptor = descriptorById.get(folder)!;

  it('has the id of its folder, words and a citation', async () => {
    expect(descriptor.id).toBe(folder);
    expect(descriptor.question).toMatch(/\?$/);
    expect(descriptor.title).not.toBe('');
    expect(Number.isInteger(descriptor.version) && descriptor.version >= 1).toBe(true);
    expect(descriptor.citations.length).toBeGreaterThan(0);
    for (const citation of descriptor.citations) expect(citation).toMatch(/(doi|arXiv):\S+$/);
    expect((await loadMethod(folder)).descriptor).toBe(descriptor);
  });

  it('has defaults that pass its schema, labelled for the form, and survive JSON', () => {
    const defaults = descriptor.params.parse({});
    const again: unknown = JSON.parse(JSON.stringify(defaults));
    expect(descriptor.params.parse(again)).toEqual(defaults);
    for (const [key, schema] of Object.entries(descriptor.params.shape)) {
      const title = (schema as { meta(): { title?: string } | undefined }).meta()?.title;
      expect(title, `title of ${key}`).toBeTruthy();
    }
    expect('seed' in defaults).toBe(descriptor.stochastic);
  });

  it('says in words why it does not fit', async () => {
    const reason = descriptor.requires({ rows: 0, cols: 3 });
    expect(reason).toMatch(/^[A-Z].{20,}\.$/);
    const empty = { data: new Float32Array(0), rows: 0, cols: 3 };
    await expect(runOn(folder, empty)).rejects.toMatchObject({
      code: 'E_TOO_FEW',
      message: reason,
    });
    expect(descriptor.requires(x)).toBeNull();
  });

  it('refuses parameters that do not exist or lie outside their domain', async () => {
    await expect(runOn(folder, x, { nonsense: 1 })).rejects.toMatchObject({ code: 'E_PARAM' });
    for (const key of Object.keys(descriptor.params.shape))
      await expect(runOn(folder, x, { [key]: 'no such' })).rejects.toMatchObject({
        code: 'E_RANGE',
        place: key,
      });
  });

  it('refuses a matrix whose shape is wrong', async () => {
    const wrong = { data: new Float32Array(5), rows: 2, cols: 3 };
    await expect(runOn(folder, wrong)).rejects.toMatchObject({ code: 'E_SHAPE' });
  });

  it('reports or refuses values that are not finite, without crashing', async () => {
    const data = Float32Array.from(x.data);
    data[13] = NaN;
    const run = runOn<ReportValue>(folder, { ...x, data });
    if (descriptor.output === 'report')
      expect((await run).value.issues[0]!.text).toContain('row 2');
    else
      await expect(run).rejects.toMatchObject({
        code: 'E_NONFINITE',
        place: 'row 2, column 1 (counting from 0)',
      });
  });

  it('gives a whole recipe and a value of its output kind', async () => {
    const result = await runOn(folder, x);
    expect(result).toMatchObject({ method: folder, output: descriptor.output });
    expect(result.recipe).toMatchObject({
      method: folder,
      version: descriptor.version,
      params: descriptor.params.parse({}),
      inputs: [{ name: 'test', n: 60, d: 6 }],
      backend: { id: 'reference' },
    });
    const { seed, preprocessing, interval, chance } = result.recipe;
    // Methods that draw only when they must (neighbours of many items) name no seed for these few.
    if (!descriptor.stochastic) expect(seed).toBe('none, deterministic');
    else expect([0, 'none, deterministic']).toContain(seed);
    expect(PREPROCESSING).toContain(preprocessing);
    for (const text of [interval, chance]) expect(text).not.toBe('');
    expectOutput(result);
    expect(structuredClone(result)).toEqual(result);
  });

  it('gives the same value for the same parameters', async () => {
    expect((await runOn(folder, x)).value).toEqual((await runOn(folder, x)).value);
  });

  it('has a view model of pure data', async () => {
    const model = viewOf(await runOn(folder, x));
    expect(model.kind).toBe(descriptor.output);
    expect(model.summary.every((line) => line.label !== '')).toBe(true);
  });

  it('estimates time and memory that grow with the data', () => {
    const params = descriptor.params.parse({});
    const small = descriptor.estimate({ rows: 100, cols: 10 }, params);
    const large = descriptor.estimate({ rows: 10_000, cols: 100 }, params);
    expect(small.seconds).toBeGreaterThan(0);
    expect(large.seconds).toBeGreaterThan(small.seconds);
    expect(large.bytes).toBeGreaterThan(small.bytes);
  });

  it('does not start when already cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const run = runOn(folder, x, {}, undefined, { signal: controller.signal });
    await expect(run).rejects.toBeInstanceOf(CancelledError);
  });

  it('settles at once when cancelled on the way', async () => {
    const controller = new AbortController();
    // Large enough that even a single pass over the values takes more than one time slice.
    const big = descriptor.output === 'report' ? clusters(40_000, 60, 5) : clusters(600, 40, 5);
    let reports = 0;
    const run = runOn(folder, big, {}, createReferenceKernels(), {
      signal: controller.signal,
      progress: () => {
        reports++;
        controller.abort();
      },
    });
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(reports).toBe(1);
  });
});

function expectOutput(result: Result): void {
  if (result.output === 'projection') {
    const { rows, dims, coordinates, axes } = result.value as ProjectionValue;
    expect(rows).toBe(60);
    expect(coordinates).toHaveLength(rows * dims);
    expect(coordinates.every(Number.isFinite)).toBe(true);
    expect([0, dims]).toContain(axes.length);
  } else if (result.output === 'neighbours') {
    const { rows, k, indices, distances } = result.value as NeighboursValue;
    expect(indices).toHaveLength(rows * k);
    expect(distances).toHaveLength(rows * k);
    expect(indices.every((j) => j < rows || j === NO_NEIGHBOUR)).toBe(true);
  } else {
    const { summary, tables, histograms, issues } = result.value as ReportValue;
    expect(summary.length).toBeGreaterThan(0);
    for (const { columns, rows } of tables)
      for (const row of rows) expect(row).toHaveLength(columns.length);
    for (const { edges, counts } of histograms) expect(edges).toHaveLength(counts.length + 1);
    for (const { text, hint } of issues) expect(text !== '' && hint !== '').toBe(true);
  }
}
