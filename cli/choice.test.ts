import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EMBEDDING, OTHERS, tokenOf, writeGguf } from '../tools/large/files.mjs';
import { parse } from './arguments.ts';
import { inspectFiles } from './inspect.ts';
import { inspectText } from './inspect-text.ts';
import { inspectOutput, reportOutput } from './schema.ts';
import { locus, print, run } from './testing/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'locus-choice-'));
afterAll(() => rmSync(folder, { recursive: true }));

const model = join(folder, 'model.gguf');
writeGguf(model);
const table = join(folder, 'table.csv');
writeFileSync(table, 'a,b\n1,2\n3,5\n4,4\n7,1\n6,0\n');
const { rows, cols: columns } = EMBEDDING;
const OTHER = 'blk.7.ffn_up.weight';

describe('a model of 4 GB', () => {
  it('is listed by its header, the embedding first', () => {
    const found = inspectOutput.parse(locus('inspect', model, '--list'));
    const [file] = found.files;
    expect(file).toMatchObject({ file: 'model.gguf', format: 'a GGUF model', companions: [] });
    expect(file!.bytes).toBeGreaterThan(2 ** 32);
    expect(file!.offers).toHaveLength(OTHERS + 1);
    expect(file!.offers![0]).toEqual({
      ...{ name: 'token_embd.weight', rows, columns, dtype: 'Q8_0', role: 'embedding' },
      ...{ proposed: true, bytes: (rows * columns * 34) / 32 },
    });
    expect(found.matrices).toEqual([]);
  });

  it('is listed for a person too', () => {
    const { status, stdout } = print('inspect', model, '--list');
    expect(status).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('model.gguf (a GGUF model, 4.3 GB) offers 2049 matrices:');
    expect(lines[1]).toBe('  token_embd.weight: 50000 x 256 Q8_0, 13.6 MB (embedding, proposed)');
    expect(stdout).toContain(`  ${OTHER}: 1024 x 1024 float16, 2.1 MB`);
  });

  it('gives the proposed matrix, with a short list of the others', () => {
    const { stdout } = print('inspect', model);
    expect(stdout).toContain('and 2037 more; --list names them');
    expect(stdout).toMatch(/^token_embd.weight: 50000 x 256 Q8_0 in model.gguf, starts /m);
    expect(stdout).toContain(`ids: ${tokenOf(0)}, ${tokenOf(1)}`);
  });

  it('gives the matrix and the rows that were named', () => {
    const found = inspectOutput.parse(
      locus('inspect', model, '--matrix', OTHER, '--sample', '100', '--seed', '3'),
    );
    expect(found.matrices).toMatchObject([{ name: OTHER, rows: 100, columns: 1024, sum: 0 }]);
    expect(found.notes.join()).toContain('seed 3');
  });

  it('is reported on in the matrix and the rows that were named', () => {
    const found = reportOutput.parse(
      locus('report', model, '--matrix', 'token_embd.weight', '--every', '500', '--method', 'pca'),
    );
    expect(found.inputs).toMatchObject([{ n: 100, d: columns, rowsOf: rows }]);
  });

  it('has no matrix of another name, and says how to find those that it has', () => {
    const { status, output } = run('inspect', model, '--matrix', 'nothing');
    expect(status).toBe(2);
    expect(output).toMatchObject({ error: { code: 'E_PARAM', file: 'model.gguf' } });
  });
});

it('a refused matrix is listed with the reason', async () => {
  const file = 'src/io/gguf/testdata/embedding-refused.gguf';
  const given = { files: [file], list: true, matrices: [], dropRows: false };
  const found = await inspectFiles(given);
  const refused = found.files[0]!.offers!.find((offer) => offer.refused !== undefined);
  expect(refused).toMatchObject({ proposed: false });
  const text = inspectText(found, 'all');
  expect(text).toContain(`  ${refused!.name}: cannot be taken: ${refused!.refused}`);
});

it('rows are taken of tables as well, which offer nothing by their headers', async () => {
  const rows = { kind: 'first', count: 2 } as const;
  const given = { files: [table], list: false, matrices: [], dropRows: false };
  const found = await inspectFiles({ ...given, rows });
  expect(found.files).toMatchObject([{ file: 'table.csv', offers: null }]);
  expect(found.matrices).toMatchObject([{ rows: 2, columns: 2 }]);
  const listed = await inspectFiles({ ...given, list: true });
  expect(inspectText(listed, 'all')).toContain('what it holds shows when it is read');
});

it('a folder stands for the files in it', async () => {
  const inside = join(folder, 'set', 'deeper');
  mkdirSync(inside, { recursive: true });
  writeFileSync(join(inside, 'more.csv'), 'a,b\n1,2\n3,5\n');
  writeFileSync(join(folder, 'set', '.hidden'), 'not a file to open');
  const given = { list: true, matrices: [], dropRows: false };
  const { files, errors } = await inspectFiles({ ...given, files: [join(folder, 'set'), table] });
  expect(errors).toEqual([]);
  expect(files.map(({ file }) => file)).toEqual(['more.csv', 'table.csv']);
});

describe('options', () => {
  it.each([
    [['--first', '10'], { kind: 'first', count: 10 }],
    [['--every', '3'], { kind: 'every', step: 3 }],
    [['--sample', '5'], { kind: 'sample', count: 5, seed: 0 }],
    [['--sample', '5', '--seed', '9'], { kind: 'sample', count: 5, seed: 9 }],
    [[], undefined],
  ])('%j', (args, rows) => expect(parse([table, ...args]).rows).toEqual(rows));

  it.each([
    [['--first', '1', '--every', '2'], 'exclude each other'],
    [['--every', '0'], 'whole number from 1'],
    [['--first', '1.5'], 'whole number from 1'],
    [['--sample', '9', '--seed', '-1'], 'seed'],
    [['--seed', '3'], '--seed belongs to --sample'],
  ])('%j is refused', (args, message) => expect(() => parse([table, ...args])).toThrow(message));
});
