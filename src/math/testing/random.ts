import type { Matrix } from '../kernels.ts';
import { createRng } from '../rng.ts';

/** rows x cols independent standard normals. */
export function gaussian(rows: number, cols: number, seed = 0): Matrix {
  const rng = createRng(seed);
  return { data: Float32Array.from({ length: rows * cols }, () => rng.normal()), rows, cols };
}

/** Gaussian clusters (SD 1) around centres of SD `spread`: data with a shape worth projecting. */
export function clusters(rows: number, cols: number, count: number, spread = 4, seed = 0): Matrix {
  const rng = createRng(seed);
  const centres = Float64Array.from({ length: count * cols }, () => spread * rng.normal());
  const data = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++)
    for (let d = 0; d < cols; d++)
      data[i * cols + d] = centres[(i % count) * cols + d]! + rng.normal();
  return { data, rows, cols };
}
