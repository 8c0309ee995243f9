import { expect, test } from 'vitest';
import { inspect } from '../inspect.ts';
import { openFiles } from '../open.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import { survey } from '../survey.ts';
import { testFixtures } from '../testing/fixtures.ts';
import { textSource } from '../testing/sources.ts';

testFixtures('safetensors');

/** A file of float32 tensors, all of which hold their number of the item in every place. */
function file(
  name: string,
  shapes: Readonly<Record<string, readonly [number, number]>>,
): ByteSource {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(shapes).map(([tensor, shape]) => {
      const start = end;
      end += 4 * shape[0] * shape[1];
      return [tensor, { dtype: 'F32', shape, data_offsets: [start, end] }];
    }),
  );
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  const numbers = new DataView(bytes.buffer, 8 + text.length);
  let at = 0;
  for (const [rows, cols] of Object.values(shapes))
    for (let i = 0; i < rows * cols; i++, at += 4)
      numbers.setFloat32(at, Math.floor(i / cols), true);
  return fromBytes(bytes, name);
}

const index = textSource(
  'model.safetensors.index.json',
  JSON.stringify({
    metadata: { total_size: 1 },
    weight_map: {
      'embed_tokens.weight': 'a.safetensors',
      q: 'a.safetensors',
      'lm_head.weight': 'b.safetensors',
    },
  }),
);
const a = file('a.safetensors', { 'embed_tokens.weight': [9, 4], q: [3, 3] });
const b = file('b.safetensors', { 'lm_head.weight': [9, 4] });

test('several files with an index are one model', async () => {
  const { files, problems } = await survey([a, index, b], {});
  expect(problems).toEqual([]);
  expect(files).toMatchObject([
    { file: index.name, companions: ['a.safetensors', 'b.safetensors'] },
  ]);
  expect(files[0]!.matrices).toMatchObject([
    { name: 'embed_tokens.weight', role: 'embedding', proposed: true, rows: 9, cols: 4 },
    { name: 'lm_head.weight', role: 'unembedding', proposed: false },
    { name: 'q', proposed: false },
  ]);
  const names = ['lm_head.weight', 'embed_tokens.weight'];
  const opened = await openFiles([a, index, b], { matrices: { [index.name]: names } });
  expect(opened.dataset!.spaces.map(({ name, rows }) => [name, rows])).toEqual([
    ['lm_head.weight', 9],
    ['embed_tokens.weight', 9],
  ]);
});

test('a part that was not dropped along is said to be missing', async () => {
  const { files } = await survey([index, a], {});
  const missing = files[0]!.matrices!.find(({ name }) => name === 'lm_head.weight');
  expect(missing?.refused).toContain('b.safetensors was not dropped along');
  const { errors } = await inspect([index]);
  expect(errors[0]).toMatchObject({ code: 'E_SHAPE', file: index.name });
});

test('reads the chosen rows of the chosen tensor and nothing else', async () => {
  let read = 0;
  const large = file('m.safetensors', { embed: [2000, 64], other: [5000, 64] });
  const counting: ByteSource = {
    ...large,
    slice: (start, end) => {
      read += end - start;
      return large.slice(start, end);
    },
  };
  const opened = await openFiles([counting], { rows: { kind: 'sample', count: 10, seed: 1 } });
  const [space] = opened.spaces;
  expect(space).toMatchObject({ name: 'embed', rows: 10, rowsOf: 2000 });
  const rows = Array.from({ length: 10 }, (_, i) => space!.data[i * 64]);
  expect(opened.dataset!.ids).toEqual(rows.map(String));
  expect(read).toBeLessThan(2000 * 64 * 4 + 2 * 65536);
});

test('a tensor that is not there, or is none to choose, is refused by name', async () => {
  for (const [name, code] of [
    ['nothing', 'E_PARAM'],
    ['__proto__', 'E_PARAM'],
  ] as const) {
    const { problems } = await openFiles([a], { matrices: { 'a.safetensors': [name] } });
    expect(problems).toMatchObject([{ code, file: 'a.safetensors', place: `tensor "${name}"` }]);
  }
});
