import type { Instance } from '../instance.ts';
import { BandSlot, type BandShape } from './band-slot.ts';
import { createCellMeeting, type CellShape } from './cells.ts';
import { UNIT_FLOPS, type Task } from './task.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** A band of neighbouring rows on its way between threads. */
export interface BandMessage {
  /** Index of its first row in the matrix, and number of rows. */
  readonly first: number;
  readonly count: number;
  /** As `bandViews` divides them, or longer. They come back with the answer. */
  readonly bytes: Bytes;
}

/** What the bytes of a band hold: the lists of its rows, as heaps or in order, and after them the rows. */
export function bandViews({ buffer }: Bytes, { count, cols, k, probes = 0 }: BandContent) {
  const places = count * k;
  return {
    /** rows x k places, as in kernels/heap.ts: all 0 at first. */
    heaps: new BigUint64Array(buffer, 0, places),
    /** Once sorted: rows x k indices and values in the room of the heaps. */
    indices: new Uint32Array(buffer, 0, places),
    values: new Float32Array(buffer, 4 * places, places),
    rows: new Float32Array(buffer, 8 * places, count * cols),
    /** The cells that each row looks into. */
    probes: new Uint16Array(buffer, 8 * places + 4 * count * cols, count * probes),
  };
}

interface BandContent {
  readonly count: number;
  readonly cols: number;
  readonly k: number;
  readonly probes?: number;
}

/** Bytes that a row takes in a band. */
export function bandRowBytes({ cols, k, probes = 0 }: Omit<BandContent, 'count'>): number {
  return 8 * k + 4 * cols + 2 * probes;
}

/** Two bands, or one to be met by itself. */
type Bands = readonly [BandMessage, BandMessage?];

export interface TopkTask {
  readonly options: BandShape & {
    /** Present when rows meet only the items of cells that they look into. */
    readonly cells?: CellShape;
  };
  /** All pairs of rows of two different bands, all pairs within one band, or the best of each row in order. */
  readonly input: { readonly pair: Bands } | { readonly sort: BandMessage };
  /** The bytes of the bands, with the lists changed. */
  readonly output: { readonly a: Bytes; readonly b: Bytes };
}

const PANEL = 8;
const GROUP = 4;
const F32 = 4;
/** Bytes of the rows of `a` that meet one panel of `b` after another: they stay in a core's own cache. */
const CACHE_BYTES = 512 * 1024;
const MOST_BLOCK_ROWS = 256;
const STAGING_BYTES = 2 ** 20;
/** Places sorted between two yields. */
const SORTED_PLACES = 2 ** 15;

/** Finds the k best among the pairs of rows of any two bands: holds two bands, whatever the size of the matrix. */
export function openTopk(wasm: Instance, options: TopkTask['options']): Task {
  const { cols, k, bandRows } = options;
  const distances = options.kind === 'sqeuclidean';
  const stagingRows = Math.max(1, Math.floor(STAGING_BYTES / F32 / cols / PANEL)) * PANEL;
  const blockRows =
    Math.max(1, Math.floor(Math.min(MOST_BLOCK_ROWS, CACHE_BYTES / F32 / cols) / PANEL)) * PANEL;

  const staging = wasm.allocate(Math.min(stagingRows, bandRows) * cols * F32);
  const scratch = wasm.allocate(blockRows * PANEL * F32);
  const a = new BandSlot(wasm, options);
  const b = new BandSlot(wasm, options);
  const { cells } = options;
  const meet = cells && createCellMeeting(wasm, { ...options, blockRows, cells });

  /** Copies and packs a band. */
  function* load(slot: BandSlot, { first, count, bytes }: BandMessage): Generator<undefined, void> {
    const { rows, heaps } = bandViews(bytes, { count, cols, k });
    slot.describe(first, count);
    wasm.uint64(slot.heaps, heaps.length).set(heaps);
    wasm.kernels.readThresholds(slot.address, k);
    for (let row = 0; row < count; row += stagingRows) {
      const part = rows.subarray(row * cols, (row + stagingRows) * cols);
      wasm.float32(staging, part.length).set(part);
      const panels = slot.panels + row * cols * F32;
      wasm.kernels.packRows(staging, part.length / cols, cols, panels);
      if (distances) {
        const full = Math.ceil(part.length / cols / PANEL);
        wasm.kernels.panelNorms(panels, full, cols, slot.norms + row * F32);
      }
      yield;
    }
  }

  /** Panels `from .. to` of `items` against one block of rows of `a`. */
  function* scan(
    row: number,
    items: BandSlot,
    [from, to]: readonly [number, number],
    both: boolean,
  ): Generator<undefined, void> {
    const groups = Math.ceil(Math.min(blockRows, a.count - row) / GROUP);
    const unit = Math.max(1, Math.floor(UNIT_FLOPS / (2 * cols * groups * GROUP * PANEL)));
    for (let panel = from; panel < to; panel += unit) {
      wasm.kernels.scanPanels(
        ...([a.address, items.address, cols, k, row / GROUP, groups] as const),
        ...([panel, Math.min(panel + unit, to), both ? 1 : 0, scratch] as const),
      );
      yield;
    }
  }

  function* pair([first, second]: Bands): Generator<undefined, object> {
    yield* load(a, first);
    if (second) yield* load(b, second);
    const items = second ? b : a;
    if (meet) {
      const probes = cells!.probes;
      yield* meet(a, bandViews(first.bytes, { count: a.count, cols, k, probes }).probes, items);
      if (second)
        yield* meet(b, bandViews(second.bytes, { count: b.count, cols, k, probes }).probes, a);
    } else yield* scanAll(items, !second);
    giveBack(a, first);
    if (second) giveBack(b, second);
    return { a: first.bytes, ...(second && { b: second.bytes }) };
  }

  /** All rows of `a` against all items, which are its own if `within`. */
  function* scanAll(items: BandSlot, within: boolean): Generator<undefined, void> {
    const panels = Math.ceil(items.count / PANEL);
    for (let row = 0; row < a.count; row += blockRows) {
      // Within one band each pair of blocks is met once, by the earlier block; a block meets itself from both sides.
      const own = within ? row / PANEL : 0;
      const others = within ? Math.min(panels, own + blockRows / PANEL) : 0;
      if (within) yield* scan(row, items, [own, others], false);
      yield* scan(row, items, [others, panels], true);
    }
  }

  function giveBack(slot: BandSlot, { count, bytes }: BandMessage): void {
    bandViews(bytes, { count, cols, k }).heaps.set(wasm.uint64(slot.heaps, count * k));
  }

  /** Uses the room of the other band's heaps. */
  function* sort({ count, bytes }: BandMessage): Generator<undefined, object> {
    const views = bandViews(bytes, { count, cols, k });
    const places = count * k;
    wasm.uint64(a.heaps, places).set(views.heaps);
    const indices = b.heaps;
    const values = indices + places * F32;
    const unit = Math.max(1, Math.floor(SORTED_PLACES / k)) * k;
    for (let place = 0; place < places; place += unit) {
      const rows = Math.min(unit, places - place) / k;
      wasm.kernels.sortHeaps(
        ...([a.heaps + place * 8, k, rows] as const),
        ...([indices + place * F32, values + place * F32, distances ? 1 : 0] as const),
      );
      yield;
    }
    views.indices.set(wasm.uint32(indices, places));
    views.values.set(wasm.float32(values, places));
    return { a: bytes };
  }

  return {
    *run(input: TopkTask['input']) {
      return 'pair' in input ? yield* pair(input.pair) : yield* sort(input.sort);
    },
  };
}
