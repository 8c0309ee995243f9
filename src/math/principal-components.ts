import { NO_CONTROL, type Control } from '../base/control.ts';
import { gramComponents } from './gram-components.ts';
import type { Kernels, Matrix } from './kernels.ts';
import { leadingEigen, leadingEigenOf, type Operator } from './leading-eigen.ts';
import { createPace } from './pace.ts';

export interface PrincipalComponents {
  readonly mean: Float64Array;
  /** Covariance eigenvalues, divided by N, falling, never negative. */
  readonly variances: Float64Array;
  /** Trace of the covariance: exact, whatever the number of components. */
  readonly totalVariance: number;
  /** count x D, unit rows, largest |loading| positive. */
  readonly loadings: Float64Array;
  /** N x count projections of the centred rows. */
  readonly scores: Float32Array;
  /** `covariance`: of the kernels. `gram` and `products`: in float64, whatever the backend. */
  readonly through: 'covariance' | 'gram' | 'products';
  /** False when the eigenvectors were not found to 1e-10. */
  readonly converged: boolean;
}

/** Largest D for which the D x D covariance is formed, and N for which the N x N products are (METHODS R5, R6). */
const LARGEST_SQUARE = 2048;

/** Largest |value| whose squares float32 kernels can sum: others are scaled first. */
const SAFE = { least: 1e-8, most: 1e14 };

/**
 * The leading principal components (METHODS H1): centred, signs fixed, deterministic. Up to D = 2,048 from the
 * covariance of the kernels; beyond that in float64 without forming it: from the N x N products of the rows up to
 * N = 2,048, else through products with the centred matrix.
 *
 * @param count 1 .. min(N, D)
 */
export async function leadingComponents(
  x: Matrix,
  count: number,
  kernels: Kernels,
  control: Control = NO_CONTROL,
): Promise<PrincipalComponents> {
  const found = await decompose(x, count, kernels, control);
  fixSigns(found.loadings, x.cols);
  const scores = await project(x, found.mean, found.loadings, control);
  return { ...found, variances: found.variances.map((value) => Math.max(0, value)), scores };
}

type Decomposition = Omit<PrincipalComponents, 'scores'>;

function decompose(
  x: Matrix,
  count: number,
  kernels: Kernels,
  control: Control,
): Promise<Decomposition> {
  if (x.cols <= LARGEST_SQUARE) return fromCovariance(x, count, kernels, control);
  return x.rows <= LARGEST_SQUARE ? fromGram(x, count, control) : fromProducts(x, count, control);
}

async function fromCovariance(
  x: Matrix,
  count: number,
  kernels: Kernels,
  control: Control,
): Promise<Decomposition> {
  const scale = safeScale(x);
  const scaled = scale === 1 ? x : { ...x, data: x.data.map((value) => value * scale) };
  const { mean, covariance } = await kernels.covariance(scaled, control);
  let totalVariance = 0;
  for (let d = 0; d < x.cols; d++) totalVariance += covariance[d * x.cols + d]!;
  const { values, vectors } = await leadingEigen(covariance, x.cols, { count }, control);
  return {
    mean: mean.map((value) => value / scale),
    variances: values.map((value) => value / scale / scale),
    totalVariance: totalVariance / scale / scale,
    loadings: vectors,
    through: 'covariance',
    converged: true,
  };
}

/** A power of two, exact to multiply by, that keeps squares within the range of float32; 1 for ordinary data. */
function safeScale({ data }: Matrix): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  const ordinary = largest === 0 || (largest >= SAFE.least && largest <= SAFE.most);
  return ordinary ? 1 : 2 ** -Math.ceil(Math.log2(largest));
}

async function fromGram(x: Matrix, count: number, control: Control): Promise<Decomposition> {
  const { mean, totalVariance } = columnMoments(x);
  const { values, vectors } = await gramComponents(x, mean, count, control);
  return {
    mean,
    variances: values,
    totalVariance,
    loadings: vectors,
    through: 'gram',
    converged: true,
  };
}

async function fromProducts(x: Matrix, count: number, control: Control): Promise<Decomposition> {
  const { data, rows, cols } = x;
  const { mean, totalVariance } = columnMoments(x);
  const maxProducts = Math.max(1000, 10 * count);
  const pace = createPace(control, 'Eigenvectors');
  let products = 0;
  const covarianceTimes: Operator = async (v, image) => {
    image.fill(0);
    const offset = inner(mean, v, 0, cols);
    for (let i = 0; i < rows; i++) {
      const start = i * cols;
      const weight = (inner(data, v, start, cols) - offset) / rows;
      for (let d = 0; d < cols; d++) image[d]! += weight * (data[start + d]! - mean[d]!);
      if (pace.due()) await pace.rest(Math.min(products + i / rows, maxProducts), maxProducts);
    }
    products++;
  };
  const found = await leadingEigenOf(covarianceTimes, cols, { count, maxProducts }, control);
  return {
    mean,
    variances: found.values,
    totalVariance,
    loadings: found.vectors,
    through: 'products',
    converged: found.converged,
  };
}

/** Column means and the sum of the column variances, in two passes. */
function columnMoments({ data, rows, cols }: Matrix) {
  const mean = new Float64Array(cols);
  for (let i = 0; i < rows; i++) for (let d = 0; d < cols; d++) mean[d]! += data[i * cols + d]!;
  for (let d = 0; d < cols; d++) mean[d]! /= rows;
  let squares = 0;
  for (let i = 0; i < rows; i++)
    for (let d = 0; d < cols; d++) squares += (data[i * cols + d]! - mean[d]!) ** 2;
  return { mean, totalVariance: squares / rows };
}

/** The loading of largest magnitude is positive (METHODS H1); of equal ones the first decides. */
function fixSigns(loadings: Float64Array, cols: number): void {
  for (let start = 0; start < loadings.length; start += cols) {
    const row = loadings.subarray(start, start + cols);
    let largest = 0;
    for (const value of row) if (Math.abs(value) > Math.abs(largest)) largest = value;
    if (largest < 0) for (let d = 0; d < cols; d++) row[d] = -row[d]!;
  }
}

async function project(
  { data, rows, cols }: Matrix,
  mean: Float64Array,
  loadings: Float64Array,
  control: Control,
): Promise<Float32Array> {
  const count = loadings.length / cols;
  const components = Array.from({ length: count }, (_, r) =>
    loadings.subarray(r * cols, (r + 1) * cols),
  );
  const centred = new Float64Array(cols);
  const scores = new Float32Array(rows * count);
  const pace = createPace(control, 'Projecting');
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < cols; d++) centred[d] = data[i * cols + d]! - mean[d]!;
    for (let r = 0; r < count; r++) scores[i * count + r] = inner(centred, components[r]!, 0, cols);
    if (pace.due()) await pace.rest(i, rows);
  }
  return scores;
}

function inner(
  a: Float32Array | Float64Array,
  b: Float64Array,
  start: number,
  length: number,
): number {
  let even = 0;
  let odd = 0;
  let d = 0;
  for (; d + 1 < length; d += 2) {
    even += a[start + d]! * b[d]!;
    odd += a[start + d + 1]! * b[d + 1]!;
  }
  if (d < length) even += a[start + d]! * b[d]!;
  return even + odd;
}
