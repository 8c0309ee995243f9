import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromBytes, type ByteSource } from '../source.ts';
import type { RowSelection } from '../row-choice.ts';
import { format } from './reader.ts';

const bytesOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`./testdata/${name}`, import.meta.url)));

async function read(source: ByteSource, rows?: RowSelection) {
  const plan = await format.plan(source, {}, []);
  return format.read(source, plan, rows ? { rows } : {}, {});
}

/** 120 rows in three groups, several pages each. */
const FILES = ['pages-1-groups.parquet', 'pages-2-groups.parquet'];

test.each(FILES)('chosen rows of %s are those of the whole', async (name) => {
  const source = fromBytes(bytesOf(name), name);
  const whole = await read(source);
  const choices: RowSelection[] = [
    { kind: 'first', count: 7 },
    { kind: 'first', count: 51 },
    { kind: 'every', step: 9 },
    { kind: 'sample', count: 20, seed: 3 },
  ];
  for (const choice of choices) {
    const some = await read(source, choice);
    const { rows, of } = some.kept!;
    expect(of).toBe(120);
    const { data, cols } = whole.matrices[0]!;
    const expected = Array.from(rows).flatMap((row) => [
      ...data.subarray(row * cols, (row + 1) * cols),
    ]);
    expect([...some.matrices[0]!.data]).toEqual(expected);
    const texts = Array.from(rows, (row) => whole.table!.columns[0]!.values[row]);
    expect(some.table!.columns[0]!.values).toEqual(texts);
  }
});

test('of the first rows only the first row group is read', async () => {
  const bytes = bytesOf(FILES[0]!);
  const seen: [number, number][] = [];
  const source: ByteSource = {
    ...fromBytes(bytes, 'x.parquet'),
    slice(start, end) {
      seen.push([start, end]);
      return Promise.resolve(bytes.subarray(start, end));
    },
  };
  const plan = await format.plan(source, {}, []);
  seen.length = 0;
  await format.read(source, plan, { rows: { kind: 'first', count: 20 } }, {});
  const [, second] = plan.metadata.row_groups;
  const start = Number(second!.columns[0]!.meta_data!.data_page_offset);
  expect(Math.max(...seen.map(([, end]) => end))).toBeLessThanOrEqual(start);
  expect(seen.length).toBeGreaterThan(0);
});

test('a matrix that is named is taken, one that cannot be is refused', async () => {
  const source = fromBytes(bytesOf('two-vectors.parquet'), 'two.parquet');
  const plan = await format.plan(source, {}, []);
  const { matrices } = await format.read(source, plan, { matrices: ['title_vector'] }, {});
  expect(matrices.map(({ name, cols }) => [name, cols])).toEqual([['title_vector', 6]]);
  const other = format.read(source, plan, { matrices: ['id'] }, {});
  await expect(other).rejects.toMatchObject({ code: 'E_PARAM', place: 'column "id"' });
});
