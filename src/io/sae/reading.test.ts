import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LocusError } from '../../base/errors.ts';
import { gather, planOf, type Member } from '../gather.ts';
import { openFiles } from '../open.ts';
import { fromBytes, type ByteSource } from '../source.ts';
import { survey } from '../survey.ts';
import { fixtureNames, fixtureSources } from '../testing/fixture-sources.ts';
import type { FileContent, Selection } from '../types.ts';

const folder = new URL('testdata/', import.meta.url);
const files = (name: string): ByteSource[] => fixtureSources(folder, name);

async function memberOf(sources: readonly ByteSource[]): Promise<Member> {
  const { members, problems } = await gather(sources, {});
  expect(problems).toEqual([]);
  return members.find(({ format }) => format.id === 'sae')!;
}

async function read(name: string, selection: Selection = {}): Promise<FileContent> {
  const member = await memberOf(files(name));
  return member.format.read(member.source, await planOf(member, {}), selection, {});
}

interface Rows {
  readonly name: string;
  readonly first: readonly number[];
  readonly sum: number;
  readonly absoluteSum: number;
  readonly last: number;
  readonly rows: number;
  readonly columns: number;
  readonly dtype: string;
}

const withEncoder = fixtureNames(folder).flatMap((name) => {
  const text = readFileSync(new URL(`${name}.expected.json`, folder), 'utf8');
  const { encoder } = JSON.parse(text) as { encoder?: Rows };
  return encoder ? [[name, encoder] as const] : [];
});

test.each(withEncoder)('encoder rows of %s', async (fixture, expected) => {
  const { absoluteSum, sum, first, last, columns, ...rest } = expected;
  const { matrices } = await read(fixture, { matrices: [expected.name] });
  expect(matrices).toHaveLength(1);
  expect(matrices[0]).toMatchObject({ ...rest, cols: columns });
  expect(matrices[0]!.summary).toMatchObject({ first, last });
  expect(Math.abs(matrices[0]!.summary.sum - sum)).toBeLessThanOrEqual(1e-13 * absoluteSum);
});

test('both kinds of rows are offered with their roles, the decoder is proposed', async () => {
  const { files: found, problems } = await survey(files('saelens-transcoder'), {});
  expect(problems).toEqual([]);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ companions: ['sae_weights.safetensors'] });
  const [decoder, encoder] = found[0]!.matrices!;
  expect(decoder).toMatchObject({ rows: 14, cols: 5, role: 'decoder', proposed: true });
  expect(encoder).toMatchObject({ rows: 14, cols: 6, role: 'encoder', proposed: false });
});

describe.each([
  'saelens-finetuned',
  'saelens-expected-average',
  'dictionary-gated',
  'sparsify-topk',
])('%s', (name) => {
  test('chosen features have the numbers that they have among all', async () => {
    const offers = (await planOf(await memberOf(files(name)), {})).matrices!;
    const matrices = offers.map((offer) => offer.name);
    const all = await read(name, { matrices });
    const some = await read(name, { matrices, rows: { kind: 'every', step: 5 } });
    expect([...some.kept!.rows]).toEqual([0, 5, 10]);
    some.matrices.forEach(({ data, cols, rows }, i) => {
      expect(rows).toBe(3);
      const whole = all.matrices[i]!.data;
      const expected = [0, 5, 10].flatMap((row) => [...whole.slice(row * cols, (row + 1) * cols)]);
      expect([...data]).toEqual(expected);
    });
    some.table!.columns.forEach(({ values }, i) => {
      const whole = all.table!.columns[i]!.values;
      expect(values).toEqual([whole[0], whole[5], whole[10]]);
    });
  });
});

/** A file without a path, as when single files are dropped. */
const single = ({ name, byteLength, sliceNow }: ByteSource): ByteSource =>
  fromBytes(sliceNow!(0, byteLength), name);

test('single files need no folder, and the spaces then no name of one', async () => {
  const { spaces, problems, dataset } = await openFiles(files('saelens-standard').map(single));
  expect(problems).toEqual([]);
  expect(spaces.map(({ name }) => name)).toEqual(['decoder rows']);
  expect(dataset!.ids.slice(0, 3)).toEqual(['0', '1', '2']);
  expect(dataset!.columns.map(({ name }) => name)).toEqual(['encoder bias', 'decoder norm']);
});

/** As the page names files of which several have one name. */
const numbered = ({ name, byteLength, sliceNow }: ByteSource): ByteSource =>
  fromBytes(sliceNow!(0, byteLength), name.replace('.', ' (2).'));

test('single files of two autoencoders are not mixed up', async () => {
  const sources = [
    ...files('saelens-standard').map(single),
    ...files('saelens-topk').map(numbered),
  ];
  const { problems } = await openFiles(sources);
  expect(problems.map(({ code, file }) => [code, file])).toEqual([
    ['E_NO_VECTORS', 'cfg.json'],
    ['E_NO_VECTORS', 'cfg (2).json'],
  ]);
  expect(problems[0]!.hint).toContain('folders');
});

test('several folders are told by their paths, also where these are the names', async () => {
  const sources = files('saelens-layers').map((source) => ({ ...source, name: source.path! }));
  const { spaces, problems, dataset } = await openFiles(sources);
  expect(problems).toEqual([]);
  expect(spaces.map(({ name }) => name)).toEqual(['layer_10 decoder rows', 'layer_2 decoder rows']);
  expect(dataset!.columns.map(({ name }) => name)).toEqual([
    'layer_10 encoder bias',
    'layer_10 decoder norm',
    'layer_2 encoder bias',
    'layer_2 decoder norm',
  ]);
});

test('weights alone are plain tensors', async () => {
  const weights = files('saelens-standard').filter(({ name }) => name !== 'cfg.json');
  const { spaces, problems } = await openFiles(weights);
  expect(problems).toEqual([]);
  expect(spaces.map(({ name }) => name)).toEqual(['W_dec']);
});

test('all files that are read enter the hash', async () => {
  const sources = files('saelens-standard');
  const changed = sources.map((source) => {
    if (source.name !== 'cfg.json') return source;
    const text = new TextDecoder().decode(source.sliceNow!(0, source.byteLength));
    return { ...fromBytes(new TextEncoder().encode(`${text} `), source.name), path: source.path! };
  });
  const [first, second] = await Promise.all([openFiles(sources), openFiles(changed)]);
  expect(first.spaces[0]!.key).not.toBe(second.spaces[0]!.key);
});

test('a matrix that is not there is refused by name', async () => {
  const error = await read('saelens-standard', { matrices: ['W_dec'] }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(LocusError);
  expect(error).toMatchObject({ code: 'E_PARAM', place: 'W_dec' });
});

test.each([
  ['a model of transformers', '{"architectures": ["GPT2Model"], "d_in": 3}'],
  ['a list of records', '[{"d_in": 3, "d_sae": 4}]'],
  ['a trainer of something else', '{"trainer": {"epochs": 3}}'],
])('%s is no autoencoder', async (_, text) => {
  const source = fromBytes(new TextEncoder().encode(text), 'config.json');
  const { members } = await gather([source], {});
  expect(members.map(({ format }) => format.id)).not.toContain('sae');
});

/** METHODS F1, known values: pre-activations of x = (1.1, 0.4) with the decoder bias subtracted, and what ReLU rebuilds. */
test('rows and columns give the known pre-activations and reconstruction', async () => {
  const tensors = {
    W_enc: { shape: [2, 4], numbers: [1, 0, -1, 0.5, 0, 1, 0.5, 0.5] },
    W_dec: { shape: [4, 2], numbers: [1, 0, 0, 1, -1, 0.5, 0.5, 0.5] },
    b_enc: { shape: [4], numbers: [0, -0.25, 0.1, 0] },
    b_dec: { shape: [2], numbers: [0.1, -0.1] },
  };
  const header: Record<string, unknown> = {};
  const body: number[] = [];
  for (const [name, { shape, numbers }] of Object.entries(tensors)) {
    const data_offsets = [4 * body.length, 4 * (body.length + numbers.length)];
    header[name] = { dtype: 'F32', shape, data_offsets };
    body.push(...numbers);
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + 4 * body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(new Uint8Array(Float32Array.from(body).buffer), 8 + text.length);
  const config = '{"architecture": "standard", "d_in": 2, "d_sae": 4}';
  const member = await memberOf([
    fromBytes(new TextEncoder().encode(config), 'cfg.json'),
    fromBytes(bytes, 'sae_weights.safetensors'),
  ]);
  const content = await member.format.read(
    member.source,
    await planOf(member, {}),
    { matrices: ['decoder rows', 'encoder rows'] },
    {},
  );
  const [decoder, encoder] = content.matrices.map(({ data }) => data);
  const bias = content.table!.columns.find(({ name }) => name === 'encoder bias')!.values;
  const pre = [0, 1, 2, 3].map(
    (j) => encoder![2 * j]! + encoder![2 * j + 1]! * 0.5 + Number(bias[j]),
  );
  [1, 0.25, -0.65, 0.75].forEach((value, j) => expect(pre[j]).toBeCloseTo(value, 6));
  const rebuilt = [0.1, -0.1].map((bDec, i) =>
    pre.reduce((sum, value, j) => sum + Math.max(0, value) * decoder![2 * j + i]!, bDec),
  );
  expect(rebuilt[0]).toBeCloseTo(1.475, 6);
  expect(rebuilt[1]).toBeCloseTo(0.525, 6);
});
