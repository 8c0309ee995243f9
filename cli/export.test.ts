import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorOutput, exportOutput, inspectOutput } from './schema.ts';
import { locus, print, ROOT, run, vectors } from './testing/run.ts';

const directory = (): string => mkdtempSync(join(tmpdir(), 'locus-'));

const WORDS = [vectors('words'), 'public/samples/words/items.csv'];

it('npy holds the same bits as the file', () => {
  const out = join(directory(), 'out.npy');
  const output = exportOutput.parse(locus('export', vectors('words'), '--out', out));
  expect(output).toMatchObject({ format: 'npy', rows: 10000, dims: 100, columns: [], errors: [] });
  const written = readFileSync(out);
  expect(written.length).toBe(output.bytes);
  const given = readFileSync(join(ROOT, vectors('words')));
  expect(written.subarray(-4_000_000).equals(given.subarray(-4_000_000))).toBe(true);
});

it.each(['csv', 'parquet'])('%s holds vectors, ids and metadata', { timeout: 120_000 }, (kind) => {
  const out = join(directory(), `out.${kind}`);
  const output = exportOutput.parse(locus('export', ...WORDS, '--out', out));
  expect(output.columns[0]).toBe('id');
  const before = inspectOutput.parse(locus('inspect', ...WORDS));
  const after = inspectOutput.parse(locus('inspect', out));
  expect(after.matrices).toMatchObject([{ rows: 10000, columns: 100 }]);
  // The csv holds the shortest decimals that are the same float32.
  const rounded = after.matrices[0]!.first.map((value) => Math.fround(value!));
  expect(rounded).toEqual(before.matrices[0]!.first);
  expect(after.matrices[0]!.sum).toBeCloseTo(before.matrices[0]!.sum!, kind === 'csv' ? 2 : 6);
  expect(after.ids).toEqual(before.ids);
  const own = before.columns.filter(({ name }) => output.columns.includes(name));
  expect(own.length).toBeGreaterThan(1);
  for (const { name, first } of own)
    expect(after.columns.find((column) => column.name === name)?.first).toEqual(first);
});

it('a space is named, and rows that are not finite stay out', () => {
  const folder = directory();
  writeFileSync(join(folder, 'a.csv'), 'id,x0,x1\np,1,2\nq,3,4\n');
  writeFileSync(join(folder, 'b.csv'), 'id,x0,x1\np,5,6\nq,nan,8\n');
  const files = [join(folder, 'a.csv'), join(folder, 'b.csv')];
  const out = join(folder, 'out.csv');
  const output = exportOutput.parse(
    locus('export', ...files, '--space', 'b', '--drop-rows', '--out', out),
  );
  expect(output).toMatchObject({ space: 'b', rows: 1 });
  expect(readFileSync(out, 'utf8')).toBe('id,dim_0,dim_1\np,5,6\n');
  const { stdout } = print('export', files[0]!, '--out', join(folder, 'again.npy'));
  expect(stdout).toContain('again.npy: 2 x 2 of a, ');
});

it.each([
  ['no file to write', 'E_USAGE', () => []],
  ['an ending that says nothing', 'E_USAGE', () => ['--out', 'out.xyz']],
  ['a space that is not there', 'E_NO_SPACE', () => ['--space', 'z', '--out', 'never.npy']],
  ['a folder that is not there', 'E_WRITE', () => ['--out', join(directory(), 'no', 'x.npy')]],
  [
    'a file that is there',
    'E_EXISTS',
    () => {
      const out = join(directory(), 'out.npy');
      writeFileSync(out, 'mine');
      return ['--out', out];
    },
  ],
])('%s', (_, code, options) => {
  const { status, output } = run('export', vectors('words'), ...options());
  expect(status).toBe(2);
  const { error } = errorOutput.parse(output);
  expect(error.code).toBe(code);
  expect(error.hint).not.toBe('');
});
