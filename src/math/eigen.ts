import { NO_CONTROL, type Control } from '../base/control.ts';
import { createPace } from './pace.ts';

export interface Eigen {
  /** Eigenvalues, falling. */
  readonly values: Float64Array;
  /** Row r is the unit eigenvector of values[r]; rows x n, row-major. */
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of the symmetric n x n matrix (row-major; left untouched), in float64:
 * Householder reduction to tridiagonal form, then implicit QL (Golub and Van Loan, Matrix Computations, 8.3).
 * About 5 n^3 operations: made for n up to about 2,000.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const steps = eigenSteps(matrix, n);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** As `symmetricEigen`, cancellable, with progress. */
export async function symmetricEigenAsync(
  matrix: Float64Array,
  n: number,
  control: Control = NO_CONTROL,
): Promise<Eigen> {
  const pace = createPace(control, 'Eigenvectors');
  const steps = eigenSteps(matrix, n);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (pace.due()) await pace.rest(step.value, 3 * n);
  }
}

/** The computation, pausing after every n^2 operations or so; yields how many of about 3 n steps are done. */
function* eigenSteps(matrix: Float64Array, n: number): Generator<number, Eigen> {
  const work = matrix.slice();
  // NaN compares false with everything, so the iteration below would never end.
  if (!work.every(Number.isFinite)) throw new RangeError('The matrix holds NaN or infinity');
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  const betas = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    betas[k] = reflect(work, n, k, off);
    yield k;
  }
  for (let i = 0; i < n; i++) diagonal[i] = work[i * n + i]!;
  if (n > 1) off[n - 2] = work[(n - 1) * n + n - 2]!;

  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let k = n - 3; k >= 0; k--) {
    accumulate(vectors, work, n, k, betas[k]!);
    yield 2 * n - k;
  }
  for (let l = 0; l < n; l++) {
    const sweeps = diagonalise(diagonal, off, vectors, n, l);
    while (!sweeps.next().done) yield 2 * n + l;
    yield 2 * n + l;
  }
  return sorted(diagonal, vectors, n);
}

/**
 * Householder step k: maps column k below the diagonal to (alpha, 0, ..., 0), stores alpha in off[k] and the
 * reflector v in row k right of the diagonal. Returns beta of H = I - beta v v'.
 */
function reflect(a: Float64Array, n: number, k: number, off: Float64Array): number {
  const v = a.subarray(k * n + k + 1, k * n + n);
  let scale = 0;
  for (const value of v) scale = Math.max(scale, Math.abs(value));
  let tail = 0;
  for (let i = 1; i < v.length; i++) tail += (v[i]! / (scale || 1)) ** 2;
  if (tail === 0) {
    off[k] = v[0]!;
    return 0;
  }
  const norm = Math.sqrt((v[0]! / scale) ** 2 + tail);
  const alpha = v[0]! > 0 ? -norm : norm;
  for (let i = 0; i < v.length; i++) v[i] = v[i]! / scale;
  v[0]! -= alpha;
  off[k] = alpha * scale;
  const beta = 2 / (v[0]! ** 2 + tail);

  const m = v.length;
  const p = new Float64Array(m);
  for (let i = 0; i < m; i++) p[i] = beta * inner(a, (k + 1 + i) * n + k + 1, v, m);
  let pv = 0;
  for (let i = 0; i < m; i++) pv += p[i]! * v[i]!;
  for (let i = 0; i < m; i++) p[i]! -= 0.5 * beta * pv * v[i]!;
  for (let i = 0; i < m; i++) {
    const row = (k + 1 + i) * n + k + 1;
    const vi = v[i]!;
    const pi = p[i]!;
    for (let j = 0; j < m; j++) a[row + j]! -= vi * p[j]! + pi * v[j]!;
  }
  return beta;
}

/** Q' := Q' H_k, where the reflector lies in row k of `a`. Rows of `q` are columns of Q. */
function accumulate(q: Float64Array, a: Float64Array, n: number, k: number, beta: number): void {
  if (beta === 0) return;
  const v = a.subarray(k * n + k + 1, k * n + n);
  for (let row = k + 1; row < n; row++) {
    const start = row * n + k + 1;
    const factor = beta * inner(q, start, v, v.length);
    for (let j = 0; j < v.length; j++) q[start + j]! -= factor * v[j]!;
  }
}

function inner(a: Float64Array, start: number, v: Float64Array, length: number): number {
  let even = 0;
  let odd = 0;
  let j = 0;
  for (; j + 1 < length; j += 2) {
    even += a[start + j]! * v[j]!;
    odd += a[start + j + 1]! * v[j + 1]!;
  }
  if (j < length) even += a[start + j]! * v[j]!;
  return even + odd;
}

/**
 * Implicit QL with Wilkinson shifts on eigenvalue l of the tridiagonal matrix; rotates rows of `vectors`. Pauses after each
 * sweep.
 */
function* diagonalise(
  d: Float64Array,
  off: Float64Array,
  vectors: Float64Array,
  n: number,
  l: number,
): Generator<undefined, void> {
  for (;;) {
    let m = l;
    while (m < n - 1) {
      const size = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
      if (Math.abs(off[m]!) <= Number.EPSILON * size) break;
      m++;
    }
    if (m === l) return;
    let g = (d[l + 1]! - d[l]!) / (2 * off[l]!);
    let r = Math.hypot(g, 1);
    g = d[m]! - d[l]! + off[l]! / (g + (g >= 0 ? r : -r));
    let s = 1;
    let c = 1;
    let p = 0;
    let i = m - 1;
    for (; i >= l; i--) {
      const f = s * off[i]!;
      const b = c * off[i]!;
      r = Math.hypot(f, g);
      off[i + 1] = r;
      if (r === 0) {
        d[i + 1]! -= p;
        off[m] = 0;
        break;
      }
      s = f / r;
      c = g / r;
      g = d[i + 1]! - p;
      const q = (d[i]! - g) * s + 2 * c * b;
      p = s * q;
      d[i + 1] = g + p;
      g = c * q - b;
      rotateRows(vectors, n, i, c, s);
    }
    if (r === 0 && i >= l) continue;
    d[l]! -= p;
    off[l] = g;
    off[m] = 0;
    yield;
  }
}

function rotateRows(z: Float64Array, n: number, row: number, c: number, s: number): void {
  const a = row * n;
  const b = a + n;
  for (let j = 0; j < n; j++) {
    const upper = z[b + j]!;
    const lower = z[a + j]!;
    z[b + j] = s * lower + c * upper;
    z[a + j] = c * lower - s * upper;
  }
}

function sorted(values: Float64Array, vectors: Float64Array, n: number): Eigen {
  const order = Array.from(values.keys()).sort((a, b) => values[b]! - values[a]!);
  const out = new Float64Array(n * n);
  order.forEach((from, to) => out.set(vectors.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => values[i]!), vectors: out };
}
