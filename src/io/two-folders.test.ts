import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openFiles } from './open.ts';
import { fileNames } from './names.ts';
import { fromBytes, type ByteSource } from './source.ts';
import { survey } from './survey.ts';

/** The files of a drop of folders, named as the worker names them. */
function dropped(files: Readonly<Record<string, Uint8Array | string>>): ByteSource[] {
  const paths = Object.keys(files);
  const names = fileNames(paths.map((path) => ({ name: path.split('/').at(-1)!, path })));
  return paths.map((path, i) => {
    const content = files[path]!;
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return { ...fromBytes(bytes, names[i]!), path };
  });
}

function safetensors(name: string, ...rows: readonly number[]): Uint8Array {
  const header = {
    [name]: { dtype: 'F32', shape: [rows.length, 1], data_offsets: [0, 4 * rows.length] },
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + 4 * rows.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  bytes.set(new Uint8Array(Float32Array.from(rows).buffer), 8 + text.length);
  return bytes;
}
const index = (map: Readonly<Record<string, string>>): string =>
  JSON.stringify({ weight_map: map });
const INDEX = 'model.safetensors.index.json';
const PART = 'model-00001-of-00001.safetensors';

test('two models in parts open from one drop, each with its own', async () => {
  const weights = index({ 'embed.weight': PART });
  const files = dropped({
    [`a/${INDEX}`]: weights,
    [`a/${PART}`]: safetensors('embed.weight', 1, 2, 3),
    [`b/${INDEX}`]: weights,
    [`b/${PART}`]: safetensors('embed.weight', 4, 5, 6),
  });
  const { problems, spaces } = await openFiles(files);
  expect(problems).toEqual([]);
  expect(spaces.map(({ data }) => [...data])).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

test('a part that is missing is not taken from the other model', async () => {
  const weights = index({ 'embed.weight': PART });
  const files = dropped({
    [`a/${INDEX}`]: weights,
    [`b/${INDEX}`]: weights,
    [`b/${PART}`]: safetensors('embed.weight', 4, 5, 6),
  });
  const looked = await survey(files, {});
  expect(looked.files[0]).toMatchObject({
    companions: [],
    matrices: [{ refused: `its file ${PART} was not dropped along` }],
  });
  expect(looked.files[1]).toMatchObject({ companions: [PART], matrices: [{ rows: 3 }] });
});

test('two models of PyTorch in parts', async () => {
  const part = (file: string): Uint8Array =>
    new Uint8Array(readFileSync(new URL(`torch/testdata/${file}`, import.meta.url)));
  const weights = index({ 'embed_tokens.weight': 'pytorch_model.bin' });
  const files = dropped({
    'a/pytorch_model.bin.index.json': weights,
    'a/pytorch_model.bin': part('state-dict.pth'),
    'b/pytorch_model.bin.index.json': weights,
    'b/pytorch_model.bin': part('legacy-state-dict.pth'),
  });
  const { problems, spaces } = await openFiles(files);
  expect(problems).toEqual([]);
  expect(spaces).toHaveLength(2);
});

const config = (rows: number, cols = 1): string =>
  JSON.stringify({
    embeddings: [
      {
        ...{ tensorName: 'e', tensorPath: 'data/tensors.bytes', tensorShape: [rows, cols] },
        ...{ metadataPath: 'data/metadata.tsv' },
        sprite: { imagePath: 'sprite.png', singleImageDim: [4, 4] },
      },
    ],
  });
const floats = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Float32Array.from(values).buffer);

test('two folders of the TensorFlow Projector, with tensors in a folder below', async () => {
  const files = dropped({
    'a/projector_config.json': config(2),
    'a/data/tensors.bytes': floats(1, 2),
    'b/projector_config.json': config(2),
    'b/data/tensors.bytes': floats(3, 4),
  });
  const { problems, spaces } = await openFiles(files);
  expect(problems).toEqual([]);
  expect(spaces.map(({ data }) => [...data])).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('metadata of one column has no heading in either folder', async () => {
  const files = dropped({
    'a/projector_config.json': config(3),
    'a/tensors.bytes': floats(1, 2, 3),
    'a/metadata.tsv': 'x\ny\ny\n',
    'b/projector_config.json': config(3),
    'b/tensors.bytes': floats(4, 5, 6),
    'b/metadata.tsv': 'u\nv\nv\n',
  });
  const { problems, dataset } = await openFiles(files);
  expect(problems).toEqual([]);
  expect(dataset!.columns).toMatchObject([{ levels: ['y', 'x'] }, { levels: ['v', 'u'] }]);
});

test('all files of the drop are told with sizes, paths and hashes', async () => {
  const weights = index({ 'embed.weight': PART });
  const part = safetensors('embed.weight', 1, 2, 3);
  const jpg = new Uint8Array(
    readFileSync(new URL('images/testdata/baseline.jpg', import.meta.url)),
  );
  const files = dropped({ [`m/${INDEX}`]: weights, [`m/${PART}`]: part, 'm/cat.jpg': jpg });
  const { sources } = await openFiles(files);
  expect(sources).toMatchObject([
    { name: INDEX, bytes: weights.length, path: `m/${INDEX}`, hashed: 'parts' },
    { name: PART, bytes: part.length, path: `m/${PART}`, hashed: 'parts' },
    { name: 'cat.jpg', bytes: jpg.length, path: 'm/cat.jpg', hashed: 'name' },
  ]);
  const other = dropped({
    [`m/${INDEX}`]: weights,
    [`m/${PART}`]: safetensors('embed.weight', 1, 2, 4),
  });
  const again = await openFiles(other);
  expect(new Set([...sources, ...again.sources].map(({ sha256 }) => sha256)).size).toBe(5);
});

test('two embeddings of one name, from two folders, are two spaces with their own numbers', async () => {
  const both = {
    embeddings: ['a', 'b'].map((folder) => ({
      ...{ tensorName: 'e', tensorPath: `${folder}/tensors.bytes`, tensorShape: [2, 1] },
    })),
  };
  const files = dropped({
    'p/projector_config.json': JSON.stringify(both),
    'p/a/tensors.bytes': floats(1, 2),
    'p/b/tensors.bytes': floats(3, 4),
  });
  const { problems, spaces } = await openFiles(files);
  expect(problems).toEqual([]);
  expect(spaces.map(({ name, data }) => [name, ...data])).toEqual([
    ['e', 1, 2],
    ['e (2)', 3, 4],
  ]);
});

test('an index without its parts says so in words that fit', async () => {
  const { problems } = await openFiles(dropped({ [INDEX]: index({ 'embed.weight': PART }) }));
  expect(problems).toMatchObject([
    {
      message: `${INDEX}: the tensors that it names cannot be read: of "embed.weight" its file ${PART} was not dropped along.`,
      hint: 'Drop the index together with the files that it names.',
    },
  ]);
});
