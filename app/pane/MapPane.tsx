import { useDeferredValue, useEffect, useState } from 'react';
import { useLocus, usePane } from '../../src/state/hooks.ts';
import { Button } from '../../src/ui/Button.tsx';
import { useSession } from '../session/hooks.ts';
import { spaceOf } from '../session/run-call.ts';
import { loadedMap, loadMap } from './load-map.ts';
import { PaneHeader } from './PaneHeader.tsx';
import { RunBar } from './RunBar.tsx';
import { RunQuestion } from './RunQuestion.tsx';
import './map-pane.css';

/** One pane of the working screen: what is shown and how, and the map itself. */
export function MapPane({ id }: { readonly id: string }) {
  const pane = usePane(id);
  const dataset = useLocus((state) => state.dataset);
  const space = pane && dataset ? spaceOf(pane, dataset) : undefined;
  const map = useMapCode();
  if (!pane || !dataset || !space) return null;
  return (
    <section className="map-pane" aria-label={`Map of ${space.name}`}>
      <PaneHeader pane={pane} space={space} />
      <RunQuestion id={id} />
      <RunFailure id={id} />
      <div className="map-pane__picture">
        {map && <map.default pane={pane} dataset={dataset} />}
        <RunBar id={id} />
      </div>
    </section>
  );
}

/**
 * The code of the map, or null until it is there and the rest of the screen has been shown: both at once would be a long
 * task. Not by Suspense, which keeps back for 0.3 s what follows a fallback.
 */
function useMapCode() {
  const [code, setCode] = useState(loadedMap);
  useEffect(() => {
    if (code) return;
    loadMap().then(setCode, (error: unknown) =>
      setCode(() => {
        throw error; // where React sees it
      }),
    );
  }, [code]);
  return useDeferredValue(code, null);
}

/** Why the last calculation gave nothing. What was on screen before it stays. */
function RunFailure({ id }: { readonly id: string }) {
  const status = useLocus((state) => state.results.get(id)?.status);
  const error = useLocus((state) => state.results.get(id)?.error);
  const { projections } = useSession();
  if (status === 'cancelled') {
    return (
      <div className="map-pane__failure">
        Cancelled. <Button onPress={() => projections.again(id)}>Compute</Button>
      </div>
    );
  }
  if (status !== 'failed' || !error) return null;
  const { message, hint, code } = error;
  return (
    <div className="map-pane__failure" role="alert">
      <span>
        <strong>{message}</strong> {hint} <code>{code}</code>
      </span>
      <Button onPress={() => projections.again(id)}>Try again</Button>
    </div>
  );
}
