import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openFiles } from '../open.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import { survey } from '../survey.ts';
import { textSource } from '../testing/sources.ts';

const bytes = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`testdata/${name}`, import.meta.url)));
const part = (i: number, file: string): ByteSource =>
  fromBytes(bytes(file), `pytorch_model-0000${i}-of-00002.bin`);

// The parts of a set may be of either container; both hold all tensors here, and the index says which counts.
const first = part(1, 'state-dict.pth');
const second = part(2, 'legacy-state-dict.pth');
const index = textSource(
  'pytorch_model.bin.index.json',
  JSON.stringify({
    metadata: { total_size: 1000 },
    weight_map: {
      'embed_tokens.weight': first.name,
      'lm_head.weight': second.name,
      'up.bias': second.name,
    },
  }),
);
const names = ({ name }: { name: string }): string => name;

test('several files with an index are one model', async () => {
  const { files, problems } = await survey([first, index, second], {});
  expect(problems).toEqual([]);
  expect(files).toMatchObject([{ file: index.name, companions: [first.name, second.name] }]);
  expect(files[0]!.matrices!.map(names)).toEqual([
    'embed_tokens.weight',
    'lm_head.weight',
    'up.bias',
  ]);
  expect(files[0]!.matrices).toMatchObject([
    { role: 'embedding', rows: 11, cols: 4, proposed: true },
    { role: 'unembedding', rows: 11, cols: 4 },
    { refused: 'one axis only', proposed: false },
  ]);
});

test('the numbers are those of the parts, for all rows and for some', async () => {
  const { spaces: whole } = await openFiles([first]);
  for (const rows of [{}, { rows: { kind: 'every', step: 2 } }] as const) {
    const { spaces, problems } = await openFiles([index, second, first], {
      matrices: { [index.name]: ['embed_tokens.weight', 'lm_head.weight'] },
      ...rows,
    });
    expect(problems).toEqual([]);
    expect(spaces.map(({ name }) => name)).toHaveLength(2);
    const step = 'rows' in rows ? 2 : 1;
    const expected = [...whole[0]!.data].filter((_, i) => Math.floor(i / 4) % step === 0);
    expect([...spaces[0]!.data]).toEqual(expected);
    expect(spaces[1]!.data).toHaveLength(expected.length);
  }
});

test('tensors of parts that are not there are listed with the reason', async () => {
  const { files } = await survey([index, first], {});
  expect(files[0]!.matrices).toMatchObject([
    { name: 'embed_tokens.weight', proposed: true },
    { name: 'lm_head.weight', refused: `its file ${second.name} was not dropped along` },
    { name: 'up.bias', proposed: false },
  ]);
  const { problems } = await openFiles([index]);
  expect(problems).toMatchObject([
    { code: 'E_SHAPE', file: index.name, hint: expect.stringContaining('together') as string },
  ]);
});

test('an index that is wrong says so; one of safetensors is no affair of PyTorch', async () => {
  const wrong = textSource('x.index.json', '{"weight_map": {"a": "a.bin", "b": 7}}');
  expect((await openFiles([wrong])).problems).toMatchObject([{ code: 'E_JSON', file: wrong.name }]);
  const other = textSource('x.index.json', '{"weight_map": {"a": "a.safetensors"}}');
  const { files } = await survey([other], {});
  expect(files[0]?.format).not.toContain('PyTorch');
});
