import type { Matrix } from '../src/math/kernels.ts';
import { sampleRows } from './brute-force.ts';

export interface Quality {
  /** 1 minus the normalised ranks, in the space, of neighbours that only the layout has (Venna and Kaski 2001). */
  readonly trustworthiness: number;
  /** Share of the k nearest in the space that are among the k nearest in the layout. */
  readonly overlap: number;
}

/**
 * How well layouts in two dimensions keep the cosine neighbourhoods of `x` (METHODS H2), each over the same seeded
 * sample of the items against all others, in float64.
 */
export function qualities(
  x: Matrix,
  layouts: readonly Float32Array[],
  k: number,
  sample: number,
): Quality[] {
  const n = x.rows;
  const unit = unitRows(x);
  const queries = sampleRows(n, sample);
  const sums = layouts.map(() => ({ penalty: 0, kept: 0 }));
  const sorted = new Float64Array(n);
  const shown = new Float64Array(n);
  for (const i of queries) {
    const distances = cosineDistances(unit, x.cols, i);
    sorted.set(distances);
    sorted.sort();
    layouts.forEach((layout, l) => {
      for (let j = 0; j < n; j++) {
        const [dx, dy] = [layout[2 * j]! - layout[2 * i]!, layout[2 * j + 1]! - layout[2 * i + 1]!];
        shown[j] = j === i ? Infinity : dx * dx + dy * dy;
      }
      for (const j of nearest(shown, k)) {
        // The item itself is first: the nearest other one has rank 1.
        const rank = countBelow(sorted, distances[j]!);
        sums[l]!.penalty += Math.max(0, rank - k);
        if (rank <= k) sums[l]!.kept++;
      }
    });
  }
  const pairs = queries.length * k;
  return sums.map(({ penalty, kept }) => ({
    trustworthiness: 1 - (2 * penalty) / (pairs * (2 * n - 3 * k - 1)),
    overlap: kept / pairs,
  }));
}

function unitRows({ data, rows, cols }: Matrix): Float64Array {
  const unit = Float64Array.from(data);
  for (let i = 0; i < rows; i++) {
    const row = unit.subarray(i * cols, (i + 1) * cols);
    const norm = Math.hypot(...row);
    for (let d = 0; d < cols; d++) row[d]! /= norm;
  }
  return unit;
}

/** To all rows; the row itself is before all others. */
function cosineDistances(unit: Float64Array, cols: number, row: number): Float64Array {
  const query = unit.slice(row * cols, (row + 1) * cols);
  const distances = Float64Array.from({ length: unit.length / cols }, (_, j) => {
    let sum = 0;
    for (let d = 0; d < cols; d++) sum += query[d]! * unit[j * cols + d]!;
    return 1 - sum;
  });
  distances[row] = -Infinity;
  return distances;
}

/** Indices of the k smallest values. */
function nearest(values: Float64Array, k: number): number[] {
  const best: number[] = [];
  for (let j = 0; j < values.length; j++) {
    if (best.length === k && values[j]! >= values[best[k - 1]!]!) continue;
    let place = Math.min(best.length, k - 1);
    while (place > 0 && values[best[place - 1]!]! > values[j]!) place--;
    if (best.length === k) best.pop();
    best.splice(place, 0, j);
  }
  return best;
}

/** How many of the rising values are below `limit`. */
function countBelow(rising: Float64Array, limit: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
