import type { CategoryColumn } from '../../../src/data/dataset.ts';

export interface LevelCount {
  readonly label: string;
  readonly count: number;
  /** How many items of the whole data set have this level. */
  readonly of: number;
}

/** How often each level of a column occurs among `items`; most frequent first, levels that do not occur left out. */
export function levelCounts(column: CategoryColumn, items: Uint32Array): LevelCount[] {
  // Slot 0 counts missing values, so that code + 1 is the slot of a level.
  const total = new Uint32Array(column.levels.length + 1);
  const inside = new Uint32Array(column.levels.length + 1);
  for (const code of column.codes) total[code + 1]!++;
  for (const item of items) inside[column.codes[item]! + 1]!++;
  return Array.from(inside, (count, slot) => ({
    label: slot === 0 ? 'missing' : column.levels[slot - 1]!,
    count,
    of: total[slot]!,
  }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}
