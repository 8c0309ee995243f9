import type { MatrixIssues } from './types.ts';

/**
 * Counts values that are not finite and rows that are all zero, and finds the first of each.
 * @param data row-major rows x cols
 */
export function scanMatrix(data: Float32Array, rows: number, cols: number): MatrixIssues {
  let nonFinite = 0;
  let firstAt = -1;
  let zeroRows = 0;
  let firstZero = -1;
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * cols;
    let allZero = true;
    let rest = 0;
    for (let i = row * cols; i < end; i++) {
      const value = data[i];
      if (value !== 0) allZero = false;
      rest += value - value; // 0 for finite values, NaN otherwise
    }
    if (allZero) {
      if (zeroRows++ === 0) firstZero = row;
    }
    if (rest !== 0) {
      for (let i = row * cols; i < end; i++) {
        if (!Number.isFinite(data[i]) && nonFinite++ === 0) firstAt = i;
      }
    }
  }
  return {
    nonFinite: {
      count: nonFinite,
      firstRow: firstAt < 0 ? -1 : Math.floor(firstAt / cols),
      firstCol: firstAt < 0 ? -1 : firstAt % cols,
    },
    zeroRows: { count: zeroRows, first: firstZero },
  };
}

/** Rows whose values are all finite, in order; null when every row is. */
export function finiteRows(data: Float32Array, rows: number, cols: number): Uint32Array | null {
  const kept = new Uint32Array(rows);
  let n = 0;
  for (let row = 0; row < rows; row++) {
    let rest = 0;
    for (let i = row * cols; i < (row + 1) * cols; i++) rest += data[i] - data[i];
    if (rest === 0) kept[n++] = row;
  }
  return n === rows ? null : kept.slice(0, n);
}

/** The chosen rows of a row-major matrix, in the order chosen. */
export function takeRows(data: Float32Array, cols: number, rows: Uint32Array): Float32Array {
  const taken = new Float32Array(rows.length * cols);
  rows.forEach((row, i) => taken.set(data.subarray(row * cols, (row + 1) * cols), i * cols));
  return taken;
}
