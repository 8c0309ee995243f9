import type { MapLabel } from '../../src/views/map/labels.ts';

/** Labels beyond this would never find room, and making them costs time. */
const MOST = 20_000;

/** Ids that only count the rows say nothing on a map. */
const countsRows = (ids: readonly string[]): boolean =>
  ids.slice(0, 100).every((id, row) => id === String(row) || id === String(row + 1));

/**
 * The texts that may stand on the map: the item looked at first, then its neighbours nearest first, then all others
 * in the order of the file (often by importance). `all` false leaves the others out.
 */
export function mapLabels(
  ids: readonly string[],
  {
    focus,
    neighbours,
    all,
  }: {
    readonly focus: number | null;
    readonly neighbours: Uint32Array;
    readonly all: boolean;
  },
): MapLabel[] {
  const near = focus === null ? [] : [focus, ...neighbours];
  const labels = near.map((item, rank) => label(ids, item, near.length - rank));
  if (!all || countsRows(ids)) return labels;
  const done = new Set(near);
  const last = Math.min(ids.length, MOST);
  for (let item = 0; item < last; item++) if (!done.has(item)) labels.push(label(ids, item, 0));
  return labels;
}

const LONGEST = 40;

function label(ids: readonly string[], item: number, priority: number): MapLabel {
  const id = ids[item] ?? '';
  const text = id.length > LONGEST ? `${id.slice(0, LONGEST - 1)}…` : id;
  return { item, text, priority };
}
