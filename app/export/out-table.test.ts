import { describe, expect, it } from 'vitest';
import type { Column } from '../../src/data/dataset.ts';
import { coordinateColumns, fileName, itemColumns, rowsOfColumns } from './out-table.ts';

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

  it('has coordinates as columns, and some rows in the order given', () => {
    const out = coordinateColumns(Float32Array.of(1, 2, 3, 4, 5, 6), 2, new Set(['x']));
    expect(out.map(({ name }) => name)).toEqual(['x 2', 'y']);
    const [x, y] = rowsOfColumns(out, Uint32Array.of(2, 0));
    expect([[...x!.values], [...y!.values]]).toEqual([
      [5, 1],
      [6, 2],
    ]);
  });

  it('has a name that every file system takes', () => {
    expect(fileName('a/b: "c"', 'umap', 'csv')).toBe('a_b_ _c_-umap.csv');
    expect(fileName('..', '', 'npy')).toBe('locus.npy');
    expect(fileName('x', '', 'parquet')).toBe('x.parquet');
  });
});
