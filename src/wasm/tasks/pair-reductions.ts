import type { Instance } from '../instance.ts';

/** What the values of pairs are reduced to. */
export type Reduce =
  | { readonly to: 'tile' }
  | {
      readonly to: 'histogram';
      readonly low: number;
      readonly high: number;
      readonly bins: number;
    }
  | { readonly to: 'moments' };

/** Rows of a panel. */
export const PANEL = 8;

interface Band {
  /** Index of its first row in the whole matrix, and number of rows. */
  readonly first: number;
  readonly count: number;
}

/** The values of `rows` rows from row `row` of one band on, against the panel of another that begins with `item`. */
interface Block {
  readonly values: number;
  readonly rows: number;
  readonly row: number;
  readonly item: number;
  readonly rowBand: Band;
  readonly itemBand: Band;
}

interface Reduction {
  /** Two bands meet, block by block; `end` gives what belongs to these two. */
  begin(rows: Band, items: Band): void;
  take(block: Block): void;
  end(rows: Band, items: Band): object;
  /** What belongs to all pairs so far. */
  read(): object;
}

export function openReduction(wasm: Instance, bandRows: number, reduce: Reduce): Reduction {
  switch (reduce.to) {
    case 'tile':
      return openTile(wasm, bandRows);
    case 'histogram':
      return openHistogram(wasm, reduce);
    case 'moments':
      return openMoments(wasm, bandRows);
  }
}

const nothing = (): object => ({});

function openTile(wasm: Instance, bandRows: number): Reduction {
  const padded = (items: Band): number => Math.ceil(items.count / PANEL) * PANEL;
  const tile = wasm.allocate(bandRows * padded({ first: 0, count: bandRows }) * 4);
  return {
    begin: nothing,
    take({ values, rows, row, item, itemBand }) {
      const stride = padded(itemBand) * 4;
      wasm.kernels.storeValues(values, rows, tile + row * stride + item * 4, stride);
    },
    end(rows, items) {
      const stride = padded(items);
      const block = new Float32Array(rows.count * items.count);
      for (let row = 0; row < rows.count; row++)
        block.set(wasm.float32(tile + row * stride * 4, items.count), row * items.count);
      return { tile: block };
    },
    read: nothing,
  };
}

function openHistogram(
  wasm: Instance,
  { low, high, bins }: Extract<Reduce, { to: 'histogram' }>,
): Reduction {
  const slots = bins + 3;
  const counts = wasm.allocate(slots * 8);
  wasm.uint64(counts, slots).fill(0n);
  return {
    begin: nothing,
    take({ values, rows, row, item, rowBand, itemBand }) {
      wasm.kernels.countValues(
        ...([values, rows, rowBand.first + row] as const),
        ...([itemBand.first + item, itemBand.first + itemBand.count] as const),
        ...([low, high, bins, counts] as const),
      );
    },
    end: nothing,
    read: () => ({ counts: wasm.uint64(counts, slots).slice() }),
  };
}

function openMoments(wasm: Instance, bandRows: number): Reduction {
  // As `addValues` of kernels/pairs.ts has them: 4 float64 a row, 16 a panel of items.
  const rowSums = wasm.allocate(bandRows * 4 * 8);
  const itemSums = wasm.allocate(Math.ceil(bandRows / PANEL) * 16 * 8);
  const range = wasm.allocate(8 * 4);
  wasm.float32(range, 4).fill(Infinity);
  wasm.float32(range + 16, 4).fill(-Infinity);
  return {
    begin(rows, items) {
      wasm.float64(rowSums, rows.count * 4).fill(0);
      wasm.float64(itemSums, Math.ceil(items.count / PANEL) * 16).fill(0);
    },
    take({ values, rows, row, item, rowBand, itemBand }) {
      wasm.kernels.addValues(
        ...([values, rows, rowBand.first + row] as const),
        ...([itemBand.first + item, itemBand.first + itemBand.count] as const),
        ...([rowSums + row * 32, itemSums + item * 16, range] as const),
      );
    },
    end(rows, items) {
      const halves = wasm.float64(rowSums, rows.count * 4);
      const panels = wasm.float64(itemSums, Math.ceil(items.count / PANEL) * 16);
      return {
        rowSums: Float64Array.from(
          { length: rows.count * 2 },
          (_, e) => halves[2 * e]! + halves[2 * e + 1]!,
        ),
        itemSums: Float64Array.from({ length: items.count * 2 }, (_, e) => {
          const item = e >> 1;
          return panels[(item >> 2) * 8 + (e & 1) * 4 + (item & 3)]!;
        }),
      };
    },
    read: () => ({ range: wasm.float32(range, 8).slice() }),
  };
}
