import { expect, test } from 'vitest';
import type { Survey } from '../../src/workers/protocol.ts';
import { rememberPath } from './local-files.ts';
import {
  isSameFile,
  withMetadata,
  withSpaces,
  without,
  withoutLeft,
  type Source,
} from './open-source.ts';

const file = (name: string, content = name, lastModified = 1): File =>
  new File([content], name, { lastModified });
const source = (files: readonly File[], options: Source['options'] = {}): Source => ({
  ...{ files, options, card: null },
});
const NOTHING: Survey = { files: [], images: 0, problems: [] };

test('metadata that come later change neither rows nor columns, and join only when told', () => {
  const options = {
    ...{ join: { by: 'row' as const }, rows: { kind: 'first' as const, count: 3 } },
    ...{
      columns: [[0, 1]] as const,
      matrices: { 'v.npz': ['emb'] },
      nonFinite: 'drop-rows' as const,
    },
  };
  const vectors = file('v.npz');
  const later = withMetadata(source([vectors], options), [file('m.csv')], {});
  expect(later.options).toEqual(options);
  expect(later.files.map(({ name }) => name)).toEqual(['v.npz', 'm.csv']);
  const join = { by: 'id', column: 'word' } as const;
  expect(withMetadata(source([vectors], options), [], { join }).options).toEqual({
    ...options,
    join,
  });
});

test('a corrected file takes the place of the one before', () => {
  const corrected = file('m.csv', 'corrected');
  const open = source([file('m.csv'), file('v.npy')]);
  expect(withMetadata(open, [corrected], {}).files).toEqual([corrected, open.files[1]]);
});

test('files of one name are told apart by size, date and path', () => {
  expect(isSameFile(file('emb.npy', 'a'), file('emb.npy', 'b'))).toBe(true);
  expect(isSameFile(file('emb.npy', 'a'), file('emb.npy', 'longer'))).toBe(false);
  expect(isSameFile(file('emb.npy', 'a'), file('emb.npy', 'a', 2))).toBe(false);
  expect(isSameFile(file('emb.npy'), rememberPath(file('emb.npy'), 'run/emb.npy'))).toBe(false);
});

test('a further file of the same name keeps its own choice', () => {
  const open = source([file('emb.npz', 'one')], { matrices: { 'emb.npz': ['a'] } });
  const more = source([file('emb.npz', 'other one')], { matrices: { 'emb.npz': ['b'] } });
  const both = withSpaces(open, more, NOTHING);
  expect(both.options.matrices).toEqual({ 'emb.npz': ['a'], 'emb (2).npz': ['b'] });
  expect(without(both, new Set([open.files[0]!])).options.matrices).toEqual({ 'emb.npz': ['b'] });
});

test('files of one name in two folders are both called by their paths', () => {
  const one = rememberPath(file('emb.npz', 'one'), 'run1/emb.npz');
  const rows = { kind: 'category', file: 'emb.npz', column: 'kind', seed: 0 } as const;
  const open = source([one], { matrices: { 'emb.npz': ['a'] }, rows });
  const two = rememberPath(file('emb.npz', 'two'), 'run2/emb.npz');
  const { options } = withSpaces(open, source([two], { matrices: { 'emb.npz': ['b'] } }), NOTHING);
  expect(options).toEqual({
    matrices: { 'run1/emb.npz': ['a'], 'run2/emb.npz': ['b'] },
    rows: { ...rows, file: 'run1/emb.npz' },
  });
});

test('further matrices of the open file are added to those that are open', () => {
  const offer = { rows: 3, cols: 2, dtype: 'float32', bytes: 24 };
  const matrices = ['a', 'b'].map((name) => ({ name, ...offer, proposed: name === 'a' }));
  const survey: Survey = {
    ...NOTHING,
    files: [{ file: 'emb.npz', bytes: 3, format: 'a NumPy archive', companions: [], matrices }],
  };
  const more = source([file('emb.npz', 'one')], { matrices: { 'emb.npz': ['b'] } });
  const both = withSpaces(source([file('emb.npz', 'one')]), more, survey);
  expect(both.files).toHaveLength(1);
  expect(both.options.matrices).toEqual({ 'emb.npz': ['a', 'b'] });
});

test('a file of which nothing is taken is left, unless it holds a table or other files', () => {
  const one = { bytes: 3, format: 'a test', companions: [] };
  const offer = { name: 'a', rows: 3, cols: 2, dtype: 'float32', bytes: 24, proposed: true };
  const table = { rows: 3, columns: [], more: 0, ids: null } as never;
  const files = [
    { ...one, file: 'taken.npy', matrices: [offer] },
    { ...one, file: 'left.npy', matrices: [offer] },
    { ...one, file: 'labels.npz', matrices: [offer], inside: { vectors: [], table } },
    { ...one, file: 'index.json', matrices: [offer], companions: ['part.bin'] },
    { ...one, file: 'table.csv', matrices: null },
  ];
  const matrices = { 'taken.npy': ['a'], 'left.npy': [], 'labels.npz': [], 'index.json': [] };
  const all = source(files.map((each) => file(each.file)), { matrices }); // prettier-ignore
  const left = withoutLeft(all, { ...NOTHING, files });
  expect(left.files.map(({ name }) => name)).toEqual([
    ...['taken.npy', 'labels.npz', 'index.json', 'table.csv'],
  ]);
  expect(left.options.matrices).not.toHaveProperty('left.npy');
});
