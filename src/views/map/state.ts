/** Bits of the state byte of an item. */
export const SELECTED = 1;
export const DIMMED = 2;
export const HIT = 4;
export const HIDDEN = 8;

export interface StateParts {
  readonly rows: number;
  /** Sorted item indices. */
  readonly selection: Uint32Array;
  /** Neighbours of the selected item: kept bright beside the selection. */
  readonly neighbours: Uint32Array;
  /** Search hits; null when nothing is searched. */
  readonly hits: Uint32Array | null;
  /** 1 for each item that is not drawn; null when all are. */
  readonly hidden: Uint8Array | null;
}

/**
 * The state byte of every item. While something is selected or searched, what is neither is dimmed (never removed).
 */
export function stateBytes({
  rows,
  selection,
  neighbours,
  hits,
  hidden,
}: StateParts): Uint8Array<ArrayBuffer> {
  const base = selection.length > 0 || hits !== null ? DIMMED : 0;
  const state = new Uint8Array(rows).fill(base);
  for (const item of neighbours) state[item]! &= ~DIMMED;
  for (const item of hits ?? []) state[item] = (state[item]! & ~DIMMED) | HIT;
  for (const item of selection) state[item] = (state[item]! & ~DIMMED) | SELECTED;
  if (hidden) for (let i = 0; i < rows; i++) if (hidden[i]) state[i]! |= HIDDEN;
  return state;
}
