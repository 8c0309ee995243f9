import { Int32, Int64, makeData, makeVector, Table, tableToIPC, type Vector } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { readArray } from './array.ts';
import { format as arrow } from './arrow/reader.ts';
import { countRounded, numberType } from './number-type.ts';
import { fromBigint } from './parquet/numbers.ts';
import { format as parquet } from './parquet/reader.ts';
import { chosenRows } from './row-choice.ts';
import { fromBytes, type ByteSource } from './source.ts';
import type { Selection } from './types.ts';

/** Of six integers in each column float32 cannot hold the second and the last; the third is one that it can. */
const INTEGERS = [1, 16_777_217, 33_554_432, -5, 7, -16_777_219];
/** 2^53 + 1 looks like the float32 2^53 once it is a float64. */
const LONG = [1n, 2n ** 53n + 1n, 2n ** 60n, -5n, 7n, -(2n ** 24n) - 3n];
const COLUMNS = 16;

const names = Array.from({ length: COLUMNS }, (_, i) => `dim_${i}`);
const note = (n: number): string =>
  `x: ${n} integers above 2^24 (16,777,216) cannot be held exactly in float32; rounded.`;

async function notesOf(source: ByteSource, selection: Selection = {}): Promise<readonly string[]> {
  const format = source.name === 'x' && (await isArrow(source)) ? arrow : parquet;
  const plan = await format.plan(source, {}, []);
  return (await format.read(source, plan as never, selection, {})).notes;
}
const isArrow = async (source: ByteSource): Promise<boolean> =>
  new TextDecoder().decode(await source.slice(0, 5)) === 'ARROW';

const arrowOf = (column: () => Vector): ByteSource =>
  fromBytes(
    tableToIPC(new Table(Object.fromEntries(names.map((name) => [name, column()]))), 'file'),
    'x',
  );
const parquetOf = (type: 'INT32' | 'INT64', data: readonly unknown[]): ByteSource => {
  const columnData = names.map((name) => ({ name, type, data: data as never }));
  return fromBytes(new Uint8Array(parquetWriteBuffer({ columnData })), 'x');
};

const vector32 = (): Vector =>
  makeVector(makeData({ type: new Int32(), data: Int32Array.from(INTEGERS) }));
const vector64 = (): Vector =>
  makeVector(makeData({ type: new Int64(), data: BigInt64Array.from(LONG) }));
const FILES: readonly [string, () => ByteSource][] = [
  ['int32, one column for each dimension, Arrow', () => arrowOf(vector32)],
  ['int64, one column for each dimension, Arrow', () => arrowOf(vector64)],
  ['int32, one column for each dimension, Parquet', () => parquetOf('INT32', INTEGERS)],
  ['int64, one column for each dimension, Parquet', () => parquetOf('INT64', LONG)],
];

describe.each(FILES)('integers that float32 rounds: %s', (_, file) => {
  test('are noted', async () => {
    expect(await notesOf(file())).toContain(note(2 * COLUMNS));
  });
  test('of the chosen rows only', async () => {
    const some = await notesOf(file(), { rows: { kind: 'first', count: 5 } });
    expect(some).toContain(note(COLUMNS));
    expect(await notesOf(file(), { rows: { kind: 'first', count: 1 } })).toEqual(
      (await notesOf(file())).filter((text) => !text.includes('float32')),
    );
  });
});

test.each([
  ['INT32' as const, INTEGERS],
  ['INT64' as const, LONG],
])('integers in lists that float32 rounds are noted: Parquet, %s', async (type, values) => {
  const schema = [
    { name: 'root', num_children: 1 },
    {
      name: 'v',
      num_children: 1,
      converted_type: 'LIST' as const,
      repetition_type: 'REQUIRED' as const,
    },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' as const },
    { name: 'element', type, repetition_type: 'REQUIRED' as const },
  ];
  const data = [values.slice(0, 3), values.slice(3)];
  const bytes = parquetWriteBuffer({ columnData: [{ name: 'v', data }], schema });
  expect(await notesOf(fromBytes(new Uint8Array(bytes), 'x'))).toContain(note(2));
});

test('chosen rows of a matrix that lies column after column are noted', async () => {
  const type = numberType('int', 4, 'int32');
  const numbers = Int32Array.from([...INTEGERS, ...INTEGERS]);
  const source = fromBytes(new Uint8Array(numbers.buffer), 'x');
  const place = { start: 0, rows: 6, cols: 2, type, fortranOrder: true };
  const chosen = chosenRows({ kind: 'first', count: 5 }, 6);
  expect((await readArray(source, 'x', place, { chosen }, {})).notes).toEqual([note(2)]);
  expect((await readArray(source, 'x', place, { chosen: null }, {})).notes).toEqual([note(4)]);
});

test('a missing integer is not a rounded one', () => {
  const type = numberType('int', 4, 'int32');
  const view = new DataView(new ArrayBuffer(8));
  expect(countRounded(type, view, 0, 2, Float64Array.of(NaN, 16_777_217))).toBe(1);
});

test('an int64 that float64 rounds does not look like one that float32 holds', () => {
  for (const value of [2n ** 53n + 1n, -(2n ** 60n) - 3n, 2n ** 62n + 1n]) {
    expect(Math.fround(fromBigint(value))).toBe(Math.fround(Number(value)));
    expect(Math.fround(fromBigint(value))).not.toBe(fromBigint(value));
  }
  for (const value of [2n ** 53n, 2n ** 60n, -(2n ** 63n)])
    expect(fromBigint(value)).toBe(Number(value));
});
