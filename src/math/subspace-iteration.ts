import type { Control } from '../base/control.ts';
import { symmetricEigenAsync } from './eigen.ts';
import type { Kernels, Matrix } from './kernels.ts';
import { orthonormalise } from './orthonormal.ts';
import { createPace, type Pace } from './pace.ts';
import { createRng } from './rng.ts';
import { weightedSums } from './weighted-sums.ts';

export interface SubspaceOptions {
  /** 1 .. min(N, D) */
  readonly count: number;
  readonly seed?: number;
  /** Largest |C v - lambda v| / lambda_1 of the components wanted. */
  readonly tolerance?: number;
  readonly maxIterations?: number;
}

export interface SubspaceComponents {
  readonly values: Float64Array;
  /** count x D, unit rows. */
  readonly vectors: Float64Array;
  readonly iterations: number;
  /** Largest |C v - lambda v| / lambda_1 reached: computed, not estimated. */
  readonly residual: number;
  readonly converged: boolean;
}

/** Directions carried along beyond those wanted, at least: the more, the faster the wanted ones settle. */
const OVERSAMPLE = 10;

/**
 * Leading covariance eigenpairs through products with the centred matrix Xc and its transpose alone: randomised subspace
 * iteration with a QR decomposition each pass (Halko, Martinsson and Tropp 2011, doi:10.1137/090771806, algorithm 4.4),
 * repeated until the residuals of all wanted components are below the tolerance. With Xc V = Q R the Ritz pairs are the
 * eigenpairs of R' R / N, and C V = Xc' Q R / N gives their residuals at no further product.
 */
export async function subspaceComponents(
  x: Matrix,
  mean: Float64Array,
  { count, seed = 0, tolerance = 1e-6, maxIterations = 100 }: SubspaceOptions,
  kernels: Kernels,
  control: Control,
): Promise<SubspaceComponents> {
  const { rows, cols } = x;
  const width = Math.min(rows, cols, count + Math.max(OVERSAMPLE, count));
  const stage = 'Principal components';
  // The passes over the rows are steps of one task, which reports for them.
  const { progress, ...quiet } = control;
  const pace = createPace(quiet, stage);
  const rng = createRng(seed);
  let basis: Float64Array = Float64Array.from({ length: width * cols }, () => rng.normal());
  await orthonormalise(lines(basis, cols), pace);

  for (let iteration = 1; ; iteration++) {
    const images = await kernels.project(x, { mean, axes: basis }, quiet);
    const columns = await transposed(images, rows, width, pace);
    const triangle = await orthonormalise(lines(columns, rows), pace);
    const weights = await transposed(columns, width, rows, pace);
    const sums = await weightedSums(x, { mean, weights, count: width }, kernels, quiet);

    const ritz = await symmetricEigenAsync(squared(triangle, width, rows), width, quiet);
    const pass = { ritz, triangle, basis, sums, rows, cols, width };
    const residual = await largestResidual(pass, count, pace);
    progress?.({ stage, done: iteration, total: maxIterations });
    const converged = residual <= tolerance;
    if (converged || iteration === maxIterations) {
      const vectors = await combined(pass, count, pace);
      const values = ritz.values.slice(0, count);
      return { values, vectors, iterations: iteration, residual, converged };
    }
    basis = sums;
    await orthonormalise(lines(basis, cols), pace);
  }
}

interface Pass {
  readonly ritz: { readonly values: Float64Array; readonly vectors: Float64Array };
  /** R of Xc V = Q R. */
  readonly triangle: Float64Array;
  /** V' and (Xc' Q)', width x cols. */
  readonly basis: Float64Array;
  readonly sums: Float64Array;
  readonly rows: number;
  readonly cols: number;
  readonly width: number;
}

/** The first `count` Ritz vectors, count x cols. */
async function combined(
  { ritz, basis, cols, width }: Pass,
  count: number,
  pace: Pace,
): Promise<Float64Array> {
  const vectors = new Float64Array(count * cols);
  for (let r = 0; r < count; r++) {
    for (let i = 0; i < width; i++)
      addScaled(line(vectors, r, cols), line(basis, i, cols), ritz.vectors[r * width + i]!);
    if (pace.due()) await pace.rest(r, count);
  }
  return vectors;
}

/** Largest |C v - lambda v| / lambda_1 of the first `count` Ritz pairs. */
async function largestResidual(pass: Pass, count: number, pace: Pace): Promise<number> {
  const { ritz, triangle, basis, sums, rows, cols, width } = pass;
  let largest = 0;
  for (let r = 0; r < count; r++) {
    const difference = new Float64Array(cols);
    for (let i = 0; i < width; i++) {
      let weight = 0;
      for (let j = i; j < width; j++)
        weight += triangle[i * width + j]! * ritz.vectors[r * width + j]!;
      addScaled(difference, line(sums, i, cols), weight / rows);
      addScaled(difference, line(basis, i, cols), -ritz.values[r]! * ritz.vectors[r * width + i]!);
    }
    let square = 0;
    for (const value of difference) square += value * value;
    largest = Math.max(largest, Math.sqrt(square));
    if (pace.due()) await pace.rest(r, count);
  }
  return largest / (ritz.values[0]! || 1);
}

/** R' R / rows. */
function squared(triangle: Float64Array, n: number, rows: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let k = 0; k < n; k++)
    for (let i = k; i < n; i++)
      for (let j = k; j < n; j++)
        product[i * n + j]! += (triangle[k * n + i]! * triangle[k * n + j]!) / rows;
  return product;
}

async function transposed(
  values: Float32Array | Float64Array,
  rows: number,
  cols: number,
  pace: Pace,
): Promise<Float64Array> {
  const out = new Float64Array(values.length);
  // In blocks of columns, so that a row of few columns and one of many take alike.
  const step = 1024;
  for (let from = 0; from < cols; from += step)
    for (let i = 0; i < rows; i++) {
      const to = Math.min(cols, from + step);
      for (let j = from; j < to; j++) out[j * rows + i] = values[i * cols + j]!;
      if (i % 64 === 0 && pace.due()) await pace.rest(0, 0);
    }
  return out;
}

const line = (values: Float64Array, row: number, cols: number): Float64Array =>
  values.subarray(row * cols, (row + 1) * cols);

const lines = (values: Float64Array, cols: number): Float64Array[] =>
  Array.from({ length: values.length / cols }, (_, row) => line(values, row, cols));

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let d = 0; d < target.length; d++) target[d]! += factor * source[d]!;
}
