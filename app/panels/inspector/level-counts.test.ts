import { expect, it } from 'vitest';
import { levelCounts } from './level-counts.ts';

const column = {
  kind: 'category',
  name: 'colour',
  levels: ['red', 'green', 'blue'],
  codes: Int32Array.of(0, 0, 0, 1, 1, 2, -1),
} as const;

it('counts the levels of the items, most frequent first, beside the counts of all', () => {
  expect(levelCounts(column, Uint32Array.of(0, 3, 4, 6))).toEqual([
    { label: 'green', count: 2, of: 2 },
    { label: 'missing', count: 1, of: 1 },
    { label: 'red', count: 1, of: 3 },
  ]);
});

it('is empty for no items', () => {
  expect(levelCounts(column, new Uint32Array(0))).toEqual([]);
});
