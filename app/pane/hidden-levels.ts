import type { CategoryColumn } from '../../src/data/dataset.ts';

/**
 * A workspace names the levels that are switched off, so that a link still fits when the file has grown; the
 * legend numbers them. Missing values get a name that begins with a NUL, which no text of a table does.
 */
const MISSING = '\u0000missing';

export const levelName = (column: CategoryColumn, level: number): string =>
  column.levels[level] ?? MISSING;

/** Numbers of the levels with these names; -1 for missing values. Names that the column lacks are left out. */
export function hiddenLevels(column: CategoryColumn, names: readonly string[]): Set<number> {
  const wanted = new Set(names);
  const hidden = new Set<number>();
  column.levels.forEach((name, level) => {
    if (wanted.has(name)) hidden.add(level);
  });
  if (wanted.has(MISSING)) hidden.add(-1);
  return hidden;
}
