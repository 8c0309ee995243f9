import { readFileSync } from 'node:fs';
import {
  Field,
  FixedSizeList,
  Float32,
  makeData,
  makeVector,
  Table,
  tableToIPC,
} from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import type { RowSelection } from '../row-choice.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import { watchAllocations } from '../testing/allocations.ts';
import { format } from './reader.ts';

const fixture = (name: string): ByteSource =>
  fromBytes(new Uint8Array(readFileSync(new URL(`testdata/${name}`, import.meta.url))), name);

/** Counts the bytes that are asked for. */
function counted(source: ByteSource): { readonly source: ByteSource; readonly read: () => number } {
  let bytes = 0;
  const slice = (start: number, end: number): Promise<Uint8Array> => {
    bytes += end - start;
    return source.slice(start, end);
  };
  return {
    source: { name: source.name, byteLength: source.byteLength, slice },
    read: () => bytes,
  };
}

const read = async (source: ByteSource, rows?: RowSelection) => {
  const plan = await format.plan(source, {}, []);
  return format.read(source, plan, rows ? { rows } : {}, {});
};

describe.each([
  'file.arrow',
  'batches.arrow',
  'stream-batches.arrows',
  'lz4.feather',
  'zstd.feather',
  'list.arrow',
  'large-list.arrow',
  'dimensions.feather',
  'struct.arrow',
  'dictionary-delta.arrows',
  'dictionary-replaced.arrows',
  'polars-lz4.arrow',
])('rows of %s', (name) => {
  test.each<RowSelection>([
    { kind: 'first', count: 10 },
    { kind: 'every', step: 7 },
    { kind: 'sample', count: 9, seed: 4 },
  ])('$kind', async (choice) => {
    const whole = await read(fixture(name));
    const part = await read(fixture(name), choice);
    const kept = part.kept!.rows;
    expect(part.kept!.of).toBe(60);
    part.matrices.forEach(({ data, rows, cols }, m) => {
      expect(rows).toBe(kept.length);
      kept.forEach((row, i) =>
        expect(data.subarray(i * cols, (i + 1) * cols)).toEqual(
          whole.matrices[m]!.data.subarray(row * cols, (row + 1) * cols),
        ),
      );
    });
    part.table?.columns.forEach(({ values }, c) =>
      expect(values).toEqual(Array.from(kept, (row) => whole.table!.columns[c]!.values[row])),
    );
  });
});

test.each(['missing-row-list.arrow', 'missing-row.arrow', 'missing-last.arrow'])(
  'rows of %s with one that is missing',
  async (name) => {
    const whole = await read(fixture(name));
    const part = await read(fixture(name), { kind: 'every', step: 2 });
    const { data, cols } = part.matrices[0]!;
    [0, 2, 4].forEach((row, i) =>
      expect(data.subarray(i * cols, (i + 1) * cols)).toEqual(
        whole.matrices[0]!.data.subarray(row * cols, (row + 1) * cols),
      ),
    );
  },
);

/** 12.8 MB in two batches, as apache-arrow writes it. */
function large(): ByteSource {
  const [rows, cols] = [100_000, 16];
  const type = new FixedSizeList(cols, new Field('item', new Float32()));
  const batch = (first: number) => {
    const numbers = Float32Array.from({ length: rows * cols }, (_, i) => first + i);
    const values = makeData({ type: new Float32(), data: numbers });
    return makeVector(makeData({ type, length: rows, child: values }));
  };
  const vector = batch(0).concat(batch(rows * cols));
  return fromBytes(tableToIPC(new Table({ vector }), 'file'), 'large.arrow');
}

test('a plan reads headers', async () => {
  const { source, read: bytes } = counted(large());
  const { matrices } = await format.plan(source, {}, []);
  expect(matrices[0]).toMatchObject({ rows: 200_000, cols: 16, dtype: 'float32', proposed: true });
  // 64 KiB to recognise it.
  expect(bytes()).toBeLessThan((64 << 10) + 4096);
});

test('a file is never in memory as a whole', async () => {
  const whole = large();
  let most = 0;
  const source: ByteSource = {
    name: whole.name,
    byteLength: whole.byteLength,
    slice: (start, end) => {
      most = Math.max(most, end - start);
      return whole.slice(start, end);
    },
  };
  const { bytes, value } = await watchAllocations(() => read(source));
  const { data } = value.matrices[0]!;
  expect([data[0], data[1_600_001], data.at(-1)]).toEqual([0, 1_600_001, 3_199_999]);
  expect(most).toBeLessThan(2 << 20);
  expect(bytes).toBeLessThan(data.byteLength + (8 << 20));
});

test('of batches without a chosen row nothing is read', async () => {
  const bytesOf = async (choice?: RowSelection): Promise<number> => {
    const { source, read: bytes } = counted(fixture('batches.arrow'));
    const plan = await format.plan(source, {}, []);
    const before = bytes();
    await format.read(source, plan, choice ? { rows: choice } : {}, {});
    return bytes() - before;
  };
  expect(await bytesOf({ kind: 'first', count: 7 })).toBeLessThan((await bytesOf()) / 4);
});

test('reading says how far it is and can be cancelled between batches', async () => {
  const source = fixture('batches.arrow');
  const plan = await format.plan(source, {}, []);
  const seen: number[] = [];
  await format.read(source, plan, {}, { progress: ({ done }) => seen.push(done) });
  expect(seen.length).toBeGreaterThan(8);
  expect(Math.max(...seen)).toBeLessThanOrEqual(source.byteLength);
  const stop = new AbortController();
  const control = { signal: stop.signal, progress: () => stop.abort() };
  await expect(format.read(source, plan, {}, control)).rejects.toThrow(/cancel/i);
  await expect(format.plan(source, { signal: stop.signal }, [])).rejects.toThrow(/cancel/i);
});

test('one of several columns is taken by its name', async () => {
  const source = fixture('two.arrow');
  const plan = await format.plan(source, {}, []);
  expect(plan.matrices.map(({ name, cols }) => [name, cols])).toEqual([
    ['layer_2', 5],
    ['layer_10', 8],
  ]);
  const { matrices, hashed } = await format.read(source, plan, { matrices: ['layer_10'] }, {});
  expect(matrices.map(({ name, cols }) => [name, cols])).toEqual([['layer_10', 8]]);
  expect(hashed).toBe('parts');
  await expect(format.read(source, plan, { matrices: ['layer_3'] }, {})).rejects.toMatchObject({
    code: 'E_PARAM',
    file: 'two.arrow',
  });
});
