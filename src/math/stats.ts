/** Small statistics in float64. Variances divide by N, quantiles are type 7 (METHODS 1.2). */

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/** Population standard deviation. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) ** 2;
  return Math.sqrt(squares / values.length);
}

/** Quantile q in [0, 1] by linear interpolation between order statistics. NaN for no values. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = q * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (position - low) * (sorted[high]! - sorted[low]!);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

export interface Histogram {
  /** Bin edges, one more than counts, equally spaced from the smallest to the largest value. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** Equal-width histogram over the range of the values. One bin when all values are equal. */
export function histogram(values: ArrayLike<number>, bins: number): Histogram {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  if (values.length === 0) return { edges: [], counts: [] };
  if (!(high > low)) return { edges: [low, high], counts: [values.length] };
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++)
    counts[Math.min(bins - 1, Math.floor((values[i]! - low) / width))]!++;
  const edges = counts.map((_, bin) => low + bin * width);
  return { edges: [...edges, high], counts };
}
