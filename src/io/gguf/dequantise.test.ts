import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromBytes } from '../source.ts';
import type { MatrixOffer } from '../types.ts';
import { format } from './reader.ts';

const folder = new URL('testdata/', import.meta.url);

interface Expected {
  /** Base64 of the float32 matrix as numpy computes it, number by number. */
  readonly bits?: string;
  readonly offers?: readonly MatrixOffer[];
}

const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => {
    const expected = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Expected;
    const file = name.slice(0, -'.expected.json'.length);
    return { file, ...expected };
  });
const source = (file: string) =>
  fromBytes(new Uint8Array(readFileSync(new URL(file, folder))), file);

test.each(fixtures.filter(({ bits }) => bits))(
  '$file holds the numbers of numpy, bit for bit',
  async ({ file, bits }) => {
    const bytes = source(file);
    const plan = await format.plan(bytes, {}, []);
    const { matrices } = await format.read(bytes, plan, {}, {});
    const found = new Uint32Array(matrices[0].data.buffer);
    const wanted = new Uint32Array(new Uint8Array(Buffer.from(bits ?? '', 'base64')).buffer);
    expect(found.length).toBe(wanted.length);
    expect(found.findIndex((value, i) => value !== wanted[i])).toBe(-1);
  },
);

test.each(fixtures.filter(({ offers }) => offers))(
  '$file offers its tensors',
  async ({ file, offers }) => {
    const { matrices } = await format.plan(source(file), {}, []);
    expect(matrices).toEqual(offers);
  },
);

test('every type has a fixture with its bits', () => {
  const names = 'F32 F16 BF16 F64 I8 I16 I32 I64 Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K Q3_K Q4_K Q5_K Q6_K';
  const found = fixtures.filter(({ bits }) => bits).map(({ file }) => file);
  for (const name of names.split(' ')) expect(found).toContain(`${name}.gguf`);
});
