import type { Dataset } from '../../src/data/dataset.ts';
import { freeName, tableOf, type OutColumn, type OutMatrix } from '../../src/io/export/table.ts';
import type { OutFormat } from '../../src/workers/protocol.ts';

/** What a person saves. */
export type What = 'space' | 'map' | 'selection' | 'metadata';

/** Ids and metadata of the items, as columns. */
export const itemColumns = (dataset: Pick<Dataset, 'ids' | 'columns'>): readonly OutColumn[] =>
  tableOf(dataset).columns;

/** Coordinates as a matrix with columns x, y and z; NaN for items that have no place. */
export function coordinateMatrix(
  name: string,
  { coordinates, dims }: { readonly coordinates: Float32Array; readonly dims: number },
  columns: readonly OutColumn[],
): OutMatrix {
  const taken = new Set(columns.map((column) => column.name));
  const names = Array.from({ length: dims }, (_, d) => freeName('xyz'[d] ?? `x${d + 1}`, taken));
  // A copy: the map goes on drawing them.
  const data = coordinates.slice();
  return { name, data, rows: data.length / dims, cols: dims, names };
}

/** "digits-umap.csv": of characters that every system allows. */
export function fileName(dataset: string, suffix: string, format: OutFormat): string {
  const name = [dataset, suffix].filter((part) => part !== '').join('-');
  // eslint-disable-next-line no-control-regex -- what no file system takes
  const plain = name.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, '_').replace(/^\.+/, '');
  return `${plain.slice(0, 120) || 'locus'}.${format}`;
}
