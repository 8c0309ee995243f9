import type { PairKind } from '../../math/kernels.ts';
import type { Instance } from '../instance.ts';
import { UNIT_FLOPS, type Task } from './task.ts';

export interface ListedTask {
  readonly options: {
    readonly rows: number;
    readonly cols: number;
    readonly kind: PairKind;
    /** Items that each row lists. */
    readonly count: number;
    /** Most rows in one `list` and most rows in one `load`. */
    readonly listRows: number;
    readonly loadRows: number;
  };
  readonly input:
    | { readonly load: Float32Array<ArrayBuffer>; readonly from: number }
    | { readonly list: Uint32Array<ArrayBuffer>; readonly items: Uint32Array<ArrayBuffer> };
  readonly output: {
    /** For `load`: the array that came, to be filled again. */
    readonly rows: Float32Array<ArrayBuffer>;
    /** For `list`: list x count. */
    readonly values: Float64Array<ArrayBuffer>;
  };
}

/** Float64 sums over scattered rows are so much slower than the products that UNIT_FLOPS is made for. */
const SLOWNESS = 4;

/** Holds the whole matrix and gives the float64 values of any pairs of its rows. */
export function openListed(wasm: Instance, options: ListedTask['options']): Task {
  const { cols, count, listRows } = options;
  const squared = options.kind === 'sqeuclidean' ? 1 : 0;
  const data = wasm.allocate(options.rows * cols * 4);
  const listed = wasm.allocate(listRows * 4);
  const itemsOf = wasm.allocate(listRows * count * 4);
  const wide = wasm.allocate(cols * 8);
  const values = wasm.allocate(listRows * count * 8);
  const unit = Math.max(1, Math.floor(UNIT_FLOPS / SLOWNESS / (2 * cols * count)));

  function* find(list: Uint32Array, items: Uint32Array): Generator<undefined, object> {
    wasm.uint32(listed, list.length).set(list);
    wasm.uint32(itemsOf, items.length).set(items);
    for (let row = 0; row < list.length; row += unit) {
      const rows = Math.min(unit, list.length - row);
      wasm.kernels.listedPairs(
        ...([data, cols, listed + row * 4, rows] as const),
        ...([itemsOf + row * count * 4, count, squared, wide, values + row * count * 8] as const),
      );
      yield;
    }
    return { values: wasm.float64(values, items.length).slice() };
  }

  return {
    *run(input: ListedTask['input']) {
      if ('list' in input) return yield* find(input.list, input.items);
      wasm.float32(data + input.from * cols * 4, input.load.length).set(input.load);
      return { rows: input.load };
    },
  };
}
