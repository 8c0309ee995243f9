import type { Instance } from '../instance.ts';
import type { BandShape, BandSlot } from './band-slot.ts';
import { UNIT_FLOPS } from './task.ts';

export interface CellShape {
  /** Cell c holds rows offsets[c] .. offsets[c + 1] of the whole matrix. */
  readonly offsets: Uint32Array;
  /** Cells that each row looks into. */
  readonly probes: number;
}

const PANEL = 8;
const F32 = 4;

/**
 * @param options.blockRows most rows that meet the items of a cell at once: a multiple of a panel
 * @returns lets the rows of one band, which look into the cells `probes`, meet what another (or the same) holds of these
 */
export function createCellMeeting(
  wasm: Instance,
  options: BandShape & { readonly blockRows: number; readonly cells: CellShape },
) {
  const { cols, k, kind, bandRows, blockRows, cells } = options;
  const { offsets } = cells;
  const lists = wasm.allocate(bandRows * cells.probes * 4);
  const panels = wasm.allocate(blockRows * cols * F32);
  const norms = kind === 'sqeuclidean' ? wasm.allocate(blockRows * F32) : 0;
  const scratch = wasm.allocate(blockRows * PANEL * F32);
  const unit = Math.max(1, Math.floor(UNIT_FLOPS / (2 * cols * blockRows) / PANEL)) * PANEL;

  return function* meet(
    rows: BandSlot,
    probes: Uint16Array,
    items: BandSlot,
  ): Generator<undefined, void> {
    const last = items.first + items.count;
    const low = offsets.findIndex((offset) => offset > items.first) - 1;
    const high = offsets.findIndex((offset) => offset >= last);
    const ends = listByCell(wasm.uint32(lists, rows.count * cells.probes), probes, [low, high]);
    for (let cell = low; cell < high; cell++) {
      const listed = ends[cell - low]!;
      const end = ends[cell - low + 1]!;
      const from = Math.max(0, offsets[cell]! - items.first);
      const to = Math.min(items.count, offsets[cell + 1]! - items.first);
      for (let item = from; item < to; item = nextUnit(item)) {
        for (let at = listed; at < end; at += blockRows) {
          wasm.kernels.meetCell(
            ...([rows.address, lists + at * 4, Math.min(blockRows, end - at)] as const),
            ...([items.address, item, Math.min(to, nextUnit(item)), cols, k] as const),
            ...([panels, norms, scratch] as const),
          );
          yield;
        }
      }
    }
  };

  function nextUnit(item: number): number {
    return Math.floor(item / PANEL) * PANEL + unit;
  }

  /** Writes for each of the cells low .. high the rows that look into it; list c is then ends[c] .. ends[c + 1]. */
  function listByCell(
    list: Uint32Array,
    probes: Uint16Array,
    [low, high]: readonly [number, number],
  ): Uint32Array {
    const ends = new Uint32Array(high - low + 2);
    for (const cell of probes) if (cell >= low && cell < high) ends[cell - low + 2]!++;
    for (let c = 2; c < ends.length; c++) ends[c]! += ends[c - 1]!;
    let row = 0;
    for (let at = 0; at < probes.length; row++)
      for (const rowEnd = at + cells.probes; at < rowEnd; at++) {
        const cell = probes[at]!;
        if (cell >= low && cell < high) list[ends[cell - low + 1]!++] = row;
      }
    return ends;
  }
}
