import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locus, ROOT, vectors } from './testing/run.ts';

/** The command line beside scikit-learn on the committed samples (tools/golden/samples). */

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
