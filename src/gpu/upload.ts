import { checkpoint, type Control } from '../base/control.ts';
import type { Matrix, Rows } from '../math/kernels.ts';
import type { GpuDevice } from './device.ts';

/** Kernels read rows as vec4<f32>: rows are padded with zeros to a multiple of four columns. */
export function paddedCols(cols: number): number {
  return Math.ceil(cols / 4) * 4;
}

/** Bytes of one padded row. */
export function rowBytes(cols: number): number {
  return paddedCols(cols) * 4;
}

/** Rows `first .. first + count - 1` of `x`, padded, to the start of `buffer`. In parts, cancellable between them. */
export async function uploadRows(
  gpu: GpuDevice,
  buffer: GPUBuffer,
  x: Rows,
  first: number,
  count: number,
  control: Control,
): Promise<void> {
  const stride = rowBytes(x.cols);
  const step = Math.max(1, Math.floor(PART_BYTES / stride));
  for (let done = 0; done < count; done += step) {
    const rows = Math.min(step, count - done);
    const data = new Float32Array(rows * x.cols);
    x.read(first + done, first + done + rows, data);
    const part = paddedRows({ data, rows, cols: x.cols }, 0, rows);
    gpu.device.queue.writeBuffer(buffer, done * stride, part, 0, part.length);
    await checkpoint(control);
  }
}

/** The rows themselves when their width is a multiple of four (no copy), else a padded copy. */
export function paddedRows(x: Matrix, first: number, count: number): Float32Array<ArrayBuffer> {
  const width = paddedCols(x.cols);
  const source = x.data.subarray(first * x.cols, (first + count) * x.cols);
  if (width === x.cols) return source as Float32Array<ArrayBuffer>;
  const padded = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    padded.set(source.subarray(row * x.cols, (row + 1) * x.cols), row * width);
  }
  return padded;
}

const PART_BYTES = 8 * 2 ** 20;
