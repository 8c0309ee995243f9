import type { Control } from '../base/control.ts';
import type { IntegerRows, PairKind, Rows } from './kernels.ts';
import { byBlocks } from './pace.ts';

/** Longest row before rounding: sums of products stay under 2^30, and so do the squares of differences. */
export const MOST_LENGTH: Readonly<Record<PairKind, number>> = { dot: 32_000, sqeuclidean: 16_000 };

export interface ScaledRows extends IntegerRows {
  /** What the rows were multiplied with before they were rounded. */
  readonly scale: number;
  /** Length of the longest row, before. */
  readonly longest: number;
}

/** All rows times the one number that uses the room of `MOST_LENGTH`, rounded. */
export async function integerRows(
  rows: Rows,
  kind: PairKind,
  control: Control,
): Promise<ScaledRows> {
  const { cols } = rows;
  let block = new Float32Array(0);
  const read = (from: number, to: number): Float32Array => {
    const length = (to - from) * cols;
    if (block.length < length) block = new Float32Array(length);
    rows.read(from, to, block);
    return block;
  };

  let largest = 0;
  await byBlocks(rows, control, 'Scaling', (from, to) => {
    const values = read(from, to);
    for (let start = 0; start < (to - from) * cols; start += cols) {
      let square = 0;
      for (let d = start; d < start + cols; d++) square += values[d]! ** 2;
      largest = Math.max(largest, square);
    }
  });
  const longest = Math.sqrt(largest);
  const scale = longest > 0 ? MOST_LENGTH[kind] / longest : 1;
  return {
    rows: rows.rows,
    cols,
    scale,
    longest,
    read(from, to, out) {
      const values = read(from, to);
      const length = (to - from) * cols;
      for (let e = 0; e < length; e++) out[e] = Math.round(values[e]! * scale);
    },
  };
}
