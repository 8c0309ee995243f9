import { freeName, isNumbers, rowsOf, type OutColumn, type OutTable } from './table.ts';

/** Numbers of vectors in one row group: they pass through lists of the library. */
const GROUP_NUMBERS = 1 << 21;
const MOST_GROUP_ROWS = 100_000;

/**
 * Parquet with snappy, row group by row group: texts, doubles, and vectors as list<float>, or as columns of floats where they
 * have names of their own. The library is loaded when it is used.
 */
export async function* parquetParts(table: OutTable): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const { columns, vectors } = withNamedVectors(table);
  const taken = new Set(columns.map(({ name }) => name));
  const vectorName = vectors && freeName(vectors.name, taken);
  const writer = new ByteWriter(1 << 20);
  const takePart = (): Uint8Array => {
    const part = writer.getBytes().slice();
    writer.index = 0;
    return part;
  };
  const file = new ParquetWriter({
    writer,
    createdBy: 'Locus',
    schema: [
      { name: 'schema', num_children: columns.length + (vectors ? 1 : 0) },
      ...columns.map(columnSchema),
      ...(vectorName === undefined
        ? []
        : ([
            {
              name: vectorName,
              repetition_type: 'REQUIRED',
              converted_type: 'LIST',
              num_children: 1,
            },
            { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
            { name: 'element', repetition_type: 'REQUIRED', type: 'FLOAT' },
          ] as const)),
    ],
  });
  const rows = rowsOf(table);
  const perGroup = Math.max(
    1,
    Math.min(MOST_GROUP_ROWS, Math.floor(GROUP_NUMBERS / (vectors?.cols ?? 1))),
  );
  for (let start = 0; start < rows; start += perGroup) {
    const end = Math.min(rows, start + perGroup);
    const columnData = columns.map(({ name, values }) => ({
      name,
      data: plain(values, start, end),
    }));
    if (vectors && vectorName !== undefined) {
      const { data, cols } = vectors;
      const lists = Array.from({ length: end - start }, (_, i) =>
        Array.from(data.subarray((start + i) * cols, (start + i + 1) * cols)),
      );
      columnData.push({ name: vectorName, data: lists, encoding: 'PLAIN' } as never);
    }
    await file.write({ columnData, rowGroupSize: perGroup });
    yield takePart();
  }
  await file.finish();
  yield takePart();
}

/** Vectors with names of their own as columns. */
function withNamedVectors(table: OutTable): OutTable {
  const { columns, vectors } = table;
  if (!vectors?.names) return table;
  const { data, rows, cols, names } = vectors;
  const taken = new Set(columns.map(({ name }) => name));
  const coordinates = names.map((name, c) => ({
    name: freeName(name, taken),
    values: Float32Array.from({ length: rows }, (_, row) => data[row * cols + c]!),
  }));
  return { columns: [...columns, ...coordinates] };
}

const columnSchema = ({ name, values }: OutColumn) =>
  isNumbers(values)
    ? ({
        name,
        type: values instanceof Float32Array ? 'FLOAT' : 'DOUBLE',
        repetition_type: 'OPTIONAL',
      } as const)
    : ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const);

const plain = (
  values: OutColumn['values'],
  start: number,
  end: number,
): (string | number | number[] | null)[] =>
  isNumbers(values)
    ? Array.from(values.subarray(start, end), (value) => (Number.isNaN(value) ? null : value))
    : values.slice(start, end);
