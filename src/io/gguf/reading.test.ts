import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gguf } from '@huggingface/gguf';
import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import type { Selection } from '../types.ts';
import { format } from './reader.ts';

const url = (file: string) => new URL(`testdata/${file}`, import.meta.url);
const load = (file: string, name = file) =>
  fromBytes(new Uint8Array(readFileSync(url(file))), name);
const read = async (source: ByteSource, selection: Selection, others: ByteSource[] = []) =>
  format.read(source, await format.plan(source, {}, others), selection, {});

/** Writes little-endian numbers and texts one after another. */
class Bytes {
  readonly #bytes = new Uint8Array(8 << 20);
  readonly #view = new DataView(this.#bytes.buffer);
  length = 0;
  u32(n: number): this {
    this.#view.setUint32(this.length, n, true);
    this.length += 4;
    return this;
  }
  u64(n: number): this {
    this.#view.setBigUint64(this.length, BigInt(n), true);
    this.length += 8;
    return this;
  }
  text(s: string): this {
    const { written } = new TextEncoder().encodeInto(s, this.#bytes.subarray(this.length + 8));
    this.u64(written);
    this.length += written;
    return this;
  }
  done(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

/** A model of 4 GB with a Q8_0 embedding at 2 GB; every byte of the tensors is 0. Counts what is read. */
function large(tokens: number, cols: number): { source: ByteSource; read: () => number } {
  const bytes = new Bytes().u32(0x46554747).u32(3).u64(2).u64(2);
  bytes.text('tokenizer.ggml.tokens').u32(9).u32(8).u64(tokens);
  for (let i = 0; i < tokens; i++) bytes.text(`w${i}`);
  bytes
    .text('tokenizer.ggml.merges')
    .u32(9)
    .u32(8)
    .u64(2 * tokens);
  for (let i = 0; i < 2 * tokens; i++) bytes.text(`${i} m`);
  bytes.text('blk.0.w').u32(2).u64(64).u64(64).u32(0).u64(0);
  bytes
    .text('token_embd.weight')
    .u32(2)
    .u64(cols)
    .u64(tokens)
    .u32(8)
    .u64(2 ** 31);
  const header = bytes.done();
  let count = 0;
  const slice = (from: number, to: number): Promise<Uint8Array> => {
    count += to - from;
    const part = new Uint8Array(to - from);
    part.set(header.subarray(from, to));
    return Promise.resolve(part);
  };
  return { source: { name: 'large.gguf', byteLength: 2 ** 32, slice }, read: () => count };
}

test('of 4 GB the header and the chosen tensor are read, the list within a second', async () => {
  const { source, read: bytes } = large(50_000, 256);
  const before = performance.now();
  const plan = await format.plan(source, {}, []);
  expect(performance.now() - before).toBeLessThan(1000);
  expect(plan.header.end).toBeGreaterThan(2e6);
  expect(bytes()).toBeLessThan(plan.header.end + (2 << 20));
  const { matrices, table } = await format.read(source, plan, {}, {});
  expect(matrices[0]).toMatchObject({ rows: 50_000, cols: 256, dtype: 'Q8_0' });
  expect(table?.columns[0].values[49_999]).toBe('w49999');
  const tensor = plan.matrices[0].bytes;
  expect(tensor).toBe((50_000 * 256 * 34) / 32);
  expect(bytes()).toBeLessThan(tensor + (32 << 20));
});

test('chosen rows alone are read, with their tokens', async () => {
  const { source, read: bytes } = large(50_000, 4096);
  const plan = await format.plan(source, {}, []);
  const before = bytes();
  const rows = { kind: 'every', step: 1000 } as const;
  const content = await format.read(source, plan, { rows }, {});
  expect(content.kept).toMatchObject({ of: 50_000 });
  expect(content.table?.columns[0].values.slice(0, 3)).toEqual(['w0', 'w1000', 'w2000']);
  expect(bytes() - before).toBe(plan.header.end + (50 * 4096 * 34) / 32);
});

test.each(['model.gguf', 'Q4_K.gguf', 'Q3_K.gguf', 'F16.gguf', 'I64.gguf'])(
  'chosen rows of %s equal those of the whole',
  async (file) => {
    const whole = await read(load(file), {});
    const some = await read(load(file), { rows: { kind: 'sample', count: 3, seed: 4 } });
    const { cols, data } = whole.matrices[0];
    const { kept } = some;
    expect(kept?.rows).toHaveLength(3);
    kept?.rows.forEach((row, i) => {
      const expected = data.subarray(row * cols, (row + 1) * cols);
      expect(some.matrices[0].data.subarray(i * cols, (i + 1) * cols)).toEqual(expected);
    });
  },
);

test('several matrices are read as spaces over the tokens', async () => {
  const names = ['output.weight', 'token_embd.weight'];
  const options = { matrices: { 'model.gguf': names } };
  const { dataset, spaces, problems } = await openFiles([load('model.gguf')], options);
  expect(problems).toEqual([]);
  expect(spaces.map(({ name }) => name)).toEqual(['token_embd.weight', 'output.weight']);
  expect(dataset?.ids[2]).toBe('▁the');
});

test('a matrix that is none of tokens has no table', async () => {
  const content = await read(load('model.gguf'), { matrices: ['blk.0.ffn_up.weight'] });
  expect(content.table).toBeNull();
});

test.each([
  ['output_norm.weight', 'E_SHAPE', '1 axis'],
  ['v.patch_embd.weight', 'E_SHAPE', '3 axes'],
  ['blk.0.odd.weight', 'E_DTYPE', 'IQ2_XXS'],
  ['__proto__', 'E_SHAPE', 'has no tensor'],
])('%s is refused in words', async (name, code, words) => {
  const error: unknown = await read(load('model.gguf'), { matrices: [name] }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code, file: 'model.gguf' });
  expect((error as Error).message).toContain(words);
});

test('the parts of a model are read as one', async () => {
  const first = load('model-00001-of-00002.gguf');
  const second = load('neither.gguf', 'model-00002-of-00002.gguf');
  const stray = load('F32.gguf', 'other-00002-of-00002.gguf');
  expect(await format.companions?.(first, [stray, second], {})).toEqual([second]);
  expect(await format.companions?.(second, [first], {})).toEqual([]);
  const plan = await format.plan(first, {}, [second]);
  expect(plan.matrices.map(({ name }) => name)).toEqual([
    ...['token_embd.weight', 'output_norm.weight', 'blk.0.ffn_up.weight'],
  ]);
  const { matrices, notes } = await format.read(
    first,
    plan,
    { matrices: ['blk.0.ffn_up.weight'] },
    {},
  );
  const alone = await read(second, {});
  expect(matrices[0].data).toEqual(alone.matrices[0].data);
  expect(notes.join()).not.toContain('one part');
  await expect(format.plan(first, {}, [load('model.gguf', second.name)])).rejects.toMatchObject({
    code: 'E_HEADER',
    file: second.name,
  });
});

test('a header of half a gigabyte is refused before it is read', async () => {
  const header = new Bytes().u32(0x46554747).u32(3).u64(0).u64(1);
  const bytes = header
    .text('endless')
    .u32(9)
    .u32(0)
    .u64(2 ** 29)
    .done();
  let count = 0;
  const slice = (from: number, to: number): Promise<Uint8Array> => {
    count += to - from;
    const part = new Uint8Array(to - from);
    part.set(bytes.subarray(from, to));
    return Promise.resolve(part);
  };
  const source = { name: 'endless.gguf', byteLength: 2 ** 32, slice };
  await expect(format.plan(source, {}, [])).rejects.toMatchObject({ code: 'E_LIMIT' });
  expect(count).toBeLessThan(1 << 20);
});

test('a file that changes after its header was read is refused', async () => {
  const bytes = new Uint8Array(readFileSync(url('model.gguf')));
  const source = fromBytes(bytes, 'model.gguf');
  const plan = await format.plan(source, {}, []);
  bytes.fill(255, plan.header.tokens?.start, plan.header.tokens?.end);
  await expect(format.read(source, plan, {}, {})).rejects.toMatchObject({ code: 'E_READ' });
});

test('stops when cancelled', async () => {
  const { source } = large(1000, 256);
  const stop = new AbortController();
  stop.abort();
  await expect(format.plan(source, { signal: stop.signal }, [])).rejects.toThrow(/cancel/i);
});

test.each(['model.gguf', 'version-2.gguf', 'alignment-256.gguf', 'Q6_K.gguf'])(
  '@huggingface/gguf finds the same tensors in %s',
  async (file) => {
    const path = fileURLToPath(url(file));
    const other = await gguf(path, { allowLocalFile: true });
    const { header } = await format.plan(load(file), {}, []);
    const ours = header.tensors.map(({ name, shape, typeId, start }) => ({
      ...{ name, typeId, start },
      shape: shape.map(BigInt),
    }));
    expect(ours).toEqual(
      other.tensorInfos.map(({ name, shape, dtype, offset }) => ({
        ...{ name, typeId: dtype, start: Number(other.tensorDataOffset + offset) },
        shape: shape.toReversed(),
      })),
    );
  },
);
