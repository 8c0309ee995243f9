import { expect, test } from 'vitest';
import type { Dataset, Space } from '../../src/data/dataset.ts';
import { createLocusStore } from '../../src/state/store.ts';
import { datasetOf } from '../../src/state/testing/workspaces.ts';
import type { LocusClient } from '../../src/workers/client.ts';
import type { Opened, Survey } from '../../src/workers/protocol.ts';
import { createDetails } from './details.ts';
import { Opening } from './opening.ts';
import { VECTORS_LOST } from './opening-problems.ts';

const NOTHING: Survey = { files: [], images: 0, problems: [] };
const file = (name: string): File => new File([name], name);

function readOf(dataset: Dataset | null): Opened {
  const spaces = (dataset?.spaces ?? []).map((space): Space => ({
    ...space,
    data: new Float32Array(0),
  }));
  return { dataset, spaces, problems: [], sources: [], pictures: null, images: 0 };
}

/** An opening whose workers answer when the test says so. */
function set() {
  const store = createLocusStore();
  const details = createDetails('f32');
  const loads: { key: string; storage: string; done: () => void }[] = [];
  const held = new Set<string>();
  const reads = new Map<string, () => Opened>();
  let slow = false;
  let survey = NOTHING;
  const task = <T>(value: () => T) => ({
    result: Promise.resolve().then(value),
    cancel: () => undefined,
  });
  const client = {
    engine: {
      load({ key }: Space, { storage }: { storage: string }) {
        held.add(key);
        if (!slow) return Promise.resolve();
        return new Promise<void>((done) => loads.push({ key, storage, done }));
      },
      unload(key: string) {
        held.delete(key);
        return Promise.resolve();
      },
    },
    io: {
      survey: () => task(() => survey),
      open: ([first]: readonly { file: File }[]) => task(() => reads.get(first!.file.name)!()),
    },
  } as unknown as LocusClient;
  const opening = new Opening(client, store, details);
  for (const name of ['one', 'two']) reads.set(name, () => readOf(datasetOf(3, name)));
  return {
    ...{ store, details, opening, loads, held, reads },
    setSlow: (value: boolean) => void (slow = value),
    setSurvey: (value: Survey) => void (survey = value),
    until: async (condition: () => boolean) => {
      while (!condition()) await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

test('cancelled while the engine loads: what was open stays, and nothing else is held', async () => {
  const { store, details, opening, loads, held, setSlow, until } = set();
  await opening.openFiles([file('one')]);
  setSlow(true);
  const second = opening.openFiles([file('two')]);
  await until(() => loads.length === 1);
  opening.cancel();
  loads[0]!.done();
  await second;
  expect(store.getState()).toMatchObject({ dataset: { name: 'one' }, loading: null, problems: [] });
  expect([...held]).toEqual(['key of one']);
  expect(details.getState().vectorsReady).toBe(true);
});

test('a drop during the load of another wins, and keeps its own loading bar', async () => {
  const { store, opening, loads, held, setSlow, until } = set();
  setSlow(true);
  const first = opening.openFiles([file('one')]);
  await until(() => loads.length === 1);
  const second = opening.openFiles([file('two')]);
  loads[0]!.done();
  await first;
  expect(store.getState().loading?.what).toBe('two');
  await until(() => loads.length === 2);
  loads[1]!.done();
  await second;
  expect(store.getState().dataset?.name).toBe('two');
  expect([...held]).toEqual(['key of two']);
});

test('a folder whose list comes late does not replace what was dropped after it', async () => {
  const { store, opening } = set();
  let listed: (files: File[]) => void = () => undefined;
  const walk = new Promise<File[]>((resolve) => (listed = resolve));
  const folder = opening.openDropped(walk);
  expect(store.getState().loading).not.toBeNull();
  await opening.openFiles([file('two')]);
  listed([file('one')]);
  await folder;
  expect(store.getState()).toMatchObject({ dataset: { name: 'two' }, loading: null });
});

test('a file that changed on the disk leaves the vectors as they are held', async () => {
  const { store, details, opening, reads } = set();
  await opening.openFiles([file('one')]);
  reads.set('one', () => readOf(datasetOf(3, 'changed')));
  await opening.setStorage('f16');
  expect(details.getState()).toMatchObject({ vectorsReady: true, storage: 'f32' });
  expect(store.getState().problems).toMatchObject([{ code: 'E_CHANGED' }]);
});

test('vectors that the engine lost and that cannot be read again can be asked for', async () => {
  const { store, details, opening, reads } = set();
  await opening.openFiles([file('one')]);
  reads.set('one', () => readOf(null));
  opening.vectorsLost();
  await opening.reload();
  expect(details.getState().vectorsReady).toBe(false);
  expect(store.getState().problems.at(-1)?.code).toBe(VECTORS_LOST);
  reads.set('one', () => readOf(datasetOf(3, 'one')));
  await opening.reload();
  expect(details.getState().vectorsReady).toBe(true);
  expect(store.getState().problems).toEqual([]);
});

test('a switch of the numbers that is cancelled goes back, and the last of several wins', async () => {
  const { details, opening, loads, setSlow, until } = set();
  await opening.openFiles([file('one')]);
  const cancelled = opening.setStorage('f16');
  opening.cancel();
  await cancelled;
  expect(details.getState()).toMatchObject({ vectorsReady: true, storage: 'f32' });
  setSlow(true);
  const all = (['f16', 'f32', 'f16'] as const).map((storage) => opening.setStorage(storage));
  await until(() => loads.length > 0);
  setSlow(false);
  for (const { done } of loads) done();
  await Promise.all(all);
  expect(details.getState()).toMatchObject({ vectorsReady: true, storage: 'f16' });
});

test('vectors never take the place of open data without a question, whatever their rows', async () => {
  const { store, details, opening, setSurvey } = set();
  await opening.openFiles([file('one')]);
  const offer = { name: 'two', rows: 599, cols: 2, dtype: 'float32', bytes: 4792, proposed: true };
  const two = { file: 'two', bytes: 5000, format: 'a NumPy array', companions: [] };
  setSurvey({ ...NOTHING, files: [{ ...two, matrices: [offer] }] });
  await opening.openFiles([file('two')]);
  expect(details.getState().importing?.open).toMatchObject({ name: 'one', rowsOf: 3 });
  expect(store.getState()).toMatchObject({ dataset: { name: 'one' }, loading: null });
  await opening.import({ matrices: { two: ['two'] } }, 'new');
  expect(store.getState().dataset?.name).toBe('two');
});
