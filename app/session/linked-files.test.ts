import { expect, test } from 'vitest';
import type { FilesReference } from '../../src/state/data-reference.ts';
import { hasMatrices, linkedFiles } from './linked-files.ts';

const file = (name: string, bytes: number): File => new File(['x'.repeat(bytes)], name);
const link = (
  files: readonly [name: string, bytes: number][],
  opened: Partial<FilesReference> = {},
): FilesReference =>
  ({
    kind: 'files',
    files: files.map(([name, bytes], i) => ({ name, bytes, sha256: String(i).repeat(64) })),
    ...opened,
  }) as FilesReference;
const names = (found: ReturnType<typeof linkedFiles>): string[] | undefined =>
  found?.files.map(({ name }) => name);

test('files come in the order of the link, others after them', () => {
  const reference = link([
    ['b.npy', 2],
    ['a.npy', 1],
  ]);
  const found = linkedFiles(reference, [file('0.txt', 9), file('a.npy', 1), file('b.npy', 2)]);
  expect(names(found)).toEqual(['b.npy', 'a.npy', '0.txt']);
  expect(found).toMatchObject({ isCertain: false, hasVectors: true });
});

test('namesakes are told apart by size', () => {
  const reference = link([
    ['emb.npy', 20],
    ['emb (2).npy', 10],
  ]);
  const found = linkedFiles(reference, [file('emb.npy', 10), file('emb.npy', 20)]);
  expect(found?.files.map((one) => (one as File).size)).toEqual([20, 10]);
  expect(found?.isCertain).toBe(true);
});

test('a renamed file has the choices under its name', () => {
  const rows = { kind: 'category', file: 'm.csv', column: 'kind', seed: 0 } as const;
  const reference = link(
    [
      ['model.safetensors', 20],
      ['m.csv', 5],
    ],
    { matrices: { 'model.safetensors': ['embed'] }, rows, dropRows: true },
  );
  const found = linkedFiles(reference, [file('labels.csv', 5), file('model (1).safetensors', 20)]);
  expect(found?.options).toEqual({
    ...{ matrices: { 'model (1).safetensors': ['embed'] }, nonFinite: 'drop-rows' },
    rows: { ...rows, file: 'labels.csv' },
  });
  expect(found?.isCertain).toBe(true);
});

test('the only file is taken for the one that a link names, but not for certain', () => {
  const found = linkedFiles(link([['v.npy', 2]]), [file('other.npy', 3)]);
  expect(found).toMatchObject({ isCertain: false, hasVectors: true });
  expect(linkedFiles(link([['v.npy', 2]]), [file('o.npy', 3), file('p.npy', 4)])).toBeNull();
});

test('metadata that follow the vectors of a link are no vectors', () => {
  const reference = link([
    ['v.npy', 2],
    ['m.csv', 5],
  ]);
  expect(linkedFiles(reference, [file('m.csv', 5)])).toMatchObject({
    ...{ isCertain: true, hasVectors: false },
  });
});

test('a matrix that a link names is in the files, or the person is asked', () => {
  const offer = { rows: 1, cols: 1, dtype: 'float32', bytes: 4, proposed: true };
  const matrices = [{ name: 'embed', ...offer }];
  const about = { file: 'm.npz', bytes: 9, format: 'a NumPy archive', companions: [], matrices };
  const survey = { files: [about], images: 0, problems: [] };
  expect(hasMatrices(survey, {})).toBe(true);
  expect(hasMatrices(survey, { matrices: { 'm.npz': ['embed'] } })).toBe(true);
  expect(hasMatrices(survey, { matrices: { 'm.npz': ['other'] } })).toBe(false);
  expect(hasMatrices(survey, { matrices: { 'gone.npz': ['embed'] } })).toBe(false);
});
