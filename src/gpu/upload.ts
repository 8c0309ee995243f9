import { checkpoint, type Control } from '../base/control.ts';
import { toHalf } from '../math/float16.ts';
import type { Matrix, Rows } from '../math/kernels.ts';
import type { GpuDevice } from './device.ts';

/** How rows lie on the GPU. `f16`: half the memory, in words that portable WGSL unpacks (`unpack2x16float`). */
export type RowStorage = 'f32' | 'f16';

/** Kernels read rows as vec4<f32>: rows are padded with zeros to a multiple of four columns. */
export function paddedCols(cols: number): number {
  return Math.ceil(cols / 4) * 4;
}

/** Bytes of one padded row. */
export function rowBytes(cols: number, storage: RowStorage = 'f32'): number {
  return paddedCols(cols) * (storage === 'f32' ? 4 : 2);
}

/**
 * Rows `first .. first + count - 1` of `x`, padded, to the start of `buffer`. In parts of at most 8 MiB that are made in one
 * reused array, cancellable between them: the CPU never holds all of them.
 */
export async function uploadRows(
  gpu: GpuDevice,
  buffer: GPUBuffer,
  x: Rows,
  first: number,
  count: number,
  control: Control,
  storage: RowStorage = 'f32',
): Promise<void> {
  if (count === 0) return;
  const width = paddedCols(x.cols);
  const step = Math.min(count, Math.max(1, Math.floor(PART_BYTES / (width * 4))));
  const part = new Float32Array(step * width);
  const halves = storage === 'f16' ? new Uint16Array(step * width) : null;
  const stride = rowBytes(x.cols, storage);
  for (let done = 0; done < count; done += step) {
    const rows = Math.min(step, count - done);
    x.read(first + done, first + done + rows, part);
    spread(part, rows, x.cols, width);
    const length = rows * width;
    if (halves) for (let e = 0; e < length; e++) halves[e] = toHalf(part[e]! * HALF_SCALE);
    gpu.device.queue.writeBuffer(buffer, done * stride, halves ?? part, 0, length);
    await checkpoint(control);
  }
}

/** The rows of a small matrix, padded. */
export function paddedRows(x: Matrix, first: number, count: number): Float32Array<ArrayBuffer> {
  const width = paddedCols(x.cols);
  const padded = new Float32Array(count * width);
  padded.set(x.data.subarray(first * x.cols, (first + count) * x.cols));
  spread(padded, count, x.cols, width);
  return padded;
}

/** Moves dense rows of `cols` apart to `width`, in place, from the last one on; zeros between them. */
function spread(data: Float32Array, rows: number, cols: number, width: number): void {
  if (width === cols) return;
  for (let row = rows - 1; row >= 0; row--) {
    data.copyWithin(row * width, row * cols, (row + 1) * cols);
    data.fill(0, row * width + cols, (row + 1) * width);
  }
}

const PART_BYTES = 8 * 2 ** 20;

/**
 * Values are multiplied by this power of two before they become float16, so that those down to 2^-26 keep all 11 digits:
 * devices may take float16 numbers below 2^-14 for zero.
 */
export const HALF_SCALE = 2 ** 12;

/** Largest magnitude that fits in float16 so scaled (65504 / 2^12, rounded down). */
const MOST = 15.9;

/** Whether every value of `x` can be stored as float16. */
export async function fitsHalf(x: Rows, control: Control): Promise<boolean> {
  const step = Math.max(1, Math.floor(PART_BYTES / (4 * Math.max(1, x.cols))));
  const part = new Float32Array(Math.min(step, x.rows) * x.cols);
  for (let from = 0; from < x.rows; from += step) {
    const to = Math.min(x.rows, from + step);
    x.read(from, to, part);
    const end = (to - from) * x.cols;
    for (let e = 0; e < end; e++) if (!(Math.abs(part[e]!) <= MOST)) return false;
    await checkpoint(control);
  }
  return true;
}
