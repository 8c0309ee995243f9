import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { npySource, textSource } from '../testing/sources.ts';
import { Exact } from './exact.ts';

const vectors = npySource('v.npy', [
  [1, 2],
  [3, 4],
  [5, 6],
]);

async function labels(text: string): Promise<unknown> {
  const { dataset, problems } = await openFiles([vectors, textSource('meta.json', text)]);
  expect(problems).toEqual([]);
  const column = dataset!.columns.find(({ name }) => name === 'label')!;
  return column.kind === 'category'
    ? Array.from(column.codes, (code) => column.levels[code])
    : (column as { values: unknown }).values;
}

test.each([
  ['a list', (ids: readonly string[]) => `[${ids.map((id) => `{"id": ${id}}`).join()}]`],
  ['lines', (ids: readonly string[]) => ids.map((id) => `{"id":${id}}\n`).join('')],
  ['columns', (ids: readonly string[]) => `{"id": [ ${ids.join(' ,\n')} ]}`],
])('integers beyond 2^53 keep every digit: %s', async (_, write) => {
  const ids = ['1234567890123456789', '1234567890123456790', '-98765432109876543210'];
  const { dataset, problems } = await openFiles([vectors, textSource('meta.json', write(ids))]);
  expect(problems).toEqual([]);
  expect(dataset!.ids).toEqual(ids);
});

test('integers within texts, fractions and lists stay what they are', () => {
  const text = String.raw`{"a": "see, 1234567890123456789, \" 1234567890123456789", "b": [0.12345678901234567, 1234567890123456.5, 1e3],
    "c": [1234567890123456789, {"d\\": -1234567890123456789, "5": 1}], "e": 1234567890123456}`;
  const exact = new Exact(text);
  const document = exact.document() as Record<string, unknown>;
  expect(document).toMatchObject({
    a: 'see, 1234567890123456789, " 1234567890123456789',
    b: [Number('0.12345678901234567'), Number('1234567890123456.5'), 1000],
    e: 1234567890123456,
  });
  expect(exact.stringify(document['c'] as object)).toBe(
    String.raw`[1234567890123456789,{"d\\":-1234567890123456789,"5":1}]`,
  );
});

test('vectors of large integers are numbers all the same', async () => {
  const text = '[[1234567890123456789, 1], [2, 12345678901234567890]]';
  const { spaces } = await openFiles([textSource('v.json', text)]);
  expect([...spaces[0]!.data]).toEqual(
    [Number('1234567890123456789'), 1, 2, Number('12345678901234567890')].map(Math.fround),
  );
});

test('a document that spells the sign itself is told apart from it', () => {
  const text = String.raw`["\u00001", "\u0000\u0000\u00002", 1234567890123456789]`;
  const exact = new Exact(text);
  const values = exact.document() as string[];
  expect(values.map((value) => exact.plain(value))).toEqual([
    '\u00001',
    '\0\0\u00002',
    '1234567890123456789',
  ]);
  expect(values.map((value) => exact.number(value))).toEqual([
    undefined,
    undefined,
    Number('1234567890123456789'),
  ]);
});

test.each([
  '{1234567890123456789: 1}',
  '["a, 1234567890123456789',
  '[1234567890123456789 2]',
  '{"5": ',
])('what is no JSON stays none: %s', (text) =>
  expect(() => new Exact(text).document()).toThrow(SyntaxError),
);

test('a long text and a long number take time in proportion', () => {
  const text = `{"a": "${'\\u0000 ,1'.repeat(50_000)}", "b": ${'9'.repeat(500_000)}, "c": "${'"'.replaceAll('"', '\\"').repeat(500_000)}"}`;
  const before = performance.now();
  new Exact(text).document();
  expect(performance.now() - before).toBeLessThan(5000);
});

test('items by numeric keys come in the order of the text', async () => {
  const text = '{"503": {"label": "first"}, "17": {"label": "second"}, "200": {"label": "third"}}';
  expect(await labels(text)).toEqual(['first', 'second', 'third']);
  const { dataset } = await openFiles([vectors, textSource('meta.json', text)]);
  expect(dataset!.ids).toEqual(['503', '17', '200']);
});

test('columns of pandas with a shuffled index are joined by it, with a note', async () => {
  const text =
    '{"label": {"2": "third", "0": "first", "1": "second"}, "n": {"2": 9, "0": 7, "1": 8}}';
  expect(await labels(text)).toEqual(['first', 'second', 'third']);
  const { dataset } = await openFiles([vectors, textSource('meta.json', text)]);
  expect(dataset!.join).toMatchObject({ by: 'id', column: 'index' });
  expect(dataset!.notes.join()).toContain('column index holds row numbers of v.npy');
});

test('columns of pandas in order stay as they are; names that are numbers too', async () => {
  const text =
    '{"label": {"0": "first", "1": "second", "2": "third"}, "7": {"0": 1, "1": 2, "2": 3}, "3": {"0": 4, "1": 5, "2": 6}}';
  expect(await labels(text)).toEqual(['first', 'second', 'third']);
  const { dataset } = await openFiles([vectors, textSource('meta.json', text)]);
  expect(dataset!.columns.map(({ name }) => name)).toEqual(['label', '7', '3']);
});

test('what is wrong is said with the keys of the file', async () => {
  const { problems } = await openFiles([textSource('meta.json', '{"5": [1, 2], "4": [1]}')]);
  expect(problems).toMatchObject([
    {
      message: 'meta.json has columns of different lengths: "5" has 2 values, "4" has 1.',
      place: 'key "4"',
    },
  ]);
});
