import type { Matrix } from '../../math/kernels.ts';
import { rowMetric, type Metric } from '../../math/metric.ts';

/**
 * UMAP's fuzzy graph as it is defined, dense and slow: N x N weights. `k` counts the item itself. Every step by its
 * formula in McInnes, Healy and Melville 2018, sigma by plain bisection to the last bit.
 */
export function referenceFuzzyGraph(x: Matrix, metric: Metric, k: number): Float64Array {
  const n = x.rows;
  const { rank, distance } = rowMetric(x, metric);
  const oneSided = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const near = Array.from({ length: n }, (_, j) => ({ j, d: distance(rank(i, j)) }))
      .filter(({ j }) => j !== i)
      .sort((p, q) => p.d - q.d)
      .slice(0, k - 1);
    const rho = near.find(({ d }) => d > 0)?.d ?? 0;
    const total = (sigma: number): number =>
      near.reduce((sum, { d }) => sum + Math.exp(-Math.max(0, d - rho) / sigma), 0);
    let [low, high] = [0, 1e6];
    for (let step = 0; step < 200; step++) {
      const middle = (low + high) / 2;
      if (total(middle) > Math.log2(k)) high = middle;
      else low = middle;
    }
    for (const { j, d } of near) oneSided[i * n + j] = Math.exp(-Math.max(0, d - rho) / high);
  }
  return oneSided.map((a, at) => {
    const b = oneSided[(at % n) * n + Math.floor(at / n)]!;
    return a + b - a * b;
  });
}
