import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../base/errors.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import type { FileContent, Selection } from '../types.ts';
import { format } from './reader.ts';

const bytesOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`testdata/${name}`, import.meta.url)));

async function read(source: ByteSource, selection: Selection = {}): Promise<FileContent> {
  return format.read(source, await format.plan(source, {}, []), selection, {});
}
const open = (name: string, selection?: Selection): Promise<FileContent> =>
  read(fromBytes(bytesOf(name), name), selection);

describe('chosen rows', () => {
  it.each([
    'float32.pt',
    'bfloat16.pt',
    'transposed.pt',
    'every-second.pt',
    'deflated.pt',
    'legacy.pt',
    'dict-of-vectors.pt',
    'lists.pkl',
    'numpy-protocol-2.pkl',
    'numpy-fortran.pkl',
    'cifar.pkl',
  ])('of %s are those of the whole', async (name) => {
    const whole = await open(name);
    const some = await open(name, { rows: { kind: 'every', step: 3 } });
    const [all] = whole.matrices;
    const [part] = some.matrices;
    const rows = [...some.kept!.rows];
    expect(rows).toEqual(rows.map((_, i) => 3 * i));
    expect(part!.rows).toBe(Math.ceil(all!.rows / 3));
    const { cols } = all!;
    const expected = rows.flatMap((row) => [...all!.data.subarray(row * cols, (row + 1) * cols)]);
    expect([...part!.data]).toEqual(expected);
    if (whole.table) {
      const values = whole.table.columns[0]!.values;
      expect(some.table!.columns[0]!.values).toEqual(rows.map((row) => values[row]));
    }
  });
});

it('offers what cannot be taken with the reason, and takes what is chosen', async () => {
  const source = fromBytes(bytesOf('state-dict.pth'), 'state-dict.pth');
  const plan = await format.plan(source, {}, []);
  expect(plan.matrices).toMatchObject([
    { name: 'embed_tokens.weight', rows: 11, cols: 4, role: 'embedding', proposed: true },
    { name: 'lm_head.weight', rows: 11, cols: 4, role: 'unembedding', proposed: false },
    { name: 'up.weight', rows: 13, cols: 4, proposed: false },
    { name: 'up.bias', rows: 13, refused: 'one axis only', proposed: false },
  ]);
  const content = await format.read(source, plan, { matrices: ['up.weight'] }, {});
  expect(content.matrices).toMatchObject([{ name: 'up.weight', rows: 13, cols: 4 }]);
  expect(content.hashed).toBe('parts');
  for (const name of ['up.bias', 'constructor'])
    await expect(format.read(source, plan, { matrices: [name] }, {})).rejects.toMatchObject({
      file: 'state-dict.pth',
      place: name,
    });
});

it('reads headers and the chosen tensor, not the file', async () => {
  const bytes = bytesOf('numpy-large.pkl');
  let asked = 0;
  const source: ByteSource = {
    name: 'x.pkl',
    byteLength: bytes.length + (1 << 30),
    slice: (start, end) => {
      asked += end - start;
      const part = new Uint8Array(end - start);
      part.set(bytes.subarray(start, end));
      return Promise.resolve(part);
    },
  };
  await format.plan(source, {}, []);
  expect(asked).toBeLessThan(1 << 20);
});

it('unpacks a deflated storage once, however many rows lie in it', async () => {
  const bytes = bytesOf('deflated-rows.pt');
  let asked = 0;
  const source: ByteSource = {
    ...fromBytes(bytes, 'x.pt'),
    slice: (start, end) => {
      asked += end - start;
      return Promise.resolve(bytes.subarray(start, end));
    },
  };
  const plan = await format.plan(source, {}, []);
  const planned = asked;
  const { matrices } = await format.read(source, plan, {}, {});
  expect(matrices[0]).toMatchObject({ rows: 200, cols: 2 });
  // 200 rows of two storages in turn.
  expect(asked - planned).toBeLessThan(3 * bytes.length);
});

it('reads long texts of the chosen rows', async () => {
  const whole = await open('long-texts.pkl');
  const some = await open('long-texts.pkl', { rows: { kind: 'every', step: 5 } });
  const values = whole.table!.columns[0]!.values;
  expect(values[1]).toBe('b'.repeat(1025));
  expect(some.table!.columns[0]!.values).toEqual([values[0], values[5]]);
});

it('says that a text repeated into gigabytes was left out', async () => {
  // One text of 2,048 bytes, 200,000 times.
  const n = 200_000;
  const text = [0x58, 0, 8, 0, 0, ...new Array<number>(2048).fill(97), 0x71, 0];
  const texts = [
    0x5d,
    0x28,
    ...text,
    ...Array.from({ length: n - 1 }, () => [0x68, 0]).flat(),
    0x65,
  ];
  const row = [0x5d, 0x28, 0x4b, 1, 0x4b, 2, 0x65, 0x71, 1];
  const rows = [0x5d, 0x28, ...row, ...Array.from({ length: n - 1 }, () => [0x68, 1]).flat(), 0x65];
  const key = (letter: number): number[] => [0x58, 1, 0, 0, 0, letter];
  const dict = [0x7d, 0x28, ...key(120), ...rows, ...key(121), ...texts, 0x75];
  const bytes = Uint8Array.from([0x80, 2, ...dict, 0x2e]);
  const { table, notes } = await read(fromBytes(bytes, 'many.pkl'));
  expect(table).toBeNull();
  expect(notes).toContain(
    'many.pkl: column y was left out: it holds more than 268,435,456 bytes of long texts.',
  );
});

it('is not slowed down by lists that hold the same list many times', async () => {
  // 60,000 numbers in a row, 60,000 times the same row: 3.6e9 numbers in a quarter of a megabyte.
  const n = 60_000;
  const row = [0x5d, 0x71, 0, 0x28, ...Array.from({ length: n }, () => [0x4b, 1]).flat(), 0x65];
  const rows = Array.from({ length: n }, () => [0x68, 0]).flat();
  const bytes = Uint8Array.from([0x80, 2, 0x5d, 0x28, ...row, ...rows, 0x65, 0x2e]);
  await expect(read(fromBytes(bytes, 'same.pkl'))).rejects.toMatchObject({
    code: 'E_SHAPE',
    message: expect.stringContaining('repeat each other') as string,
  });
});

it('can be cancelled', async () => {
  const stop = new AbortController();
  stop.abort();
  const source = fromBytes(bytesOf('float32.pt'), 'float32.pt');
  await expect(format.plan(source, { signal: stop.signal }, [])).rejects.toThrow(CancelledError);
});
