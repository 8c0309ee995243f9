import type { Control } from '../base/control.ts';
import type { Matrix } from './kernels.ts';
import { byBlocks } from './pace.ts';

/** Column means and variances (divided by N) in float64, in two passes. */
export async function columnMoments(
  x: Matrix,
  control: Control,
  stage: string,
): Promise<{ readonly mean: Float64Array; readonly variances: Float64Array }> {
  const { data, rows, cols } = x;
  const mean = new Float64Array(cols);
  await byBlocks(x, control, stage, (from, to) => {
    for (let i = from; i < to; i++) for (let d = 0; d < cols; d++) mean[d]! += data[i * cols + d]!;
  });
  for (let d = 0; d < cols; d++) mean[d]! /= rows;
  const variances = new Float64Array(cols);
  await byBlocks(x, control, stage, (from, to) => {
    for (let i = from; i < to; i++)
      for (let d = 0; d < cols; d++) variances[d]! += (data[i * cols + d]! - mean[d]!) ** 2;
  });
  for (let d = 0; d < cols; d++) variances[d]! /= rows;
  return { mean, variances };
}
