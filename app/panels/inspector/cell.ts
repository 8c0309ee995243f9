import type { Column } from '../../../src/data/dataset.ts';

/** What a column says of an item, as text; null when it says nothing. */
export function cellText(column: Column, item: number): string | null {
  switch (column.kind) {
    case 'category':
      return column.levels[column.codes[item]!] ?? null;
    case 'number': {
      const value = column.values[item]!;
      return Number.isNaN(value) ? null : String(Number(value.toPrecision(10)));
    }
    case 'text':
      return column.values[item] ?? null;
    case 'image':
      return null;
  }
}
