import type { Control } from '../base/control.ts';
import type { Matrix } from './kernels.ts';
import { leadingEigen } from './leading-eigen.ts';
import { createPace } from './pace.ts';

/** Share of the largest variance below which a component is rounding: the matrix has no such direction. */
const NO_VARIANCE = 1e-13;

/**
 * Leading covariance eigenpairs of a matrix with fewer rows than columns, from the N x N products of its centred rows
 * in float64 (METHODS R5): with G = Xc Xc' / N and G u = lambda u, the loading is Xc' u scaled to length 1.
 * Directions without variance are completed to an orthonormal set.
 *
 * @param count 1 .. N
 * @returns eigenvalues, falling, and `vectors`, count x D with unit rows
 */
export async function gramComponents(
  x: Matrix,
  mean: Float64Array,
  count: number,
  control: Control,
): Promise<{ readonly values: Float64Array; readonly vectors: Float64Array }> {
  const { rows, cols } = x;
  const centred = Array.from({ length: rows }, (_, i) =>
    Float64Array.from(mean, (m, d) => x.data[i * cols + d]! - m),
  );
  const gram = await rowProducts(centred, control);
  const { values, vectors: weights } = await leadingEigen(gram, rows, { count }, control);
  const vectors = new Float64Array(count * cols);
  const found: Float64Array[] = [];
  for (let r = 0; r < count; r++) {
    const loading = vectors.subarray(r * cols, (r + 1) * cols);
    if (values[r]! > NO_VARIANCE * values[0]!) {
      centred.forEach((row, i) => addScaled(loading, row, weights[r * rows + i]!));
      refine(loading, found);
    } else complete(loading, found);
    found.push(loading);
  }
  return { values, vectors };
}

/** All inner products of the rows, divided by their number. */
async function rowProducts(rows: readonly Float64Array[], control: Control): Promise<Float64Array> {
  const n = rows.length;
  const products = new Float64Array(n * n);
  const pace = createPace(control, 'Principal components');
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++)
      products[i * n + j] = products[j * n + i] = inner(rows[i]!, rows[j]!) / n;
    if (pace.due()) await pace.rest(((i + 1) * (i + 2)) / 2, (n * (n + 1)) / 2);
  }
  return products;
}

/** Makes `v` a unit vector orthogonal to `found`, fewer than its length: the first axis that has enough left. */
function complete(v: Float64Array, found: readonly Float64Array[]): void {
  // The squared rests of all axes add up to at least 1, so that one of them has at least 1 / D.
  const enough = Math.sqrt(0.5 / v.length);
  for (let axis = 0; axis < v.length; axis++) {
    v.fill(0);
    v[axis] = 1;
    orthogonalise(v, found);
    if (Math.sqrt(inner(v, v)) < enough) continue;
    refine(v, found);
    return;
  }
}

/** Length 1 and orthogonal to `found`: "twice is enough" (Parlett). */
function refine(v: Float64Array, found: readonly Float64Array[]): void {
  normalise(v);
  for (let pass = 0; pass < 2; pass++) {
    orthogonalise(v, found);
    normalise(v);
  }
}

function orthogonalise(v: Float64Array, found: readonly Float64Array[]): void {
  for (const other of found) addScaled(v, other, -inner(v, other));
}

function normalise(v: Float64Array): void {
  const norm = Math.sqrt(inner(v, v));
  for (let d = 0; d < v.length; d++) v[d]! /= norm;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let d = 0; d < target.length; d++) target[d]! += factor * source[d]!;
}

/** Four sums at once: the additions of one would wait for each other. */
function inner(a: Float64Array, b: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let d = 0;
  for (; d + 3 < a.length; d += 4) {
    s0 += a[d]! * b[d]!;
    s1 += a[d + 1]! * b[d + 1]!;
    s2 += a[d + 2]! * b[d + 2]!;
    s3 += a[d + 3]! * b[d + 3]!;
  }
  for (; d < a.length; d++) s0 += a[d]! * b[d]!;
  return s0 + s1 + s2 + s3;
}
