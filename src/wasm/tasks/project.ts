import type { Instance } from '../instance.ts';
import { UNIT_FLOPS, type Task } from './task.ts';

export interface ProjectTask {
  readonly options: {
    readonly cols: number;
    readonly mean: Float64Array;
    /** Number of axes. */
    readonly dims: number;
    /** The axes in panels of 4, as `packPanels` leaves them. */
    readonly axes: Float64Array;
    /** Most rows in one input. */
    readonly loadRows: number;
  };
  readonly input: {
    readonly count: number;
    /** Room for the rows (count x cols) and for their scores (count x dims). */
    readonly room: Float32Array<ArrayBuffer>;
  };
  /** The room that came, with the scores in its place. */
  readonly output: { readonly room: Float32Array<ArrayBuffer> };
}

const LANES = 4;
const TILE_BYTES = 128;
/** Rows packed at a time fill at most this much of the second-level cache. */
const PACKED_BYTES = 2 ** 18;

/** Scores of the rows it is given along axes it keeps. */
export function openProject(wasm: Instance, options: ProjectTask['options']): Task {
  const { cols, dims, loadRows } = options;
  const panels = Math.ceil(dims / LANES);
  const fitting = LANES * Math.max(1, Math.floor(PACKED_BYTES / (8 * LANES * cols)));
  const run = Math.min(fitting, LANES * Math.ceil(loadRows / LANES));

  const mean = wasm.allocate(cols * 8);
  const axes = wasm.allocate(options.axes.length * 8);
  const rows = wasm.allocate(loadRows * cols * 4);
  const scores = wasm.allocate(loadRows * dims * 4);
  const packed = wasm.allocate(run * cols * 8);
  const scratch = wasm.allocate((run / LANES) * TILE_BYTES);
  wasm.float64(mean, cols).set(options.mean);
  wasm.float64(axes, options.axes.length).set(options.axes);

  return {
    *run({ count, room }: ProjectTask['input']) {
      wasm.float32(rows, count * cols).set(room.subarray(0, count * cols));
      for (let first = 0; first < count; first += run) {
        const some = Math.min(run, count - first);
        wasm.kernels.packCentredRows(rows + first * cols * 4, some, cols, mean, packed);
        const step = Math.max(1, Math.floor(UNIT_FLOPS / (4 * LANES * some * cols)));
        for (let panel = 0; panel < panels; panel += step) {
          const to = Math.min(panels, panel + step);
          const at = scores + first * dims * 4;
          wasm.kernels.projectPanels(packed, some, cols, axes, dims, panel, to, at, scratch);
          yield;
        }
      }
      room.set(wasm.float32(scores, count * dims));
      return { room };
    },
  };
}
