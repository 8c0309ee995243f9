import { NO_CONTROL, type Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import { columnMoments } from './column-moments.ts';
import type { Kernels, Matrix } from './kernels.ts';

/** Axes found in one space, to look at another along them. */
export interface GivenAxes {
  /** Name of the space they were found in, for error messages. */
  readonly name: string;
  /** Its column means, length D. */
  readonly mean: Float64Array;
  /** count x D, orthonormal rows. */
  readonly loadings: Float64Array;
}

export interface Projection {
  /** rows x count: `(x_i - mean of the axes) . loading_r`. */
  readonly scores: Float32Array;
  /** Variance of the scores along each axis about their own mean, divided by N. */
  readonly variances: Float64Array;
  /** Of all D columns of `x`: what the variances are shares of. */
  readonly totalVariance: number;
}

const STAGE = 'Projecting';

/**
 * Projects a space on the axes of another one, about the mean of that other space.
 * @throws LocusError E_SHAPE when the two have different dimensions; CancelledError
 */
export async function projectOnto(
  axes: GivenAxes,
  x: Matrix & { readonly name: string },
  kernels: Kernels,
  control: Control = NO_CONTROL,
): Promise<Projection> {
  requireSameDimensions({ name: axes.name, cols: axes.mean.length }, x);
  const along = { mean: axes.mean, axes: axes.loadings };
  const scores = await kernels.project(x, along, control);
  const count = axes.loadings.length / x.cols;
  const own = await columnMoments(x, control, STAGE);
  const shown = await columnMoments({ data: scores, rows: x.rows, cols: count }, control, STAGE);
  const totalVariance = own.variances.reduce((sum, value) => sum + value, 0);
  return { scores, variances: shown.variances, totalVariance };
}

interface Named {
  readonly name: string;
  readonly cols: number;
}

/** @throws LocusError E_SHAPE that names both */
export function requireSameDimensions(axes: Named, x: Named): void {
  if (axes.cols === x.cols) return;
  throw new LocusError({
    code: 'E_SHAPE',
    message: `${x.name} has ${x.cols} dimensions and ${axes.name} has ${axes.cols}: one has no place on the axes of the other.`,
    hint: 'Choose two spaces of the same number of dimensions.',
  });
}
