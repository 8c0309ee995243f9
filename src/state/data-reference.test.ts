import { expect, test } from 'vitest';
import { difference, sameData, type FilesReference } from './data-reference.ts';
import { filesReference } from './testing/workspaces.ts';

const FILES = filesReference(['v.npz', 'a'], ['m.csv', 'b']) as FilesReference;
const byKind = (file: string): FilesReference['rows'] => ({
  ...{ kind: 'category', file, column: 'kind', levels: ['x'], seed: 0 },
});

test.each<[string, Partial<FilesReference>]>([
  ['the join of the metadata', { join: { by: 'row' } }],
  ['the rows that are not finite', { dropRows: true }],
  ['the matrices', { matrices: { 'v.npz': ['emb'] } }],
  ['the rows', { rows: { kind: 'first', count: 3 } }],
  ['the columns', { columns: [[0, 1]] }],
])('the same files opened in another way are other data: %s', (part, opened) => {
  const other = { ...FILES, ...opened } as FilesReference;
  expect(sameData(FILES, other)).toBe(false);
  expect(difference(other, FILES)?.message).toContain(`in another way: ${part}.`);
});

test('neither the order of fields nor the names of files make another opening', () => {
  const opened = { ...FILES, matrices: { 'v.npz': ['emb'] }, rows: byKind('m.csv')! };
  const renamed = filesReference(['v (1).npz', 'a'], ['labels.csv', 'b']) as FilesReference;
  const fields = Object.entries(byKind('labels.csv')!).toReversed();
  const rows = Object.fromEntries(fields) as FilesReference['rows'];
  const other = {
    ...renamed,
    dropRows: false,
    matrices: { 'v (1).npz': ['emb'] },
    rows,
  } as FilesReference;
  expect(sameData(opened, other)).toBe(true);
  expect(sameData(opened, { ...opened, rows: { ...byKind('v.npz')! } })).toBe(false);
});

test('a file more makes other data, and is no difference to what a link names', () => {
  const one = filesReference(['v.npz', 'a']);
  expect(difference(one, FILES)).toBeNull();
  expect(sameData(one, FILES)).toBe(false);
});
