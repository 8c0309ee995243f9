import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { npySource, textSource } from '../testing/sources.ts';

const rows = (n: number): number[][] => Array.from({ length: n }, (_, i) => [i, 1]);
const vocabulary = (tokens: number): string =>
  `{${Array.from({ length: tokens }, (_, i) => `"t${tokens - 1 - i}": ${tokens - 1 - i}`).join()}}`;

test.each([
  ['as many tokens as rows', 20, 20],
  ['rows that were added for size', 20, 21],
])('a vocabulary names the rows by their index: %s', async (_, tokens, n) => {
  const files = [npySource('e.npy', rows(n)), textSource('vocab.json', vocabulary(tokens))];
  const { dataset, problems } = await openFiles(files);
  expect(problems).toEqual([]);
  expect(dataset!.join).toMatchObject({ by: 'id', column: 'index', matched: tokens });
  expect(dataset!.join).not.toHaveProperty('caution');
  expect(dataset!.ids.slice(0, 3)).toEqual(['t0', 't1', 't2']);
  if (n > tokens) expect(dataset!.ids[20]).toBe('(row 20)');
});

test.each(['{"hidden": 768, "layers": 12}', '{"a": 0, "b": 0}', '{"a": 1, "b": 2}'])(
  'numbers that are no indices make no vocabulary: %s',
  async (text) => {
    const { problems } = await openFiles([textSource('config.json', text)]);
    expect(problems).toMatchObject([{ code: 'E_JSON' }]);
  },
);
