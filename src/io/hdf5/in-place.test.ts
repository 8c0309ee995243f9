import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CancelledError } from '../../base/errors.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import { takeRows } from '../scan.ts';
import { format } from './reader.ts';

const file = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`testdata/${name}`, import.meta.url)));

/** A file in front of `bytes` of nothing, that counts what is read of it. */
function counted(
  bytes: Uint8Array,
  byteLength: number,
): { source: ByteSource; read: () => number } {
  let read = 0;
  const sliceNow = (start: number, end: number): Uint8Array => {
    read += end - start;
    const part = new Uint8Array(end - start);
    if (start < bytes.length) part.set(bytes.subarray(start, end));
    return part;
  };
  const slice = (start: number, end: number): Promise<Uint8Array> =>
    Promise.resolve(sliceNow(start, end));
  return { source: { name: 'x.h5', byteLength, slice, sliceNow }, read: () => read };
}

const content = async (source: ByteSource, selection = {}) =>
  format.read(source, await format.plan(source, {}, []), selection, {});

test('of a file of 6 GiB only what is needed is read', async () => {
  const { source, read } = counted(file('float32-le.h5'), 6 * 2 ** 30);
  const { matrices, hashed } = await content(source);
  expect(matrices[0]).toMatchObject({ rows: 9, cols: 5 });
  expect(hashed).toBe('parts');
  expect(read()).toBeLessThan(1 << 20);
});

test('without a way to read at once, a large file is refused before it is read', async () => {
  const { source, read } = counted(file('float32-le.h5'), 6 * 2 ** 30);
  const { name, byteLength, slice } = source;
  await expect(format.plan({ name, byteLength, slice }, {}, [])).rejects.toMatchObject({
    code: 'E_LIMIT',
  });
  expect(read()).toBe(0);
});

test('behind a block of another program, a file that is cut is told from one that is damaged', async () => {
  const bytes = file('user-block.h5');
  const plan = (of: Uint8Array): Promise<unknown> => format.plan(fromBytes(of, 'x.h5'), {}, []);
  await expect(plan(bytes.subarray(0, -1))).rejects.toMatchObject({
    code: 'E_TRUNCATED',
    message: 'x.h5 is cut short: its header says 2,740 bytes, 2,739 are there.',
  });
  const damaged = Uint8Array.from(bytes);
  damaged[512 + 14] = 1; // bytes of a length in this file
  await expect(plan(damaged)).rejects.toMatchObject({ code: 'E_HEADER' });
});

test('without a way to read at once, a small file is read whole', async () => {
  const { name, byteLength, slice } = fromBytes(file('chunked.h5'), 'x.h5');
  const { matrices } = await content({ name, byteLength, slice });
  expect(matrices[0].rows).toBe(9);
});

test.each(['chunked.h5', 'float64-be.h5', 'matlab73.mat', 'csr.h5ad', 'csc.h5ad', 'columns.h5'])(
  'chosen rows of %s are those of the whole',
  async (name) => {
    const source = fromBytes(file(name), name);
    const whole = await content(source);
    for (const step of [2, 3, 5]) {
      const some = await content(source, { rows: { kind: 'every', step } });
      const { data, cols } = whole.matrices[0];
      expect(some.matrices[0].data).toEqual(takeRows(data, cols, some.kept!.rows));
      expect(some.kept!.of).toBe(whole.matrices[0].rows);
      for (const [i, column] of (whole.table?.columns ?? []).entries()) {
        const wanted = Array.from(some.kept!.rows, (row) => column.values[row]);
        expect(some.table!.columns[i].values).toEqual(wanted);
      }
    }
  },
);

test('matrices are listed in natural order and can be chosen by name', async () => {
  const source = fromBytes(file('layers.h5'), 'layers.h5');
  const { matrices } = await format.plan(source, {}, []);
  expect(matrices?.map(({ name }) => name)).toEqual(['layer_1', 'layer_2', 'layer_10', 'small']);
  const chosen = await content(source, { matrices: ['small'] });
  expect(chosen.matrices.map(({ name, rows }) => [name, rows])).toEqual([['small', 3]]);
  await expect(content(source, { matrices: ['none'] })).rejects.toMatchObject({ code: 'E_SHAPE' });
});

test('offers of AnnData: X, layers, obsm; the reduced one is proposed where X is sparse', async () => {
  const { matrices } = await format.plan(fromBytes(file('pca.h5ad'), 'pca.h5ad'), {}, []);
  expect(matrices?.map(({ name, proposed }) => [name, proposed])).toEqual([
    ['X', false],
    ['layers/raw', false],
    ['obsm/X_pca', true],
    ['obsm/X_umap', false],
  ]);
});

test('a file that fails while it is read is no damaged file', async () => {
  const bytes = file('float32-le.h5');
  const { source } = counted(bytes, bytes.length);
  const broken: ByteSource = {
    ...source,
    sliceNow: () => {
      throw new Error('it was moved.');
    },
  };
  await expect(format.plan(broken, {}, [])).rejects.toMatchObject({
    code: 'E_READ',
    message: 'x.h5 could not be read: it was moved.',
  });
});

test('reading can be cancelled, and the next file opens', async () => {
  const source = fromBytes(file('chunked.h5'), 'x.h5');
  const plan = await format.plan(source, {}, []);
  const stop = AbortSignal.abort();
  await expect(format.read(source, plan, {}, { signal: stop })).rejects.toThrow(CancelledError);
  expect((await content(source)).matrices).toHaveLength(1);
});

test('two files at once do not get into each other', async () => {
  const [a, b] = await Promise.all(
    ['chunked.h5', 'csr.h5ad'].map((name) => content(fromBytes(file(name), name))),
  );
  expect([a.matrices[0].cols, b.matrices[0].cols]).toEqual([5, 6]);
});
