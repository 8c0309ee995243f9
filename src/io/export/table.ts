import type { Column, Dataset, Space } from '../../data/dataset.ts';
import { valueAt } from '../columns.ts';
import { areMadeOf } from '../ids.ts';
import { takeRows } from '../scan.ts';

/** A column on its way into a file: texts, or numbers (NaN for a missing one). */
export interface OutColumn {
  readonly name: string;
  readonly values: readonly (string | null)[] | Float64Array | Float32Array;
}

/** Columns of one length, and perhaps a vector for each row. */
export interface OutTable {
  readonly columns: readonly OutColumn[];
  readonly vectors?: OutMatrix;
}

/** Row-major rows x cols. */
export interface OutMatrix {
  readonly name: string;
  readonly data: Float32Array;
  readonly rows: number;
  readonly cols: number;
  /** Of the columns, where they have some of their own: "x", "y" of a projection. */
  readonly names?: readonly string[];
}

/**
 * The items of a dataset with their metadata (thumbnails are left out), and the vectors of a space of it or a projection. Ids
 * that repeat in the file are written as they are there, so that the table holds one column of ids and reads back the same.
 */
export function tableOf(
  { ids, columns }: Pick<Dataset, 'ids' | 'columns'>,
  vectors?: OutMatrix,
): OutTable {
  const own = columns.filter(({ kind }) => kind !== 'image');
  // The column that the ids come from says the same, or the same without what was made up to tell its rows apart.
  const same = own.filter((column) => ids.every((id, i) => textAt(column, i) === id));
  const origin =
    same.length > 0 ? undefined : own.find((column) => areMadeOf(ids, (i) => textAt(column, i)));
  const said = own.filter((column) => column !== origin && !same.includes(column));
  const names = new Set(said.map(({ name }) => name));
  const { values } = origin ? outColumn(origin) : { values: ids };
  const table = {
    columns: [{ name: freeName('id', names), values }, ...said.map(outColumn)],
  };
  return vectors ? { ...table, vectors } : table;
}

/** The vectors of a space. */
export const matrixOf = ({ name, data, rows, cols }: Space): OutMatrix => ({
  ...{ name, data, rows, cols },
});

/** What the column says of an item; null where it says nothing. */
function textAt(column: Column, i: number): string | null {
  const value = valueAt(column, i);
  return value === null ? null : String(value);
}

function outColumn(column: Column): OutColumn {
  const { name } = column;
  switch (column.kind) {
    case 'number':
    case 'text':
      return { name, values: column.values };
    case 'category':
      return {
        name,
        values: Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]!)),
      };
    case 'image':
      return { name, values: [] };
  }
}

/** A name that none of the others has. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let i = 2; taken.has(free); i++) free = `${name} ${i}`;
  return free;
}

/** Some rows of a table, in the order given. */
export function takeOut({ columns, vectors }: OutTable, rows: Uint32Array): OutTable {
  const taken = columns.map(({ name, values }) => ({ name, values: takeValues(values, rows) }));
  return { columns: taken, ...(vectors && { vectors: takeMatrix(vectors, rows) }) };
}

function takeValues(values: OutColumn['values'], rows: Uint32Array): OutColumn['values'] {
  if (!isNumbers(values)) return Array.from(rows, (row) => values[row]!);
  return values instanceof Float32Array
    ? Float32Array.from(rows, (row) => values[row]!)
    : Float64Array.from(rows, (row) => values[row]!);
}

function takeMatrix(matrix: OutMatrix, rows: Uint32Array): OutMatrix {
  const data = takeRows(matrix.data, matrix.cols, rows);
  return { ...matrix, data, rows: rows.length };
}

/** Whether a column holds numbers, not texts. */
export const isNumbers = (values: OutColumn['values']): values is Float64Array | Float32Array =>
  ArrayBuffer.isView(values);

/** How many rows a table has. */
export const rowsOf = ({ columns, vectors }: OutTable): number =>
  vectors?.rows ?? columns[0]?.values.length ?? 0;
