import { expect, test } from 'vitest';
import { openFiles } from './open.ts';
import { choiceNote } from './row-choice.ts';
import { survey } from './survey.ts';
import { npySource, textSource } from './testing/sources.ts';

const vectors = npySource(
  'x.npy',
  Array.from({ length: 10 }, (_, i) => [i, i + 0.5]),
);
const table = textSource('labels.csv', `label\n${Array.from('kkkkmkkkkk').join('\n')}\n`);

test('rows are taken of vectors and metadata alike, and keep their numbers', async () => {
  const opened = await openFiles([vectors, table], { rows: { kind: 'every', step: 4 } });
  expect(opened.problems).toEqual([]);
  const { ids, columns, spaces, notes } = opened.dataset!;
  expect(ids).toEqual(['0', '4', '8']);
  expect(spaces[0]).toMatchObject({ rows: 3, rowsOf: 10 });
  expect([...opened.spaces[0]!.data]).toEqual([0, 0.5, 4, 4.5, 8, 8.5]);
  expect(columns[0]).toMatchObject({ name: 'label' });
  expect(columns[0]).toMatchObject({ levels: ['k', 'm'], codes: Int32Array.of(0, 1, 0) });
  expect(notes).toContain('x.npy: Every 4th row was taken: 3 of 10 rows.');
});

test.each([
  [2, '2nd'],
  [3, '3rd'],
  [11, '11th'],
  [13, '13th'],
  [21, '21st'],
  [1112, '1,112th'],
])('every %i is said as %s', (step, said) =>
  expect(choiceNote({ kind: 'every', step }, 5, 10)).toBe(
    `Every ${said} row was taken: 5 of 10 rows.`,
  ),
);

test('other rows are another space', async () => {
  const keyOf = async (step: number) =>
    (await openFiles([vectors], { rows: { kind: 'every', step } })).spaces[0]!.key;
  expect(await keyOf(4)).toBe(await keyOf(4));
  expect(await keyOf(4)).not.toBe(await keyOf(5));
});

test('rows of tables that are read whole are taken afterwards', async () => {
  const csv = textSource('v.csv', 'id,dim_0,dim_1\np,1,2\nq,3,4\nr,5,6\n');
  const opened = await openFiles([csv], { rows: { kind: 'first', count: 2 } });
  expect(opened.dataset!.ids).toEqual(['p', 'q']);
  expect([...opened.spaces[0]!.data]).toEqual([1, 2, 3, 4]);
});

test('rows left out by choice and rows left out for their values are both told of', async () => {
  const broken = npySource('x.npy', [
    [0, 0],
    [1, 1],
    [2, NaN],
    [3, 3],
    [4, 4],
  ]);
  const opened = await openFiles([broken], {
    rows: { kind: 'every', step: 2 },
    nonFinite: 'drop-rows',
  });
  expect(opened.dataset!.ids).toEqual(['0', '4']);
  expect(opened.spaces[0]).toMatchObject({ rows: 2, rowsOf: 5 });
});

test('a survey names the matrices without reading them', async () => {
  const found = await survey([vectors, table, textSource('empty.npy', '')], {});
  expect(found.files).toMatchObject([
    { file: 'x.npy', matrices: [{ name: 'x', rows: 10, cols: 2, dtype: 'float32', bytes: 80 }] },
    { file: 'labels.csv', matrices: null },
  ]);
  expect(found.problems).toMatchObject([{ code: 'E_EMPTY', file: 'empty.npy' }]);
});

test('columns are chosen of a table of measurements too', async () => {
  const csv = textSource('m.csv', 'height,width,depth\n1,2,3\n4,5,6.5\n7,8,9\n');
  const opened = await openFiles([csv], { columns: [[1, 2]], rows: { kind: 'first', count: 2 } });
  expect(opened.problems).toEqual([]);
  expect([...opened.spaces[0]!.data]).toEqual([2, 3, 5, 6.5]);
  const { problems } = await openFiles([csv], { columns: [[7, 8]] });
  expect(problems).toMatchObject([{ code: 'E_SHAPE', file: 'm.csv' }]);
});
