import { readdirSync, readFileSync } from 'node:fs';
import {
  compressionRegistry,
  CompressionType,
  tableFromIPC,
  type Codec as LibraryCodec,
} from 'apache-arrow';
import { beforeAll, expect, test } from 'vitest';
import { fromBytes } from '../source.ts';
import { format } from './reader.ts';
import { unpackers } from './unpack.ts';

/**
 * A second opinion: what apache-arrow reads of the same files. It has no codecs, so that those here are lent to it; and knows nothing of
 * some types, whose files are left out.
 */
const folder = new URL('testdata/', import.meta.url);
const names = readdirSync(folder).filter((name) => {
  if (name.endsWith('.json') || /columns|legacy|dictionary-replaced|overflow/.test(name))
    return false;
  const expected = JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')) as {
    error?: unknown;
  };
  return expected.error === undefined;
});

beforeAll(async () => {
  const unpack = await unpackers();
  const lend = (codec: 'lz4' | 'zstd'): LibraryCodec => ({
    // The library does not say how long the result is.
    decode: (packed: Uint8Array) => {
      for (let size = 0; ; size += 1) {
        try {
          return unpack[codec](packed, size);
        } catch (error) {
          const found = /^(\d+) of \d+ bytes/.exec(String((error as Error).message));
          if (found) size = Number(found[1]) - 1;
          else if (!/more bytes/.test(String(error))) throw error;
          else size = Math.max(64, 2 * size);
        }
      }
    },
  });
  compressionRegistry.set(CompressionType.LZ4_FRAME, lend('lz4'));
  compressionRegistry.set(CompressionType.ZSTD, lend('zstd'));
});

test('there are enough to compare', () => expect(names.length).toBeGreaterThan(30));

test.each(names)('%s is read as apache-arrow reads it', async (name) => {
  const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
  const source = fromBytes(bytes, name);
  const plan = await format.plan(source, {}, []);
  const content = await format.read(source, plan, {}, {});
  const table = tableFromIPC(bytes);
  for (const { name: own, data, rows, cols } of content.matrices) {
    const [only] = plan.matrices;
    const path = (plan.matrices.length === 1 ? only!.name : own).split('.');
    let column = table.getChild(path[0]!);
    for (const part of path.slice(1)) column = column?.getChild(part) ?? null;
    if (!column) {
      // One column for each dimension.
      for (let c = 0; c < cols; c++)
        for (let row = 0; row < rows; row++)
          expect(data[row * cols + c]).toBe(table.getChild(`dim_${c}`)!.get(row));
      continue;
    }
    expect(column.length).toBe(rows);
    for (let row = 0; row < rows; row++) {
      const values = Array.from(column.get(row) as Iterable<number | bigint>, Number);
      expect(Array.from(data.subarray(row * cols, (row + 1) * cols))).toEqual(
        values.map(Math.fround),
      );
    }
  }
  for (const { name: own, values } of content.table?.columns ?? []) {
    const [top, inner] = own.split('.') as [string, string?];
    const column = inner ? table.getChild(top)!.getChild(inner)! : table.getChild(top)!;
    expect(values).toEqual(Array.from(column, (value) => value as string | null));
  }
});
