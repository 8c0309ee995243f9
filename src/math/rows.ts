import type { Control } from '../base/control.ts';
import type { Matrix, Rows } from './kernels.ts';
import { byBlocks } from './pace.ts';

/** The rows of a matrix as they are. */
export function rowsOf({ data, rows, cols }: Matrix): Rows {
  return {
    rows,
    cols,
    read: (from, to, out) => out.set(data.subarray(from * cols, to * cols)),
  };
}

/** All rows at once, for what is small. */
export function matrixOf({ rows, cols, read }: Rows): Matrix {
  const data = new Float32Array(rows * cols);
  read(0, rows, data);
  return { data, rows, cols };
}

/** So many bytes more do not matter; making rows anew each time they are sent would take a core for a while. */
const HELD_BYTES = 64 << 20;

/** The same rows, made once and held, if they are not many. */
export async function heldRows(rows: Rows, control: Control): Promise<Rows> {
  const { cols } = rows;
  if (4 * rows.rows * cols > HELD_BYTES) return rows;
  const data = new Float32Array(rows.rows * cols);
  await byBlocks(rows, control, 'Preparing rows', (from, to) =>
    rows.read(from, to, data.subarray(from * cols, to * cols)),
  );
  return rowsOf({ data, rows: rows.rows, cols });
}

/**
 * The chosen rows less their own mean and divided by their length: unit rows for cosine, or for correlation where
 * `means` are given. Rounded once, to float32.
 * @param items rows of `x`, in the order they shall have
 * @param norms lengths of all rows of `x`, after the means are taken off; those chosen are not 0
 * @param means means of all rows of `x`; without them nothing is taken off
 */
export function unitRows(
  { data, cols }: Matrix,
  items: Uint32Array,
  norms: Float64Array,
  means?: Float64Array,
): Rows {
  return {
    rows: items.length,
    cols,
    read(from, to, out) {
      let place = 0;
      for (let p = from; p < to; p++) {
        const item = items[p]!;
        const mean = means ? means[item]! : 0;
        const scale = 1 / norms[item]!;
        const end = (item + 1) * cols;
        for (let e = item * cols; e < end; e++) out[place++] = (data[e]! - mean) * scale;
      }
    },
  };
}

/** All rows less `shift` (one value a column), times `scale`, rounded once to float32. */
export function shiftedRows(
  { data, rows, cols }: Matrix,
  shift: Float64Array,
  scale: number,
): Rows {
  return {
    rows,
    cols,
    read(from, to, out) {
      for (let i = from; i < to; i++) {
        const source = i * cols;
        const target = (i - from) * cols;
        for (let d = 0; d < cols; d++) out[target + d] = (data[source + d]! - shift[d]!) * scale;
      }
    },
  };
}
