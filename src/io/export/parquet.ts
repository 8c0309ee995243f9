import { isNumbers, type OutColumn, type OutTable } from './table.ts';

/** Parquet with snappy: texts, doubles, and vectors as list<float>. The library is loaded when it is used. */
export async function parquetBytes({ columns, vectors }: OutTable): Promise<ArrayBuffer> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const names = new Set(columns.map(({ name }) => name));
  const vectorName =
    vectors && (names.has(vectors.name) ? `${vectors.name} (vector)` : vectors.name);
  return parquetWriteBuffer({
    columnData: [
      ...columns.map(({ name, values }) => ({ name, data: plain(values) })),
      ...(vectors
        ? [{ name: vectorName!, data: listsOf(vectors.data, vectors.rows, vectors.cols) }]
        : []),
    ],
    schema: [
      { name: 'root', num_children: columns.length + (vectors ? 1 : 0) },
      ...columns.map(columnSchema),
      ...(vectors
        ? ([
            {
              name: vectorName!,
              repetition_type: 'REQUIRED',
              converted_type: 'LIST',
              num_children: 1,
            },
            { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
            { name: 'element', repetition_type: 'REQUIRED', type: 'FLOAT' },
          ] as const)
        : []),
    ],
  });
}

const columnSchema = ({ name, values }: OutColumn) =>
  isNumbers(values)
    ? ({ name, type: 'DOUBLE', repetition_type: 'OPTIONAL' } as const)
    : ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const);

const plain = (values: OutColumn['values']): (string | number | null)[] =>
  isNumbers(values)
    ? Array.from(values, (value) => (Number.isNaN(value) ? null : value))
    : [...values];

const listsOf = (data: Float32Array, rows: number, cols: number): number[][] =>
  Array.from({ length: rows }, (_, row) => Array.from(data.subarray(row * cols, (row + 1) * cols)));
