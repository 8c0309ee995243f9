import { describe, expect, it } from 'vitest';
import { NO_NEIGHBOUR } from '../math/exact-neighbours.ts';
import type { Matrix } from '../math/kernels.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { sampleRows } from '../math/sample.ts';
import { clusters } from '../math/testing/random.ts';
import { descriptors } from './descriptors.ts';
import { runMethod } from './run-method.ts';
import type { NeighboursValue, ProjectionValue, Result } from './types.ts';

const x = clusters(80, 6, 3);
const sample = { rows: 30, seed: 5 };
const chosen = sampleRows(80, 30, 5);

const run = (id: string, matrix: Matrix, own: { sample?: typeof sample } = {}, frame?: Frame) =>
  runMethod(id, matrix, id === 'umap' ? { epochs: 5 } : {}, {
    kernels: createReferenceKernels(),
    control: frame ? { frame } : {},
    inputs: [{ name: 'x', n: matrix.rows, d: matrix.cols, sha256: '' }],
    ...own,
  });
type Frame = (coordinates: Float32Array) => void;

/** The chosen rows as a matrix of their own. */
function part(): Matrix {
  const data = new Float32Array(chosen.length * x.cols);
  chosen.forEach((row, at) => data.set(x.data.subarray(row * 6, row * 6 + 6), at * 6));
  return { data, rows: chosen.length, cols: 6 };
}

const rowsOf = (values: ArrayLike<number>, rows: number): number[][] => {
  const width = values.length / rows;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: width }, (_, j) => values[i * width + j]!),
  );
};

describe.each(descriptors.map(({ id }) => id))('%s on a sample', (id) => {
  it('equals the method on those rows, spread over all items, and the recipe says so', async () => {
    const result = await run(id, x, { sample });
    const alone = await run(id, part());
    expect(result.recipe.inputs).toEqual([
      { name: 'x', n: 30, d: 6, sha256: '', sample: { of: 80, seed: 5 } },
    ]);
    expect(result.recipe.notes[0]).toMatch(/^A sample of 30 of 80 rows was taken \(seed 5\)/);
    if (result.output === 'report') expect(result.value).toEqual(alone.value);
    if (result.output === 'projection') expectPlaces(result, alone);
    if (result.output === 'neighbours') expectLists(result, alone);
  });
});

function expectPlaces(result: Result, alone: Result): void {
  const { rows, dims, coordinates } = result.value as ProjectionValue;
  const places = rowsOf(coordinates, 80);
  expect([rows, coordinates.length]).toEqual([80, 80 * dims]);
  const expected = rowsOf((alone.value as ProjectionValue).coordinates, 30);
  expect([...chosen].map((row) => places[row])).toEqual(expected);
  const others = places.filter((_, row) => !chosen.includes(row)).flat();
  expect(others).toHaveLength(50 * dims);
  expect(others.every(Number.isNaN)).toBe(true);
}

function expectLists(result: Result, alone: Result): void {
  const value = result.value as NeighboursValue;
  const inPart = alone.value as NeighboursValue;
  const lists = rowsOf(value.indices, 80);
  const distances = rowsOf(value.distances, 80);
  expect(value.rows).toBe(80);
  rowsOf(inPart.indices, 30).forEach((list, at) =>
    expect(lists[chosen[at]!]).toEqual(list.map((neighbour) => chosen[neighbour])),
  );
  rowsOf(inPart.distances, 30).forEach((list, at) => expect(distances[chosen[at]!]).toEqual(list));
  const others = lists.flatMap((list, row) => (chosen.includes(row) ? [] : list));
  expect(others).toEqual(new Array(50 * value.k).fill(NO_NEIGHBOUR));
  expect(value.excluded).toEqual(
    Uint32Array.from(Array.from({ length: 80 }, (_, i) => i).filter((i) => !chosen.includes(i))),
  );
}

it('has a place for all items in live frames', async () => {
  const frames: Float32Array[] = [];
  await run('umap', x, { sample }, (coordinates) => frames.push(coordinates.slice()));
  expect(frames.length).toBeGreaterThan(0);
  for (const frame of frames) {
    expect(frame).toHaveLength(160);
    expect(frame.filter(Number.isNaN)).toHaveLength(100);
  }
});

it.each([0, 81, 2.5])('refuses %d of 80 rows', async (rows) => {
  await expect(run('pca', x, { sample: { rows, seed: 0 } })).rejects.toMatchObject({
    code: 'E_RANGE',
    message: `A sample must have 1 to 80 rows, not ${rows}.`,
  });
});

it('of all rows is no sample', async () => {
  const { recipe } = await run('pca', x, { sample: { rows: 80, seed: 0 } });
  expect(recipe.inputs[0]).not.toHaveProperty('sample');
});

it('names the sample where rows are counted within it', async () => {
  const data = Float32Array.from(x.data);
  data[chosen[3]! * 6 + 1] = NaN;
  await expect(run('pca', { ...x, data }, { sample })).rejects.toMatchObject({
    message: expect.stringMatching(/^x \(sample of 30 rows\): 1 .* row 3, column 1/) as string,
  });
});
