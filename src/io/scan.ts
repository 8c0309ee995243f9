import type { MatrixIssues } from './types.ts';

/** Counts values that are not finite and rows that are all zero, and finds the first of each. */
export class MatrixScan {
  #done = 0;
  #nonFinite = 0;
  #firstAt = -1;
  #zeroRows = 0;
  #firstZero = -1;

  /** @param data row-major, may still be filled behind the rows that are scanned */
  constructor(
    private readonly data: Float32Array,
    private readonly cols: number,
  ) {}

  /** Scans what was not scanned yet of the first `rows` rows. */
  through(rows: number): void {
    const { data, cols } = this;
    for (let row = this.#done; row < rows; row++) {
      const start = row * cols;
      const end = start + cols;
      let allZero = true;
      let rest = 0;
      for (let i = start; i < end; i++) {
        const value = data[i];
        if (value !== 0) allZero = false;
        rest += value - value; // 0 for finite values, NaN otherwise
      }
      if (allZero && this.#zeroRows++ === 0) this.#firstZero = row;
      if (rest !== 0) {
        for (let i = start; i < end; i++)
          if (!Number.isFinite(data[i]) && this.#nonFinite++ === 0) this.#firstAt = i;
      }
    }
    this.#done = Math.max(this.#done, rows);
  }

  issues(): MatrixIssues {
    const at = this.#firstAt;
    return {
      nonFinite: {
        count: this.#nonFinite,
        firstRow: at < 0 ? -1 : Math.floor(at / this.cols),
        firstCol: at < 0 ? -1 : at % this.cols,
      },
      zeroRows: { count: this.#zeroRows, first: this.#firstZero },
    };
  }
}

/**
 * The issues of a whole matrix.
 * @param data row-major rows x cols
 */
export function scanMatrix(data: Float32Array, rows: number, cols: number): MatrixIssues {
  const scan = new MatrixScan(data, cols);
  scan.through(rows);
  return scan.issues();
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
