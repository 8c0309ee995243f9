import type { Control } from '../base/control.ts';
import { columnMeans } from './candidates.ts';
import type {
  HistogramOptions,
  Matrix,
  PairHistogram,
  PairKernels,
  PairMoments,
  PairValue,
  Rows,
  TileOptions,
} from './kernels.ts';
import { hasDirection, pacedRowLengths, rowMetric, type Metric } from './metric.ts';
import { byBlocks } from './pace.ts';
import { checkHistogram, checkTile } from './pair-checks.ts';
import { rowsOf, shiftedRows, unitRows } from './rows.ts';

/**
 * A matrix made ready for the values of its pairs under one metric (METHODS A1): 1 - cosine, 1 - correlation (both in
 * 0..2), the distance or its square, or the inner product itself (larger is nearer).
 */
export interface PairSpace {
  readonly metric: Metric;
  /** Rows of the matrix that have a value, rising... */
  readonly included: Uint32Array;
  /** ...and those that have none: zero rows have no cosine, constant rows no correlation (METHODS 1.4). */
  readonly excluded: Uint32Array;
  /** The included rows as the kernels take them, and the value that is `scale` times smaller than theirs. */
  readonly rows: Rows;
  readonly value: PairValue;
  readonly scale: number;
}

/**
 * Looks at all rows once and holds no copy of them. Directions are rows of length 1, whose cosine distance is half of
 * their squared distance; distances are taken between rows less the column means, where the expansion of the square
 * keeps its digits (METHODS R2).
 * @param name of the matrix, for errors
 * @throws LocusError E_ZERO_ROW, E_CONST_ROW when more than 5 % of the rows have no direction; CancelledError
 */
export async function preparePairs(
  x: Matrix,
  metric: Metric,
  control: Control,
  name?: string,
): Promise<PairSpace> {
  const lengths = await pacedRowLengths(x, metric, control);
  const { included, excluded } = rowMetric(x, metric, name, lengths);
  const common = { metric, included, excluded };
  if (lengths) {
    const rows = unitRows(x, included, lengths.norms, lengths.means ?? undefined);
    return { ...common, rows, value: 'sqeuclidean', scale: 2 };
  }
  if (metric === 'dot') return { ...common, rows: rowsOf(x), value: 'dot', scale: 1 };
  const rows = shiftedRows(x, await columnMeans(x, control), 1);
  return { ...common, rows, value: metric === 'euclidean' ? metric : 'sqeuclidean', scale: 1 };
}

/**
 * Values of rows `rows[0]..rows[1]` of the matrix against rows `cols[0]..cols[1]` (ends not included), row-major float32:
 * a tile of the RDM. NaN where a row has no direction; 0 of a distance from a row to itself.
 * @throws LocusError E_RANGE, E_OVERFLOW; CancelledError
 */
export async function rdmTile(
  kernels: PairKernels,
  space: PairSpace,
  { rows, cols }: Omit<TileOptions, 'value'>,
  control: Control,
): Promise<Float32Array> {
  const { included, excluded, scale, metric } = space;
  checkTile(included.length + excluded.length, { rows, cols });
  const options = {
    value: space.value,
    rows: placesOf(space, rows),
    cols: placesOf(space, cols),
  };
  const tile = await kernels.pairTile(space.rows, options, control);
  if (!hasDirection(metric)) return tile;
  const kept = { rows: size(options.rows), cols: size(options.cols) };
  const complete = excluded.length ? new Float32Array(size(rows) * size(cols)).fill(NaN) : tile;
  await byBlocks(kept, control, 'Scaling dissimilarities', (from, to) => {
    for (let e = from * kept.cols, p = from; p < to; p++) {
      const start = (included[options.rows[0] + p]! - rows[0]) * size(cols) - cols[0];
      for (let q = options.cols[0]; q < options.cols[1]; q++, e++)
        // Rounding may leave the largest value, of opposite directions, a little above 2.
        complete[start + included[q]!] = Math.min(2, tile[e]! / scale);
    }
  });
  return complete;
}

const size = ([from, to]: readonly [number, number]): number => to - from;

/**
 * Counts of the values of all pairs of rows that have one, in `bins` equal intervals of low..high. For directions nothing
 * is above 2.
 * @throws LocusError E_RANGE, E_OVERFLOW; CancelledError
 */
export async function similarityHistogram(
  kernels: PairKernels,
  { metric, rows, value, scale }: PairSpace,
  { low, high, bins }: Omit<HistogramOptions, 'value'>,
  control: Control,
): Promise<PairHistogram> {
  checkHistogram({ low, high, bins });
  const options = { value, low: low * scale, high: high * scale, bins };
  const { counts, below, above } = await kernels.pairHistogram(rows, options, control);
  if (!hasDirection(metric) || high < 2) return { counts, below, above };
  // Opposite directions that rounding has put beyond the end.
  counts[bins - 1]! += above;
  return { counts, below, above: 0 };
}

/**
 * For each row of the matrix the sums of its values and squared values with all other rows, NaN for rows that have none.
 * @throws LocusError E_OVERFLOW; CancelledError
 */
export async function pairMomentsOf(
  kernels: PairKernels,
  { metric, rows, value, scale, included, excluded }: PairSpace,
  control: Control,
): Promise<PairMoments> {
  const found = await kernels.pairMoments(rows, { value }, control);
  const all = included.length + excluded.length;
  const rowSums = new Float64Array(all).fill(NaN);
  const rowSquares = new Float64Array(all).fill(NaN);
  included.forEach((row, p) => {
    rowSums[row] = found.rowSums[p]! / scale;
    rowSquares[row] = found.rowSquares[p]! / scale ** 2;
  });
  const least = found.least / scale;
  const largest = found.largest / scale;
  return {
    rowSums,
    rowSquares,
    least,
    largest: hasDirection(metric) ? Math.min(2, largest) : largest,
  };
}

/** A range of rows of the matrix, as a range of the included ones. */
function placesOf(
  { included, excluded }: PairSpace,
  [from, to]: readonly [number, number],
): readonly [number, number] {
  if (!excluded.length) return [from, to];
  const placeOf = (row: number): number => {
    const place = included.findIndex((item) => item >= row);
    return place < 0 ? included.length : place;
  };
  return [placeOf(from), placeOf(to)];
}
