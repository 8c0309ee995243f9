import { describe, expect, it } from 'vitest';
import type { Column } from '../../src/data/dataset.ts';
import { coordinateMatrix, fileName, itemColumns } from './out-table.ts';

const columns: Column[] = [
  { kind: 'text', name: 'word', values: ['a', 'b'] },
  { kind: 'text', name: 'id', values: ['p', null] },
  { kind: 'category', name: 'kind', levels: ['x', 'y'], codes: Int32Array.of(1, -1) },
  { kind: 'number', name: 'n', values: Float64Array.of(0.1, NaN) },
  {
    kind: 'image',
    name: 'pic',
    url: 'data:',
    tile: 8,
    perRow: 1,
    tiles: Int32Array.of(0, 1),
  },
];

describe('what is saved', () => {
  it('names every item once and leaves thumbnails out', () => {
    const out = itemColumns({ ids: ['a', 'b'], columns });
    expect(out.map(({ name, values }) => [name, [...values]])).toEqual([
      ['id 2', ['a', 'b']],
      ['id', ['p', null]],
      ['kind', ['y', null]],
      ['n', [0.1, NaN]],
    ]);
  });

  it('has coordinates with names of their own, and leaves the map its own', () => {
    const coordinates = Float32Array.of(1, 2, 3, 4, 5, 6);
    const out = coordinateMatrix('m', { coordinates, dims: 2 }, [{ name: 'x', values: [] }]);
    expect(out).toMatchObject({ rows: 3, cols: 2, names: ['x 2', 'y'], data: coordinates });
    expect(out.data).not.toBe(coordinates);
  });

  it('has a name that every file system takes', () => {
    expect(fileName('a/b: "c"', 'umap', 'csv')).toBe('a_b_ _c_-umap.csv');
    expect(fileName('..', '', 'npy')).toBe('locus.npy');
    expect(fileName('x', '', 'parquet')).toBe('x.parquet');
  });
});
