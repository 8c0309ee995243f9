import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The command line beside scikit-learn on the committed samples (tools/golden/samples). It is the program people
 * run: scripts/locus.mjs with dist/cli built from these sources.
 */
const ROOT = join(import.meta.dirname, '..');
const LOCUS = join(ROOT, 'scripts', 'locus.mjs');

function locus<T>(...args: string[]): T {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  return JSON.parse(execFileSync(process.execPath, [LOCUS, ...args, '--json'], options)) as T;
}

interface Golden {
  readonly sha256: string;
  readonly n: number;
  readonly d: number;
  readonly pca: {
    readonly explained_variance_ratio: number[];
    readonly rows: number[];
    readonly coordinates: number[][];
  };
  readonly neighbours: { readonly rows: number[] } & Record<
    'cosine' | 'euclidean',
    { readonly indices: number[][]; readonly distances: number[][] }
  >;
}

const golden = (sample: string): Golden =>
  JSON.parse(readFileSync(join(ROOT, 'tools/golden/samples', `${sample}.json`), 'utf8')) as Golden;

const vectors = (sample: string): string => `public/samples/${sample}/vectors.npy`;

interface Report<V> {
  readonly method: string;
  readonly inputs: { n: number; d: number; sha256: string }[];
  readonly value: V;
  readonly recipe: { backend: { id: string } };
}

// The reference is plain float64 loops, slow on purpose: a minute for one list of neighbours of digits. It is
// checked on words here, and against the other backends at many sizes in src/wasm and src/gpu.
const PLAN = [
  { sample: 'words', backend: 'wasm', metrics: ['cosine', 'euclidean'] },
  { sample: 'digits', backend: 'wasm', metrics: ['cosine', 'euclidean'] },
  { sample: 'words', backend: 'reference', metrics: ['cosine'] },
] as const;

for (const { sample, backend, metrics } of PLAN) {
  describe(`${sample} on ${backend}`, () => {
    const expected = golden(sample);
    const on = ['--backend', backend];

    it('PCA equals scikit-learn', { timeout: 240_000 }, () => {
      const report = locus<Report<{ coordinates: number[][]; explainedVarianceRatio: number[] }>>(
        'report',
        vectors(sample),
        '--method',
        'pca',
        '--param',
        'components=10',
        ...on,
      );
      expect(report.recipe.backend.id).toBe(backend);
      expect(report.inputs).toMatchObject([
        { n: expected.n, d: expected.d, sha256: expected.sha256 },
      ]);
      const { explainedVarianceRatio, coordinates } = report.value;
      expected.pca.explained_variance_ratio.forEach((ratio, c) => {
        expect(Math.abs(explainedVarianceRatio[c]! / ratio - 1)).toBeLessThan(1e-5);
      });
      // Relative to the widest coordinate: digits are counted in grey levels, words are of order one.
      const scale = Math.max(1, ...expected.pca.coordinates.flat().map(Math.abs));
      expected.pca.rows.forEach((row, r) => {
        expected.pca.coordinates[r]!.forEach((value, c) => {
          expect(Math.abs(coordinates[row]![c]! - value)).toBeLessThan(1e-4 * scale);
        });
      });
    });

    it.each(metrics)('%s neighbours equal brute force', { timeout: 240_000 }, (metric) => {
      const report = locus<Report<{ indices: number[][]; distances: number[][] }>>(
        'report',
        vectors(sample),
        '--method',
        'neighbours',
        '--param',
        `metric=${metric}`,
        ...on,
      );
      const { rows } = expected.neighbours;
      const { indices, distances } = expected.neighbours[metric];
      rows.forEach((row, r) => {
        // The same items in the same order: ties go to the lower index on both sides.
        expect(report.value.indices[row]).toEqual(indices[r]);
        distances[r]!.forEach((distance, j) => {
          // The golden file keeps 12 digits.
          expect(Math.abs(report.value.distances[row]![j]! / distance - 1)).toBeLessThan(1e-9);
        });
      });
    });
  });
}

describe('errors and inspection', () => {
  it('reports a truncated file as JSON with exit status 2', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'locus-')), 'cut.npy');
    writeFileSync(file, readFileSync(join(ROOT, vectors('words'))).subarray(0, 5000));
    const done = spawnSync(process.execPath, [LOCUS, 'report', file, '--method', 'pca', '--json'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(done.status).toBe(2);
    const { error } = JSON.parse(done.stdout) as { error: Record<string, string> };
    expect(error['file']).toBe('cut.npy');
    for (const field of ['code', 'message', 'place', 'hint']) expect(error[field]).toBeTruthy();
  });

  it('names a wrong method, parameter, option and path', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [LOCUS, ...args, '--json'], { cwd: ROOT, encoding: 'utf8' });
    for (const args of [
      ['report', vectors('words'), '--method', 'nope'],
      ['report', vectors('words'), '--method', 'pca', '--param', 'components=0'],
      ['report', vectors('words'), '--methods', 'pca'],
      ['report', 'no-such-file.npy', '--method', 'pca'],
    ]) {
      const { status, stdout } = run(...args);
      expect(status, args.join(' ')).toBe(2);
      expect(JSON.parse(stdout)).toHaveProperty('error.hint');
    }
  });

  it('says what is in vectors and metadata, and how they were joined', () => {
    const found = locus<{
      matrices: { rows: number; columns: number; dtype: string }[];
      columns: { name: string; type: string; first: unknown[] }[];
      join: { by: string; matched: number };
    }>('inspect', vectors('words'), 'public/samples/words/items.csv');
    expect(found.matrices).toMatchObject([{ rows: 10000, columns: 100, dtype: 'float32' }]);
    expect(found.columns.length).toBeGreaterThan(1);
    expect(found.join).toMatchObject({ matched: 10000 });
  });
});
