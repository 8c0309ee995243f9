import type { Column, Dataset } from '../../src/data/dataset.ts';
import type { OutFormat, OutTable } from '../../src/workers/protocol.ts';

/** What a person saves. */
export type What = 'space' | 'map' | 'selection' | 'metadata';

type OutColumn = OutTable['columns'][number];

/** Ids and metadata of the items, as columns: thumbnails are left out, and a column that says the same as the ids. */
export function itemColumns({ ids, columns }: Pick<Dataset, 'ids' | 'columns'>): OutColumn[] {
  const own = columns.filter((column) => column.kind !== 'image' && !isIds(column, ids));
  const names = new Set(own.map(({ name }) => name));
  return [
    { name: freeName('id', names), values: ids },
    ...own.map((column) => ({ name: column.name, values: valuesOf(column) })),
  ];
}

/** Coordinates as columns x, y and z; NaN for items that have no place. */
export function coordinateColumns(
  coordinates: Float32Array,
  dims: number,
  taken: ReadonlySet<string>,
): OutColumn[] {
  return Array.from({ length: dims }, (_, d) => ({
    name: freeName('xyz'[d] ?? `x${d + 1}`, taken),
    values: Float32Array.from(
      { length: coordinates.length / dims },
      (_, i) => coordinates[i * dims + d]!,
    ),
  }));
}

/** Some rows of columns, in the order given. */
export const rowsOfColumns = (columns: readonly OutColumn[], rows: Uint32Array): OutColumn[] =>
  columns.map(({ name, values }) => ({
    name,
    values: ArrayBuffer.isView(values)
      ? Float64Array.from(rows, (row) => values[row]!)
      : Array.from(rows, (row) => values[row]!),
  }));

/** "digits-umap.csv": of characters that every system allows. */
export function fileName(dataset: string, suffix: string, format: OutFormat): string {
  const name = [dataset, suffix].filter((part) => part !== '').join('-');
  // eslint-disable-next-line no-control-regex -- what no file system takes
  const plain = name.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, '_').replace(/^\.+/, '');
  return `${plain.slice(0, 120) || 'locus'}.${format}`;
}

function valuesOf(column: Column): OutColumn['values'] {
  switch (column.kind) {
    case 'category':
      return Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]!));
    case 'image':
      return [];
    default:
      return column.values;
  }
}

function isIds(column: Column, ids: readonly string[]): boolean {
  const values = valuesOf(column);
  return values.length === ids.length && ids.every((id, i) => String(values[i]) === id);
}

/** A name that none of the others has. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name} ${i}`;
  return free;
}
