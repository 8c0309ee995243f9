import { leadingComponents } from '../../math/principal-components.ts';
import { requireFinite, requireVariance } from '../checks.ts';
import type { ProjectionValue, Run } from '../types.ts';
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
  const { mean, variances, totalVariance, loadings, scores } = found;
  if (found.through !== 'covariance')
    context.note('Computed in float64 without forming the D x D covariance, not by the backend.');
  if (!found.converged)
    context.note('The last components did not converge: their directions are approximate.');
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
