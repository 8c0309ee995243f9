import { NO_CONTROL, type Control } from '../base/control.ts';
import type { Matrix } from './kernels.ts';
import { rowMetric, type Metric } from './metric.ts';
import { orderByRank, selectSmallest } from './order.ts';
import { createPace } from './pace.ts';

export interface NeighboursAmong {
  readonly k: number;
  /** (rows - known) x k rows among the known ones, nearest first. */
  readonly indices: Uint32Array;
  /** In the same order, float64. */
  readonly distances: Float64Array;
}

/**
 * The `k` nearest of the first `known` rows for each row after them, exact: one float64 pass over the known rows each, ties by
 * the smaller index (METHODS 1.2).
 *
 * @param k reduced to the number of known rows
 * @throws LocusError E_ZERO_ROW (cosine: a row without a direction, as it has no neighbours); CancelledError
 */
export async function neighboursAmong(
  x: Matrix,
  known: number,
  options: { readonly metric: Metric; readonly k: number; readonly name?: string },
  control: Control = NO_CONTROL,
): Promise<NeighboursAmong> {
  const metric = rowMetric(x, options.metric, options.name);
  const candidates = metric.included.filter((row) => row < known);
  const k = Math.min(options.k, candidates.length);
  const count = x.rows - known;
  const indices = new Uint32Array(count * k);
  const distances = new Float64Array(count * k);
  const nearest = new Uint32Array(candidates.length);
  const ranks = new Float64Array(candidates.length);
  const kept = new Float64Array(candidates.length);
  const pace = createPace(control, 'Neighbours among the known items');
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < candidates.length; c++) ranks[c] = metric.rank(known + i, candidates[c]!);
    const kth = selectSmallest(ranks.slice(), k - 1);
    let found = 0;
    for (let c = 0; c < candidates.length; c++) {
      if (ranks[c]! > kth && !metric.tied(ranks[c]!, kth)) continue;
      nearest[found] = candidates[c]!;
      kept[found++] = ranks[c]!;
    }
    orderByRank(nearest, kept, found, metric.tied);
    for (let rank = 0; rank < k; rank++) {
      indices[i * k + rank] = nearest[rank]!;
      distances[i * k + rank] = metric.distance(kept[rank]!);
    }
    if (pace.due()) await pace.rest(i, count);
  }
  return { k, indices, distances };
}
