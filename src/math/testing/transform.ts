import type { Matrix } from '../kernels.ts';
import { createRng } from '../rng.ts';

/** Rows in another order: row i of the result is row order[i]. */
export function permuteRows({ data, rows, cols }: Matrix, order: readonly number[]): Matrix {
  const out = new Float32Array(data.length);
  order.forEach((from, to) => out.set(data.subarray(from * cols, (from + 1) * cols), to * cols));
  return { data: out, rows, cols };
}

/** scale * (x R) + shift with a random rotation R made of Householder reflections. */
export function rigidMotion(x: Matrix, seed: number, scale = 1, shift = 0): Matrix {
  const { rows, cols } = x;
  const rng = createRng(seed);
  const values = Float64Array.from(x.data);
  for (let reflection = 0; reflection < 2 * Math.ceil(cols / 2); reflection++) {
    const v = Float64Array.from({ length: cols }, () => rng.normal());
    const square = v.reduce((sum, value) => sum + value * value, 0);
    for (let i = 0; i < rows; i++) {
      const row = values.subarray(i * cols, (i + 1) * cols);
      const part = (2 * row.reduce((sum, value, d) => sum + value * v[d]!, 0)) / square;
      row.forEach((value, d) => (row[d] = value - part * v[d]!));
    }
  }
  return { data: Float32Array.from(values, (value) => scale * value + shift), rows, cols };
}

/** A seeded order of 0..n-1. */
export function shuffledOrder(n: number, seed: number): number[] {
  const rng = createRng(seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
