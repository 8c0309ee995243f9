import type { Control } from '../base/control.ts';
import type { Kernels, Matrix } from './kernels.ts';
import { leadingEigen } from './leading-eigen.ts';
import { orthonormalise } from './orthonormal.ts';
import { createPace } from './pace.ts';
import { weightedSums } from './weighted-sums.ts';

/** Rows whose products with all later ones are asked for at once. */
const BLOCK_VALUES = 2 ** 21;

/**
 * Leading covariance eigenpairs of a matrix with few rows, from the N x N products of its centred rows (METHODS R5): with
 * G = Xc Xc' / N and G u = lambda u, the loading is Xc' u made orthonormal, and the variance its squared length / N. So
 * variances keep their digits although the products are rounded to float32. Directions without variance are completed
 * to an orthonormal set.
 *
 * @param count 1 .. min(N, D)
 * @returns eigenvalues, falling, and `vectors`, count x D with unit rows
 */
export async function gramComponents(
  x: Matrix,
  mean: Float64Array,
  count: number,
  kernels: Kernels,
  control: Control,
): Promise<{ readonly values: Float64Array; readonly vectors: Float64Array }> {
  const { rows, cols } = x;
  const gram = await rowProducts(x, mean, kernels, control);
  const { vectors } = await leadingEigen(gram, rows, { count }, control);
  const weights = new Float64Array(rows * count);
  for (let r = 0; r < count; r++)
    for (let i = 0; i < rows; i++) weights[i * count + r] = vectors[r * rows + i]!;
  const loadings = await weightedSums(x, { mean, weights, count }, kernels, control);
  const lines = Array.from({ length: count }, (_, r) =>
    loadings.subarray(r * cols, (r + 1) * cols),
  );
  const triangle = await orthonormalise(lines, createPace(control, 'Principal components'));
  const values = Float64Array.from(lines, (_, r) => triangle[r * count + r]! ** 2 / rows);
  return { values, vectors: loadings };
}

/** All inner products of the centred rows, divided by their number: blocks of rows as axes for all rows from there on. */
async function rowProducts(
  x: Matrix,
  mean: Float64Array,
  kernels: Kernels,
  control: Control,
): Promise<Float64Array> {
  const { data, rows: n, cols } = x;
  const products = new Float64Array(n * n);
  const step = Math.max(1, Math.floor(BLOCK_VALUES / cols));
  for (let from = 0; from < n; from += step) {
    const count = Math.min(step, n - from);
    const axes = new Float64Array(count * cols);
    for (let i = 0; i < axes.length; i++) axes[i] = data[from * cols + i]! - mean[i % cols]!;
    const rest = { data: data.subarray(from * cols), rows: n - from, cols };
    const scores = await kernels.project(rest, { mean, axes }, control);
    for (let i = from; i < n; i++)
      for (let j = from; j < Math.min(i + 1, from + count); j++)
        products[i * n + j] = products[j * n + i] = scores[(i - from) * count + j - from]! / n;
  }
  return products;
}
