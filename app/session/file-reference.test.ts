import { expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import { fileReference } from './file-reference.ts';

const dataset: Dataset = {
  ...{ id: 'd', name: 'd', ids: ['a'], columns: [], notes: [] },
  spaces: [
    {
      ...{ key: 'd', name: 'v', rows: 1, cols: 1, dtype: 'float32' },
      source: { name: 'v.npy', bytes: 4, sha256: '0'.repeat(64) },
    },
  ],
};

const image = (name: string, content: string): File => new File([content], name);
const VECTORS = new File(['1234'], 'v.npy');

async function namesAndHashes(...files: readonly File[]): Promise<readonly [string, string][]> {
  const reference = await fileReference(dataset, [VECTORS, ...files], {});
  if (reference.kind !== 'files') throw new Error('files are named as files');
  return reference.files.map(({ name, sha256 }) => [name, sha256]);
}

test('images dropped together are one entry, the same in any order', async () => {
  const images = ['b.png', 'a.png', 'c.jpg'].map((name) => image(name, name));
  const named = await namesAndHashes(...images);
  expect(named.map(([name]) => name)).toEqual(['v.npy', '3 images, a.png to c.jpg']);
  expect(await namesAndHashes(...images.toReversed())).toEqual(named);
});

test('another image or another name makes another set', async () => {
  const hash = async (...files: readonly File[]): Promise<string> =>
    (await namesAndHashes(...files))[1]![1];
  const first = await hash(image('a.png', '1'), image('b.png', '2'));
  expect(await hash(image('a.png', '1'), image('b.png', '3'))).not.toBe(first);
  expect(await hash(image('a.png', '1'), image('c.png', '2'))).not.toBe(first);
});

test('one image, such as a sheet, is named as any other file', async () => {
  const named = await namesAndHashes(image('sprite.png', '1'));
  expect(named.map(([name]) => name)).toEqual(['v.npy', 'sprite.png']);
});
