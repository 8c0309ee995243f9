import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import wordsUrl from '../../public/samples/words/vectors.npy?url';
import { createGpuKernels } from '../gpu/backend.ts';
import { openTestDevice } from '../gpu/testing/open.ts';
import type { Kernels, Matrix } from '../math/kernels.ts';
import type { Metric } from '../math/metric.ts';
import { createRng } from '../math/rng.ts';
import { referenceNeighbours } from './neighbours/reference.ts';
import { referencePca } from './pca/reference.ts';
import { runMethod } from './run-method.ts';
import type { NeighboursValue, ProjectionValue } from './types.ts';

/**
 * The methods on WebGPU, in the browser, against their float64 references: real words, and data made of ties.
 * The software adapter is slow, so N stays small; the kernels have their own tests at awkward sizes.
 */
let kernels: Kernels;
beforeAll(async () => {
  kernels = createGpuKernels(await openTestDevice());
});
afterAll(() => kernels.dispose());

async function words(rows: number): Promise<Matrix> {
  const bytes = await (await fetch(wordsUrl)).arrayBuffer();
  const start = 10 + new DataView(bytes).getUint16(8, true);
  return { data: new Float32Array(bytes.slice(start, start + rows * 400)), rows, cols: 100 };
}

/** Whole numbers from a small range, some rows repeated: nearly every distance is tied with others. */
function tied(): Matrix {
  const rng = createRng(3);
  const [rows, cols] = [300, 5];
  const data = Float32Array.from({ length: rows * cols }, () => 1 + rng.integer(3));
  data.copyWithin(100 * cols, 0, 40 * cols);
  return { data, rows, cols };
}

async function run<V>(id: string, x: Matrix, params: Record<string, unknown>): Promise<V> {
  const inputs = [{ name: 'x', n: x.rows, d: x.cols, sha256: '' }];
  const result = await runMethod(id, x, params, { kernels, control: {}, inputs });
  expect(result.recipe.backend.id).toBe('webgpu');
  return result.value as V;
}

describe('neighbours on WebGPU', () => {
  it.each<[string, Metric, () => Promise<Matrix> | Matrix]>([
    ['words', 'cosine', () => words(1000)],
    ['words', 'euclidean', () => words(1000)],
    ['words', 'dot', () => words(1000)],
    ['ties', 'cosine', tied],
    ['ties', 'euclidean', tied],
    ['ties', 'dot', tied],
  ])('%s, %s: the very lists of the reference', async (_, metric, make) => {
    const x = await make();
    const k = 15;
    const { indices } = await run<NeighboursValue>('neighbours', x, { metric, k });
    const lists = Array.from({ length: x.rows }, (_, i) => [
      ...indices.subarray(i * k, (i + 1) * k),
    ]);
    expect(lists).toEqual(referenceNeighbours(x, metric, k));
  });
});

describe('PCA on WebGPU', () => {
  it('words: ratios within 1e-5, coordinates within 1e-4 of the reference', async () => {
    const x = await words(1000);
    const components = 10;
    const value = await run<ProjectionValue & { explainedVarianceRatio: Float64Array }>('pca', x, {
      components,
    });
    const { eigenvalues, scores } = referencePca(x);
    const total = eigenvalues.reduce((a, b) => a + b, 0);
    for (let c = 0; c < components; c++) {
      const ratio = eigenvalues[c]! / total;
      expect(Math.abs(value.explainedVarianceRatio[c]! / ratio - 1)).toBeLessThan(1e-5);
      for (let i = 0; i < x.rows; i++) {
        const difference = value.coordinates[i * components + c]! - scores[i * x.cols + c]!;
        expect(Math.abs(difference)).toBeLessThan(1e-4);
      }
    }
  });
});
