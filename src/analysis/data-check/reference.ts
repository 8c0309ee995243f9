import type { Matrix } from '../../math/kernels.ts';

/**
 * Mean cosine over all pairs of rows, by the definition. `run.ts` gets the same number, and its parts per dimension,
 * without looking at pairs: sum_j share_j = mean cosine (METHODS C0).
 */
export function referenceMeanCosine({ data, rows, cols }: Matrix): number {
  let total = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      let [ab, aa, bb] = [0, 0, 0];
      for (let d = 0; d < cols; d++) {
        const [a, b] = [data[i * cols + d]!, data[j * cols + d]!];
        ab += a * b;
        aa += a * a;
        bb += b * b;
      }
      total += ab / Math.sqrt(aa * bb);
    }
  }
  return total / ((rows * (rows - 1)) / 2);
}
