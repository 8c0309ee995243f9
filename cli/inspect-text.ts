import type { Inspection } from '../src/io/inspect.ts';

/** What the readers found, for reading in a terminal: a line for each matrix, column, note and error. */
export function inspectText(found: Inspection): string {
  const lines = [
    ...found.matrices.map(
      ({ name, file, rows, columns, dtype, first }) =>
        `${name}: ${rows} x ${columns} ${dtype} in ${file}, starts ${values(first)}`,
    ),
    ...(found.ids.length > 0 ? [`ids: ${values(found.ids)} ...`] : []),
    ...found.columns.map(
      ({ name, type, first }) => `column ${name} (${type}): ${values(first)} ...`,
    ),
    ...joinLines(found),
    ...found.notes.map((note) => `note: ${note}`),
    ...found.errors.map(({ message, hint }) => `error: ${message} ${hint}`),
  ];
  return `${lines.join('\n')}\n`;
}

function joinLines({ join }: Inspection): string[] {
  if (!join) return [];
  const { file, by, column, matched, unmatchedItems, unmatchedRows } = join;
  const how = by === 'row' ? 'by row order' : `by column ${column}`;
  return [
    `${file} joined ${how}: ${matched} matched, ${unmatchedItems} items without a row, ${unmatchedRows} rows without an item`,
  ];
}

const values = (list: readonly (string | number | null)[]): string =>
  list.map((value) => value ?? 'missing').join(', ');
