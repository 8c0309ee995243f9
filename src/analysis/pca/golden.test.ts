import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../math/kernels.ts';
import { createReferenceKernels } from '../../math/reference-kernels.ts';
import { createWasmKernels } from '../../wasm/backend.ts';
import { InlineExecutor } from '../../wasm/inline.ts';
import { runOn } from '../run-in-test.ts';
import type { PcaValue } from './run.ts';
import golden from './testdata/random.json' with { type: 'json' };

/** Beside scikit-learn on matrices with a falling spectrum (tools/golden/methods/pca_random.py makes the same). */

function numbers(n: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: n }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  });
}

function matrix(rows: number, cols: number, seed: number): Matrix {
  const values = numbers(rows * cols, seed).map(
    (value, i) => (value * 4) / Math.sqrt((i % cols) + 1),
  );
  for (let reflection = 0; reflection < 3; reflection++) {
    const v = numbers(cols, 100 + reflection);
    const square = v.reduce((sum, value) => sum + value * value, 0);
    for (let i = 0; i < rows; i++) {
      const row = values.subarray(i * cols, (i + 1) * cols);
      const part = (2 * row.reduce((sum, value, d) => sum + value * v[d]!, 0)) / square;
      row.forEach((value, d) => (row[d] = value - part * v[d]!));
    }
  }
  return { data: Float32Array.from(values, (value) => value + 1), rows, cols };
}

describe.each(golden.cases)('$rows x $cols', ({ rows, cols, seed, ...expected }) => {
  const x = matrix(rows, cols, seed);

  it.each([
    ['reference', createReferenceKernels()],
    ['wasm', createWasmKernels(new InlineExecutor())],
  ] as const)('equals scikit-learn on %s', async (_, kernels) => {
    const components = expected.variances.length;
    const { value } = await runOn<PcaValue>('pca', x, { components }, kernels);
    // The promise of the product: 1e-5 relative.
    expected.variances.forEach((variance, r) => {
      expect(Math.abs(value.explainedVariance[r]! / variance - 1)).toBeLessThan(1e-5);
      expect(Math.abs(value.explainedVarianceRatio[r]! / expected.ratios[r]! - 1)).toBeLessThan(
        1e-5,
      );
    });
    // Directions of neighbouring variances mix by the rounding of float32 over their gap.
    expect(gap(expected.loadings, value.loadings, cols)).toBeLessThan(1e-4);
    expect(gap(expected.scores, value.coordinates, components)).toBeLessThan(1e-3);

    const white = await runOn<PcaValue>('pca', x, { components, whiten: true }, kernels);
    expect(gap(expected.whitened, white.value.coordinates, components)).toBeLessThan(1e-3);
    expect(white.recipe.preprocessing).toBe('centre+whiten');
  });
});

/** Largest difference to the upper left corner of `values`. */
function gap(corner: readonly number[][], values: ArrayLike<number>, cols: number): number {
  let largest = 0;
  corner.forEach((row, i) =>
    row.forEach((value, j) => {
      largest = Math.max(largest, Math.abs(value - values[i * cols + j]!));
    }),
  );
  return largest;
}
