import { LocusError } from '../base/errors.ts';
import type { Matrix, PairKind } from './kernels.ts';
import { median } from './stats.ts';

export type Metric = 'cosine' | 'euclidean' | 'dot';
export const METRICS = ['cosine', 'euclidean', 'dot'] as const satisfies readonly Metric[];

/**
 * A metric on the rows of one matrix, in float64 from the stored float32 values.
 *
 * `rank(i, j)` is what neighbours are ordered by, smaller is nearer: the squared distance by direct differences
 * (METHODS R2), 1 - cosine, or minus the inner product. `distance` turns it into what a person reads.
 */
export interface RowMetric {
  readonly metric: Metric;
  rank(i: number, j: number): number;
  /** What ranks are made of: the inner product or the squared distance of two rows... */
  readonly kind: PairKind;
  /** ...and how, for rows i and j. */
  rankOf(value: number, i: number, j: number): number;
  /** Euclidean distance, cosine distance, or the inner product itself (larger is nearer). */
  distance(rank: number): number;
  /** Whether two ranks are one tie (METHODS 1.2). */
  tied(a: number, b: number): boolean;
  /** Rows the metric is defined for; zero rows have no cosine. */
  readonly included: Uint32Array;
  readonly excluded: Uint32Array;
}

/** Rows with a norm up to this share of the median norm have no direction (METHODS 1.4, E_ZERO_ROW). */
const ZERO_ROW = 1e-12;
/** Values closer than this are equal on paper (METHODS 1.2). */
const TIE = 1e-12;

/** @throws LocusError E_ZERO_ROW when more than 5 % of the rows have no direction (cosine). */
export function rowMetric(x: Matrix, metric: Metric, name = 'The data'): RowMetric {
  const { data, cols } = x;
  const tied = (a: number, b: number): boolean =>
    Math.abs(a - b) <= TIE * Math.max(Math.abs(a), Math.abs(b));
  if (metric === 'euclidean') {
    const rank = (i: number, j: number): number => squaredDistance(data, i * cols, j * cols, cols);
    const rankOf = (square: number): number => square;
    const kind = 'sqeuclidean';
    return { metric, rank, kind, rankOf, distance: Math.sqrt, tied, ...everyRow(x.rows) };
  }
  if (metric === 'dot') {
    const rank = (i: number, j: number): number => -dot(data, i * cols, j * cols, cols);
    const rankOf = (product: number): number => -product;
    const distance = (value: number): number => 0 - value;
    return { metric, rank, kind: 'dot', rankOf, distance, tied, ...everyRow(x.rows) };
  }
  const norms = rowNorms(x);
  const rankOf = (product: number, i: number, j: number): number =>
    1 - product / (norms[i]! * norms[j]!);
  return {
    metric,
    rank: (i, j) => rankOf(dot(data, i * cols, j * cols, cols), i, j),
    kind: 'dot',
    rankOf,
    // Within the rounding of 1 - x.y / |x||y| the directions are equal: copies are at distance 0, not 1e-16.
    distance: (value) => (value <= TIE ? 0 : value),
    tied: (a, b) => Math.abs(a - b) <= TIE,
    ...rowsWithDirection(norms, name),
  };
}

function everyRow(rows: number): Pick<RowMetric, 'included' | 'excluded'> {
  return {
    included: Uint32Array.from({ length: rows }, (_, i) => i),
    excluded: new Uint32Array(0),
  };
}

function rowsWithDirection(
  norms: Float64Array,
  name: string,
): Pick<RowMetric, 'included' | 'excluded'> {
  const zero = zeroRows(norms);
  const excluded = Uint32Array.from(zero);
  if (excluded.length > 0.05 * norms.length)
    throw new LocusError({
      code: 'E_ZERO_ROW',
      message: `${name}: ${excluded.length} of ${norms.length} rows have length zero (first: row ${excluded[0]!}, counting from 0); they have no cosine.`,
      place: `row ${excluded[0]!} (counting from 0)`,
      hint: 'Choose the Euclidean metric, or remove these rows.',
    });
  const isZero = new Set(zero);
  const included = Uint32Array.from(Array.from(norms.keys()).filter((i) => !isZero.has(i)));
  return { included, excluded };
}

/** Indices of the rows whose norm is at most 1e-12 of the median norm. */
export function zeroRows(norms: Float64Array): number[] {
  const limit = ZERO_ROW * median(norms);
  const rows: number[] = [];
  norms.forEach((norm, i) => {
    if (norm <= limit) rows.push(i);
  });
  return rows;
}

export function rowNorms({ data, rows, cols }: Matrix): Float64Array {
  const norms = new Float64Array(rows);
  for (let i = 0; i < rows; i++) norms[i] = Math.sqrt(dot(data, i * cols, i * cols, cols));
  return norms;
}

/** Inner product of two rows that start at `a` and `b`, summed in float64. */
export function dot(data: Float32Array, a: number, b: number, cols: number): number {
  let even = 0;
  let odd = 0;
  let d = 0;
  for (; d + 1 < cols; d += 2) {
    even += data[a + d]! * data[b + d]!;
    odd += data[a + d + 1]! * data[b + d + 1]!;
  }
  if (d < cols) even += data[a + d]! * data[b + d]!;
  return even + odd;
}

/** Squared Euclidean distance of two rows that start at `a` and `b`, by direct differences in float64. */
export function squaredDistance(data: Float32Array, a: number, b: number, cols: number): number {
  let even = 0;
  let odd = 0;
  let d = 0;
  for (; d + 1 < cols; d += 2) {
    const u = data[a + d]! - data[b + d]!;
    const v = data[a + d + 1]! - data[b + d + 1]!;
    even += u * u;
    odd += v * v;
  }
  if (d < cols) {
    const u = data[a + d]! - data[b + d]!;
    even += u * u;
  }
  return even + odd;
}
