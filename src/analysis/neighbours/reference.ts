import type { Matrix } from '../../math/kernels.ts';
import { rowMetric, type Metric } from '../../math/metric.ts';

/** Every distance from every item, sorted: what `neighbours` must equal. Rows x k indices; zero rows give []. */
export function referenceNeighbours(x: Matrix, metric: Metric, k: number): number[][] {
  const { included, rank, tied } = rowMetric(x, metric);
  const kept = [...included];
  return Array.from({ length: x.rows }, (_, i) =>
    included.includes(i)
      ? kept
          .filter((j) => j !== i)
          .map((j) => ({ j, rank: rank(i, j) }))
          .sort((a, b) => (tied(a.rank, b.rank) ? a.j - b.j : a.rank - b.rank))
          .slice(0, k)
          .map(({ j }) => j)
      : [],
  );
}
