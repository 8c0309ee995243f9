import { expect, test } from 'vitest';
import { RemoteFiles } from '../io/remote-files.ts';
import { sourcesOf } from './given.ts';

/** A server that answers with the path that it was asked for. */
const remote = new RemoteFiles((url) => {
  const bytes = new TextEncoder().encode(new URL(url).pathname);
  return Promise.resolve({
    ...{ ok: true, status: 200, headers: new Headers(), body: null },
    arrayBuffer: () => Promise.resolve(bytes.buffer),
  });
});

const address = (url: string) => ({ kind: 'address', url, name: url.split('/').at(-1)! }) as const;

test('addresses that end in the same name are told apart by their paths', async () => {
  const given = [
    address('https://x.org/run1/emb.npy'),
    address('https://x.org/run2/emb.npy'),
    address('https://y.org/meta%20data.csv'),
  ];
  const { sources, problems } = await sourcesOf(given, remote, {});
  expect(problems).toEqual([]);
  expect(sources).toMatchObject([
    { name: 'x.org/run1/emb.npy', path: 'x.org/run1/emb.npy' },
    { name: 'x.org/run2/emb.npy', path: 'x.org/run2/emb.npy' },
    { name: 'meta%20data.csv', path: 'y.org/meta data.csv' },
  ]);
  const texts = await Promise.all(
    sources.map(async ({ slice, byteLength }) =>
      new TextDecoder().decode(await slice(0, byteLength)),
    ),
  );
  expect(texts).toEqual(['/run1/emb.npy', '/run2/emb.npy', '/meta%20data.csv']);
});

test('a file of one name at an address and on the disk', async () => {
  const local = { kind: 'local', file: new File(['1'], 'emb.npy') } as const;
  const { sources } = await sourcesOf([local, address('https://x.org/emb.npy')], remote, {});
  expect(sources.map(({ name }) => name)).toEqual(['emb.npy', 'x.org/emb.npy']);
});
