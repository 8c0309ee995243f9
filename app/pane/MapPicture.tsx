import { useEffect, useRef } from 'react';
import type { Dataset } from '../../src/data/dataset.ts';
import type { PaneState } from '../../src/state/workspace.ts';
import { usePaneRun } from '../../src/state/hooks.ts';
import { viewOf } from '../../src/analysis/descriptors.ts';
import { colourBy } from '../../src/views/map/colour.ts';
import { MapRenderer } from '../../src/views/map/renderer.ts';
import { readTheme } from '../../src/views/map/theme.ts';
import { useSession } from '../session/hooks.ts';
import { colourColumn } from './colour-column.ts';

export default function MapPicture({ pane, dataset }: { pane: PaneState; dataset: Dataset }) {
  const host = useRef<HTMLDivElement>(null);
  const { maps } = useSession();
  const run = usePaneRun(pane.id);
  useEffect(() => {
    const map = new MapRenderer(host.current!, {}, readTheme(host.current!, 'light'));
    maps.set(pane.id, map);
    return () => {
      maps.set(pane.id, null);
      map.dispose();
    };
  }, [pane.id, maps]);
  useEffect(() => {
    const map = maps.get(pane.id);
    if (!map || !run?.result) return;
    const v = viewOf(run.result);
    if (v.kind !== 'projection') return;
    map.setPositions(v.coordinates, v.dims as 2 | 3, { animateMs: 600 });
    map.setColours(
      colourBy(colourColumn(dataset.columns, pane.colour.column), v.rows, { scheme: 'light' })
        .colours,
    );
  }, [run?.result, dataset, pane, maps]);
  return <div ref={host} style={{ position: 'absolute', inset: 0 }} />;
}
