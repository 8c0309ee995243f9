import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CancelledError } from '../../src/base/errors.ts';
import type { Progress } from '../../src/base/control.ts';
import type { Estimate, MethodDescriptor, Result } from '../../src/analysis/types.ts';
import type { PaneRun } from '../../src/state/results-slice.ts';
import type { RunningTask } from '../../src/workers/client.ts';
import type { RunCall } from '../../src/workers/protocol.ts';
import { Projections } from './projections.ts';
import { clientOf, openSession } from './testing/session.ts';

const descriptorOf = (id: string): MethodDescriptor => ({
  ...{ id, version: 1, title: id, question: '', citations: [], output: 'projection' },
  params: z.object({ seed: z.int().default(0), rounds: z.int().default(1) }),
  stochastic: true,
  requires: () => null,
  estimate: () => ({ seconds: 0, bytes: 0 }),
});
const methods = new Map(['pca', 'umap'].map((id) => [id, descriptorOf(id)]));

const resultOf = ({ method }: RunCall): Result => ({
  ...{ method, version: 1, output: 'projection', value: null, elapsed: 1 },
  recipe: {
    ...{ method, version: 1, inputs: [], preprocessing: 'raw', params: {}, seed: 0, notes: [] },
    backend: { id: 'wasm', device: '', precision: '' },
    ...{ interval: '', chance: '' },
  },
});

interface Started {
  readonly call: RunCall;
  readonly progress: (progress: Progress) => void;
  finish(): Promise<void>;
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Runs that end when the test says so. */
function setUp(estimate: Estimate = { seconds: 0, bytes: 0 }) {
  const { store, details } = openSession();
  const started: Started[] = [];
  const estimated: RunCall[] = [];
  const client = clientOf({
    estimate: (call) => {
      estimated.push(call);
      return Promise.resolve(estimate);
    },
    run: (call, { progress = () => undefined }): RunningTask<Result> => {
      let resolve: (result: Result) => void = () => undefined;
      let reject: (reason: Error) => void = () => undefined;
      const result = new Promise<Result>((...ends) => ([resolve, reject] = ends));
      const finish = (): Promise<void> => {
        resolve(resultOf(call));
        return settled();
      };
      started.push({ call, progress, finish });
      return {
        ...{ result, paused: false, pause: () => undefined, resume: () => undefined },
        cancel: () => reject(new CancelledError()),
      };
    },
  });
  const projections = new Projections(client, store, details, methods);
  projections.start();
  const shown = (): PaneRun | undefined => store.getState().results.get('a');
  const load = (): Promise<void> => {
    details.setState({ vectorsReady: false });
    store.getState().forgetResults();
    details.setState({ vectorsReady: true });
    return settled();
  };
  return { store, details, projections, started, estimated, shown, load };
}

/** With PCA on the screen. */
async function withPicture(estimate?: Estimate) {
  const session = setUp(estimate);
  await session.load();
  await session.started[0]!.finish();
  expect(session.shown()).toMatchObject({ status: 'done', result: { method: 'pca' } });
  return session;
}

describe('a run on vectors that are held in another way meanwhile', () => {
  it('is started again, with the old picture in sight', async () => {
    const { store, started, shown, load } = await withPicture();
    store.getState().setProjection('a', 'umap');
    await settled();
    expect(started.map(({ call }) => call.method)).toEqual(['pca', 'umap']);
    await load();
    expect(started.map(({ call }) => call.method)).toEqual(['pca', 'umap', 'umap']);
    expect(shown()).toMatchObject({ status: 'running', result: { method: 'pca' } });
    await started[2]!.finish();
    expect(shown()).toMatchObject({ status: 'done', result: { method: 'umap' } });
  });
});

describe('cancel', () => {
  const camera = { position: [1, 2, 3], target: [0, 0, 0], zoom: 1 } as const;

  it('goes back to the picture before and its camera, without computing', async () => {
    const { store, projections, started, shown } = await withPicture();
    store.getState().setCamera('a', structuredClone(camera) as never);
    store.getState().setProjection('a', 'umap');
    await settled();
    projections.cancel('a');
    await settled();
    expect(shown()).toMatchObject({ status: 'done', result: { method: 'pca' } });
    expect(store.getState().workspace.panes[0]).toMatchObject({ method: 'pca', camera });
    expect(started).toHaveLength(2);
  });

  it('computes nothing where the picture before is not at hand', async () => {
    const { store, projections, started, shown, load } = await withPicture();
    store.getState().setProjection('a', 'umap');
    await load();
    const before = started.length;
    projections.cancel('a');
    await settled();
    expect(started).toHaveLength(before);
    expect(shown()).toMatchObject({ status: 'cancelled', result: { method: 'pca' } });
    expect(store.getState().workspace.panes[0]!.method).toBe('umap');
    projections.again('a');
    await settled();
    expect(started).toHaveLength(before + 1);
    expect(shown()!.status).toBe('running');
  });
});

describe('the time that a run will take', () => {
  it('is estimated at first, then measured', async () => {
    const { store, details, started } = await withPicture({ seconds: 240, bytes: 0 });
    const left = (): number | null | undefined => details.getState().remaining['a'];
    store.getState().setProjection('a', 'umap');
    await settled();
    expect(left()).toBe(240);
    started[1]!.progress({ stage: 'Neighbours', done: 0, total: 0, overall: 0 });
    expect(left()).toBeGreaterThan(200);
    await started[1]!.finish();
    expect(left()).toBeNull();
  });

  it('is not told of short runs', async () => {
    const { store, details } = await withPicture({ seconds: 0.3, bytes: 0 });
    store.getState().setProjection('a', 'umap');
    await settled();
    expect(details.getState().remaining['a']).toBeNull();
  });

  it('is estimated for what is left to compute: one round, or a sample', async () => {
    const { store, estimated } = await withPicture();
    const value = { rows: 100, dims: 3, coordinates: new Float32Array(300), axes: [] };
    const { results, showCached, finishRun, beginRun } = store.getState();
    const { key, result } = results.get('a')!;
    beginRun('a', key!);
    finishRun('a', key!, { ...result!, value });
    showCached('a', key!);
    store.getState().setPane('a', { params: { rounds: 2 } });
    await settled();
    expect(estimated.at(-1)).toMatchObject({ params: { rounds: 1 } });
    expect(estimated.at(-1)!.start).toBeUndefined();
    store.getState().setPane('a', { sample: { rows: 10, seed: 0 } });
    await settled();
    expect(estimated.at(-1)).toMatchObject({ sample: { rows: 10 } });
  });
});
