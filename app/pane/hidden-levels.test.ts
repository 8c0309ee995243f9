import { expect, it } from 'vitest';
import { hiddenLevels, levelName } from './hidden-levels.ts';

const column = {
  kind: 'category',
  name: 'colour',
  levels: ['red', 'missing', ''],
  codes: Int32Array.of(0, 1, 2, -1),
} as const;

it('names every level, and missing values unlike any level', () => {
  const names = [-1, 0, 1, 2].map((level) => levelName(column, level));
  expect(new Set(names).size).toBe(4);
  expect([...hiddenLevels(column, names)].sort()).toEqual([-1, 0, 1, 2]);
});

it('finds single levels again', () => {
  expect([...hiddenLevels(column, [levelName(column, 1)])]).toEqual([1]);
  expect([...hiddenLevels(column, [levelName(column, -1)])]).toEqual([-1]);
});

it('leaves out what the column does not have', () => {
  expect(hiddenLevels(column, ['green']).size).toBe(0);
});
