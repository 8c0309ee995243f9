import { byBlocks } from '../../math/pace.ts';
import type { Matrix } from '../../math/kernels.ts';
import {
  leadingComponents,
  principalAxes,
  type Solution,
} from '../../math/principal-components.ts';
import { projectOnto, requireSameDimensions } from '../../math/project-onto.ts';
import { requireFinite, requireVariance } from '../checks.ts';
import { otherSpace } from '../other-space.ts';
import type { OtherSpace, ProjectionValue, Run, RunContext } from '../types.ts';
import type { PcaParams } from './descriptor.ts';

export interface PcaValue extends ProjectionValue {
  /** D, the length of each loading. */
  readonly cols: number;
  /** Share of the total variance per axis; the total is exact, over all D dimensions. */
  readonly explainedVarianceRatio: Float64Array;
  /** Variance along each axis, divided by N: covariance eigenvalues on a space's own. In squared units of the data. */
  readonly explainedVariance: Float64Array;
  /** Root of N times that: singular values of the centred matrix on a space's own axes. */
  readonly singularValues: Float64Array;
  readonly totalVariance: number;
  /** Column means that were subtracted: of the space whose axes these are. */
  readonly mean: Float64Array;
  /** dims x cols, unit rows, largest |loading| of each positive. */
  readonly loadings: Float64Array;
}

/** What is known of the items along axes, own or another space's. */
interface Found {
  readonly mean: Float64Array;
  readonly loadings: Float64Array;
  readonly scores: Float32Array;
  readonly variances: Float64Array;
  readonly totalVariance: number;
  /** Variances of the space whose axes these are: what whitening divides by. */
  readonly axisVariances: Float64Array;
  readonly solution: Solution;
}

export const run: Run<PcaParams, PcaValue> = async (x, params, context) => {
  await requireFinite(x, context.name, context.control);
  requireVariance(x, 'PCA');
  const other = params.onto === '' ? null : await otherSpace('pca', params.onto, context);
  if (other) requireVariance(other.x, `PCA of ${other.input.name}`);
  const source = other?.x ?? x;
  const dims = Math.min(params.components, source.rows, source.cols);
  if (dims < params.components)
    context.note(
      `${params.components} components asked for; ${dims} exist (N = ${source.rows}, D = ${source.cols}).`,
    );
  const found = other
    ? await alongAxesOf(other, x, dims, context)
    : await alongOwnAxes(x, dims, context);
  noteSolution(found.solution, context);
  if (params.whiten) await whiten(found.scores, found.axisVariances, context);
  const { mean, variances, totalVariance, loadings, scores } = found;
  const ratio = variances.map((variance) => variance / totalVariance);
  const owner = other ? ` of ${other.input.name}` : '';
  return {
    value: {
      rows: x.rows,
      dims,
      cols: x.cols,
      coordinates: scores,
      axes: Array.from(ratio, (share, r) => `PC${r + 1}${owner} ${(100 * share).toFixed(1)} %`),
      explainedVarianceRatio: ratio,
      explainedVariance: variances,
      singularValues: variances.map((variance) => Math.sqrt(variance * x.rows)),
      totalVariance,
      mean,
      loadings,
    },
    preprocessing: params.whiten ? 'centre+whiten' : 'centre',
    interval: 'none: the components describe these items',
  };
};

async function alongOwnAxes(x: Matrix, dims: number, context: RunContext): Promise<Found> {
  const found = await leadingComponents(x, dims, context.kernels, context.control);
  return { ...found, axisVariances: found.variances };
}

async function alongAxesOf(
  { x: source, input }: OtherSpace,
  x: Matrix,
  dims: number,
  { name, kernels, control, note }: RunContext,
): Promise<Found> {
  const named = { ...x, name };
  requireSameDimensions({ name: input.name, cols: source.cols }, named);
  const axes = await principalAxes(source, dims, kernels, control);
  const seen = await projectOnto({ ...axes, name: input.name }, named, kernels, control);
  note(`Axes and mean of ${input.name}; the shares are of the variance of ${name} itself.`);
  return { ...axes, ...seen, axisVariances: axes.variances };
}

/** Variance, relative to the largest, that cannot be told from rounding: METHODS 1.3. */
const NO_VARIANCE = 1e-6;

/** Divides the scores by the standard deviations along their axes; where there is none they become 0. In place. */
async function whiten(
  scores: Float32Array,
  variances: Float64Array,
  { control, note }: RunContext,
): Promise<void> {
  const cols = variances.length;
  const factors = variances.map((variance) =>
    variance > NO_VARIANCE * variances[0]! ? 1 / Math.sqrt(variance) : 0,
  );
  const flat = factors.filter((factor) => factor === 0).length;
  if (flat > 0)
    note(
      `${flat} of ${cols} components have no variance (below 1e-6 of the largest): not whitened, set to 0.`,
    );
  await byBlocks({ rows: scores.length / cols, cols }, control, 'Projecting', (from, to) => {
    for (let i = from * cols; i < to * cols; i++) scores[i]! *= factors[i % cols]!;
  });
}

/** Says which way was taken where it is not the plain one, and how well it went. */
function noteSolution(solution: Solution, context: RunContext): void {
  if (solution.through === 'gram')
    context.note(
      'Found through the N x N products of the items, without forming the D x D covariance.',
    );
  if (solution.through !== 'subspace') return;
  const { iterations, residual, converged } = solution;
  context.note(
    `Found by randomised subspace iteration (seed 0), without forming the D x D covariance: ${iterations} passes, ` +
      `residual ${residual.toExponential(1)} of the largest variance.`,
  );
  if (!converged)
    context.note('The last components did not converge to 1e-6: their directions are approximate.');
}
