import type { PairKind } from '../../math/kernels.ts';
import type { Instance } from '../instance.ts';
import { UNIT_FLOPS, type Task } from './task.ts';

export interface TopkTask {
  readonly options: {
    readonly rows: number;
    readonly cols: number;
    readonly kind: PairKind;
    readonly k: number;
    /** Most rows in one `find` and most rows in one `load`, multiples of 8. */
    readonly blockRows: number;
    readonly loadRows: number;
  };
  readonly input:
    | { readonly load: Float32Array<ArrayBuffer>; readonly from: number }
    | { readonly from: number; readonly to: number };
  readonly output: {
    readonly indices: Uint32Array;
    readonly values: Float32Array;
    /** For `load`: the array that came, to be filled again. */
    readonly rows: Float32Array<ArrayBuffer>;
  };
}

const PANEL = 8;
const GROUP = 4;
const F32 = 4;

/** Holds the whole matrix in packed form and finds the k best of any block of rows. */
export function openTopk(wasm: Instance, options: TopkTask['options']): Task {
  const { rows, cols, k, blockRows } = options;
  const panelCount = Math.ceil(rows / PANEL);
  const panelBytes = cols * PANEL * F32;
  const distances = options.kind === 'sqeuclidean';

  const panels = wasm.allocate(panelCount * panelBytes);
  const norms = distances ? wasm.allocate(panelCount * PANEL * F32) : 0;
  const staging = wasm.allocate(options.loadRows * cols * F32);
  const heaps = wasm.allocate(blockRows * k * 8);
  const thresholds = wasm.allocate(blockRows * F32);
  const scratch = wasm.allocate(blockRows * PANEL * F32);
  const indices = wasm.allocate(blockRows * k * F32);
  const values = wasm.allocate(blockRows * k * F32);

  function load(data: Float32Array, from: number): void {
    const count = data.length / cols;
    const first = from / PANEL;
    wasm.float32(staging, data.length).set(data);
    wasm.kernels.packRows(staging, count, cols, panels + first * panelBytes);
    if (norms) {
      const target = norms + first * PANEL * F32;
      const full = Math.ceil(count / PANEL);
      wasm.kernels.panelNorms(panels + first * panelBytes, full, cols, target);
    }
  }

  function* find(from: number, to: number): Generator<undefined, Omit<TopkTask['output'], 'rows'>> {
    const count = to - from;
    const groups = Math.ceil(count / GROUP);
    const unit = Math.max(1, Math.floor(UNIT_FLOPS / (2 * cols * groups * GROUP * PANEL)));
    wasm.kernels.beginBlock(heaps, k, thresholds, count, groups);
    for (let panel = 0; panel < panelCount; panel += unit) {
      const end = Math.min(panel + unit, panelCount);
      wasm.kernels.scanPanels(
        ...([panels, rows, cols, norms, from, groups, panel, end] as const),
        ...([heaps, k, thresholds, scratch] as const),
      );
      yield;
    }
    wasm.kernels.finishBlock(heaps, k, count, indices, values, distances ? 1 : 0);
    return {
      indices: wasm.uint32(indices, count * k).slice(),
      values: wasm.float32(values, count * k).slice(),
    };
  }

  return {
    *run(input: TopkTask['input']) {
      if (!('load' in input)) return yield* find(input.from, input.to);
      load(input.load, input.from);
      return { rows: input.load };
    },
  };
}
