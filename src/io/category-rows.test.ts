import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { openFiles } from './open.ts';
import { fromBytes } from './source.ts';
import { npySource, textSource } from './testing/sources.ts';

const ROWS = 12;
const kindOf = (row: number): string => (row % 4 === 3 ? 'rare' : row % 2 ? 'odd' : 'even');
const vectors = npySource(
  'x.npy',
  Array.from({ length: ROWS }, (_, i) => [i, -i, 1]),
);
const table = textSource(
  'm.csv',
  `row,kind\n${Array.from({ length: ROWS }, (_, i) => `${i},${kindOf(i)}`).join('\n')}\n`,
);
const choice = { kind: 'category', file: 'm.csv', column: 'kind', seed: 0 } as const;

test('rows of the chosen categories are taken of the vectors and of the table', async () => {
  const { dataset, spaces, problems } = await openFiles([vectors, table], {
    rows: { ...choice, levels: ['rare'] },
  });
  expect(problems).toEqual([]);
  expect(dataset!.ids).toEqual(['3', '7', '11']);
  expect([...spaces[0]!.data]).toEqual([3, -3, 1, 7, -7, 1, 11, -11, 1]);
  expect(dataset!.columns.find(({ name }) => name === 'kind')).toMatchObject({ levels: ['rare'] });
  expect(dataset!.notes.join(' ')).toContain('3 of 12 rows were taken, by column kind of m.csv');
});

test('categories that are left out are named instead, where that is shorter', async () => {
  const { dataset } = await openFiles([vectors, table], {
    rows: { ...choice, except: ['even', 'odd'] },
  });
  expect(dataset!.ids).toEqual(['3', '7', '11']);
  expect(dataset!.notes.join(' ')).toContain('every category but even, odd');
});

test('of each category at most so many, and the same for the same seed', async () => {
  const open = async (seed: number) =>
    (await openFiles([vectors, table], { rows: { ...choice, count: 2, seed } })).dataset!;
  const { ids, columns } = await open(1);
  expect(ids).toHaveLength(6);
  const kind = columns.find(({ name }) => name === 'kind')!;
  expect([...(kind.kind === 'category' ? kind.codes : [])].sort()).toEqual([0, 0, 1, 1, 2, 2]);
  expect((await open(1)).ids).toEqual(ids);
  expect((await open(2)).ids).not.toEqual(ids);
});

test('a table in another order is joined by id before the rows are chosen', async () => {
  const rows = Array.from({ length: ROWS }, (_, i) => ROWS - 1 - i);
  const turned = textSource(
    'm.csv',
    `id,kind\n${rows.map((i) => `w${i},${kindOf(i)}`).join('\n')}\n`,
  );
  const named = textSource(
    'v.csv',
    `id,dim_0,dim_1\n${Array.from({ length: ROWS }, (_, i) => `w${i},${i},${-i}`).join('\n')}\n`,
  );
  const { dataset, problems } = await openFiles([named, turned], {
    rows: { ...choice, levels: ['rare'] },
  });
  expect(problems).toEqual([]);
  expect(dataset!.ids).toEqual(['w3', 'w7', 'w11']);
});

test('a column that came with the vectors will do: text and h5ad', async () => {
  const own = textSource(
    'v.csv',
    `dim_0,dim_1,kind\n${Array.from({ length: ROWS }, (_, i) => `${i},${-i},${kindOf(i)}`).join('\n')}\n`,
  );
  const text = await openFiles([own], { rows: { ...choice, file: 'v.csv', levels: ['rare'] } });
  expect(text.problems).toEqual([]);
  expect([...text.spaces[0]!.data]).toEqual([3, -3, 7, -7, 11, -11]);

  const url = new URL('hdf5/testdata/dense.h5ad', import.meta.url);
  const cells = fromBytes(new Uint8Array(readFileSync(url)), 'dense.h5ad');
  const all = (await openFiles([cells])).dataset!;
  const column = all.columns.find(({ kind }) => kind === 'category')!;
  if (column.kind !== 'category') throw new Error('the fixture has a category');
  const level = column.levels[0]!;
  const some = await openFiles([cells], {
    rows: { kind: 'category', file: 'dense.h5ad', column: column.name, levels: [level], seed: 0 },
  });
  expect(some.problems).toEqual([]);
  expect(some.dataset!.ids).toEqual(all.ids.filter((_, i) => column.codes[i] === 0));
});

test('what is not there is told, and nothing is opened', async () => {
  const tell = async (change: object) => {
    const { dataset, problems } = await openFiles([vectors, table], {
      rows: { ...choice, ...change },
    });
    expect(dataset).toBeNull();
    return problems;
  };
  expect(await tell({ file: 'n.csv' })).toMatchObject([{ code: 'E_PARAM', file: 'n.csv' }]);
  expect(await tell({ column: 'colour' })).toMatchObject([
    { code: 'E_PARAM', hint: 'Its columns are row, kind.' },
  ]);
  expect(await tell({ column: 'row' })).toMatchObject(
    [{ message: /no categories/ }].map(() => ({ code: 'E_PARAM' })),
  );
  expect(await tell({ levels: ['none'] })).toMatchObject([{ code: 'E_PARAM' }]);
});
