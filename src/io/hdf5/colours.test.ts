import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { typeColumn } from '../columns.ts';
import { openFiles, type OpenOptions } from '../open.ts';
import { fromBytes } from '../source.ts';

const open = async (options: OpenOptions = {}) => {
  const bytes = readFileSync(new URL('testdata/dense.h5ad', import.meta.url));
  const { dataset } = await openFiles([fromBytes(new Uint8Array(bytes), 'dense.h5ad')], options);
  return new Map(dataset!.columns.map((column) => [column.name, column]));
};

test.each([{}, { rows: { kind: 'every', step: 1 } }, { nonFinite: 'drop-rows' }] as const)(
  'colours of the file go with the names of its categories, in whatever order they come: %j',
  async (options) => {
    const cluster = (await open(options)).get('cluster')!;
    if (cluster.kind !== 'category') throw new Error('a category');
    expect(
      Object.fromEntries(cluster.levels.map((level, i) => [level, cluster.colours![i]])),
    ).toEqual({ B: '#ff0000', NK: '#00ff00', T: '#0000ff' });
  },
);

test('categories whose names are numbers stay categories; colours by other names than #rrggbb are left', async () => {
  const leiden = (await open()).get('leiden')!;
  expect(leiden).toMatchObject({ kind: 'category', levels: ['0', '1'] });
  expect(leiden).not.toHaveProperty('colours');
});

test('a category of more names than can be coloured is text or numbers, as anywhere', () => {
  const values = Array.from({ length: 3000 }, (_, i) => `cell ${i % 2000}`);
  expect(typeColumn({ name: 'x', values, isCategory: true }).kind).toBe('text');
  expect(typeColumn({ name: 'x', values: ['NA', 'NA', 'b'], isCategory: true })).toMatchObject({
    levels: ['NA', 'b'],
  });
});
