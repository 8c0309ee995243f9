import { LocusError } from '../base/errors.ts';
import type { HistogramOptions, PairHistogram, PairMoments, TileOptions } from './kernels.ts';

// What every backend refuses and checks alike in pairTile, pairHistogram and pairMoments.

/** Counters of a histogram have to fit beside the rows, in a thread or a workgroup's buffer. */
export const MOST_BINS = 65_536;

/** @throws LocusError E_RANGE when a range does not lie within the rows */
export function checkTile(all: number, { rows, cols }: Omit<TileOptions, 'value'>): void {
  for (const [from, to] of [rows, cols]) {
    const whole = Number.isInteger(from) && Number.isInteger(to);
    if (whole && 0 <= from && from <= to && to <= all) continue;
    throw new LocusError({
      code: 'E_RANGE',
      message: `A tile needs rows within 0..${all}, not ${from}..${to}.`,
      hint: 'Ask for whole numbers within the rows, the smaller one first.',
    });
  }
}

/** @throws LocusError E_RANGE unless low < high (as float32) and 1 <= bins <= 65,536 */
export function checkHistogram({ low, high, bins }: Omit<HistogramOptions, 'value'>): void {
  if (!(Number.isFinite(high - low) && Math.fround(low) < Math.fround(high)))
    throw new LocusError({
      code: 'E_RANGE',
      message: `A histogram cannot run from ${low} to ${high}.`,
      hint: 'Choose two different numbers, the smaller one first.',
    });
  if (!(Number.isInteger(bins) && bins >= 1 && bins <= MOST_BINS))
    throw new LocusError({
      code: 'E_RANGE',
      message: `A histogram must have 1 to 65,536 bins, not ${bins}.`,
      hint: 'Choose a whole number of bins in this range.',
    });
}

/** @throws LocusError E_OVERFLOW when a value is no finite float32 */
export function checkedTile(tile: Float32Array): Float32Array {
  for (let e = 0; e < tile.length; e++) if (!Number.isFinite(tile[e]!)) throw pairOverflow();
  return tile;
}

/** @throws LocusError E_OVERFLOW when some pairs of `rows` rows were not counted: their values are no numbers */
export function checkedHistogram(histogram: PairHistogram, rows: number): PairHistogram {
  const { counts, below, above } = histogram;
  const counted = counts.reduce((sum, count) => sum + count, below + above);
  if (counted !== (rows * (rows - 1)) / 2) throw pairOverflow();
  return histogram;
}

/** @throws LocusError E_OVERFLOW when a sum is no finite number */
export function checkedMoments(moments: PairMoments): PairMoments {
  if (!moments.rowSquares.every(Number.isFinite)) throw pairOverflow();
  return moments;
}

/** Values of pairs that are no finite float32. */
export function pairOverflow(): LocusError {
  return new LocusError({
    code: 'E_OVERFLOW',
    message: 'Products of these rows leave the range of float32 (or are not numbers).',
    hint: 'Divide the values by a constant, scale the rows to length 1, or remove the rows with huge values.',
  });
}
