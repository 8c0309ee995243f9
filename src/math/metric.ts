import type { Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import type { Matrix, PairKind } from './kernels.ts';
import { byBlocks } from './pace.ts';
import { median } from './stats.ts';

export const METRICS = ['cosine', 'correlation', 'euclidean', 'sqeuclidean', 'dot'] as const;
export type Metric = (typeof METRICS)[number];

/**
 * A metric on the rows of one matrix, in float64 from the stored float32 values.
 *
 * `rank(i, j)` is what neighbours are ordered by, smaller is nearer: the squared distance by direct differences
 * (METHODS R2), 1 - cosine, 1 - correlation, or minus the inner product. `distance` turns it into what a person reads.
 */
export interface RowMetric {
  readonly metric: Metric;
  rank(i: number, j: number): number;
  /** What ranks are made of: the inner product or the squared distance of two rows; null: neither... */
  readonly kind: PairKind | null;
  /** ...and how, for rows i and j. */
  rankOf(value: number, i: number, j: number): number;
  /** Distance, squared distance, cosine or correlation distance, or the inner product itself (larger is nearer). */
  distance(rank: number): number;
  /** Whether two ranks are one tie (METHODS 1.2). */
  tied(a: number, b: number): boolean;
  /** Rows the metric is defined for; zero rows have no cosine, constant rows no correlation. */
  readonly included: Uint32Array;
  readonly excluded: Uint32Array;
  /** Of all rows, for cosine and correlation. */
  readonly lengths: RowLengths | null;
}

/** Rows with a norm up to this share of the median norm have no direction (METHODS 1.4, E_ZERO_ROW). */
const ZERO_ROW = 1e-12;
/** Values closer than this are equal on paper (METHODS 1.2). */
const TIE = 1e-12;

/** Whether two values that a person reads are one tie: distances are compared by their squares, as their ranks are. */
export function tiedDistances(metric: Metric, a: number, b: number): boolean {
  if (hasDirection(metric)) return tiedDirections(a, b);
  return metric === 'euclidean' ? tiedValues(a * a, b * b) : tiedValues(a, b);
}

function tiedValues(a: number, b: number): boolean {
  return Math.abs(a - b) <= TIE * Math.max(Math.abs(a), Math.abs(b));
}

function tiedDirections(a: number, b: number): boolean {
  return Math.abs(a - b) <= TIE;
}

/** Metrics of directions: undefined where a row has none. */
export function hasDirection(metric: Metric): metric is 'cosine' | 'correlation' {
  return metric === 'cosine' || metric === 'correlation';
}

/**
 * @param lengths those of `rowLengths`, where they are known already
 * @throws LocusError E_ZERO_ROW, E_CONST_ROW when more than 5 % of the rows have no direction (cosine, correlation).
 */
export function rowMetric(
  x: Matrix,
  metric: Metric,
  name = 'The data',
  lengths: RowLengths | null = rowLengths(x, metric),
): RowMetric {
  const { data, cols } = x;
  if (lengths && hasDirection(metric)) return directionMetric(x, metric, name, lengths);
  const every = {
    included: Uint32Array.from({ length: x.rows }, (_, i) => i),
    excluded: new Uint32Array(0),
  };
  const common = { metric, tied: tiedValues, lengths: null, ...every };
  if (metric === 'dot')
    return {
      ...common,
      rank: (i, j) => -dot(data, i * cols, j * cols, cols),
      kind: 'dot',
      rankOf: (product) => -product,
      distance: (rank) => 0 - rank,
    };
  return {
    ...common,
    rank: (i, j) => squaredDistance(data, i * cols, j * cols, cols),
    kind: 'sqeuclidean',
    rankOf: (square) => square,
    distance: metric === 'euclidean' ? Math.sqrt : (square) => square,
  };
}

function directionMetric(
  { data, cols }: Matrix,
  metric: 'cosine' | 'correlation',
  name: string,
  lengths: RowLengths,
): RowMetric {
  const { norms, means } = lengths;
  const rankOf = (product: number, i: number, j: number): number =>
    1 - product / (norms[i]! * norms[j]!);
  return {
    metric,
    rank: means
      ? (i, j) => rankOf(centredDot(data, i * cols, means[i]!, j * cols, means[j]!, cols), i, j)
      : (i, j) => rankOf(dot(data, i * cols, j * cols, cols), i, j),
    // The inner product less that of the means would lose the digits that a large mean takes.
    kind: means ? null : 'dot',
    rankOf,
    // Within the rounding of 1 - x.y / |x||y| the directions are equal: copies are at distance 0, not 1e-16.
    distance: (value) => (value <= TIE ? 0 : value),
    tied: tiedDirections,
    lengths,
    ...rowsWithDirection(norms, metric, name),
  };
}

function rowsWithDirection(
  norms: Float64Array,
  metric: 'cosine' | 'correlation',
  name: string,
): Pick<RowMetric, 'included' | 'excluded'> {
  const excluded = Uint32Array.from(zeroRows(norms));
  if (excluded.length > 0.05 * norms.length) {
    const count = `${excluded.length} of ${norms.length} rows`;
    const first = `(first: row ${excluded[0]!}, counting from 0)`;
    throw new LocusError({
      ...(metric === 'cosine'
        ? {
            code: 'E_ZERO_ROW',
            message: `${name}: ${count} have length zero ${first}; they have no cosine.`,
          }
        : {
            code: 'E_CONST_ROW',
            message: `${name}: ${count} are constant ${first}; they have no correlation.`,
          }),
      place: `row ${excluded[0]!} (counting from 0)`,
      hint: 'Choose the Euclidean metric, or remove these rows.',
    });
  }
  const included = new Uint32Array(norms.length - excluded.length);
  let kept = 0;
  let left = 0;
  for (let i = 0; i < norms.length; i++) {
    if (excluded[left] === i) left++;
    else included[kept++] = i;
  }
  return { included, excluded };
}

/** Indices of the rows whose norm is at most 1e-12 of the median norm, rising. */
export function zeroRows(norms: Float64Array): number[] {
  const limit = ZERO_ROW * median(norms);
  const rows: number[] = [];
  norms.forEach((norm, i) => {
    if (norm <= limit) rows.push(i);
  });
  return rows;
}

/** What the direction of every row is computed from, in float64. */
export interface RowLengths {
  /** Of the row itself, or less its mean where there are means. */
  readonly norms: Float64Array;
  /** For correlation: the mean of each row over its columns. */
  readonly means: Float64Array | null;
}

/** Null for metrics that ask for no direction. */
export function rowLengths(x: Matrix, metric: Metric): RowLengths | null {
  const lengths = emptyLengths(x, metric);
  if (lengths) measureRows(x, lengths, 0, x.rows);
  return lengths;
}

/** As `rowLengths`, letting messages in on the way. */
export async function pacedRowLengths(
  x: Matrix,
  metric: Metric,
  control: Control,
): Promise<RowLengths | null> {
  const lengths = emptyLengths(x, metric);
  if (!lengths) return null;
  await byBlocks(x, control, 'Lengths of rows', (from, to) => measureRows(x, lengths, from, to));
  return lengths;
}

function emptyLengths({ rows }: Matrix, metric: Metric): RowLengths | null {
  if (!hasDirection(metric)) return null;
  const means = metric === 'correlation' ? new Float64Array(rows) : null;
  return { norms: new Float64Array(rows), means };
}

function measureRows(
  { data, cols }: Matrix,
  { norms, means }: RowLengths,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const start = i * cols;
    if (!means) {
      norms[i] = Math.sqrt(dot(data, start, start, cols));
      continue;
    }
    let sum = 0;
    for (let d = 0; d < cols; d++) sum += data[start + d]!;
    const mean = (means[i] = sum / cols);
    norms[i] = Math.sqrt(centredDot(data, start, mean, start, mean, cols));
  }
}

/** Inner product of two rows that start at `a` and `b`, each less its mean, summed in float64. */
function centredDot(
  data: Float32Array,
  a: number,
  meanA: number,
  b: number,
  meanB: number,
  cols: number,
): number {
  let even = 0;
  let odd = 0;
  let d = 0;
  for (; d + 1 < cols; d += 2) {
    even += (data[a + d]! - meanA) * (data[b + d]! - meanB);
    odd += (data[a + d + 1]! - meanA) * (data[b + d + 1]! - meanB);
  }
  if (d < cols) even += (data[a + d]! - meanA) * (data[b + d]! - meanB);
  return even + odd;
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
