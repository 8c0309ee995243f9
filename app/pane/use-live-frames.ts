import { useEffect, useRef } from 'react';
import { useLocus, useLocusStore } from '../../src/state/hooks.ts';
import type { Frame } from '../../src/state/frames.ts';
import type { MapRenderer } from '../../src/views/map/renderer.ts';

/** From the picture before to the first frame of a run, and back when the run is given up. */
const PASSAGE_MS = 800;
/** A frame glides for as long as the next one takes to come, within reason. */
const SHORTEST_MS = 60;
const LONGEST_MS = 500;

/**
 * Hands the live frames of a pane straight to its map, past React. When the run ends, the map goes to `shown`: the
 * result, or what was there before if there is none.
 * @param rows number of items, which tells how many dimensions a frame has
 */
export function useLiveFrames(
  renderer: MapRenderer | null,
  pane: string,
  rows: number,
  shown: { readonly coordinates: Float32Array; readonly dims: number } | null,
): void {
  const { frames } = useLocusStore().getState();
  const status = useLocus((state) => state.results.get(pane)?.status);
  const active = status === 'running' || status === 'paused';
  const moved = useRef(false);

  useEffect(() => {
    if (!renderer) return;
    let before = 0;
    const draw = ({ coordinates }: Frame): void => {
      const now = performance.now();
      const since = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, now - before));
      const animateMs = moved.current ? since : PASSAGE_MS;
      renderer.setPositions(coordinates, coordinates.length === rows * 2 ? 2 : 3, { animateMs });
      moved.current = true;
      before = now;
    };
    // A map that mounts in the middle of a run begins with where the run is.
    const latest = frames.latest(pane);
    if (latest) draw(latest);
    return frames.subscribe(pane, draw);
  }, [renderer, pane, rows, frames]);

  useEffect(() => {
    if (active || !moved.current || !renderer || !shown) return;
    moved.current = false;
    renderer.setPositions(shown.coordinates, shown.dims === 2 ? 2 : 3, { animateMs: PASSAGE_MS });
  }, [active, renderer, shown]);
}
