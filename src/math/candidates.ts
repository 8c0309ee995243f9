import type { Candidates, Kernels, Matrix, PairKind } from './kernels.ts';
import type { Control } from '../base/control.ts';
import { dot, type RowMetric } from './metric.ts';
import { createPace } from './pace.ts';
import { rowsOf } from './rows.ts';

/** Largest relative error of one float32 operation. WGSL leaves open in which direction it rounds. */
const roundoff = ({ backend }: Kernels): number => (backend === 'webgpu' ? 2 ** -23 : 2 ** -24);

/** A shortlist per included row, and the proof that a row's shortlist holds all its nearest rows. */
export interface Shortlist {
  /** Included rows x count: positions in `metric.included`, best first. */
  readonly candidates: Candidates;
  readonly count: number;
  /**
   * Whether every row left off the list of included row `p` certainly ranks behind `rank`, whatever the float32
   * rounding of the kernel did.
   */
  certifies(p: number, rank: number): boolean;
}

/**
 * Asks the kernels for `count` candidates of every included row (METHODS R2, R3): unit rows for cosine, mean
 * removed for Euclidean, values scaled by a power of two so that no square overflows.
 */
export async function shortlist(
  x: Matrix,
  metric: RowMetric,
  count: number,
  kernels: Kernels,
  control: Control,
): Promise<Shortlist> {
  // Taken apart, so that the shortlist does not keep the prepared matrix.
  const { matrix, kind, exact, beyond } = await prepare(x, metric, roundoff(kernels), control);
  const candidates = await kernels.topk(rowsOf(matrix), { kind, k: count }, control);
  const all = count >= metric.included.length - 1;
  const certifies = (p: number, rank: number): boolean =>
    all || exact || beyond(p, rank, candidates.values[(p + 1) * count - 1]!);
  return { candidates, count, certifies };
}

interface Prepared {
  readonly matrix: Matrix;
  readonly kind: PairKind;
  /** The kernel's float32 arithmetic makes no rounding error at all, so its order is the true order. */
  readonly exact: boolean;
  /** Whether a row whose kernel value is no better than `worst` certainly ranks behind `rank`. */
  readonly beyond: (p: number, rank: number, worst: number) => boolean;
}

async function prepare(
  x: Matrix,
  metric: RowMetric,
  u: number,
  control: Control,
): Promise<Prepared> {
  if (metric.metric === 'cosine') return prepareCosine(x, metric, u, control);
  const kind = metric.metric === 'dot' ? 'dot' : 'sqeuclidean';
  if (isSmallIntegers(x, kind)) return { matrix: x, kind, exact: true, beyond: () => true };
  return kind === 'dot' ? prepareDot(x, u, control) : prepareEuclidean(x, u, control);
}

/**
 * Integer data (counts, one-hot rows, pixels) whose squared distances stay under 2^24: float32 sums of products
 * are then exact in any order, and ties, which such data is full of, need no second look.
 */
function isSmallIntegers({ data, rows, cols }: Matrix, kind: PairKind): boolean {
  const limit = kind === 'dot' ? 2 ** 24 : 2 ** 22;
  for (let i = 0; i < rows; i++) {
    let square = 0;
    for (let d = 0; d < cols; d++) {
      const value = data[i * cols + d]!;
      if (!Number.isInteger(value)) return false;
      square += value * value;
    }
    if (square >= limit) return false;
  }
  return true;
}

/** Unit rows. |float32 result - cosine| <= (D + 8) u by the standard bound for inner products (Higham, 3.1). */
async function prepareCosine(
  x: Matrix,
  metric: RowMetric,
  u: number,
  control: Control,
): Promise<Prepared> {
  const { cols } = x;
  const rows = metric.included.length;
  const data = new Float32Array(rows * cols);
  const pace = createPace(control, 'Unit rows');
  for (let p = 0; p < rows; p++) {
    const start = metric.included[p]! * cols;
    const norm = Math.sqrt(dot(x.data, start, start, cols));
    for (let d = 0; d < cols; d++) data[p * cols + d] = x.data[start + d]! / norm;
    if (pace.due()) await pace.rest(p, rows);
  }
  const error = (cols + 8) * u;
  return {
    matrix: { data, rows, cols },
    kind: 'dot',
    exact: false,
    beyond: (_, rank, worst) => rank + TIE < 1 - (worst + error),
  };
}

/** Room for the tie tolerance of METHODS 1.2. */
const TIE = 1e-12;

async function prepareDot(x: Matrix, u: number, control: Control): Promise<Prepared> {
  const { matrix, scale, norms } = await shiftAndScale(x, new Float64Array(x.cols), control);
  const largest = norms.reduce((a, b) => Math.max(a, b), 0);
  const error = (x.cols + 8) * u;
  return {
    matrix,
    kind: 'dot',
    exact: false,
    beyond: (p, rank, worst) => {
      const similarity = -rank * scale * scale;
      const slack = error * norms[p]! * largest + TIE * Math.abs(similarity) + UNDERFLOW;
      return similarity > worst + slack;
    },
  };
}

/** Sums of squares that vanish below the float32 range. */
const UNDERFLOW = 1e-30;

/**
 * Mean removed. The kernel may expand |a|^2 + |b|^2 - 2ab, so its error is at most (D + 16) u (|a| + |b|)^2, rounding of
 * the centred values included; and |b| <= |a| + d for a row at distance d.
 */
async function prepareEuclidean(x: Matrix, u: number, control: Control): Promise<Prepared> {
  const { matrix, scale, norms } = await shiftAndScale(x, columnMeans(x), control);
  const error = (x.cols + 16) * u;
  return {
    matrix,
    kind: 'sqeuclidean',
    exact: false,
    beyond: (p, rank, worst) => {
      const square = rank * scale * scale * (1 + TIE);
      return square + error * (2 * norms[p]! + Math.sqrt(square)) ** 2 + UNDERFLOW < worst;
    },
  };
}

function columnMeans({ data, rows, cols }: Matrix): Float64Array {
  const means = new Float64Array(cols);
  for (let i = 0; i < rows; i++) for (let d = 0; d < cols; d++) means[d]! += data[i * cols + d]!;
  return means.map((total) => total / rows);
}

/** (x - shift) * scale in float32, where scale is the power of two that brings the largest value under 1. */
async function shiftAndScale(
  { data: source, rows, cols }: Matrix,
  shift: Float64Array,
  control: Control,
): Promise<{ matrix: Matrix; scale: number; norms: Float64Array }> {
  let largest = 0;
  for (let i = 0; i < rows; i++)
    for (let d = 0; d < cols; d++)
      largest = Math.max(largest, Math.abs(source[i * cols + d]! - shift[d]!));
  const scale = largest > 0 ? 2 ** -Math.ceil(Math.log2(largest)) : 1;
  const data = new Float32Array(rows * cols);
  const norms = new Float64Array(rows);
  const pace = createPace(control, 'Centring');
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < cols; d++) data[i * cols + d] = (source[i * cols + d]! - shift[d]!) * scale;
    norms[i] = Math.sqrt(dot(data, i * cols, i * cols, cols));
    if (pace.due()) await pace.rest(i, rows);
  }
  return { matrix: { data, rows, cols }, scale, norms };
}
