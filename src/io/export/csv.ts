import { float32Text } from './float32-text.ts';
import { isNumbers, rowsOf, type OutColumn, type OutTable } from './table.ts';

/** Fields in one part, and rows at most. */
const PART_FIELDS = 1 << 16;
const PART_ROWS = 4096;

/** A table with a heading (RFC 4180); vectors as columns dim_0, dim_1 ..., part by part. */
export function* csvParts(table: OutTable): Generator<string> {
  const { columns, vectors } = table;
  const names = columns.map(({ name }) => quoted(name));
  for (let d = 0; d < (vectors?.cols ?? 0); d++)
    names.push(quoted(vectors!.names?.[d] ?? `dim_${d}`));
  yield names.join(',') + '\n';
  const rows = rowsOf(table);
  const perPart = Math.min(PART_ROWS, Math.ceil(PART_FIELDS / Math.max(1, names.length)));
  for (let from = 0; from < rows; from += perPart) {
    let part = '';
    for (let row = from; row < Math.min(rows, from + perPart); row++) {
      const fields = columns.map((column) => field(column, row));
      for (let d = 0; d < (vectors?.cols ?? 0); d++)
        fields.push(float32Text(vectors!.data[row * vectors!.cols + d]!));
      part += fields.join(',') + '\n';
    }
    yield part;
  }
}

function field({ values }: OutColumn, row: number): string {
  if (!isNumbers(values)) return quoted(values[row] ?? '');
  const value = values[row]!;
  if (Number.isNaN(value)) return '';
  return values instanceof Float32Array ? float32Text(value) : String(value);
}

/** A text that a spreadsheet takes for a formula is written as it is: the file is data, and says the same when read back. */
const quoted = (text: string): string =>
  /[",\n\r]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
