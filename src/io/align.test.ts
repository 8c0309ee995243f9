import { expect, test } from 'vitest';
import { openFiles } from './open.ts';
import { fromBytes, type ByteSource } from './source.ts';
import { npySource, textSource } from './testing/sources.ts';

const matrix = (rows: number, cols = 2): number[][] =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => i + j / 10));

interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A safetensors file. */
function safetensors(name: string, tensors: Readonly<Record<string, Tensor>>): ByteSource {
  let end = 0;
  const header = Object.entries(tensors).map(([key, { dtype, shape, bytes }]) => {
    const start = end;
    end += bytes.length;
    return [key, { dtype, shape, data_offsets: [start, end] }];
  });
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const whole = new Uint8Array(8 + text.length + end);
  new DataView(whole.buffer).setBigUint64(0, BigInt(text.length), true);
  whole.set(text, 8);
  let at = 8 + text.length;
  for (const { bytes } of Object.values(tensors)) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return fromBytes(whole, name);
}

const float32 = (rows: readonly (readonly number[])[]): Tensor => ({
  dtype: 'F32',
  shape: [rows.length, rows[0]!.length],
  bytes: new Uint8Array(Float32Array.from(rows.flat()).buffer),
});

const SAMPLE = { kind: 'sample', count: 10, seed: 1 } as const;

test.each([
  ['a whole one and a sample', 10, 50, SAMPLE],
  ['a sample and a whole one', 50, 10, SAMPLE],
  ['two samples', 50, 60, SAMPLE],
  ['the first rows of both', 50, 60, { kind: 'first', count: 10 }],
] as const)(
  'files of different lengths are no spaces over the same items with chosen rows: %s',
  async (_, ours, theirs, rows) => {
    const files = [npySource('a.npy', matrix(ours)), npySource('b.npy', matrix(theirs))];
    const { spaces, parsed, problems } = await openFiles(files, { rows });
    expect(spaces.map(({ name }) => name)).toEqual(['a']);
    expect(parsed!.kept?.of).toBe(ours > 10 ? ours : undefined);
    expect(problems).toMatchObject([
      {
        code: 'E_ROWS',
        file: 'b.npy',
        message: `a.npy has ${ours} rows, b.npy has ${theirs}: they cannot be spaces over the same items.`,
      },
    ]);
  },
);

test.each([
  ['whole, then sampled', 10, 50],
  ['sampled, then whole', 50, 10],
])('matrices of one file keep their own rows: %s', async (_, ours, theirs) => {
  const file = safetensors('x.safetensors', {
    a: float32(matrix(ours)),
    b: float32(matrix(theirs)),
  });
  const { spaces, parsed, problems } = await openFiles([file], {
    rows: SAMPLE,
    matrices: { 'x.safetensors': ['a', 'b'] },
  });
  expect(spaces.map(({ name }) => name)).toEqual(['a']);
  expect(parsed!.kept?.of).toBe(ours > 10 ? ours : undefined);
  expect(parsed!.ids).toHaveLength(10);
  expect(problems).toMatchObject([
    {
      code: 'E_ROWS',
      message: `x.safetensors: a has ${ours} rows, x.safetensors: b has ${theirs}: they cannot be spaces over the same items.`,
    },
  ]);
});

test('the same rows of several files are spaces over the same items', async () => {
  const files = [npySource('a.npy', matrix(50)), npySource('b.npy', matrix(50, 3))];
  const { spaces, parsed, problems } = await openFiles(files, { rows: SAMPLE });
  expect(problems).toEqual([]);
  expect(spaces.map(({ rowsOf }) => rowsOf)).toEqual([50, 50]);
  expect(Array.from(spaces[1]!.data).filter((_, i) => i % 3 === 0)).toEqual([
    ...parsed!.kept!.rows,
  ]);
});

test('the same bytes as numbers of another type are another space', async () => {
  const bytes = new Uint8Array(
    Uint16Array.from([0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600]).buffer,
  );
  const keys = new Set<string>();
  for (const dtype of ['F16', 'BF16', 'I16', 'U16']) {
    const tensors = { x: { dtype, shape: [3, 2], bytes } };
    const { spaces } = await openFiles([safetensors('x.safetensors', tensors)]);
    keys.add(spaces[0]!.key);
  }
  expect(keys.size).toBe(4);
});

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});
const crc32 = (bytes: Uint8Array): number =>
  ~bytes.reduce((crc, byte) => CRC[(crc ^ byte) & 255]! ^ (crc >>> 8), -1) >>> 0;

/** An npz file with one array that is stored, not packed. */
function npz(descr: string, fortran: boolean, bytes: Uint8Array): ByteSource {
  const header =
    `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (2, 2), }`.padEnd(
      117,
    ) + '\n';
  const lead = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0];
  const body = [...lead, ...new TextEncoder().encode(header), ...bytes];
  const name = [...new TextEncoder().encode('x.npy')];
  const u16 = (n: number): number[] => [n & 255, n >>> 8];
  const u32 = (n: number): number[] => [...u16(n & 65535), ...u16(n >>> 16)];
  const sizes = [...u32(crc32(Uint8Array.from(body))), ...u32(body.length), ...u32(body.length)];
  const common = [...u16(20), ...u16(0), ...u16(0), ...u32(0), ...sizes, ...u16(5), ...u16(0)];
  const local = [...u32(0x04034b50), ...common, ...name, ...body];
  const rest = [...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(0), ...name];
  const central = [...u32(0x02014b50), ...u16(20), ...common, ...rest];
  const counts = [...u16(0), ...u16(0), ...u16(1), ...u16(1)];
  const end = [...u32(0x06054b50), ...counts, ...u32(central.length), ...u32(local.length), 0, 0];
  return fromBytes(Uint8Array.from([...local, ...central, ...end]), 'x.npz');
}

test('the same bytes in another order are another space', async () => {
  const bytes = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
  const read = [];
  for (const [descr, fortran] of [
    ['<f4', false],
    ['<f4', true],
    ['>f4', false],
  ] as const) {
    const { spaces, problems } = await openFiles([npz(descr, fortran, bytes)]);
    expect(problems).toEqual([]);
    read.push(spaces[0]!);
  }
  expect(read.slice(0, 2).map(({ data }) => [...data])).toEqual([
    [1, 2, 3, 4],
    [1, 3, 2, 4],
  ]);
  expect(new Set(read.map(({ key }) => key)).size).toBe(3);
});

test('a file opened twice is the same space', async () => {
  const open = (): Promise<{ spaces: readonly { key: string }[] }> =>
    openFiles([npySource('a.npy', matrix(5))]);
  expect((await open()).spaces[0]!.key).toBe((await open()).spaces[0]!.key);
});

test('rows are named by their place in the file, also after a choice of rows', async () => {
  const rows = [[1], [9], [NaN], [9], [0], [9], [3], [9]];
  const vectors = npySource('v.npy', rows);
  const names = textSource('m.csv', 'word\na\nx\nb\nx\nc\nx\n\nx\n');
  const options = { rows: { kind: 'every', step: 2 }, nonFinite: 'drop-rows' } as const;
  const { dataset, spaces } = await openFiles([vectors, names], options);
  expect([...dataset!.rowsOfFile!]).toEqual([0, 4, 6]);
  expect(spaces[0].zeroRows).toEqual({ count: 1, first: 4 });
  const notes = dataset!.notes.join('\n');
  expect(notes).toContain('(first: row 2, counting from 0)');
  expect(notes).toContain('1 row all zero (first: row 4, counting from 0)');
});

test('an id that is missing is named after the row of the file', async () => {
  const text = Array.from({ length: 40 }, (_, i) => `${i === 20 ? '' : `w${i}`},${i},1`).join('\n');
  const vectors = textSource('v.csv', `word,dim_0,dim_1\n${text}\n`);
  const { dataset } = await openFiles([vectors], { rows: { kind: 'every', step: 2 } });
  expect(dataset!.ids[10]).toBe('(row 20)');
});
