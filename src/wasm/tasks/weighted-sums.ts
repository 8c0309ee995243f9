import type { Instance } from '../instance.ts';
import { UNIT_FLOPS, type Task } from './task.ts';

export interface WeightedSumsTask {
  readonly options: {
    readonly cols: number;
    readonly mean: Float64Array;
    /** Number of weights of a row, in panels of 4. */
    readonly weightPanels: number;
    /** Most rows in one `add`. */
    readonly loadRows: number;
  };
  readonly input:
    | {
        readonly add: Float32Array<ArrayBuffer>;
        /** For every run of RUN_ROWS rows their weights, as `packPanels` leaves them. */
        readonly weights: readonly Float64Array[];
      }
    | { readonly read: true };
  readonly output: {
    /** For `read`: the sums, in the blocks described in kernels/project.ts. */
    readonly sums: Float64Array;
    /** For `add`: the array that came, to be filled again. */
    readonly rows: Float32Array<ArrayBuffer>;
  };
}

/** Rows that are packed and added at a time. */
export const RUN_ROWS = 64;
const LANES = 4;

/** Adds up the rows it is given, centred, times their weights. */
export function openWeightedSums(wasm: Instance, options: WeightedSumsTask['options']): Task {
  const { cols, weightPanels } = options;
  const panelCount = Math.ceil(cols / LANES);
  const sumCount = panelCount * weightPanels * LANES * LANES;

  const staging = wasm.allocate(options.loadRows * cols * 4);
  const mean = wasm.allocate(cols * 8);
  const packed = wasm.allocate(panelCount * LANES * RUN_ROWS * 8);
  const weights = wasm.allocate(weightPanels * LANES * RUN_ROWS * 8);
  const sums = wasm.allocate(sumCount * 8);
  wasm.float64(mean, cols).set(options.mean);
  wasm.float64(sums, sumCount).fill(0);

  function* add(
    data: Float32Array<ArrayBuffer>,
    packedWeights: readonly Float64Array[],
  ): Generator<undefined, object> {
    wasm.float32(staging, data.length).set(data);
    const rows = data.length / cols;
    for (const [i, panels] of packedWeights.entries()) {
      const row = i * RUN_ROWS;
      const count = Math.min(RUN_ROWS, rows - row);
      wasm.float64(weights, panels.length).set(panels);
      wasm.kernels.packCentredColumns(staging + row * cols * 4, count, cols, mean, packed);
      const step = Math.max(1, Math.floor(UNIT_FLOPS / (64 * count * weightPanels)));
      for (let panel = 0; panel < panelCount; panel += step) {
        const end = Math.min(panelCount, panel + step);
        wasm.kernels.addWeighted(packed, count, weights, weightPanels, panel, end, sums);
        yield;
      }
    }
    return { rows: data };
  }

  return {
    *run(input: WeightedSumsTask['input']) {
      if ('add' in input) return yield* add(input.add, input.weights);
      return { sums: wasm.float64(sums, sumCount).slice() };
    },
  };
}
