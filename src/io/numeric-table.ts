import type { ReadFile } from './align.ts';
import { typeColumn } from './columns.ts';
import { Float32Sink } from './float32.ts';
import { chooseIds } from './ids.ts';
import { count, plural, stem } from './names.ts';
import { scanMatrix } from './scan.ts';

/**
 * A table of which no column looks like a dimension (such as measurements with names of their own), read as
 * vectors after all: its numeric columns side by side. Null with fewer than two of them. The columns stay as
 * metadata too.
 */
export function numericTable({ source, content }: ReadFile): ReadFile | null {
  const { table } = content;
  if (!table) return null;
  const idColumn = chooseIds(table.columns, table.rows)?.column;
  const columns = table.columns
    .map(typeColumn)
    .filter((column) => column.kind === 'number')
    .filter(({ name }) => name !== idColumn);
  if (columns.length < 2) return null;
  const { rows } = table;
  const sink = new Float32Sink(source.name, rows, columns.length);
  const row = new Float64Array(columns.length);
  for (let i = 0; i < rows; i++) {
    columns.forEach(({ values }, j) => (row[j] = values[i]));
    sink.put(row, columns.length, i * columns.length);
  }
  const names = columns.map(({ name }) => name);
  const shown =
    names.length > 6 ? [...names.slice(0, 5), `${count(names.length - 5)} more`] : names;
  const matrix = {
    name: stem(source.name),
    rows,
    cols: columns.length,
    dtype: 'text',
    data: sink.data,
    summary: sink.summary(),
    issues: scanMatrix(sink.data, rows, columns.length),
  };
  const note = `${source.name}: no columns are named like dimensions; its ${plural(columns.length, 'column')} of numbers form the vectors (${shown.join(', ')}).`;
  return {
    source,
    content: { ...content, matrices: [matrix], notes: [...content.notes, ...sink.notes(), note] },
  };
}
