import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import { testFixtures } from '../testing/fixtures.ts';
import { textSource } from '../testing/sources.ts';

testFixtures('tf-projector');

const numbers = Float32Array.of(1, 2, 3, 4, 5, 6);
const bytes = fromBytes(new Uint8Array(numbers.buffer), 'tensors.bytes');
const config = (...embeddings: readonly Record<string, unknown>[]): ByteSource =>
  textSource('projector_config.json', JSON.stringify({ embeddings }));
const RAW = { tensorName: 'mine', tensorPath: 'oss_data/tensors.bytes', tensorShape: [3, 2] };

test('raw numbers have their shape from the configuration, and their labels from the metadata', async () => {
  const metadata = textSource('metadata.tsv', 'word\tcount\na\t1\nb\t2\nc\t2\n');
  const opened = await openFiles([
    config({ ...RAW, metadataPath: 'metadata.tsv' }),
    bytes,
    metadata,
  ]);
  expect(opened.problems).toEqual([]);
  expect(opened.spaces[0]).toMatchObject({ name: 'mine', rows: 3, cols: 2 });
  expect([...opened.spaces[0]!.data]).toEqual([...numbers]);
  expect(opened.dataset!.ids).toEqual(['a', 'b', 'c']);
});

test('metadata with one column has no heading', async () => {
  const opened = await openFiles([config(RAW), bytes, textSource('metadata.tsv', 'a\nb\nb\n')]);
  expect(opened.problems).toEqual([]);
  expect(opened.dataset!.columns[0]).toMatchObject({ levels: ['b', 'a'] });
});

test('tensors as a table are read as a table', async () => {
  const table = textSource('tensors.tsv', '1\t2\n3\t4\n5\t6\n');
  const opened = await openFiles([config({ ...RAW, tensorPath: 'tensors.tsv' }), table]);
  expect(opened.problems).toEqual([]);
  expect([...opened.spaces[0]!.data]).toEqual([...numbers]);
});

test('several embeddings of the same items are several spaces', async () => {
  const other = fromBytes(new Uint8Array(Float32Array.of(7, 8, 9).buffer), 'b.bytes');
  const second = { tensorName: 'second', tensorPath: 'b.bytes', tensorShape: [3, 1] };
  const opened = await openFiles([config(RAW, second), bytes, other]);
  expect(opened.spaces.map(({ name, cols }) => [name, cols])).toEqual([
    ['mine', 2],
    ['second', 1],
  ]);
});

test.each([
  ['a file that is not there', [config(RAW)], 'E_TRUNCATED', 'tensors.bytes was not dropped along'],
  [
    'another size',
    [config({ ...RAW, tensorShape: [4, 2] }), bytes],
    'E_TRUNCATED',
    '4 x 2 float32 are 32',
  ],
  ['no shape', [config({ ...RAW, tensorShape: [3, -2] }), bytes], 'E_SHAPE', 'tensorShape'],
  [
    'a size beyond all',
    [config({ ...RAW, tensorShape: [2 ** 50, 2] }), bytes],
    'E_TRUNCATED',
    'float32 are',
  ],
  ['no JSON', [textSource('c.json', '{"embeddings": [{"tensorPath": ')], 'E_JSON', 'no valid JSON'],
] as const)('%s is refused in words', async (_, files, code, words) => {
  const { problems } = await openFiles([...files]);
  expect(problems[0]).toMatchObject({ code, file: files[0].name });
  expect(problems[0]!.message).toContain(words);
});
