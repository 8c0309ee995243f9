import type { LocusStore } from '../../../src/state/store.ts';
import { createLocusStore } from '../../../src/state/store.ts';
import { datasetOf } from '../../../src/state/testing/workspaces.ts';
import type { LocusClient } from '../../../src/workers/client.ts';
import { createDetails, type DetailsStore } from '../details.ts';

type Engine = LocusClient['engine'];

/** A store with a data set of 100 items whose vectors the engine holds, and the details beside it. */
export function openSession(): { store: LocusStore; details: DetailsStore } {
  const store = createLocusStore();
  const details = createDetails('f32');
  store.getState().openDataset(datasetOf(100), { kind: 'sample', id: 'words' });
  details.setState({ vectorsReady: true });
  return { store, details };
}

/** A client of which only these calls may be made. */
export const clientOf = (engine: Partial<Engine>): LocusClient =>
  ({ engine }) as unknown as LocusClient;
