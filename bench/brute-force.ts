import type { Matrix } from '../src/math/kernels.ts';
import { createRng } from '../src/math/rng.ts';

/** Directions closer than this are tied (METHODS 1.2); ties go to the smaller index. */
const TIE = 1e-12;

/**
 * How many of a seeded sample of rows have the very list of nearest rows that float64 brute force gives them. Written
 * without the product's code: cosine distances to all other rows, sorted.
 *
 * @param found rows x k indices
 */
export function identicalRows(x: Matrix, found: Uint32Array, k: number, sample: number): number {
  const norms = Float64Array.from({ length: x.rows }, (_, i) => Math.sqrt(product(x, i, i)));
  return sampleRows(x.rows, sample).filter((row) => {
    const distances = Float64Array.from(
      norms,
      (norm, other) => 1 - product(x, row, other) / (norm * norms[row]!),
    );
    const near = nearest(distances, row, k);
    return near.every((other, rank) => other === found[row * k + rank]);
  }).length;
}

/** The k nearest of all but `row`. Consecutive distances within TIE form one group, ordered by index. */
function nearest(distances: Float64Array, row: number, k: number): number[] {
  const others = Array.from(distances.keys()).filter((i) => i !== row);
  others.sort((i, j) => distances[i]! - distances[j]! || i - j);
  let end = k;
  while (end < others.length && distances[others[end]!]! - distances[others[end - 1]!]! <= TIE)
    end++;
  const ordered: number[] = [];
  let group: number[] = [];
  for (const item of others.slice(0, end)) {
    const last = group.at(-1);
    if (last !== undefined && distances[item]! - distances[last]! > TIE) {
      ordered.push(...group.sort((i, j) => i - j));
      group = [];
    }
    group.push(item);
  }
  return [...ordered, ...group.sort((i, j) => i - j)].slice(0, k);
}

function product({ data, cols }: Matrix, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < cols; d++) sum += data[i * cols + d]! * data[j * cols + d]!;
  return sum;
}

/** Partial Fisher-Yates with seed 0: `sample` different rows. */
export function sampleRows(rows: number, sample: number): number[] {
  const rng = createRng(0);
  const all = Array.from({ length: rows }, (_, i) => i);
  for (let i = 0; i < Math.min(sample, rows); i++) {
    const j = i + rng.integer(rows - i);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all.slice(0, sample);
}
