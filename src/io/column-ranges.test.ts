import { expect, test } from 'vitest';
import { columnsTaken, parseColumns } from './column-ranges.ts';
import { openFiles } from './open.ts';
import { npySource } from './testing/sources.ts';

test.each([
  ['0-255', [[0, 255]]],
  [' 3 ', [[3, 3]]],
  ['0-3, 4-7; 9', [[0, 7], [9, 9]]], // prettier-ignore
  ['5, 0 to 2', [[0, 2], [5, 5]]], // prettier-ignore
  ['', null],
  ['a', null],
  ['3-1', null],
  ['0-256', null],
  ['-1', null],
])('columns %j', (text, ranges) => expect(parseColumns(text, 256)).toEqual(ranges));

const vectors = npySource('x.npy', [
  [0, 1, 2, 3, NaN],
  [10, 11, 12, 13, 14],
]);

test('columns become the dimensions, and the notes and the key say so', async () => {
  const one = await openFiles([vectors], { columns: [[0, 0], [2, 3]] }); // prettier-ignore
  expect(one.problems).toEqual([]);
  expect([...one.spaces[0]!.data]).toEqual([0, 2, 3, 10, 12, 13]);
  expect(one.dataset!.notes.join(' ')).toContain('columns 0, 2-3 of x (counting from 0)');
  const other = await openFiles([vectors], { columns: [[0, 2]] });
  expect(other.spaces[0]!.key).not.toBe(one.spaces[0]!.key);
});

test('what is wrong in a column is told by its place in the file', async () => {
  const { problems } = await openFiles([vectors], { columns: [[3, 4]] });
  expect(problems).toMatchObject([
    { code: 'E_NONFINITE', place: 'row 0, column 4 (counting from 0)' },
  ]);
});

test('ranges beyond the matrix are cut, and none left is an error', async () => {
  expect(columnsTaken([[3, 900]], 5)).toBe(2);
  const { problems } = await openFiles([vectors], { columns: [[5, 9]] });
  expect(problems).toMatchObject([{ code: 'E_SHAPE', file: 'x.npy' }]);
});
