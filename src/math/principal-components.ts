import { NO_CONTROL, type Control } from '../base/control.ts';
import { columnMoments } from './column-moments.ts';
import { gramComponents } from './gram-components.ts';
import type { Kernels, Matrix } from './kernels.ts';
import { leadingEigen } from './leading-eigen.ts';
import { byBlocks } from './pace.ts';
import { subspaceComponents } from './subspace-iteration.ts';

export interface PrincipalAxes {
  /** Length D. */
  readonly mean: Float64Array;
  /** Covariance eigenvalues, divided by N, falling, never negative. */
  readonly variances: Float64Array;
  /** Trace of the covariance: exact, whatever the number of components. */
  readonly totalVariance: number;
  /** count x D, unit rows, largest |loading| positive. */
  readonly loadings: Float64Array;
  readonly solution: Solution;
}

export interface PrincipalComponents extends PrincipalAxes {
  /** N x count projections of the centred rows. */
  readonly scores: Float32Array;
}

/** Which way the components were found, and for the one that iterates, how well. */
export type Solution =
  | { readonly through: 'covariance' | 'gram' }
  | {
      readonly through: 'subspace';
      readonly iterations: number;
      /** Largest |C v - lambda v| / lambda_1. */
      readonly residual: number;
      readonly converged: boolean;
    };

/** Largest D for which the D x D covariance is formed, and N for which the N x N products are (METHODS R5, R6). */
const LARGEST_SQUARE = 2048;

/** Largest |value| whose squares float32 kernels can sum: others are scaled first. */
const SAFE = { least: 1e-8, most: 1e14 };

const STAGE = 'Principal components';

/**
 * The leading principal components (METHODS H1): centred, signs fixed, deterministic.
 * @param count 1 .. min(N, D)
 */
export async function leadingComponents(
  x: Matrix,
  count: number,
  kernels: Kernels,
  control: Control = NO_CONTROL,
): Promise<PrincipalComponents> {
  const found = await principalAxes(x, count, kernels, control);
  const along = { mean: found.mean, axes: found.loadings };
  return { ...found, scores: await kernels.project(x, along, control) };
}

/**
 * The axes alone. `covariance` up to D = 2,048; `gram`, the N x N products of the rows, where there are half as many rows
 * or D is larger and N is not; else `subspace`, the one that iterates.
 */
export async function principalAxes(
  x: Matrix,
  count: number,
  kernels: Kernels,
  control: Control = NO_CONTROL,
): Promise<PrincipalAxes> {
  const scale = await safeScale(x, control);
  const scaled = scale === 1 ? x : { ...x, data: x.data.map((value) => value * scale) };
  const solve = wayFor(x);
  const { mean, values, totalVariance, vectors, solution } = await solve(
    scaled,
    count,
    kernels,
    control,
  );
  fixSigns(vectors, x.cols);
  return {
    mean: mean.map((value) => value / scale),
    variances: values.map((value) => Math.max(0, value) / scale / scale),
    totalVariance: totalVariance / scale / scale,
    loadings: vectors,
    solution,
  };
}

interface Solved {
  readonly mean: Float64Array;
  readonly totalVariance: number;
  readonly values: Float64Array;
  readonly vectors: Float64Array;
  readonly solution: Solution;
}

type Solve = (x: Matrix, count: number, kernels: Kernels, control: Control) => Promise<Solved>;

function wayFor({ rows, cols }: Matrix): Solve {
  const narrow = cols <= LARGEST_SQUARE;
  if (rows <= LARGEST_SQUARE && (!narrow || 2 * rows <= cols)) return fromGram;
  return narrow ? fromCovariance : fromSubspace;
}

const fromCovariance: Solve = async (x, count, kernels, control) => {
  const { mean, covariance } = await kernels.covariance(x, control);
  return { mean, ...(await eigenOfCovariance(covariance, count, control)) };
};

/** The leading eigenpairs of a D x D covariance and its trace. */
export async function eigenOfCovariance(
  covariance: Float64Array,
  count: number,
  control: Control,
): Promise<Omit<Solved, 'mean'>> {
  const cols = Math.sqrt(covariance.length);
  let totalVariance = 0;
  for (let d = 0; d < cols; d++) totalVariance += covariance[d * cols + d]!;
  const { values, vectors } = await leadingEigen(covariance, cols, { count }, control);
  return { totalVariance, values, vectors, solution: { through: 'covariance' } };
}

const fromGram: Solve = async (x, count, kernels, control) => {
  const { mean, variances } = await columnMoments(x, control, STAGE);
  const found = await gramComponents(x, mean, count, kernels, control);
  return { mean, totalVariance: sum(variances), ...found, solution: { through: 'gram' } };
};

const fromSubspace: Solve = async (x, count, kernels, control) => {
  const { mean, variances } = await columnMoments(x, control, STAGE);
  const found = await subspaceComponents(x, mean, { count }, kernels, control);
  const { values, vectors, ...how } = found;
  const solution = { through: 'subspace', ...how } as const;
  return { mean, totalVariance: sum(variances), values, vectors, solution };
};

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** A power of two, exact to multiply by, that keeps squares within the range of float32; 1 for ordinary data. */
async function safeScale(x: Matrix, control: Control): Promise<number> {
  const { data, cols } = x;
  let largest = 0;
  await byBlocks(x, control, STAGE, (from, to) => {
    for (let i = from * cols; i < to * cols; i++) largest = Math.max(largest, Math.abs(data[i]!));
  });
  const ordinary = largest === 0 || (largest >= SAFE.least && largest <= SAFE.most);
  return ordinary ? 1 : 2 ** -Math.ceil(Math.log2(largest));
}

/** The loading of largest magnitude is positive (METHODS H1); of equal ones the first decides. */
export function fixSigns(loadings: Float64Array, cols: number): void {
  for (let start = 0; start < loadings.length; start += cols) {
    const row = loadings.subarray(start, start + cols);
    let largest = 0;
    for (const value of row) if (Math.abs(value) > Math.abs(largest)) largest = value;
    if (largest < 0) for (let d = 0; d < cols; d++) row[d] = -row[d]!;
  }
}
