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
}

/** Some rows of a table, in the order given. */
export function takeOut({ columns, vectors }: OutTable, rows: Uint32Array): OutTable {
  const taken = columns.map(({ name, values }) => ({
    name,
    values: isNumbers(values)
      ? Float64Array.from(rows, (row) => values[row]!)
      : Array.from(rows, (row) => values[row]!),
  }));
  return { columns: taken, ...(vectors && { vectors: takeMatrix(vectors, rows) }) };
}

function takeMatrix({ name, data, cols }: OutMatrix, rows: Uint32Array): OutMatrix {
  const taken = new Float32Array(rows.length * cols);
  rows.forEach((row, i) => taken.set(data.subarray(row * cols, (row + 1) * cols), i * cols));
  return { name, data: taken, rows: rows.length, cols };
}

export const isNumbers = (values: OutColumn['values']): values is Float64Array | Float32Array =>
  ArrayBuffer.isView(values);

/** How many rows a table has. */
export const rowsOf = ({ columns, vectors }: OutTable): number =>
  vectors?.rows ?? columns[0]?.values.length ?? 0;
