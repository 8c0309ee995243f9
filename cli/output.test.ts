import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorOutput, exportOutput, inspectOutput, reportOutput } from './schema.ts';
import { locus, print, ROOT, run, vectors } from './testing/run.ts';

describe('what is printed', () => {
  it.each([
    ['report', reportOutput],
    ['inspect', inspectOutput],
    ['export', exportOutput],
    ['error', errorOutput],
  ])('the JSON Schema of %s in docs/schema is up to date', async (name, schema) => {
    const text = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(ROOT, `docs/schema/${name}.schema.json`));
  });

  it.each([
    ['pca', 'components=2'],
    ['neighbours', 'k=3'],
    ['umap', 'epochs=3'],
    ['data-check', null],
  ])('report of %s fits its schema', { timeout: 120_000 }, (method, param) => {
    const params = param === null ? [] : ['--param', param];
    const output = locus('report', vectors('digits'), '--method', method, ...params);
    const { value, ...rest } = reportOutput.parse(output);
    expect(rest).toMatchObject({ method, inputs: [{ n: 5000, d: 784 }] });
    expect(Object.keys(value).length).toBeGreaterThan(2);
  });

  it('report --onto takes the axes of another file, and names both', { timeout: 120_000 }, () => {
    const directory = mkdtempSync(join(tmpdir(), 'locus-'));
    const file = join(directory, 'first.csv');
    writeFileSync(file, `a,b\n1,2\n3,5\n4,4\n`);
    const other = join(directory, 'second.csv');
    writeFileSync(other, `a,b\n0,1\n0,2\n0,4\n`);
    const given = reportOutput.parse(
      locus('report', file, '--method', 'pca', '--onto', other, '--param', 'components=1'),
    );
    expect(given.inputs.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(given.value['loadings']).toEqual([[0, 1]]);
    const { output } = run('report', file, '--method', 'pca', '--onto', vectors('words'));
    expect(errorOutput.parse(output).error.code).toBe('E_SHAPE');
  });

  it('inspect says what is in vectors and metadata, and how they were joined', () => {
    const found = inspectOutput.parse(
      locus('inspect', vectors('words'), 'public/samples/words/items.csv'),
    );
    expect(found.matrices).toMatchObject([{ rows: 10000, columns: 100, dtype: 'float32' }]);
    expect(found.matrices[0]!.first).toHaveLength(5);
    expect(found.columns.map(({ name }) => name)).toContain('part_of_speech');
    expect(found.join).toMatchObject({ matched: 10000 });
    expect(found.errors).toEqual([]);
  });
});

it('a row without length has null for its neighbours and is listed as excluded', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'locus-')), 'zero.csv');
  // 1 of 24 rows: more than 5 % would be refused.
  const rows = Array.from({ length: 24 }, (_, i) => (i === 4 ? '0,0' : `${i + 1},1`));
  writeFileSync(file, `x0,x1\n${rows.join('\n')}\n`);
  const output = locus('report', file, '--method', 'neighbours', '--param', 'k=2');
  const { value } = reportOutput.parse(output);
  expect(value['excluded']).toEqual([4]);
  expect(value['indices']).toHaveLength(24);
  expect((value['indices'] as unknown[])[4]).toEqual([null, null]);
  expect((value['distances'] as unknown[])[4]).toEqual([null, null]);
});

describe('for reading', () => {
  it('inspect prints a line for each matrix and column', () => {
    const { status, stdout } = print('inspect', vectors('words'), 'public/samples/words/items.csv');
    expect(status).toBe(0);
    expect(stdout).toContain('vectors: 10000 x 100 float32 in vectors.npy, starts ');
    expect(stdout).toMatch(/^column part_of_speech \(category\): /m);
    expect(stdout).toMatch(/^items.csv joined by row order, which is assumed: 10000 rows/m);
  });

  it.each(['report', 'inspect', 'export'])('%s --help prints the help', (command) => {
    const { status, stdout } = print(command, '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('Exit status');
  });
});

describe('errors', () => {
  const cut = (): string => {
    const file = join(mkdtempSync(join(tmpdir(), 'locus-')), 'cut.npy');
    writeFileSync(file, readFileSync(join(ROOT, vectors('words'))).subarray(0, 5000));
    return file;
  };

  it('report of a truncated file names file, place, cause and way out, with status 2', () => {
    const { status, output } = run('report', cut(), '--method', 'pca');
    expect(status).toBe(2);
    const { error } = errorOutput.parse(output);
    expect(error.file).toBe('cut.npy');
    for (const text of [error.place, error.message, error.hint]) expect(text).toMatch(/\w{3}/);
  });

  it('report of another file beside it lists it too, with status 2', () => {
    const { status, output } = run('report', cut(), vectors('digits'), '--method', 'data-check');
    expect(status).toBe(2);
    const { inputs, errors } = reportOutput.parse(output);
    expect(inputs).toMatchObject([{ n: 5000 }]);
    expect(errors).toMatchObject([{ file: 'cut.npy' }]);
  });

  it('report says which rows --drop-rows left out', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'locus-')), 'gap.csv');
    writeFileSync(file, 'x0,x1\n1,2\nnan,1\n3,5\n2,2\n');
    const output = locus('report', file, '--method', 'pca', '--drop-rows');
    const { inputs, notes } = reportOutput.parse(output);
    expect(inputs).toMatchObject([{ n: 3 }]);
    expect(notes.join()).toContain('1 row with values that are not finite left out');
  });

  it('inspect of the same lists it', () => {
    const { status, output } = run('inspect', cut(), vectors('digits'));
    expect(status).toBe(2);
    const found = inspectOutput.parse(output);
    expect(found.errors).toMatchObject([{ file: 'cut.npy' }]);
    expect(found.matrices.map(({ rows }) => rows)).toEqual([5000]);
  });

  it.each([
    ['a wrong method', 'report', vectors('words'), '--method', 'nope'],
    ['a wrong value', 'report', vectors('words'), '--method', 'pca', '--param', 'components=0'],
    ['a wrong parameter', 'report', vectors('words'), '--method', 'pca', '--param', 'size=1'],
    ['a wrong option', 'report', vectors('words'), '--methods', 'pca'],
    ['a wrong path', 'report', 'no-such-file.npy', '--method', 'pca'],
    ['a wrong command', 'raport', vectors('words')],
  ])('%s', (_, ...args) => {
    const { status, output } = run(...args);
    expect(status).toBe(2);
    expect(errorOutput.parse(output).error.hint).not.toBe('');
  });
});
