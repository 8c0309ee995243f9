import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readChunks } from '../src/io/source.ts';
import { diskSource } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'locus-files-'));
const path = join(folder, 'a.bin');
const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
writeFileSync(path, bytes);
afterAll(() => rmSync(folder, { recursive: true }));

it('hands out slices, at once as well, that end where the file ends', async () => {
  const source = await diskSource(path);
  expect(await source.slice(10, 20)).toEqual(bytes.subarray(10, 20));
  expect(source.sliceNow!(990, 1100)).toEqual(bytes.subarray(990));
});

it.each([1, 7, 64, 999, 1000, 5000])('hands out chunks of %i bytes in order', async (size) => {
  const source = await diskSource(path);
  const seen: number[] = [];
  await readChunks(source, 3, 1000, {}, (chunk) => void seen.push(...chunk), size);
  expect(seen).toEqual([...bytes.subarray(3)]);
});

it('hands out what is asked for when that is another length than before', async () => {
  const sequence = (await diskSource(path)).sequence!(0, 1000)!;
  const seen: number[] = [];
  for (const size of [10, 300, 5, 5, 680, 10]) seen.push(...(await sequence.next(size)));
  sequence.close();
  expect(seen).toEqual([...bytes]);
});

it('says that the file went away', async () => {
  const gone = join(folder, 'gone.bin');
  writeFileSync(gone, bytes);
  const source = await diskSource(gone);
  rmSync(gone);
  await expect(readChunks(source, 0, 1000, {}, () => undefined)).rejects.toMatchObject({
    code: 'E_READ',
    file: 'gone.bin',
  });
});
