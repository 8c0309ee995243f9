import { afterEach, expect, test, vi } from 'vitest';
import type { Result } from '../../src/analysis/types.ts';
import { datasetOf } from '../../src/state/testing/workspaces.ts';
import { DataCheck } from './data-check.ts';
import { clientOf, openSession } from './testing/session.ts';

afterEach(() => vi.unstubAllGlobals());

test('what was checked stays while its space is open, and goes with it', async () => {
  vi.stubGlobal('document', { hidden: true });
  const { store, details } = openSession();
  const value = { method: 'data-check' } as unknown as Result;
  const run = vi.fn(() => ({ result: Promise.resolve(value) }));
  new DataCheck(clientOf({ run: run as never }), store, details).start();
  const picture = { status: 'idle', key: null, result: {} } as never;
  const { workspace, dataset } = store.getState();
  store.setState({ results: new Map([[workspace.panes[0]!.id, picture]]) });
  await vi.waitFor(() => expect(details.getState().dataCheck).toEqual({ status: 'ready', value }));

  const more = datasetOf(100, 'more').spaces;
  const reference = { kind: 'sample', id: 'words' } as const;
  const extended = { ...dataset!, id: 'extended', spaces: [...dataset!.spaces, ...more] };
  store.getState().openDataset(extended, reference, { keepWorkspace: true });
  expect(details.getState().dataCheck).toEqual({ status: 'ready', value });
  store.getState().openDataset(datasetOf(50, 'other'), reference);
  expect(details.getState().dataCheck.status).toBe('none');
  expect(run).toHaveBeenCalledTimes(1);
});
