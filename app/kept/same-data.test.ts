import { expect, test } from 'vitest';
import type { DataReference } from '../../src/state/workspace.ts';
import { idOf } from './entry.ts';
import { filesBeside, hasSameFiles, isSame } from './same-data.ts';

const file = (name: string) => ({ name, bytes: 4, sha256: name.repeat(64).slice(0, 64) });
const of = (names: string, how: object = {}): DataReference => ({
  ...{ kind: 'files', files: [...names].map(file) },
  ...how,
});

test.each([
  ['the same', of('ab'), of('ba'), true],
  ['one of two', of('a'), of('ab'), false],
  ['two of one', of('ab'), of('a'), false],
  ['joined by', of('ab', { join: { by: 'row' } }), of('ab'), false],
  ['rows left out', of('ab', { dropRows: true }), of('ab'), false],
  ['rows', of('ab', { rows: { kind: 'first', count: 3 } }), of('ab'), false],
  ['columns', of('ab', { columns: [[0, 3]] }), of('ab', { columns: [[0, 4]] }), false],
  [
    'matrices in another order of files',
    of('ab', { matrices: { a: ['x'], b: ['y'] } }),
    of('ab', { matrices: { b: ['y'], a: ['x'] } }),
    true,
  ],
  ['absent and undefined', of('ab', { join: undefined }), of('ab'), true],
])('kept data: %s', async (_, one, other, same) => {
  expect(isSame(one, other)).toBe(same);
  // What is the same is kept once; what is not, apart.
  expect((await idOf(one)) === (await idOf(other))).toBe(same);
});

test('files opened in another way are the same files', () => {
  expect(hasSameFiles(of('ab', { dropRows: true }), of('ab'))).toBe(true);
  expect(hasSameFiles(of('a'), of('ab'))).toBe(false);
  const sample: DataReference = { kind: 'sample', id: 'words' };
  expect(hasSameFiles(sample, sample)).toBe(false);
});

test('what data have beside a part of them', () => {
  expect(filesBeside(of('a'), of('abc', { join: { by: 'row' } }))).toEqual(['b', 'c']);
  expect(filesBeside(of('ab'), of('ab'))).toEqual([]);
  expect(filesBeside(of('ad'), of('abc'))).toEqual([]);
});
