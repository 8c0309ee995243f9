import { checkpoint, type Control } from '../base/control.ts';
import type {
  HistogramOptions,
  PairHistogram,
  PairKernels,
  PairMoments,
  PairValue,
  Rows,
  TileOptions,
} from './kernels.ts';
import { dot, squaredDistance } from './metric.ts';
import { matrixOf } from './rows.ts';
import {
  checkedHistogram,
  checkedMoments,
  checkedTile,
  checkHistogram,
  checkTile,
} from './pair-checks.ts';

/** Tiles, histograms and moments of pairs as their definitions read: float64, distances by direct differences. */
export const referencePairs: PairKernels = { pairTile, pairHistogram, pairMoments };

async function pairTile(x: Rows, options: TileOptions, control: Control): Promise<Float32Array> {
  checkTile(x.rows, options);
  const { rows, cols } = options;
  const value = valueOf(x, options.value);
  const width = cols[1] - cols[0];
  const tile = new Float32Array((rows[1] - rows[0]) * width);
  await forRows(rows, 'Dissimilarities', control, (i) => {
    for (let j = cols[0]; j < cols[1]; j++) tile[(i - rows[0]) * width + j - cols[0]] = value(i, j);
  });
  return checkedTile(tile);
}

async function pairHistogram(
  x: Rows,
  options: HistogramOptions,
  control: Control,
): Promise<PairHistogram> {
  checkHistogram(options);
  const { bins } = options;
  const low = Math.fround(options.low);
  const high = Math.fround(options.high);
  const value = valueOf(x, options.value);
  const counts = new Float64Array(bins);
  let below = 0;
  let above = 0;
  await forRows([0, x.rows], 'Histogram', control, (i) => {
    for (let j = i + 1; j < x.rows; j++) {
      const v = value(i, j);
      if (v < low) below++;
      else if (v > high) above++;
      else if (v >= low)
        counts[Math.min(bins - 1, Math.floor(((v - low) * bins) / (high - low)))]!++;
    }
  });
  return checkedHistogram({ counts, below, above }, x.rows);
}

async function pairMoments(
  x: Rows,
  options: { readonly value: PairValue },
  control: Control,
): Promise<PairMoments> {
  const value = valueOf(x, options.value);
  const rowSums = new Float64Array(x.rows);
  const rowSquares = new Float64Array(x.rows);
  let least = Infinity;
  let largest = -Infinity;
  await forRows([0, x.rows], 'Moments', control, (i) => {
    for (let j = 0; j < x.rows; j++) {
      if (j === i) continue;
      const v = value(i, j);
      rowSums[i]! += v;
      rowSquares[i]! += v * v;
      least = Math.min(least, v);
      largest = Math.max(largest, v);
    }
  });
  return checkedMoments({ rowSums, rowSquares, least, largest });
}

function valueOf(x: Rows, kind: PairValue): (i: number, j: number) => number {
  const { data, cols } = matrixOf(x);
  if (kind === 'dot') return (i, j) => dot(data, i * cols, j * cols, cols);
  const squared = (i: number, j: number): number => squaredDistance(data, i * cols, j * cols, cols);
  return kind === 'sqeuclidean' ? squared : (i, j) => Math.sqrt(squared(i, j));
}

async function forRows(
  [from, to]: readonly [number, number],
  stage: string,
  control: Control,
  each: (i: number) => void,
): Promise<void> {
  for (let i = from; i < to; i++) {
    each(i);
    if (i % 16 !== 0) continue;
    control.progress?.({ stage, done: i - from, total: to - from });
    await checkpoint(control);
  }
}
