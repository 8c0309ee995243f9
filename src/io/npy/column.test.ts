import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { fromBytes } from '../source.ts';
import { npySource } from '../testing/sources.ts';

const labels = fromBytes(
  new Uint8Array(readFileSync(new URL('testdata/shape-1d.npy', import.meta.url))),
  'y.npy',
);
const four = npySource('x.npy', [[1], [2], [3], [4]]);

test.each([
  ['before', [labels, four]],
  ['after', [four, labels]],
])('an array with one axis, dropped %s the vectors, is a column', async (_, files) => {
  const { dataset, spaces, problems } = await openFiles(files);
  expect(problems).toEqual([]);
  expect(spaces.map(({ name }) => name)).toEqual(['x']);
  expect(dataset!.columns).toMatchObject([
    { kind: 'category', name: 'y', levels: ['2', '0', '1'] },
  ]);
  expect(dataset!.join).toMatchObject({ file: 'y.npy', by: 'row' });
});

test('of chosen rows it takes the same', async () => {
  const { dataset } = await openFiles([four, labels], { rows: { kind: 'every', step: 3 } });
  expect(dataset!.columns).toMatchObject([{ values: Float64Array.of(2, 1) }]);
});

test('of another length it is refused with both lengths, and the vectors open', async () => {
  const three = npySource('x.npy', [[1], [2], [3]]);
  const { dataset, problems } = await openFiles([three, labels]);
  expect(dataset!.spaces).toHaveLength(1);
  expect(problems).toMatchObject([{ code: 'E_ROWS', file: 'y.npy' }]);
});

test('alone it holds no vectors, and what to do is said', async () => {
  const { dataset, problems } = await openFiles([labels]);
  expect(dataset).toBeNull();
  expect(problems).toMatchObject([{ code: 'E_NO_VECTORS', file: 'y.npy' }]);
  expect(problems[0].hint).toContain('x.reshape(-1, D)');
});
