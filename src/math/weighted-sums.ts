import type { Control } from '../base/control.ts';
import type { Kernels, Matrix } from './kernels.ts';
import { createPace } from './pace.ts';

/** Weighted sums of the centred rows, count x D in float64: by the kernel where the backend has it. */
export function weightedSums(
  x: Matrix,
  by: { readonly mean: Float64Array; readonly weights: Float64Array; readonly count: number },
  kernels: Kernels,
  control: Control,
): Promise<Float64Array> {
  return kernels.weightedSums ? kernels.weightedSums(x, by, control) : sumRows(x, by, control);
}

async function sumRows(
  { data, rows, cols }: Matrix,
  by: { readonly mean: Float64Array; readonly weights: Float64Array; readonly count: number },
  control: Control,
): Promise<Float64Array> {
  const { mean, weights, count } = by;
  const sums = new Float64Array(count * cols);
  const centred = new Float64Array(cols);
  const pace = createPace(control, 'Principal components');
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < cols; d++) centred[d] = data[i * cols + d]! - mean[d]!;
    for (let r = 0; r < count; r++) {
      const weight = weights[i * count + r]!;
      for (let d = 0; d < cols; d++) sums[r * cols + d]! += weight * centred[d]!;
    }
    if (pace.due()) await pace.rest(i, rows);
  }
  return sums;
}
