import { expect, test } from 'vitest';
import { CancelledError, LocusError } from '../base/errors.ts';
import { fileBehind } from './address.ts';
import { RemoteFiles } from './remote-files.ts';
import { readChunks, readRange } from './source.ts';
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

/** An answer whose body comes in pieces of 100 bytes. */
const streamed = (status: number, bytes: Uint8Array, headers: Record<string, string>) => {
  let at = 0;
  let isLeft = false;
  const reader = {
    read: async () =>
      at >= bytes.length || isLeft
        ? { done: true }
        : { done: false, value: bytes.slice(at, (at += 100)) },
    cancel: async () => void (isLeft = true),
  };
  return { ...answer(status, bytes, headers), body: { getReader: () => reader } };
};

test('a server that hides the length behind Content-Range is asked for all, and left', async () => {
  const asked: string[] = [];
  const fetch: Fetch = async (_, init) => {
    const range = init.headers!['Range']!;
    asked.push(range);
    const [from, to = 999] = /bytes=(\d+)-(\d+)?/
      .exec(range)!
      .slice(1)
      .map((n) => n && Number(n));
    const bytes = BYTES.subarray(Number(from), Number(to) + 1);
    return streamed(206, bytes, { 'content-length': String(bytes.length) });
  };
  const source = await fromUrl('https://x.org/x.npy', fetch, {});
  expect(source.byteLength).toBe(1000);
  expect(await source.slice(150, 420)).toEqual(BYTES.slice(150, 420));
  expect(asked).toEqual(['bytes=0-0', 'bytes=0-', 'bytes=150-419']);
});

test('reads a long part with one request, as it comes', async () => {
  const { fetch: parts, asked } = server();
  const fetch: Fetch = async (url, init) => {
    const { headers, arrayBuffer } = await parts(url, init);
    const range = headers.get('content-range')!;
    return streamed(206, new Uint8Array(await arrayBuffer()), { 'content-range': range });
  };
  const source = await fromUrl('https://x.org/x.npy', fetch, {});
  const seen: number[] = [];
  await readChunks(source, 10, 990, {}, (chunk) => void seen.push(...chunk), 128);
  expect(seen).toEqual([...BYTES.slice(10, 990)]);
  expect(asked).toHaveLength(2);
});

test('a file that changes on the server while it is read is noticed', async () => {
  const { fetch: parts } = server();
  let total = 1000;
  const fetch: Fetch = async (url, init) => {
    const { arrayBuffer } = await parts(url, init);
    return answer(206, new Uint8Array(await arrayBuffer()), {
      'content-range': `bytes 0-0/${total}`,
    });
  };
  const source = await fromUrl('https://x.org/x.npy', fetch, {});
  total = 1001;
  await expect(source.slice(0, 10)).rejects.toMatchObject({ code: 'E_HTTP' });
  await expect(readRange(source, 0, 10)).rejects.toMatchObject({ code: 'E_HTTP' });
});

test('a whole file that is longer than its server said is read all the same', async () => {
  const source = await fromUrl(
    'https://x.org/x.npy',
    async () => streamed(200, BYTES, { 'content-length': '300' }),
    {},
  );
  expect(await source.slice(0, 1000)).toEqual(BYTES);
});

test('a page in place of a file is told, with the address of the file where it is known', async () => {
  const fetch: Fetch = async () => streamed(200, BYTES, { 'content-type': 'text/html; a=b' });
  await expect(fromUrl('https://x.org/x', fetch, {})).rejects.toMatchObject({ code: 'E_URL' });
  await expect(
    fromUrl('https://huggingface.co/o/n/blob/main/a/x.npy', fetch, {}),
  ).rejects.toMatchObject({
    hint: expect.stringContaining('https://huggingface.co/o/n/resolve/main/a/x.npy'),
  });
});

test.each([
  ['huggingface.co/o/n/blob/main/a/x', 'https://huggingface.co/o/n/resolve/main/a/x'],
  ['huggingface.co/gpt2/blob/main/x', 'https://huggingface.co/gpt2/resolve/main/x'],
  ['huggingface.co/datasets/o/n/blob/r/x', 'https://huggingface.co/datasets/o/n/resolve/r/x'],
  ['huggingface.co/o/n/resolve/main/x', undefined],
  ['huggingface.co/o/blob', undefined],
  ['github.com/o/n/blob/main/a/x', 'https://raw.githubusercontent.com/o/n/main/a/x'],
  ['x.org/o/n/blob/main/x', undefined],
])('the file behind %s', (page, file) => {
  expect(fileBehind(new URL(`https://${page}`))?.href).toBe(file);
});

test('a file that was opened before is asked for nothing that is known', async () => {
  const { fetch, asked } = server();
  const files = new RemoteFiles(fetch);
  const file = { kind: 'address' as const, url: 'https://x.org/x.npy', name: 'x.npy' };
  const source = await files.open(file, {});
  const head = await source.slice(0, 64);
  head.fill(0); // whoever writes into a part changes no other
  const again = await files.open(file, {});
  expect(again.byteLength).toBe(source.byteLength);
  expect(await again.slice(0, 64)).toEqual(BYTES.slice(0, 64));
  expect(asked).toHaveLength(2);
  files.forget([file]);
  await files.open(file, {});
  expect(asked).toHaveLength(3);
});

test('to cancel one reading of a file stops no other', async () => {
  const { fetch } = server();
  const files = new RemoteFiles(fetch);
  const file = { kind: 'address' as const, url: 'https://x.org/x.npy', name: 'x.npy' };
  const kept = await files.open(file, {});
  const controller = new AbortController();
  const opened = await files.open(file, { signal: controller.signal });
  controller.abort();
  await expect(opened.slice(64, 128)).rejects.toBeInstanceOf(CancelledError);
  expect(await kept.slice(64, 128)).toEqual(BYTES.slice(64, 128));
});

test.each([
  '',
  'x.npy',
  'http://x.org/x.npy',
  'https://me:secret@x.org/x.npy',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/plain,1',
])('refuses %j as an address', async (address) => {
  const { fetch, asked } = server();
  await expect(fromUrl(address, fetch, {})).rejects.toBeInstanceOf(LocusError);
  expect(asked).toEqual([]);
});

test('can be cancelled', async () => {
  const controller = new AbortController();
  const fetch: Fetch = async () => {
    controller.abort();
    throw new TypeError('aborted');
  };
  const run = fromUrl('https://x.org/x.npy', fetch, { signal: controller.signal });
  await expect(run).rejects.toBeInstanceOf(CancelledError);
});
