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

test('single files of two autoencoders are not mixed up', async () => {
  const sources = [...files('saelens-standard'), ...files('saelens-topk')].map(single);
  const { problems } = await openFiles(sources);
  expect(problems.map(({ code }) => code)).toEqual(['E_NO_VECTORS', 'E_NO_VECTORS']);
  expect(problems[0]!.hint).toContain('folders');
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
