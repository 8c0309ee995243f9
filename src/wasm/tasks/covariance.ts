import type { Instance } from '../instance.ts';
import { UNIT_FLOPS, type Task } from './task.ts';

export interface CovarianceTask {
  readonly options: {
    readonly cols: number;
    readonly mean: Float64Array;
    /** Most rows in one `add`. */
    readonly loadRows: number;
  };
  readonly input: { readonly add: Float32Array<ArrayBuffer> } | { readonly read: true };
  readonly output: {
    /** For `read`: the sums of products, in the blocks described in kernels/covariance.ts. */
    readonly sums: Float64Array;
    /** For `add`: the array that came, to be filled again. */
    readonly rows: Float32Array<ArrayBuffer>;
  };
}

/** Rows whose products are summed in float32 before they join the float64 sums. */
export const RUN_ROWS = 128;

const PANEL = 8;
const BLOCK = 32;

/** Number of 4 x 8 blocks of the upper triangle over `panels` panels of 8 columns. */
export const blockCount = (panels: number): number => panels * (panels + 1);

/** Adds up the products of centred columns over the rows it is given. */
export function openCovariance(wasm: Instance, options: CovarianceTask['options']): Task {
  const { cols } = options;
  const panelCount = Math.ceil(cols / PANEL);
  const sumCount = blockCount(panelCount) * BLOCK;

  const staging = wasm.allocate(options.loadRows * cols * 4);
  const mean = wasm.allocate(cols * 8);
  const packed = wasm.allocate(panelCount * RUN_ROWS * PANEL * 4);
  const scratch = wasm.allocate(BLOCK * 4);
  const sums = wasm.allocate(sumCount * 8);
  wasm.float64(mean, cols).set(options.mean);
  wasm.float64(sums, sumCount).fill(0);

  function* add(data: Float32Array<ArrayBuffer>): Generator<undefined, object> {
    wasm.float32(staging, data.length).set(data);
    const rows = data.length / cols;
    for (let row = 0; row < rows; row += RUN_ROWS) {
      const count = Math.min(RUN_ROWS, rows - row);
      wasm.kernels.packCentred(staging + row * cols * 4, count, cols, mean, packed);
      for (let panel = 0; panel < panelCount;) {
        const panelFlops = 2 * count * PANEL * PANEL * (panel + 1);
        const end = Math.min(panelCount, panel + Math.max(1, Math.floor(UNIT_FLOPS / panelFlops)));
        wasm.kernels.addProducts(packed, count, panel, end, sums, scratch);
        panel = end;
        yield;
      }
    }
    return { rows: data };
  }

  return {
    *run(input: CovarianceTask['input']) {
      if ('add' in input) return yield* add(input.add);
      return { sums: wasm.float64(sums, sumCount).slice() };
    },
  };
}
