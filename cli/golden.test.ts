import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locus, ROOT, vectors } from './testing/run.ts';

/** The command line beside scikit-learn on the committed samples (tools/golden/samples). */

/** Lists of sampled rows. */
type Lists = { readonly rows: number[] } & Record<
  'cosine' | 'euclidean',
  { readonly indices: number[][]; readonly distances: number[][] }
>;

interface Golden {
  readonly sha256: string;
  readonly n: number;
  readonly d: number;
  readonly pca: {
    readonly explained_variance_ratio: number[];
    readonly rows: number[];
    readonly coordinates: number[][];
  };
  readonly neighbours: Lists;
  /** Within so many rows from the first on. */
  readonly neighbours_of_first?: Lists & { readonly count: number };
}

const golden = (sample: string): Golden =>
  JSON.parse(readFileSync(join(ROOT, 'tools/golden/samples', `${sample}.json`), 'utf8')) as Golden;

interface Report<V> {
  readonly method: string;
  readonly inputs: { n: number; d: number; sha256: string }[];
  readonly value: V;
  readonly recipe: { backend: { id: string } };
}

// The reference is plain float64 loops, slow on purpose: a minute for the lists of all rows. Those of the first rows are
// checked here, and many sizes against the other backends in src/wasm and src/gpu.
const PLAN = [
  { sample: 'words', backend: 'wasm', lists: 'neighbours' },
  { sample: 'digits', backend: 'wasm', lists: 'neighbours' },
  { sample: 'words', backend: 'reference', lists: 'neighbours_of_first' },
] as const;

for (const { sample, backend, lists } of PLAN) {
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

    it.each(['cosine', 'euclidean'] as const)('%s neighbours equal brute force', (metric) => {
      const listed = expected[lists]!;
      const first = 'count' in listed ? ['--first', String(listed.count)] : [];
      const report = locus<Report<{ indices: number[][]; distances: number[][] }>>(
        'report',
        vectors(sample),
        '--method',
        'neighbours',
        '--param',
        `metric=${metric}`,
        ...first,
        ...on,
      );
      expect(report.recipe.backend.id).toBe(backend);
      const { indices, distances } = listed[metric];
      listed.rows.forEach((row, r) => {
        // The same items in the same order: ties go to the lower index on both sides.
        expect(report.value.indices[row]).toEqual(indices[r]);
        distances[r]!.forEach((distance, j) => {
          // The golden file keeps 10 digits.
          expect(Math.abs(report.value.distances[row]![j]! / distance - 1)).toBeLessThan(1e-9);
        });
      });
    });
  });
}
