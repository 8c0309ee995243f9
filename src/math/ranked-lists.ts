import type { RowMetric } from './metric.ts';
import { orderByRank, selectSmallest } from './order.ts';

export const NO_NEIGHBOUR = 0xffffffff;

/** Room for the lists of all rows; excluded rows say so. */
export function createLists(rows: number, k: number, metric: RowMetric) {
  const indices = new Uint32Array(rows * k);
  const distances = new Float64Array(rows * k);
  for (const row of metric.excluded) {
    indices.fill(NO_NEIGHBOUR, row * k, (row + 1) * k);
    distances.fill(NaN, row * k, (row + 1) * k);
  }
  let tied = 0;
  const store = (row: number, ordered: Ordered): void => {
    for (let rank = 0; rank < k; rank++) {
      indices[row * k + rank] = ordered.indices[rank]!;
      distances[row * k + rank] = metric.distance(ordered.ranks[rank]!);
    }
    if (ordered.groupEnd > k) tied++;
  };
  return { indices, distances, store, tied: () => tied };
}

/** Room for the candidates of one row. */
export interface Scratch {
  readonly indices: Uint32Array;
  readonly ranks: Float64Array;
  readonly copy: Float64Array;
}

export interface Ordered {
  readonly indices: Uint32Array;
  readonly ranks: Float64Array;
  /** End of the tie group that holds the k-th entry: k, or more when the k-th is tied. */
  readonly groupEnd: number;
  /** Largest rank up to there; not the last one, as a tie group is ordered by index. */
  readonly worst: number;
}

export function createScratch(length: number): Scratch {
  return {
    indices: new Uint32Array(length),
    ranks: new Float64Array(length),
    copy: new Float64Array(length),
  };
}

/** Orders the first `count` candidates, of which `k` are asked for. */
export function order(
  { indices, ranks }: Scratch,
  count: number,
  k: number,
  metric: RowMetric,
): Ordered {
  orderByRank(indices, ranks, count, metric.tied);
  let groupEnd = k;
  while (groupEnd < count && metric.tied(ranks[groupEnd - 1]!, ranks[groupEnd]!)) groupEnd++;
  let worst = -Infinity;
  for (let c = 0; c < groupEnd; c++) worst = Math.max(worst, ranks[c]!);
  return { indices, ranks, groupEnd, worst };
}

/** Ranks all included rows against `row` and orders those up to and tied with the k-th. */
export function bruteForce(metric: RowMetric, row: number, k: number, scratch: Scratch): Ordered {
  const { indices, ranks, copy } = scratch;
  let count = 0;
  for (const other of metric.included) {
    if (other === row) continue;
    indices[count] = other;
    ranks[count++] = metric.rank(row, other);
  }
  copy.set(ranks);
  const kth = selectSmallest(copy, k - 1);
  let kept = 0;
  for (let c = 0; c < count; c++) {
    if (ranks[c]! > kth && !metric.tied(ranks[c]!, kth)) continue;
    indices[kept] = indices[c]!;
    ranks[kept++] = ranks[c]!;
  }
  return order(scratch, kept, k, metric);
}
