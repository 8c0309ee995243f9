import type { LayoutGraph, LayoutParams } from '../../math/kernels.ts';
import { createRng } from '../../math/rng.ts';

/** Every item joined to `degree` random others (or to fewer where they repeat), the same rate both ways. */
export function randomGraph(n: number, degree: number, seed = 1): LayoutGraph {
  const rng = createRng(seed);
  const rows = Array.from({ length: n }, () => new Map<number, number>());
  for (let i = 0; i < n; i++) {
    for (let e = 0; e < degree / 2; e++) {
      const j = rng.integer(n);
      if (j === i) continue;
      const rate = Math.fround(0.05 + 0.95 * rng.next());
      rows[i]!.set(j, rate);
      rows[j]!.set(i, rate);
    }
  }
  const offsets = new Uint32Array(n + 1);
  rows.forEach((row, i) => (offsets[i + 1] = offsets[i]! + row.size));
  return {
    n,
    offsets,
    targets: Uint32Array.from(rows.flatMap((row) => [...row.keys()])),
    rates: Float32Array.from(rows.flatMap((row) => [...row.values()])),
  };
}

/** n x dims positions in a square of side 20, as after a spectral start. */
export function randomStart(n: number, dims: number, seed = 2): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length: n * dims }, () => 20 * rng.next() - 10);
}

/** umap-learn's defaults (min_dist 0.1). */
export const PARAMS: LayoutParams = {
  dims: 2,
  epochs: 500,
  a: 1.576943,
  b: 0.895061,
  repulsion: 1,
  negatives: 5,
  learningRate: 1,
  seed: 42,
};
