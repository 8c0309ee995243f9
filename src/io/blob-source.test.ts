import { expect, it } from 'vitest';
import { fromBlob, type BlobLike } from './blob-source.ts';
import { readChunks } from './source.ts';

const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251);

/** Reads all of it in odd pieces, and notes how many buffers were used. */
async function readAll(blob: BlobLike) {
  const read = new Uint8Array(blob.size);
  const buffers = new Set<number>();
  const visit = (chunk: Uint8Array, offset: number): void => {
    read.set(chunk, offset);
    buffers.add(chunk.buffer.byteLength);
  };
  await readChunks(fromBlob(blob, 'x.npy'), 0, blob.size, {}, visit, 40_008);
  return { read, buffers };
}

it('reads a blob through one buffer', async () => {
  const { read, buffers } = await readAll(new Blob([bytes]));
  expect(read).toEqual(bytes);
  expect([...buffers]).toEqual([40_008]); // the last piece is shorter, its buffer is the same
});

it('reads part of a blob', async () => {
  const source = fromBlob(new Blob([bytes]), 'x.npy');
  const parts: number[] = [];
  await readChunks(source, 7, 12, {}, (chunk) => void parts.push(...chunk), 2);
  expect(parts).toEqual([...bytes.subarray(7, 12)]);
});

it('reads slice by slice where a blob gives no byte stream', async () => {
  const blob = new Blob([bytes]);
  const part = (start: number, end: number) => ({
    arrayBuffer: () => blob.slice(start, end).arrayBuffer(),
    stream: () => ({
      getReader: () => {
        throw new TypeError('not a byte stream');
      },
    }),
  });
  const { read } = await readAll({ size: blob.size, slice: part });
  expect(read).toEqual(bytes);
});

it('says so when the file has become shorter', async () => {
  const blob = new Blob([bytes.subarray(0, 1000)]);
  const shrunk = { size: 2000, slice: (start: number, end: number) => blob.slice(start, end) };
  await expect(readAll(shrunk)).rejects.toMatchObject({
    code: 'E_READ',
    message: 'x.npy could not be read: 2000 bytes asked for, 1000 came.',
  });
});

it('lets go of the file when whoever reads it stops', async () => {
  let cancelled = 0;
  const read = (into: Uint8Array<ArrayBuffer>) => Promise.resolve({ done: false, value: into });
  const reader = { read, cancel: () => Promise.resolve(void cancelled++) };
  const part = {
    arrayBuffer: () => new Blob().arrayBuffer(),
    stream: () => ({ getReader: () => reader }),
  };
  const source = fromBlob({ size: 100, slice: () => part }, 'x.npy');
  const visit = (): void => {
    throw new Error('enough');
  };
  await expect(readChunks(source, 0, 100, {}, visit, 10)).rejects.toThrow('enough');
  expect(cancelled).toBe(1);
});
