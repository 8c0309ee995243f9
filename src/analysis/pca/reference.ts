import { symmetricEigen } from '../../math/eigen.ts';
import type { Matrix } from '../../math/kernels.ts';

export interface ReferencePca {
  /** Covariance eigenvalues (divided by N), all D, falling. */
  readonly eigenvalues: Float64Array;
  /** Row r is component r, largest |loading| positive. */
  readonly loadings: Float64Array;
  /** rows x D scores. */
  readonly scores: Float64Array;
}

/** PCA as it is defined: eigenvectors of the covariance of the centred columns, in float64. */
export function referencePca({ data, rows, cols }: Matrix): ReferencePca {
  const mean = new Float64Array(cols);
  for (let i = 0; i < rows; i++)
    for (let d = 0; d < cols; d++) mean[d]! += data[i * cols + d]! / rows;
  const centred = Float64Array.from(data, (value, i) => value - mean[i % cols]!);
  const covariance = new Float64Array(cols * cols);
  for (let i = 0; i < rows; i++)
    for (let a = 0; a < cols; a++)
      for (let b = 0; b < cols; b++)
        covariance[a * cols + b]! += (centred[i * cols + a]! * centred[i * cols + b]!) / rows;

  const { values, vectors: loadings } = symmetricEigen(covariance, cols);
  const scores = new Float64Array(rows * cols);
  for (let r = 0; r < cols; r++) {
    const loading = loadings.subarray(r * cols, (r + 1) * cols);
    const largest = loading.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    if (largest < 0) loading.forEach((value, d) => (loading[d] = -value));
    for (let i = 0; i < rows; i++)
      for (let d = 0; d < cols; d++) scores[i * cols + r]! += centred[i * cols + d]! * loading[d]!;
  }
  return { eigenvalues: values, loadings, scores };
}
