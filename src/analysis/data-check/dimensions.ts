import type { Matrix } from '../../math/kernels.ts';
import type { Pace } from '../../math/pace.ts';

export interface Dimensions {
  readonly mean: Float64Array;
  /** Population SD; exactly 0 for a constant column. */
  readonly sd: Float64Array;
  /** Fourth central moment over variance squared, minus 3. NaN for a constant column. */
  readonly excessKurtosis: Float64Array;
  /** Part of the mean pairwise cosine that each dimension contributes; they sum to it. */
  readonly cosineShare: Float64Array;
  /** Mean cosine over all pairs of the rows used. NaN for fewer than 2 rows. */
  readonly meanCosine: number;
}

/**
 * Moments and dominance per dimension over the rows in `use`, all finite (METHODS C0). Rows with norm 0 have no
 * direction: they count for the moments, not for the cosine.
 */
export async function describeDimensions(
  { data, cols }: Matrix,
  use: readonly number[],
  norms: Float64Array,
  pace: Pace,
): Promise<Dimensions> {
  const n = use.length;
  const mean = new Float64Array(cols);
  for (const i of use) for (let d = 0; d < cols; d++) mean[d]! += data[i * cols + d]! / n;

  const first = (use[0] ?? 0) * cols;
  const constant = new Uint8Array(cols).fill(1);
  const second = new Float64Array(cols);
  const fourth = new Float64Array(cols);
  const unitSum = new Float64Array(cols);
  const unitSquares = new Float64Array(cols);
  for (const [done, i] of use.entries()) {
    const norm = norms[i]!;
    for (let d = 0; d < cols; d++) {
      const value = data[i * cols + d]!;
      if (value !== data[first + d]) constant[d] = 0;
      const square = (value - mean[d]!) ** 2;
      second[d]! += square;
      fourth[d]! += square * square;
      if (norm === 0) continue;
      unitSum[d]! += value / norm;
      unitSquares[d]! += (value / norm) ** 2;
    }
    if (pace.due()) await pace.rest(done, n);
  }
  const withNorm = use.reduce((count, i) => count + (norms[i]! > 0 ? 1 : 0), 0);
  const pairs = withNorm * (withNorm - 1);
  const cosineShare = unitSum.map((sum, d) => (sum * sum - unitSquares[d]!) / pairs);
  return {
    mean,
    sd: second.map((squares, d) => (constant[d] ? 0 : Math.sqrt(squares / n))),
    excessKurtosis: fourth.map((value, d) =>
      constant[d] ? NaN : (n * value) / second[d]! ** 2 - 3,
    ),
    cosineShare,
    meanCosine: cosineShare.reduce((a, b) => a + b, 0),
  };
}
