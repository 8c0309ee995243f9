import type { Session } from './session/session.ts';

declare global {
  interface Window {
    /** Only under `?testing`. */
    __locus?: ReturnType<typeof testHook>;
  }
}

/** Lets tests wait for the app instead of for time, and look at what it holds. */
export function exposeForTests(session: Session): void {
  window.__locus = testHook(session);
}

function testHook({ store, details, maps }: Session) {
  const isBusy = (): boolean => {
    const { backend, dataset, loading, results, workspace } = store.getState();
    const runs = [...results.values()].some((run) => run.status === 'running');
    const mounting = dataset !== null && workspace.panes.some((pane) => !maps.get(pane.id));
    return !backend || loading !== null || runs || mounting || details.getState().busy > 0;
  };
  /** Resolves when nothing is loading or running and no map is moving. A paused run counts as at rest. */
  const idle = async (): Promise<void> => {
    do {
      while (isBusy()) await nextFrame();
      // What changed is on its way through React to the maps.
      await nextFrame();
      await Promise.all(maps.all().map((map) => map.idle()));
    } while (isBusy());
  };
  return {
    idle,
    store,
    details,
    get map() {
      return maps.all()[0];
    },
    get backend() {
      return store.getState().backend?.backend;
    },
  };
}

const nextFrame = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
