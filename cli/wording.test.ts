import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFiles } from '../src/io/open.ts';
import { choose } from './choose.ts';
import { errorJson, errorLine, errorText } from './error.ts';
import { diskSource, diskSources } from './files.ts';
import { inspectFiles } from './inspect.ts';
import { inspectText } from './inspect-text.ts';
import { didYouMean } from './likely-name.ts';

const folder = mkdtempSync(join(tmpdir(), 'locus-wording-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOTHING = { list: false, matrices: [], dropRows: false };

const csv = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('an error', () => {
  it('names the option that leaves rows out, in text and in JSON', async () => {
    const { problems } = await openFiles(await diskSources([csv('gap.csv', 'a,b\n1,nan\n2,3\n')]));
    const way = 'Leave these rows out with --drop-rows, or impute the values before saving.';
    expect(errorJson(problems[0]!).hint).toBe(way);
    const { cause, hint } = errorText(problems[0]!);
    expect(hint).toBe(way);
    expect(cause.match(/gap\.csv/g)).toHaveLength(1);
  });

  it('says the path once', async () => {
    const error: unknown = await diskSource('no/file.npy').catch((thrown: unknown) => thrown);
    expect(errorLine(error as Error & { code: string; hint: string })).toBe(
      'no/file.npy: There is no such file. Check the path.',
    );
  });

  it('says where, unless the message does', () => {
    const details = { code: 'E', file: 'a.csv', place: 'line 1', hint: 'h.' };
    expect(errorLine({ ...details, message: 'It is cut.' })).toBe('a.csv, line 1: It is cut. h.');
    expect(errorLine({ ...details, message: 'a.csv ends.' })).toBe('a.csv ends (line 1). h.');
    const rows = { ...details, place: 'row 3 (counting from 0)', message: 'a.csv ends.' };
    expect(errorLine(rows)).toBe('a.csv ends (row 3, counting from 0). h.');
    expect(errorLine({ ...details, message: 'Not line 12.' })).toContain('a.csv, line 1: ');
  });
});

describe('a name that is not there', () => {
  const names = ['X', 'obsm/X_pca', 'obsm/X_umap', 'model.lm_head', 'layer-03'];
  it.each([
    ['X_pca', '"obsm/X_pca"'],
    ['x_PCA', '"obsm/X_pca"'],
    ['lm_head', '"model.lm_head"'],
    ['layer_03', '"layer-03"'],
    ['x_', '"X"'],
    ['pca', '"obsm/X_pca"'],
    ['zebra', null],
  ])('%s', (wanted, meant) =>
    expect(didYouMean(wanted, names)).toBe(meant === null ? '' : `Did you mean ${meant}? `),
  );

  it('--matrix proposes it', async () => {
    const path = 'src/io/gguf/testdata/embedding-refused.gguf';
    const { files } = await inspectFiles({ ...NOTHING, files: [path], list: true });
    const { name } = files[0]!.offers![0]!;
    const wanted = name.toUpperCase().replaceAll('.', '_');
    const chosen = choose([await diskSource(path)], { ...NOTHING, matrices: [wanted] });
    await expect(chosen).rejects.toMatchObject({
      hint: `Did you mean "${name}"? locus inspect FILE --list shows the names.`,
    });
  });
});

describe('inspect', () => {
  it('says numbers as text of a table', async () => {
    const files = [csv('table.csv', 'a,b\n0.1,2\n3.5,5\n')];
    expect(inspectText(await inspectFiles({ ...NOTHING, files }), 'some')).toContain(
      'table: 2 x 2 numbers as text in table.csv, starts 0.1, 2\n',
    );
  });

  it.each([
    ['float32', Math.fround(-0.7741978), '-0.7741978'],
    ['float64', Math.fround(0.1), '0.10000000149011612'],
    ['float64', 0.1, '0.1'],
    ['int64', 2 ** 40, '1099511627776'],
  ])('writes a %s as short as it can be told', (dtype, value, text) => {
    const matrix = { name: 'x', file: 'x.npy', sha256: '', rows: 1, columns: 1, dtype };
    const found = { files: [], ids: [], columns: [], join: null, notes: [], errors: [] };
    const numbers = { first: [value], sum: value, last: value };
    expect(inspectText({ ...found, matrices: [{ ...matrix, ...numbers }] }, 'none')).toContain(
      `starts ${text}\n`,
    );
  });
});
