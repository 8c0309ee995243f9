import { expect, test } from 'vitest';
import { CancelledError, LocusError } from '../base/errors.ts';
import { fromUrl, type Fetch } from './url-source.ts';

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
type Init = Parameters<Fetch>[1];

const answer = (status: number, bytes: Uint8Array, headers: Record<string, string> = {}) => ({
  ok: status < 300,
  status,
  headers: { get: (name: string) => headers[name] ?? null },
  arrayBuffer: async () => bytes.slice().buffer as ArrayBuffer,
});

/** A server that gives parts, and what it was asked. */
function server(): { fetch: Fetch; asked: Init[] } {
  const asked: Init[] = [];
  const fetch: Fetch = async (_, init) => {
    asked.push(init);
    const [from, to] = /bytes=(\d+)-(\d+)/.exec(init.headers!['Range']!)!.slice(1).map(Number);
    const range = { 'content-range': `bytes ${from}-${to}/${BYTES.length}` };
    return answer(206, BYTES.subarray(from, to! + 1), range);
  };
  return { fetch, asked };
}

test('reads parts of a file, and sends nothing but the address', async () => {
  const { fetch, asked } = server();
  const source = await fromUrl('https://x.org/a/layer%200.npy?v=1', fetch, {});
  expect([source.name, source.byteLength]).toEqual(['layer 0.npy', 1000]);
  expect(await source.slice(10, 20)).toEqual(BYTES.slice(10, 20));
  expect(await source.slice(990, 2000)).toEqual(BYTES.slice(990));
  expect(await source.slice(5, 5)).toHaveLength(0);
  for (const init of asked)
    expect(init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' });
});

test('takes the whole file from a server that gives no parts, if it is small', async () => {
  const small: Fetch = async () => answer(200, BYTES, { 'content-length': '1000' });
  const source = await fromUrl('https://x.org/x.npy', small, {});
  expect(await source.slice(0, 1000)).toEqual(BYTES);
  const large: Fetch = async () => answer(200, BYTES, { 'content-length': String(2 ** 31) });
  await expect(fromUrl('https://x.org/x.npy', large, {})).rejects.toMatchObject({
    code: 'E_LIMIT',
  });
});

test.each([
  ['a server that refuses', () => Promise.reject(new TypeError('Failed to fetch')), 'E_CORS'],
  ['no such file', () => Promise.resolve(answer(404, new Uint8Array())), 'E_HTTP'],
  ['a length that may not be seen', () => Promise.resolve(answer(206, BYTES)), 'E_CORS'],
])('%s is told in words with the host', async (_, fetch, code) => {
  await expect(fromUrl('https://x.org/x.npy', fetch, {})).rejects.toMatchObject({
    code,
    place: 'x.org',
    file: 'x.npy',
  });
});

test.each(['', 'x.npy', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/plain,1'])(
  'refuses %j as an address',
  async (address) => {
    const { fetch, asked } = server();
    await expect(fromUrl(address, fetch, {})).rejects.toBeInstanceOf(LocusError);
    expect(asked).toEqual([]);
  },
);

test('can be cancelled', async () => {
  const controller = new AbortController();
  const fetch: Fetch = async () => {
    controller.abort();
    throw new TypeError('aborted');
  };
  const run = fromUrl('https://x.org/x.npy', fetch, { signal: controller.signal });
  await expect(run).rejects.toBeInstanceOf(CancelledError);
});
