import { expect, test } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import type { Progress } from '../base/control.ts';
import { assemble, attachMetadata } from './assemble.ts';
import { openFiles } from './open.ts';
import { fromBlob } from './blob-source.ts';
import { npySource, textSource } from './testing/sources.ts';

const FOUR = [
  [1, 2],
  [3, 4],
  [5, 6],
  [7, 8],
];
const vectors = npySource('vectors.npy', FOUR);

test('metadata joins by row order when lengths agree, and a unique text column becomes the ids', async () => {
  const meta = textSource('meta.csv', 'word,pos\na,n\nb,n\nc,v\nd,v\n');
  const { dataset, spaces, problems } = await openFiles([vectors, meta]);
  expect(problems).toEqual([]);
  expect(dataset!.ids).toEqual(['a', 'b', 'c', 'd']);
  expect(dataset!.join).toMatchObject({
    file: 'meta.csv',
    by: 'row',
    matched: 4,
    unmatchedItems: 0,
    unmatchedRows: 0,
  });
  expect(dataset!.columns.map(({ name, kind }) => [name, kind])).toEqual([
    ['word', 'text'],
    ['pos', 'category'],
  ]);
  expect([...spaces[0].data]).toEqual(FOUR.flat());
  expect(dataset!.id).toBe(spaces[0].key);
  expect(dataset!.notes.join()).toContain('The ids are column word of meta.csv');
});

test('metadata joins by id in another order, with gaps reported', async () => {
  const csv = textSource('v.csv', 'word,d0,d1\na,1,2\nb,3,4\nc,5,6\nd,7,8\n');
  const meta = textSource('meta.csv', 'pos,token\nv,d\nn,a\nn,x\nv,c\n');
  const { dataset } = await openFiles([csv, meta]);
  expect(dataset!.join).toMatchObject({
    file: 'meta.csv',
    by: 'id',
    column: 'token',
    matched: 3,
    unmatchedItems: 1,
    unmatchedRows: 1,
  });
  const pos = dataset!.columns.find(({ name }) => name === 'pos')!;
  expect(pos).toMatchObject({ levels: ['v', 'n'], codes: Int32Array.of(1, -1, 0, 0) });
  expect(dataset!.notes.join()).toContain('1 item without a row');
});

test('the join can be changed without reading again, and a wrong choice keeps the vectors', async () => {
  const csv = textSource('v.csv', 'word,d0,d1\na,1,2\nb,3,4\nc,5,6\nd,7,8\n');
  const meta = textSource('meta.csv', 'token,n\nd,1\nc,2\nb,3\na,4\n');
  const { dataset, parsed } = await openFiles([csv, meta]);
  const numbers = (d: typeof dataset): unknown => d!.columns.find(({ name }) => name === 'n');
  expect(numbers(dataset)).toMatchObject({ values: Float64Array.of(4, 3, 2, 1) });
  const byRow = assemble(parsed!, { join: { by: 'row' } });
  expect(numbers(byRow.dataset)).toMatchObject({ values: Float64Array.of(1, 2, 3, 4) });
  expect(byRow.dataset.ids).toEqual(['a', 'b', 'c', 'd']);

  const wrong = assemble(parsed!, { join: { by: 'id', column: 'nope' } });
  expect(wrong.problems[0]).toMatchObject({ code: 'E_JOIN', file: 'meta.csv' });
  expect(wrong.dataset.spaces).toHaveLength(1);
  const none = assemble(parsed!, { join: { by: 'id', column: 'n' } });
  expect(none.problems[0]).toMatchObject({ code: 'E_JOIN', place: 'column n' });
});

test('metadata of another length is refused with both files and lengths; the vectors load', async () => {
  const meta = textSource('meta.csv', 'word,pos\na,n\nb,n\nc,v\n');
  const { dataset, spaces, problems, tables } = await openFiles([vectors, meta]);
  expect(dataset!.ids).toEqual(['0', '1', '2', '3']);
  expect(dataset!.columns).toEqual([]);
  expect(spaces).toHaveLength(1);
  expect(tables).toHaveLength(1);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({
    code: 'E_ROWS',
    file: 'meta.csv',
    place: expect.stringMatching(/^row 3/),
  });
  expect(problems[0].message).toMatch(/meta\.csv has 3 rows, vectors\.npy has 4/);
});

test('a column without heading that is one line longer has a heading after all', async () => {
  const { dataset } = await openFiles([vectors, textSource('m.tsv', 'word\na\nb\nc\nd\n')]);
  expect(dataset!.columns[0]).toMatchObject({ name: 'word', values: ['a', 'b', 'c', 'd'] });
  const plain = await openFiles([vectors, textSource('m.tsv', 'a\nb\nc\nd\n')]);
  expect(plain.dataset!.columns[0]).toMatchObject({ name: 'm', values: ['a', 'b', 'c', 'd'] });
});

test('row numbers as ids join under a name for it, counted from 0', async () => {
  const shuffled = textSource('m.csv', 'id,t\n3,d\n2,c\n1,b\n0,a\n');
  const { dataset } = await openFiles([vectors, shuffled]);
  expect(dataset!.join).toMatchObject({ by: 'id', column: 'id', matched: 4 });
  expect(dataset!.columns[1]).toMatchObject({ values: ['a', 'b', 'c', 'd'] });
  const fromOne = textSource('m.csv', 'id,t\n1,a\n2,b\n3,c\n4,d\n');
  expect((await openFiles([vectors, fromOne])).dataset!.join).toMatchObject({ by: 'row' });
});

test('row numbers of some vectors join as far as they go', async () => {
  const { dataset } = await openFiles([vectors, textSource('m.csv', 'id,t\n3,d\n0,a\n')]);
  expect(dataset!.join).toMatchObject({ by: 'id', matched: 2, unmatchedItems: 2 });
  expect(dataset!.columns[1]).toMatchObject({ values: ['a', null, null, 'd'] });
  expect(dataset!.notes.join()).toContain('row numbers of vectors.npy, counting from 0');
});

test('row numbers of rows that were left out do not stop the join of the others', async () => {
  const gap = npySource('gap.npy', [[1], [NaN], [3], [4]]);
  const some = textSource('m.csv', 'id,t\n3,d\n1,b\n');
  const { dataset } = await openFiles([gap, some], { nonFinite: 'drop-rows' });
  expect(dataset!.join).toMatchObject({ matched: 1, unmatchedItems: 2, unmatchedRows: 1 });
});

test.each([
  ['counted from 1', 'id,t\n1,a\n2,b\n'],
  ['beyond the vectors', 'id,t\n0,a\n4,b\n'],
  ['under another name', 'age,t\n0,a\n2,b\n'],
  ['twice', 'id,t\n2,a\n2,b\n'],
])('numbers %s are no row numbers of some vectors', async (_, text) => {
  const { dataset, problems } = await openFiles([vectors, textSource('m.csv', text)]);
  expect(dataset!.columns).toEqual([]);
  expect(problems).toMatchObject([{ code: 'E_ROWS' }]);
});

test('matrices of equal length become spaces over the same items; another length is a problem', async () => {
  const second = npySource('layer2.npy', [[9], [8], [7], [6]]);
  const odd = npySource('odd.npy', [[1], [2]]);
  const { dataset, spaces, problems } = await openFiles([vectors, second, odd]);
  expect(dataset!.spaces.map(({ name, rows, cols }) => [name, rows, cols])).toEqual([
    ['vectors', 4, 2],
    ['layer2', 4, 1],
  ]);
  expect(spaces[0].key).not.toBe(spaces[1].key);
  expect(problems[0]).toMatchObject({ code: 'E_ROWS', file: 'odd.npy' });
});

test('spaces with ids are matched by id, not by position', async () => {
  const one = textSource('one.csv', 'word,d0,d1\na,1,2\nb,3,4\nc,5,6\n');
  const two = textSource('two.csv', 'word,d0,d1\nc,30,31\na,10,11\nb,20,21\n');
  const { spaces, dataset } = await openFiles([one, two]);
  expect([...spaces[1].data]).toEqual([10, 11, 20, 21, 30, 31]);
  expect(dataset!.columns).toHaveLength(1);
  expect(dataset!.spaces.map(({ reordered }) => reordered)).toEqual([undefined, true]);
  expect(dataset!.spaces[1]).not.toHaveProperty('data');
  const other = textSource('other.csv', 'word,d0,d1\na,1,2\nb,3,4\nz,5,6\n');
  const { problems } = await openFiles([one, other]);
  expect(problems[0]).toMatchObject({ code: 'E_ROWS', file: 'other.csv' });
  expect(problems[0].message).toContain('"z"');
});

test('not finite: refused by default; dropped everywhere on request', async () => {
  const holes = npySource('holes.npy', [
    [1, 2],
    [NaN, 4],
    [5, Infinity],
    [7, 8],
  ]);
  const meta = textSource('meta.csv', 'word\tpos\na\tn\nb\tn\nc\tv\nd\tv\n');
  const refused = await openFiles([holes, meta]);
  expect(refused.dataset).toBeNull();
  expect(refused.problems).toHaveLength(1);
  expect(refused.problems[0]).toMatchObject({
    code: 'E_NONFINITE',
    file: 'holes.npy',
    place: 'row 1, column 0 (counting from 0)',
  });
  expect(refused.problems[0].message).toContain('2 values');

  const { dataset, spaces, problems } = await openFiles([holes, vectors, meta], {
    nonFinite: 'drop-rows',
  });
  expect(problems).toEqual([]);
  expect(dataset!.ids).toEqual(['a', 'd']);
  expect(dataset!.spaces).toMatchObject([
    { rows: 2, rowsOf: 4 },
    { rows: 2, rowsOf: 4 },
  ]);
  expect(spaces.map(({ data }) => [...data])).toEqual([
    [1, 2, 7, 8],
    [1, 2, 7, 8],
  ]);
  expect(dataset!.notes.join()).toMatch(/2 rows .* left out of all files \(first: row 1/);
  // The same file with and without its rows is not the same space.
  const whole = await openFiles([vectors]);
  expect(spaces[1].key).not.toBe(whole.spaces[0].key);
  expect(whole.dataset!.spaces[0]).not.toHaveProperty('rowsOf');
});

test('dropping every row is a problem, not an empty space', async () => {
  const { dataset, problems } = await openFiles([npySource('x.npy', [[NaN, 1]])], {
    nonFinite: 'drop-rows',
  });
  expect(dataset).toBeNull();
  expect(problems[0].code).toBe('E_NONFINITE');
});

test('zero rows load and are counted', async () => {
  const { dataset } = await openFiles([npySource('z.npy', [[1], [0], [0]])]);
  expect(dataset!.spaces[0].zeroRows).toEqual({ count: 2, first: 1 });
});

test('one bad file does not prevent the others', async () => {
  const bad = textSource('bad.npy', '%PDF-1.7');
  const { dataset, problems } = await openFiles([bad, vectors]);
  expect(dataset!.spaces).toHaveLength(1);
  expect(problems).toEqual([expect.objectContaining({ code: 'E_FORMAT', file: 'bad.npy' })]);
});

test('metadata can be attached to a data set that is open; a clash of names is resolved', async () => {
  const { dataset } = await openFiles([
    vectors,
    textSource('m.csv', 'word,pos\na,n\nb,n\nc,v\nd,v\n'),
  ]);
  const { tables } = await openFiles([textSource('more.csv', 'word,pos\nd,4\nc,3\nb,2\na,1\n')], {
    tablesAsVectors: false,
  });
  const { dataset: more, problems } = attachMetadata(dataset!, tables[0]);
  expect(problems).toEqual([]);
  expect(more.join).toMatchObject({ by: 'id', column: 'word', file: 'more.csv' });
  expect(more.columns.map(({ name }) => name)).toEqual(['word', 'pos', 'pos (more.csv)']);
  expect(more.columns[2]).toMatchObject({ values: Float64Array.of(1, 2, 3, 4) });
});

test('measurements with names of their own become vectors when nothing else does', async () => {
  const iris = textSource('iris.csv', 'species,sepal,petal\na,5.1,1.4\na,4.9,1.3\nb,7,4.7\n');
  const { dataset, spaces } = await openFiles([iris]);
  expect(spaces[0]).toMatchObject({ rows: 3, cols: 2, dtype: 'text' });
  expect(dataset!.columns).toHaveLength(3);
  expect(dataset!.notes.join()).toContain('(sepal, petal)');
  const large = await openFiles([textSource('large.csv', 'a,b\n1,1e300\n2,3\n')]);
  expect(large.problems).toEqual([expect.objectContaining({ code: 'E_OVERFLOW' })]);
  const words = await openFiles([textSource('words.csv', 'word,pos\na,n\nb,n\n')]);
  expect(words.problems[0]).toMatchObject({ code: 'E_NO_VECTORS', file: 'words.csv' });
});

test('repeated ids are told apart and noted', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `w${i === 19 ? 3 : i},${i},${i}`).join('\n');
  const { dataset } = await openFiles([textSource('v.csv', `word,d0,d1\n${rows}\n`)]);
  expect(dataset!.ids[19]).toBe('w3 (2)');
  expect(dataset!.notes.join()).toContain('first: "w3"');
});

test('progress runs over all files and cancel stops between chunks', async () => {
  const seen: Progress[] = [];
  await openFiles([vectors, npySource('b.npy', FOUR)], {}, { progress: (p) => seen.push(p) });
  const total = 2 * vectors.byteLength;
  expect(seen.at(-1)).toEqual({ stage: 'Reading b.npy', done: total, total });
  expect(seen.every(({ done }, i) => i === 0 || done >= seen[i - 1].done)).toBe(true);

  const abort = new AbortController();
  const control = { signal: abort.signal, progress: () => abort.abort() };
  await expect(openFiles([vectors], {}, control)).rejects.toThrow(CancelledError);
});

test('a file that cannot be read any more is named', async () => {
  const gone = {
    size: 400,
    slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }),
  };
  const short = {
    size: 400,
    slice: () => ({ arrayBuffer: () => Promise.resolve(new ArrayBuffer(3)) }),
  };
  for (const blob of [gone, short]) {
    const { problems } = await openFiles([fromBlob(blob, 'x.npy')]);
    expect(problems[0]).toMatchObject({ code: 'E_READ', file: 'x.npy', place: 'byte 0' });
  }
});

test('the same file has the same key, a different one another', async () => {
  const key = async (rows: number[][]): Promise<string> =>
    (await openFiles([npySource('a.npy', rows)])).spaces[0].key;
  expect(await key(FOUR)).toBe(await key(FOUR));
  expect(await key(FOUR)).not.toBe(await key(FOUR.toReversed()));
});

test('labels that numpy.savetxt wrote as floats are named as whole numbers', async () => {
  const text = '7.000000000000000000e+00\n3.0\n7\nnan\n';
  const { dataset } = await openFiles([vectors, textSource('labels.csv', text)]);
  expect(dataset!.columns[0]).toMatchObject({
    kind: 'category',
    levels: ['7', '3'],
    codes: Int32Array.of(0, 1, 0, -1),
  });
});

test('numbers with zeros in front keep them as names of categories', async () => {
  const { dataset } = await openFiles([vectors, textSource('m.csv', 'label\n01\n02\n01\n02\n')]);
  expect(dataset!.columns[0]).toMatchObject({ levels: ['01', '02'] });
});
