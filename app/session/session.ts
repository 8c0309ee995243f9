import { errorDetails } from '../../src/base/errors.ts';
import type { EngineStatus, MethodDescriptor } from '../../src/analysis/types.ts';
import type { LocusStore } from '../../src/state/store.ts';
import { createClient, type LocusClient } from '../../src/workers/client.ts';
import { Export } from '../export/export.ts';
import { Kept } from '../kept/kept.ts';
import { fetchIndex } from '../samples/fetch-sample.ts';
import { DataCheck } from './data-check.ts';
import { busily, createDetails, type DetailsStore } from './details.ts';
import { Focus } from './focus.ts';
import { withKnownMethods } from './known-methods.ts';
import { syncLink, type LinkSync } from './link-sync.ts';
import { Maps } from './maps.ts';
import { Opening } from './opening.ts';
import { Projections } from './projections.ts';
import type { PageQuery } from './query.ts';
import { Search } from './search.ts';

/** Everything behind the panels: the workers, what watches the store, and the actions that need both. */
export interface Session {
  readonly store: LocusStore;
  readonly details: DetailsStore;
  readonly opening: Opening;
  readonly projections: Projections;
  readonly link: LinkSync;
  readonly kept: Kept;
  readonly exporting: Export;
  readonly maps: Maps;
  readonly methods: ReadonlyMap<string, MethodDescriptor>;
  /** Tells the engine that the person moves a map (true) or has stopped (false): it works in short blocks meanwhile. */
  readonly setMoving: (moving: boolean) => void;
  dispose(): void;
}

/** How often the figures of the status bar are asked for while a data set is open, in milliseconds. */
const STATUS_EVERY = 2000;

export function createSession(
  store: LocusStore,
  methods: ReadonlyMap<string, MethodDescriptor>,
  query: PageQuery,
): Session {
  const details = createDetails(query.storage);
  const client: LocusClient = createClient({
    restarted: (reason) => {
      store.getState().announce(`The engine stopped (${reason}). It was started again.`);
      opening.vectorsLost();
      void openEngine(client, store, query).then(() => opening.reload());
    },
    status: (status) => showStatus(store, status),
  });
  const opening = new Opening(client, store, details);
  const projections = new Projections(client, store, details, methods);
  const stop = [
    projections.start(),
    new Focus(client, store, details).start(),
    new DataCheck(client, store, details).start(),
    new Search(store, details).start(),
    watchStatus(client, store),
  ];
  void openEngine(client, store, query);
  void busily(details, fetchIndex()).then(
    (samples) => details.setState({ samples }),
    (error: unknown) => store.getState().addProblems([errorDetails(error)]),
  );
  const link = syncLink(store, opening, methods);
  const kept = new Kept(client, store, opening, (workspace) =>
    withKnownMethods(workspace, methods),
  );
  stop.push(kept.start());
  return {
    store,
    details,
    opening,
    projections,
    link,
    kept,
    exporting: new Export(client),
    maps: new Maps(),
    methods,
    setMoving: (moving) => client.engine.busy(moving),
    dispose() {
      for (const end of stop) end();
      link.stop();
      client.dispose();
    },
  };
}

async function openEngine(
  client: LocusClient,
  store: LocusStore,
  { backend }: PageQuery,
): Promise<void> {
  try {
    store.getState().setBackend(await client.engine.open(backend));
  } catch (error) {
    store.getState().addProblems([errorDetails(error)]);
  }
}

/** Shows what the engine says of itself, and tells its new notices. */
function showStatus(store: LocusStore, status: EngineStatus): void {
  const told = new Set(store.getState().backend?.notices);
  for (const text of status.notices) if (!told.has(text)) store.getState().announce(text);
  store.getState().setBackend(status);
}

/** Bytes and notices change with every run and every load. */
function watchStatus(client: LocusClient, store: LocusStore): () => void {
  const timer = setInterval(() => {
    const { backend, dataset } = store.getState();
    if (!backend || !dataset || document.hidden) return;
    void client.engine.status().then(
      (status) => showStatus(store, status),
      // The engine is being started again; the next question will be answered.
      () => undefined,
    );
  }, STATUS_EVERY);
  return () => clearInterval(timer);
}
