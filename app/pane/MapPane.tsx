import { lazy, Suspense } from 'react';
import { useLocus, usePane, usePaneRun } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { useSession } from '../session/hooks.ts';
import { spaceOf } from '../session/run-call.ts';
import { loadMap } from './load-map.ts';
import { PaneHeader } from './PaneHeader.tsx';
import { RunBar } from './RunBar.tsx';
import './map-pane.css';

const MapPicture = lazy(loadMap);

/** One pane of the working screen: what is shown and how, and the map itself. */
export function MapPane({ id }: { readonly id: string }) {
  const pane = usePane(id);
  const dataset = useLocus((state) => state.dataset);
  const space = pane && dataset ? spaceOf(pane, dataset) : undefined;
  if (!pane || !dataset || !space) return null;
  return (
    <section className="map-pane" aria-label={`Map of ${space.name}`}>
      <PaneHeader pane={pane} space={space} />
      <RunBar id={id} />
      <RunFailure id={id} />
      <div className="map-pane__picture">
        <Suspense>
          <MapPicture pane={pane} dataset={dataset} />
        </Suspense>
      </div>
    </section>
  );
}

/** Why the last calculation gave nothing. What was on screen before it stays. */
function RunFailure({ id }: { readonly id: string }) {
  const run = usePaneRun(id);
  const { projections } = useSession();
  if (run?.status === 'cancelled' && !run.result) {
    return (
      <div className="map-pane__failure">
        Cancelled. <Button onPress={() => projections.again(id)}>Compute</Button>
      </div>
    );
  }
  if (run?.status !== 'failed' || !run.error) return null;
  const { message, hint, code } = run.error;
  return (
    <div className="map-pane__failure" role="alert">
      <span>
        <strong>{message}</strong> {hint} <code>{code}</code>
      </span>
      <Button onPress={() => projections.again(id)}>Try again</Button>
    </div>
  );
}
