import { expect, test } from 'vitest';
import { takesLevel, type CategoryChoice } from '../../src/io/row-choice.ts';
import { withLevel } from './category-columns.ts';

const all = ['a', 'bb', 'ccc', 'dddd'];
const every: CategoryChoice = {
  kind: 'category',
  file: 'm.csv',
  column: 'kind',
  seed: 3,
  count: 9,
};
const taken = (choice: CategoryChoice): string[] => all.filter(takesLevel(choice));

test('the shorter list says which categories are taken', () => {
  const but = withLevel(every, all, 'bb', false);
  expect(but).toEqual({ ...every, except: ['bb'] });
  const one = all.slice(1).reduce((choice, level) => withLevel(choice, all, level, false), every);
  expect(one).toEqual({ ...every, levels: ['a'] });
  expect(withLevel(but, all, 'bb', true)).toEqual(every);
});

test('any order of clicks ends with what is ticked', () => {
  let choice: CategoryChoice = { ...every, levels: [] };
  const ticked = new Set<string>();
  for (const level of ['ccc', 'a', 'ccc', 'dddd', 'bb', 'a', 'ccc', 'a']) {
    if (!ticked.delete(level)) ticked.add(level);
    choice = withLevel(choice, all, level, ticked.has(level));
    expect(taken(choice)).toEqual(all.filter((one) => ticked.has(one)));
  }
});
