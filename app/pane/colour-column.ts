import type { CategoryColumn, Column, NumberColumn } from '../../src/data/dataset.ts';

/** More levels than this say little as colours, so such a column is not picked unasked. */
const READABLE_LEVELS = 60;

/**
 * The column that colours the map: the one the person chose, else the first category column with a readable number
 * of levels. Null colours all items alike.
 */
export function colourColumn(
  columns: readonly Column[],
  chosen: string | undefined,
): CategoryColumn | NumberColumn | null {
  const named = columns.find((column) => column.name === chosen);
  if (named?.kind === 'category' || named?.kind === 'number') return named;
  return (
    columns.find(
      (column): column is CategoryColumn =>
        column.kind === 'category' &&
        column.levels.length > 1 &&
        column.levels.length <= READABLE_LEVELS,
    ) ?? null
  );
}
