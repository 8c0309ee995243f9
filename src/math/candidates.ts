import type { Control } from '../base/control.ts';
import type { Kernels, Matrix, PairKind, Rounding, Rows } from './kernels.ts';
import type { RowMetric } from './metric.ts';
import { byBlocks } from './pace.ts';
import { rowsOf, shiftedRows, unitRows } from './rows.ts';

/** What the kernels are asked for the sake of a metric, and what their answer proves. */
export interface Search {
  /** The rows that `metric.included` names, as the kernels shall see them. */
  readonly rows: Rows;
  readonly kind: PairKind;
  /**
   * Whether every row that the kernels value no better than `worst` for included row `p` certainly ranks behind `rank`,
   * whatever the rounding of the kernels did.
   */
  certifies(p: number, rank: number, worst: number): boolean;
}

/**
 * The rows that kernels shortlist for a metric (METHODS R2, R3): unit rows for cosine and correlation, mean removed for
 * Euclidean, values scaled by a power of two so that no square overflows. They are prepared whenever they are read.
 */
export async function prepareSearch(
  x: Matrix,
  metric: RowMetric,
  { rounding }: Pick<Kernels, 'rounding'>,
  control: Control,
): Promise<Search> {
  if (metric.lengths) return searchDirections(x, metric, rounding);
  const kind = metric.metric === 'dot' ? 'dot' : 'sqeuclidean';
  if (rounding.storage === 0 && (await isSmallIntegers(x, kind, control)))
    return { rows: rowsOf(x), kind, certifies: () => true };
  return kind === 'dot'
    ? searchProducts(x, rounding, control)
    : searchDistances(x, rounding, control);
}

/**
 * Integer data (counts, one-hot rows, pixels) whose squared distances stay under 2^24: float32 sums of products
 * are then exact in any order, and ties, which such data is full of, need no second look.
 */
async function isSmallIntegers(x: Matrix, kind: PairKind, control: Control): Promise<boolean> {
  const { data, cols } = x;
  const limit = kind === 'dot' ? 2 ** 24 : 2 ** 22;
  let small = true;
  const isSmall = (i: number): boolean => {
    let square = 0;
    for (let d = 0; d < cols; d++) {
      const value = data[i * cols + d]!;
      if (!Number.isInteger(value)) return false;
      square += value * value;
    }
    return square < limit;
  };
  await byBlocks(x, control, 'Looking at the values', (from, to) => {
    for (let i = from; i < to && small; i++) small = isSmall(i);
    return small;
  });
  return small;
}

/** Room for the tie tolerance of METHODS 1.2. */
const TIE = 1e-12;
/** Sums of squares that vanish below the float32 range. */
const UNDERFLOW = 1e-30;
/** Largest error of a value stored in half precision where that has no more digits to give. */
const SUBNORMAL = 2 ** -25;

/** Bounds on what the kernels' arithmetic and storage do to a value of two rows. */
interface Errors {
  /** Of an inner product of rows of lengths a and b. */
  product(a: number, b: number): number;
  /** Of a squared distance of rows whose lengths add up to `reach`, expanded as |a|^2 + |b|^2 - 2ab or not. */
  square(reach: number): number;
}

/**
 * A sum of `cols` products and `more` other roundings is off by at most n u / (1 - n u) of its terms' magnitudes (Higham,
 * Accuracy and Stability, 3.1); these are magnitudes of the rows as stored, each off by a share of its length and a floor.
 */
function errorsOf({ operation, storage }: Rounding, cols: number, more: number): Errors {
  const roundings = (cols + more) * operation;
  const grown = 1 + roundings / Math.max(0, 1 - roundings);
  const floor = storage ? SUBNORMAL * Math.sqrt(cols) : 0;
  const stored = (length: number, rows: number): number => length * (1 + storage) + rows * floor;
  return {
    product: (a, b) => grown * stored(a, 1) * stored(b, 1) - a * b,
    square: (reach) => grown * stored(reach, 2) ** 2 - reach ** 2,
  };
}

/**
 * Unit rows. |result - cosine| <= (D + 8) u. The means of correlation are taken off in float64, whose rounding counts as
 * often as a row is longer than what is left of it.
 */
function searchDirections(x: Matrix, metric: RowMetric, rounding: Rounding): Search {
  const { norms, means } = metric.lengths!;
  const error =
    errorsOf(rounding, x.cols, 8).product(1, 1) +
    (means ? 2 ** -50 * (1 + largestShift(x, metric)) : 0);
  return {
    rows: unitRows(x, metric.included, norms, means ?? undefined),
    kind: 'dot',
    certifies: (_, rank, worst) => rank + TIE < 1 - (worst + error),
  };
}

/** Most that any row loses in length with its mean, beside what is left. */
function largestShift({ cols }: Matrix, { lengths, included }: RowMetric): number {
  const { norms, means } = lengths!;
  let largest = 0;
  for (const i of included)
    largest = Math.max(largest, (Math.abs(means![i]!) * Math.sqrt(cols)) / norms[i]!);
  return largest;
}

async function searchProducts(x: Matrix, rounding: Rounding, control: Control): Promise<Search> {
  const { rows, scale, norms } = await shiftAndScale(x, new Float64Array(x.cols), control);
  const largest = norms.reduce((a, b) => Math.max(a, b), 0);
  const errors = errorsOf(rounding, x.cols, 8);
  return {
    rows,
    kind: 'dot',
    certifies: (p, rank, worst) => {
      const similarity = -rank * scale * scale;
      const slack = errors.product(norms[p]!, largest) + TIE * Math.abs(similarity) + UNDERFLOW;
      return similarity > worst + slack;
    },
  };
}

/**
 * Mean removed. The kernel may expand |a|^2 + |b|^2 - 2ab, so its error is about (D + 16) u (|a| + |b|)^2 at most, rounding
 * of the centred values included; and |b| <= |a| + d for a row at distance d.
 */
async function searchDistances(x: Matrix, rounding: Rounding, control: Control): Promise<Search> {
  const means = await columnMeans(x, control);
  const { rows, scale, norms } = await shiftAndScale(x, means, control);
  const errors = errorsOf(rounding, x.cols, 16);
  return {
    rows,
    kind: 'sqeuclidean',
    certifies: (p, rank, worst) => {
      const square = rank * scale * scale * (1 + TIE);
      const reach = 2 * norms[p]! + Math.sqrt(square);
      return square + errors.square(reach) + UNDERFLOW < worst;
    },
  };
}

/** Mean of each column, in float64. */
export async function columnMeans(x: Matrix, control: Control): Promise<Float64Array> {
  const { data, rows, cols } = x;
  const means = new Float64Array(cols);
  await byBlocks(x, control, 'Centring', (from, to) => {
    for (let i = from; i < to; i++) for (let d = 0; d < cols; d++) means[d]! += data[i * cols + d]!;
  });
  return means.map((total) => total / rows);
}

/**
 * (x - shift) * scale in float32, where scale is the power of two that brings the largest value under 1, and the norms of
 * these rows.
 */
async function shiftAndScale(
  x: Matrix,
  shift: Float64Array,
  control: Control,
): Promise<{ rows: Rows; scale: number; norms: Float64Array }> {
  const { data, cols } = x;
  const norms = new Float64Array(x.rows);
  let largest = 0;
  await byBlocks(x, control, 'Centring', (from, to) => {
    for (let i = from; i < to; i++)
      for (let d = 0; d < cols; d++)
        largest = Math.max(largest, Math.abs(data[i * cols + d]! - shift[d]!));
  });
  const scale = largest > 0 ? 2 ** -Math.ceil(Math.log2(largest)) : 1;
  await byBlocks(x, control, 'Centring', (from, to) => {
    for (let i = from; i < to; i++) {
      let square = 0;
      for (let d = 0; d < cols; d++)
        square += Math.fround((data[i * cols + d]! - shift[d]!) * scale) ** 2;
      norms[i] = Math.sqrt(square);
    }
  });
  return { rows: shiftedRows(x, shift, scale), scale, norms };
}
