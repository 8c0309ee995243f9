import { pairOverflow } from '../../../math/pair-checks.ts';
import type { Rows } from '../../../math/kernels.ts';

/** Largest float32. */
const MOST = (2 - 2 ** -23) * 2 ** 127;

/**
 * The same rows, watched while they are read: WGSL cannot be trusted to tell an infinite value from a large one, so
 * rows whose squared distances may leave the range of float32 (4 |a|^2) are refused before they reach the GPU.
 */
export class BoundedRows implements Rows {
  readonly rows: number;
  readonly cols: number;
  readonly #read: Rows['read'];
  #square = 0;

  constructor(x: Rows) {
    this.rows = x.rows;
    this.cols = x.cols;
    this.#read = (from, to, out) => x.read(from, to, out);
  }

  /** No inner product or squared distance of the rows read so far is larger. */
  get largestValue(): number {
    return 4 * this.#square;
  }

  /** @throws LocusError E_OVERFLOW */
  read(from: number, to: number, out: Float32Array): void {
    this.#read(from, to, out);
    const { cols } = this;
    for (let start = 0; start < (to - from) * cols; start += cols) {
      let square = 0;
      for (let e = start; e < start + cols; e++) square += out[e]! * out[e]!;
      if (!(4 * square <= MOST)) throw pairOverflow();
      if (square > this.#square) this.#square = square;
    }
  }
}
