import { leadingComponents, type Solution } from '../../math/principal-components.ts';
import { requireFinite, requireVariance } from '../checks.ts';
import type { ProjectionValue, Run, RunContext } from '../types.ts';
import type { PcaParams } from './descriptor.ts';

export interface PcaValue extends ProjectionValue {
  /** D, the length of each loading. */
  readonly cols: number;
  /** Share of the total variance per component; the total is exact, over all D dimensions. */
  readonly explainedVarianceRatio: Float64Array;
  /** Covariance eigenvalues, divided by N. In squared units of the data. */
  readonly explainedVariance: Float64Array;
  /** Singular values of the centred matrix. */
  readonly singularValues: Float64Array;
  readonly totalVariance: number;
  /** Column means that were subtracted. */
  readonly mean: Float64Array;
  /** dims x cols, unit rows, largest |loading| of each positive. */
  readonly loadings: Float64Array;
}

export const run: Run<PcaParams, PcaValue> = async (x, params, context) => {
  requireFinite(x, context.name);
  requireVariance(x, 'PCA');
  const dims = Math.min(params.components, x.rows, x.cols);
  if (dims < params.components)
    context.note(
      `${params.components} components asked for; ${dims} exist (N = ${x.rows}, D = ${x.cols}).`,
    );
  const found = await leadingComponents(x, dims, context.kernels, context.control);
  const { mean, variances, totalVariance, loadings, scores, solution } = found;
  noteSolution(solution, context);
  const ratio = variances.map((variance) => variance / totalVariance);
  return {
    value: {
      rows: x.rows,
      dims,
      cols: x.cols,
      coordinates: scores,
      axes: Array.from(ratio, (share, r) => `PC${r + 1} ${(100 * share).toFixed(1)} %`),
      explainedVarianceRatio: ratio,
      explainedVariance: variances,
      singularValues: variances.map((variance) => Math.sqrt(variance * x.rows)),
      totalVariance,
      mean,
      loadings,
    },
    preprocessing: 'centre',
    interval: 'none: the components describe these items',
  };
};

/** Says which way was taken where it is not the plain one, and how well it went. */
function noteSolution(solution: Solution, context: RunContext): void {
  if (solution.through === 'covariance') return;
  if (solution.through === 'gram') {
    context.note(
      'Found through the N x N products of the items, without forming the D x D covariance.',
    );
    return;
  }
  const { iterations, residual, converged } = solution;
  context.note(
    `Found by randomised subspace iteration (seed 0), without forming the D x D covariance: ${iterations} passes, ` +
      `residual ${residual.toExponential(1)} of the largest variance.`,
  );
  if (!converged)
    context.note('The last components did not converge to 1e-6: their directions are approximate.');
}
