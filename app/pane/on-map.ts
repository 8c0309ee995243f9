import { useMemo } from 'react';
import type { ProjectionValue, Result } from '../../src/analysis/types.ts';
import { useLocus } from '../../src/state/hooks.ts';

type Places = Pick<ProjectionValue, 'coordinates' | 'dims'>;

/** What is on the map of the first pane; null while there is nothing. */
export interface OnMap extends Places {
  /** Whether only a sample of the items was taken. */
  readonly isSample: boolean;
}

/** Whether an item has a place: not those outside the sample, and not rows for which the metric says nothing. */
export function isPlaced({ coordinates, dims }: Places, item: number): boolean {
  for (let d = 0; d < dims; d++)
    if (!Number.isFinite(coordinates[item * dims + d] ?? NaN)) return false;
  return true;
}

/** How many of the items have a place. */
export function countPlaced(places: Places, items: Uint32Array): number {
  let count = 0;
  for (const item of items) if (isPlaced(places, item)) count++;
  return count;
}

/** Why an item that has no place is not on the map. */
export const whyNotPlaced = ({ isSample }: OnMap): string =>
  isSample
    ? 'Not in the sample: this item is not on the map.'
    : 'This item has no place on the map; the notes of the recipe say why.';

/** What is said of neighbours that were found in the original space. */
export function whereOnMap(
  onMap: OnMap | null,
  { item, indices: neighbours }: { readonly item: number; readonly indices: Uint32Array },
): string {
  if (!onMap || neighbours.length === 0) return '';
  // Said beside the item already.
  if (!isPlaced(onMap, item)) return '';
  const placed = countPlaced(onMap, neighbours);
  if (placed === neighbours.length) return 'Lines show where they lie on the map.';
  if (placed === 0) return 'None of them is on the map.';
  return `Lines show where those lie that are on the map: ${placed} of ${neighbours.length}.`;
}

export function onMapOf(result: Result): OnMap | null {
  if (result.output !== 'projection') return null;
  const { coordinates, dims } = result.value as ProjectionValue;
  return { coordinates, dims, isSample: result.recipe.inputs[0]?.sample !== undefined };
}

/** What the map of the first pane shows. */
export function useOnMap(): OnMap | null {
  const result = useLocus(({ workspace, results }) => {
    const pane = workspace.panes[0];
    return pane && results.get(pane.id)?.result;
  });
  return useMemo(() => (result ? onMapOf(result) : null), [result]);
}
