import { NO_CONTROL, type Control } from '../base/control.ts';
import { symmetricEigen, symmetricEigenAsync, type Eigen } from './eigen.ts';
import { createPace } from './pace.ts';
import { createRng, type Rng } from './rng.ts';

/** y := A x for a symmetric operator A. May be asynchronous for operators that take long. */
export type Operator = (x: Float64Array, y: Float64Array) => void | Promise<void>;

export interface LeadingOptions {
  readonly count: number;
  readonly seed?: number;
  /** Largest residual |A v - lambda v| relative to the largest |lambda|. */
  readonly tolerance?: number;
  /** Products with A before giving up. */
  readonly maxProducts?: number;
}

export interface LeadingEigen extends Eigen {
  readonly converged: boolean;
  /** Largest residual reached, relative to the largest |lambda|. */
  readonly residual: number;
}

/** Vectors the search starts from beyond the ones wanted: finds repeated eigenvalues. */
const EXTRA = 1;
/** Fewest products with A between two looks at the residuals. */
const CHECK_EVERY = 10;
/** Relative size under which a new direction is rounding noise. */
const NOISE = 1e-13;

/**
 * The `count` largest eigenvalues of a symmetric operator with their eigenvectors: band Lanczos from a seeded random
 * block with full reorthogonalisation and thick restart (Wu and Simon, 2000; Ruhe, 1979).
 */
export async function leadingEigenOf(
  apply: Operator,
  n: number,
  options: LeadingOptions,
  control: Control = NO_CONTROL,
): Promise<LeadingEigen> {
  const { count, seed = 0, tolerance = 1e-10, maxProducts = 1000 } = options;
  const width = Math.min(n, count + EXTRA);
  const limit = Math.min(n, Math.max(3 * width + 20, 80));
  const pace = createPace(control, 'Eigenvectors');
  const every = Math.max(CHECK_EVERY, width);
  const space = createSpace(n, createRng(seed));
  for (let i = 0; i < width; i++) space.addRandom();

  for (let product = 1; ; product++) {
    await space.expand(apply);
    if (pace.due()) await pace.rest(Math.min(product, maxProducts), maxProducts);
    const full = space.processed === limit;
    const complete = space.processed === n;
    const exhausted = product >= maxProducts;
    if (product % every !== 0 && !full && !exhausted && !complete) continue;
    if (space.processed < count) continue;
    const ritz = space.ritz();
    const largest = Math.abs(ritz.values[0]!) || 1;
    let residual = 0;
    for (let r = 0; r < count; r++) residual = Math.max(residual, ritz.residual(r) / largest);
    if (residual <= tolerance || exhausted || complete) {
      const values = ritz.values.slice(0, count);
      const converged = residual <= tolerance || complete;
      return { values, vectors: space.combine(ritz.vectors, count), converged, residual };
    }
    if (full) space.restart(ritz, Math.min(limit - width - 1, width + 10));
  }
}

/**
 * The `count` largest eigenpairs of a symmetric n x n matrix. Small matrices, and the rare ones on which Lanczos does
 * not reach 1e-10, go to the full solver.
 */
export async function leadingEigen(
  matrix: Float64Array,
  n: number,
  options: LeadingOptions,
  control: Control = NO_CONTROL,
): Promise<Eigen> {
  const { count } = options;
  if (n > 100 && count <= n / 8) {
    const found = await leadingEigenOf(denseOperator(matrix, n), n, options, control);
    if (found.converged) return found;
  }
  const { values, vectors } = await symmetricEigenAsync(matrix, n, control);
  return { values: values.slice(0, count), vectors: vectors.slice(0, count * n) };
}

function denseOperator(matrix: Float64Array, n: number): Operator {
  return (x, y) => {
    for (let i = 0; i < n; i++) y[i] = product(matrix.subarray(i * n, (i + 1) * n), x);
  };
}

interface Ritz {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
  residual(r: number): number;
}

/**
 * The search space: orthonormal vectors of which the first `processed` have been multiplied by A. Every product lies in
 * the span of all vectors held, so the projected matrix and the residuals are known without further products.
 */
function createSpace(n: number, rng: Rng) {
  let basis: Float64Array[] = [];
  /** columns[i][j] = basis[j] . A basis[i], for processed i and every j. */
  let columns: Float64Array[] = [];

  const addRandom = (): void => {
    for (let attempt = 0; attempt < 5 && basis.length < n; attempt++) {
      const v = Float64Array.from({ length: n }, () => rng.normal());
      const before = norm(v);
      orthogonalise(v, basis);
      const after = norm(v);
      if (after <= NOISE * before) continue;
      scale(v, 1 / after);
      basis.push(v);
      return;
    }
  };

  return {
    addRandom,
    get processed(): number {
      return columns.length;
    },

    /** Multiplies the next vector by A and adds the new direction. */
    async expand(apply: Operator): Promise<void> {
      const image = new Float64Array(n);
      await apply(basis[columns.length]!, image);
      const size = norm(image);
      const known = orthogonalise(image, basis);
      const column = new Float64Array(basis.length + 1);
      column.set(known);
      columns.push(column);
      const rest = norm(image);
      if (rest > NOISE * size && basis.length < n) {
        column[basis.length] = rest;
        scale(image, 1 / rest);
        basis.push(image);
      } else if (columns.length === basis.length) addRandom();
    },

    /** Rayleigh-Ritz on the processed vectors. */
    ritz(): Ritz {
      const m = columns.length;
      const projected = new Float64Array(m * m);
      for (let i = 0; i < m; i++)
        for (let j = 0; j <= i; j++)
          projected[i * m + j] = projected[j * m + i] = columns[i]![j] ?? 0;
      const { values, vectors } = symmetricEigen(projected, m);
      const residual = (r: number): number => {
        let square = 0;
        for (let p = m; p < basis.length; p++) square += coupling(columns, vectors, m, r, p) ** 2;
        return Math.sqrt(square);
      };
      return { values, vectors, residual };
    },

    /** Row r: the Ritz vector r, in the original coordinates. */
    combine(weights: Float64Array, count: number): Float64Array {
      const m = columns.length;
      const out = new Float64Array(count * n);
      for (let r = 0; r < count; r++)
        for (let i = 0; i < m; i++)
          addScaled(out.subarray(r * n, (r + 1) * n), basis[i]!, weights[r * m + i]!);
      return out;
    },

    /** Keeps the first `keep` Ritz vectors and the directions not yet multiplied. */
    restart(ritz: Ritz, keep: number): void {
      const m = columns.length;
      const pending = basis.slice(m);
      const kept = this.combine(ritz.vectors, keep);
      columns = Array.from({ length: keep }, (_, r) => {
        const column = new Float64Array(keep + pending.length);
        column[r] = ritz.values[r]!;
        for (let p = 0; p < pending.length; p++)
          column[keep + p] = coupling(columns, ritz.vectors, m, r, m + p);
        return column;
      });
      basis = [
        ...Array.from({ length: keep }, (_, r) => kept.slice(r * n, (r + 1) * n)),
        ...pending,
      ];
    },
  };
}

/** basis[p] . A (Ritz vector r). */
function coupling(
  columns: readonly Float64Array[],
  weights: Float64Array,
  m: number,
  r: number,
  p: number,
): number {
  let total = 0;
  for (let i = 0; i < m; i++) total += weights[r * m + i]! * (columns[i]![p] ?? 0);
  return total;
}

/** Removes the parts of `v` along the basis, twice ("twice is enough", Parlett); returns the coefficients. */
function orthogonalise(v: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const coefficients = new Float64Array(basis.length);
  for (let pass = 0; pass < 2; pass++) {
    for (let j = 0; j < basis.length; j++) {
      const part = product(v, basis[j]!);
      addScaled(v, basis[j]!, -part);
      coefficients[j]! += part;
    }
  }
  return coefficients;
}

function product(a: Float64Array, b: Float64Array): number {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i + 1 < a.length; i += 2) {
    even += a[i]! * b[i]!;
    odd += a[i + 1]! * b[i + 1]!;
  }
  if (i < a.length) even += a[i]! * b[i]!;
  return even + odd;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * source[i]!;
}

function scale(v: Float64Array, factor: number): void {
  for (let i = 0; i < v.length; i++) v[i]! *= factor;
}

function norm(v: Float64Array): number {
  return Math.sqrt(product(v, v));
}
