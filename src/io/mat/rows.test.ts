import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { takeRows } from '../scan.ts';
import { fromBytes } from '../source.ts';
import { format } from './reader.ts';

const open = (name: string) =>
  fromBytes(new Uint8Array(readFileSync(new URL(`testdata/${name}`, import.meta.url))), name);

const content = async (name: string, selection = {}) => {
  const source = open(name);
  return format.read(source, await format.plan(source, {}, []), selection, {});
};

test.each(['mixed.mat', 'big-endian.mat', 'float32-packed.mat', 'long-packed.mat'])(
  'chosen rows of %s are those of the whole',
  async (name) => {
    const whole = await content(name);
    const some = await content(name, { rows: { kind: 'every', step: 3 } });
    const { data, cols, rows } = whole.matrices[0];
    expect(some.matrices[0].data).toEqual(takeRows(data, cols, some.kept!.rows));
    expect(some.kept!.of).toBe(rows);
    for (const [i, { values }] of (whole.table?.columns ?? []).entries()) {
      const wanted = Array.from(some.kept!.rows, (row) => values[row]);
      expect(some.table!.columns[i].values).toEqual(wanted);
    }
  },
);

test('every variable is listed, what cannot be taken with the reason', async () => {
  const { matrices } = await format.plan(open('mixed.mat'), {}, []);
  const listed = new Map(matrices?.map((offer) => [offer.name, offer]));
  expect(listed.get('embeddings')).toMatchObject({ rows: 7, cols: 5, proposed: true });
  expect(listed.get('labels')).toMatchObject({ rows: 7, cols: 1, proposed: false });
  expect(listed.get('title')?.refused).toBe('a MATLAB char, no numbers');
  expect(listed.get('s')?.refused).toBe('a MATLAB struct, no numbers');
  expect(listed.get('c')?.refused).toBe('a MATLAB cell, no numbers');
  expect(listed.get('sp')?.refused).toMatch(/sparse/);
  expect(listed.get('z')?.refused).toBe('complex numbers');
  expect(listed.get('cube')?.refused).toMatch(/3-D/);
});

test('a refused variable that is chosen by name is refused in words', async () => {
  await expect(content('mixed.mat', { matrices: ['sp'] })).rejects.toMatchObject({
    code: 'E_DTYPE',
    place: 'sp',
  });
});
