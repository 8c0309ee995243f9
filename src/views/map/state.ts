/** Bits of the state byte of an item. */
export const SELECTED = 1;
export const DIMMED = 2;
export const HIT = 4;
/** Switched off in the legend: drawn faintly, out of reach of picking, selecting and labels. */
export const OFF = 8;

export interface StateParts {
  readonly rows: number;
  /** Sorted item indices. */
  readonly selection: Uint32Array;
  /** The item looked at and its neighbours: kept bright, the item marked like the selection. Null for none. */
  readonly looked: { readonly from: number; readonly items: Uint32Array } | null;
  /** Search hits; null when nothing is searched. */
  readonly hits: Uint32Array | null;
  /** 1 for each item that is switched off (OFF); null when none is. */
  readonly hidden: Uint8Array | null;
}

/**
 * The state byte of every item. While something is looked at, selected or searched, the rest is dimmed (never removed).
 */
export function stateBytes({
  rows,
  selection,
  looked,
  hits,
  hidden,
}: StateParts): Uint8Array<ArrayBuffer> {
  const base = looked !== null || selection.length > 0 || hits !== null ? DIMMED : 0;
  const state = new Uint8Array(rows).fill(base);
  for (const item of looked?.items ?? []) state[item]! &= ~DIMMED;
  for (const item of hits ?? []) state[item] = (state[item]! & ~DIMMED) | HIT;
  for (const item of selection) state[item] = (state[item]! & ~DIMMED) | SELECTED;
  // Drawn like a selected one: large, with a dark ring.
  if (looked) state[looked.from] = (state[looked.from]! & ~DIMMED) | SELECTED;
  if (hidden) for (let i = 0; i < rows; i++) if (hidden[i]) state[i]! |= OFF;
  return state;
}
