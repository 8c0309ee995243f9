import { expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import type { RemoteFile } from '../../src/io/remote-files.ts';
import { fileReference } from '../session/file-reference.ts';
import { rememberSources, sourceOf } from './remote-sources.ts';

const remote = (url: string): RemoteFile => ({
  ...{ kind: 'address', url },
  name: url.split('/').at(-1)!,
});
const hash = (digit: number): string => String(digit).repeat(64);

const dataset: Dataset = {
  ...{ id: 'd', name: 'd', ids: ['a'], columns: [], notes: [] },
  spaces: [1, 2].map((i) => ({
    ...{ key: `d${i}`, name: 'emb', rows: 1, cols: 1, dtype: 'float32' },
    source: { name: `x.org/run${i}/emb.npy`, bytes: i, sha256: hash(i) },
  })),
};

test('a link names every address, those with the same last part too', async () => {
  const files = [
    remote('https://x.org/run1/emb.npy'),
    remote('https://x.org/run2/emb.npy'),
    remote('https://x.org/part.bin'),
  ];
  const part = { name: 'part.bin', bytes: 30, sha256: hash(3), hashed: 'parts' } as const;
  rememberSources(files, [...dataset.spaces.map(({ source }) => source), part]);
  expect(files.map((file) => sourceOf(file)?.bytes)).toEqual([1, 2, 30]);
  const reference = await fileReference(dataset, files, {});
  expect(reference).toMatchObject({
    kind: 'url',
    files: [
      { url: 'https://x.org/run1/emb.npy', bytes: 1, sha256: hash(1) },
      { url: 'https://x.org/run2/emb.npy', bytes: 2, sha256: hash(2) },
      { url: 'https://x.org/part.bin', bytes: 30, sha256: hash(3) },
    ],
  });
});

test('the hash of what was read stays when the file is read again without its content', () => {
  const sheet = remote('https://x.org/sprite.png');
  const drawn = { name: 'sprite.png', bytes: 5, sha256: hash(1) };
  rememberSources([sheet], [drawn]);
  rememberSources([sheet], [{ ...drawn, sha256: hash(2), hashed: 'name' }]);
  expect(sourceOf(sheet)?.sha256).toBe(hash(1));
  rememberSources([sheet], [{ ...drawn, bytes: 6, sha256: hash(3), hashed: 'name' }]);
  expect(sourceOf(sheet)?.sha256).toBe(hash(3));
});
