import type { PairValue } from '../../math/kernels.ts';
import type { Instance } from '../instance.ts';
import { openReduction, PANEL, type Reduce } from './pair-reductions.ts';
import { UNIT_FLOPS, type Task } from './task.ts';

type Floats = Float32Array<ArrayBuffer>;

/** Neighbouring rows on their way to a thread; the array comes back with the answer. */
export interface BandMessage {
  /** Index of the first row in the whole matrix. */
  readonly first: number;
  /** count x cols. */
  readonly rows: Floats;
}

export interface PairsTask {
  readonly options: {
    readonly cols: number;
    readonly value: PairValue;
    /** Most rows in a band. */
    readonly bandRows: number;
    readonly reduce: Reduce;
  };
  readonly input:
    | {
        /** A new band of rows; without it the last one stays. */
        readonly rows?: BandMessage;
        /** The band that it meets; without it the rows meet each other. */
        readonly items?: BandMessage;
      }
    | { readonly read: true };
  readonly output: {
    /** The arrays that came, to be filled again. */
    readonly rows: Floats;
    readonly items: Floats;
    /** `tile`: rows x items. */
    readonly tile: Floats;
    /** `moments`: a sum and a sum of squares for each row, and for each item. */
    readonly rowSums: Float64Array<ArrayBuffer>;
    readonly itemSums: Float64Array<ArrayBuffer>;
    /** `read` of a histogram: the bins, below, above, neither. */
    readonly counts: BigUint64Array<ArrayBuffer>;
    /** `read` of moments: the least of the first four is the least value, the others are for the largest. */
    readonly range: Floats;
  };
}

const GROUP = 4;
const F32 = 4;
/** Bytes of the rows that meet one panel of items after another: they stay in a core's own cache. */
const CACHE_BYTES = 512 * 1024;
const MOST_BLOCK_ROWS = 256;
const STAGING_BYTES = 2 ** 20;

/** Values of all pairs of rows of two bands, reduced block by block: holds two bands, whatever the size of the matrix. */
export function openPairs(wasm: Instance, options: PairsTask['options']): Task {
  const { cols, value, bandRows } = options;
  const stagingRows = panelsWithin(STAGING_BYTES / F32 / cols);
  const blockRows = panelsWithin(Math.min(MOST_BLOCK_ROWS, CACHE_BYTES / F32 / cols));
  const root = value === 'euclidean' ? 1 : 0;

  const staging = wasm.allocate(Math.min(stagingRows, bandRows) * cols * F32);
  const values = wasm.allocate(blockRows * PANEL * F32);
  const rowBand = new BandSlot(wasm, options);
  const itemBand = new BandSlot(wasm, options);
  const reduction = openReduction(wasm, bandRows, options.reduce);

  /** Copies and packs a band. */
  function* load(slot: BandSlot, { first, rows }: BandMessage): Generator<undefined, void> {
    slot.first = first;
    slot.count = rows.length / cols;
    for (let row = 0; row < slot.count; row += stagingRows) {
      const part = rows.subarray(row * cols, (row + stagingRows) * cols);
      const count = part.length / cols;
      wasm.float32(staging, part.length).set(part);
      wasm.kernels.packRows(staging, count, cols, slot.panel(row));
      if (slot.norms) {
        const panels = Math.ceil(count / PANEL);
        wasm.kernels.panelNorms(slot.panel(row), panels, cols, slot.norm(row));
      }
      yield;
    }
  }

  function* meet(items: BandSlot): Generator<undefined, void> {
    let flops = 0;
    for (let row = 0; row < rowBand.count; row += blockRows) {
      const rows = Math.min(blockRows, rowBand.count - row);
      const groups = Math.ceil(rows / GROUP);
      // Within one band each pair of blocks is met once, by the earlier block.
      for (let item = items === rowBand ? row : 0; item < items.count; item += PANEL) {
        wasm.kernels.pairValues(
          ...([rowBand.panel(row), items.panel(item), cols, groups] as const),
          ...([rowBand.norm(row), items.norm(item), root, values] as const),
        );
        reduction.take({ values, rows, row, item, rowBand, itemBand: items });
        flops += 2 * cols * groups * GROUP * PANEL;
        if (flops < UNIT_FLOPS) continue;
        flops = 0;
        yield;
      }
    }
  }

  return {
    *run(input: PairsTask['input']) {
      if ('read' in input) return reduction.read();
      if (input.rows) yield* load(rowBand, input.rows);
      if (input.items) yield* load(itemBand, input.items);
      const items = input.items ? itemBand : rowBand;
      reduction.begin(rowBand, items);
      yield* meet(items);
      return {
        ...reduction.end(rowBand, items),
        ...(input.rows && { rows: input.rows.rows }),
        ...(input.items && { items: input.items.rows }),
      };
    },
  };
}

/** The largest whole number of panels within so many rows, in rows; at least one panel. */
function panelsWithin(rows: number): number {
  return Math.max(1, Math.floor(rows / PANEL)) * PANEL;
}

/** Room for one band in WASM memory. */
class BandSlot {
  readonly norms: number;
  first = 0;
  count = 0;
  private readonly panels: number;
  private readonly cols: number;

  constructor(wasm: Instance, { cols, value, bandRows }: PairsTask['options']) {
    const padded = Math.ceil(bandRows / PANEL) * PANEL;
    this.cols = cols;
    this.panels = wasm.allocate(padded * cols * F32);
    this.norms = value === 'dot' ? 0 : wasm.allocate(padded * F32);
  }

  /** Addresses of the panel that begins with row `row`, and of its squared norms (0: there are none). */
  panel(row: number): number {
    return this.panels + row * this.cols * F32;
  }
  norm(row: number): number {
    return this.norms && this.norms + row * F32;
  }
}
