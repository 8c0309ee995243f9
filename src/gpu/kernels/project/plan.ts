import type { GpuLimits } from '../../device.ts';
import { beyondGpuLimit } from '../../errors.ts';
import { rowBytes } from '../../upload.ts';

/** How a projection is cut to fit the device. */
export interface ProjectPlan {
  /** Axes on the GPU at a time. */
  readonly axes: number;
  /** Rows on the GPU at a time, with their scores along those axes. */
  readonly rows: number;
}

/** Bytes of the axes, of the rows and of the scores that are held at a time. */
const AXES_BYTES = 16 * 2 ** 20;
const ROWS_BYTES = 64 * 2 ** 20;
const SCORES_BYTES = 16 * 2 ** 20;

/** @throws LocusError E_GPU_LIMIT when one row exceeds a binding. */
export function planProject(
  size: { readonly rows: number; readonly cols: number; readonly count: number },
  limits: GpuLimits,
): ProjectPlan {
  const binding = Math.min(limits.maxBindingBytes, limits.maxBufferBytes);
  const fitting = (bytes: number, each: number): number =>
    Math.floor(Math.min(binding, bytes) / each);
  if (fitting(ROWS_BYTES, rowBytes(size.cols)) < 1) throw beyondGpuLimit('One row of the matrix');
  const axes = Math.max(
    1,
    Math.min(size.count, fitting(AXES_BYTES, rowBytes(size.cols)), fitting(SCORES_BYTES, 4)),
  );
  const rows = Math.min(
    size.rows,
    fitting(ROWS_BYTES, rowBytes(size.cols)),
    fitting(SCORES_BYTES, 4 * axes),
  );
  return { axes, rows };
}
