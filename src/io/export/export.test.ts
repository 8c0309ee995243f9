import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { fromBytes } from '../source.ts';
import { textSource } from '../testing/sources.ts';
import { csvParts } from './csv.ts';
import { npyParts } from './npy.ts';
import { tableOf, takeOut, type OutMatrix, type OutTable } from './table.ts';
import { exportParts, outFormatOf, type OutFormat } from './write.ts';

/** Finite float32 values of every size. */
const matrices = fc
  .record({ rows: fc.integer({ min: 1, max: 12 }), cols: fc.integer({ min: 2, max: 9 }) })
  .chain(({ rows, cols }) =>
    fc
      .float32Array({
        minLength: rows * cols,
        maxLength: rows * cols,
        noNaN: true,
        noDefaultInfinity: true,
      })
      .map((data): OutMatrix => ({ name: 'x', data, rows, cols })),
  );

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** -0 comes back from text as 0. */
const unsigned = (data: Float32Array): number[] => Array.from(data, (value) => value + 0);

test('npy is read back bit for bit', async () => {
  await fc.assert(
    fc.asyncProperty(matrices, async (x) => {
      const bytes = joined(npyParts(x));
      expect((10 + bytes[8]! + 256 * bytes[9]!) % 64).toBe(0);
      const { spaces, problems } = await openFiles([fromBytes(bytes, 'x.npy')]);
      expect(problems).toEqual([]);
      expect(spaces[0]).toMatchObject({ rows: x.rows, cols: x.cols });
      expect(spaces[0]!.data).toEqual(x.data);
    }),
    { numRuns: 100, seed: 1 },
  );
});

test('csv is read back: the same float32, and texts with any characters', async () => {
  await fc.assert(
    fc.asyncProperty(matrices, async (x) => {
      const ids = Array.from({ length: x.rows }, (_, i) => `id ${i}, "q"\n=1+1`);
      const text = [...csvParts({ columns: [{ name: 'id', values: ids }], vectors: x })].join('');
      const { dataset, spaces, problems } = await openFiles([textSource('x.csv', text)]);
      expect(problems).toEqual([]);
      expect(unsigned(spaces[0]!.data)).toEqual(unsigned(x.data));
      expect(dataset!.ids).toEqual(ids);
    }),
    { numRuns: 60, seed: 2 },
  );
});

test('missing values are empty fields', () => {
  const columns = [
    { name: 'a', values: ['x', null] },
    { name: 'n', values: Float64Array.of(NaN, 0.1) },
  ];
  expect([...csvParts({ columns })].join('')).toBe('a,n\nx,\n,0.1\n');
});

test('a selection is some rows of all of it', () => {
  const table = {
    columns: [
      { name: 'a', values: ['p', 'q', 'r'] },
      { name: 'n', values: Float64Array.of(1, 2, 3) },
    ],
    vectors: { name: 'x', data: Float32Array.of(1, 2, 3, 4, 5, 6), rows: 3, cols: 2 },
  };
  const taken = takeOut(table, Uint32Array.of(2, 0));
  expect([...csvParts(taken)].join('')).toBe('a,n,dim_0,dim_1\nr,3,5,6\np,1,1,2\n');
});

async function written(table: OutTable, format: OutFormat): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of exportParts(table, format)) parts.push(part);
  return joined(parts);
}

/** Texts that have got in the way of one writer or another. */
const AWKWARD = [
  '=1+1',
  'a,b',
  'say "so"',
  'two\nlines',
  'é 😀 漢字',
  ' led and followed ',
  '__proto__',
  'NULL',
  "'",
  '007',
];

test('parquet is read back: the same bits, texts, numbers, missing ones', async () => {
  await fc.assert(
    fc.asyncProperty(matrices, async (x) => {
      const pick = <T>(of: readonly T[]): T[] =>
        Array.from({ length: x.rows }, (_, i) => of[i % of.length]!);
      const columns = [
        { name: 'name', values: pick(AWKWARD).map((text, i) => `${i} ${text}`) },
        { name: 'n', values: Float64Array.from(pick([0.1, NaN, 2 ** 53, -1e-300])) },
        { name: 'maybe', values: pick(['yes', null, 'no']) },
      ];
      const bytes = await written({ columns, vectors: x }, 'parquet');
      const { dataset, spaces, problems } = await openFiles([fromBytes(bytes, 'x.parquet')]);
      expect(problems).toEqual([]);
      expect(spaces[0]!.data).toEqual(x.data);
      const numbers = dataset!.columns.find(({ name }) => name === 'n');
      if (numbers?.kind === 'number') expect(numbers.values).toEqual(columns[1]!.values);
      else expect(x.rows === 2).toBe(false);
      const content = dataset!.columns.find(({ name }) => name === 'name');
      if (content?.kind === 'text') expect(content.values).toEqual(columns[0]!.values);
    }),
    { numRuns: 40, seed: 3 },
  );
});

test('awkward texts come back from csv', async () => {
  const vectors = {
    name: 'x',
    data: new Float32Array(2 * AWKWARD.length).fill(0.1),
    rows: AWKWARD.length,
    cols: 2,
  };
  const bytes = await written({ columns: [{ name: 'id', values: AWKWARD }], vectors }, 'csv');
  const { dataset, problems } = await openFiles([fromBytes(bytes, 'x.csv')]);
  expect(problems).toEqual([]);
  expect(dataset!.ids).toEqual(AWKWARD);
  expect(new TextDecoder().decode(bytes)).toContain(',0.1,0.1\n');
});

test.each(['npy', 'csv', 'parquet'] as const)(
  '120,000 rows leave as %s in parts',
  async (format) => {
    const rows = 120_000;
    const data = Float32Array.from({ length: 3 * rows }, (_, i) => Math.sin(i));
    const ids = Array.from({ length: rows }, (_, i) => `item ${i}`);
    const table = {
      columns: [{ name: 'id', values: ids }],
      vectors: { name: 'x', data, rows, cols: 3 },
    };
    const parts: Uint8Array[] = [];
    for await (const part of exportParts(table, format)) parts.push(part);
    const largest = Math.max(...parts.map(({ length }) => length));
    if (format !== 'npy') expect(largest).toBeLessThan(8 << 20);
    const { spaces, dataset, problems } = await openFiles([
      fromBytes(joined(parts), `x.${format}`),
    ]);
    expect(problems).toEqual([]);
    expect(spaces[0]!.data).toEqual(data);
    if (format !== 'npy') expect(dataset!.ids.at(-1)).toBe('item 119999');
  },
);

test('a projection leaves with its own names', async () => {
  const vectors = {
    name: 'map',
    data: Float32Array.of(1, 2, 3, 4),
    rows: 2,
    cols: 2,
    names: ['x', 'y'],
  };
  const table = { columns: [{ name: 'id', values: ['a', 'b'] }], vectors };
  expect(new TextDecoder().decode(await written(table, 'csv'))).toBe('id,x,y\na,1,2\nb,3,4\n');
  const { spaces, problems } = await openFiles([
    fromBytes(await written(table, 'parquet'), 'map.parquet'),
  ]);
  expect(problems).toEqual([]);
  expect([...spaces[0]!.data]).toEqual([1, 2, 3, 4]);
});

test('the items of a dataset: ids once, categories as their texts, no thumbnails', () => {
  const table = tableOf({
    ids: ['a', 'b'],
    columns: [
      { kind: 'text', name: 'key', values: ['a', 'b'] },
      { kind: 'category', name: 'id', levels: ['red'], codes: Int32Array.of(0, -1) },
      { kind: 'image', name: 'picture', url: '', tile: 8, perRow: 1, tiles: Int32Array.of(0, 1) },
    ],
  });
  expect(table.columns).toEqual([
    { name: 'id 2', values: ['a', 'b'] },
    { name: 'id', values: ['red', null] },
  ]);
});

test('ids that repeat leave as they were, in one column, and come back the same', async () => {
  const csv = 'id,dim_0,dim_1,kind\nw0,1,2,a\nw1,3,4,b\nw0,5,6,a\n,7,8,b\n';
  const many = Array.from({ length: 20 }, (_, i) => `x${i},${i},1,a\n`).join('');
  const open = (text: string) => openFiles([fromBytes(new TextEncoder().encode(text), 'a.csv')]);
  const { dataset, spaces } = await open(csv + many);
  expect(dataset!.ids.slice(0, 4)).toEqual(['w0', 'w1', 'w0 (2)', '(row 3)']);
  expect(dataset!.notes).toContain(
    '1 repeated id in column id (first: "w0"): told apart by a number, as in "w0 (2)".',
  );
  const { name, data, rows, cols } = spaces[0]!;
  const table = tableOf(dataset!, { name, data, rows, cols });
  const text = new TextDecoder().decode(await written(table, 'csv'));
  expect(text.split('\n').slice(0, 5)).toEqual([
    'id,kind,dim_0,dim_1',
    'w0,a,1,2',
    'w1,b,3,4',
    'w0,a,5,6',
    ',b,7,8',
  ]);
  expect((await open(text)).dataset!.ids).toEqual(dataset!.ids);
});

test('a column that is the beginning of the ids does not stand for them', () => {
  const ids = ['cat (1)', 'cat (2)', 'dog'];
  const columns = [{ kind: 'text', name: 'kind', values: ['cat', 'cat', 'dog'] }] as const;
  expect(tableOf({ ids, columns }).columns).toEqual([
    { name: 'id', values: ids },
    { name: 'kind', values: columns[0].values },
  ]);
});

test('npy needs vectors; an ending says the format', async () => {
  await expect(written({ columns: [] }, 'npy')).rejects.toMatchObject({ code: 'E_NO_VECTORS' });
  expect(['a.NPY', 'b.csv', 'c.parquet', 'd.npz'].map(outFormatOf)).toEqual([
    'npy',
    'csv',
    'parquet',
    null,
  ]);
});
