import { describe, expect, it } from 'vitest';
import { CancelledError, LocusError } from '../base/errors.ts';
import type { Space } from '../data/dataset.ts';
import { gaussian } from '../math/testing/random.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { Engine } from './engine.ts';

const space: Space = {
  ...gaussian(200, 4, 1),
  key: 'a',
  name: 'a',
  dtype: 'float32',
  source: { name: 'a.npy', bytes: 0, sha256: '' },
};
const PCA = { method: 'pca', space: 'a', params: {} };

/** An engine whose first `failures` attempts to open a backend fail. */
function createEngine(failures = 0): Engine {
  const engine = new Engine({
    open: async () => {
      if (failures-- > 0)
        throw new LocusError({ code: 'E_NO_WEBGPU', message: 'no adapter', hint: '' });
      return { kernels: createReferenceKernels(), reason: 'test' };
    },
    isDeviceLost: () => false,
  });
  engine.load(space);
  return engine;
}

describe('Engine', () => {
  it('lets a run wait for open, and leave when it is cancelled meanwhile', async () => {
    const engine = createEngine();
    const abort = new AbortController();
    const left = engine.run(PCA, { signal: abort.signal });
    const waiting = engine.run(PCA, {});
    abort.abort();
    await expect(left).rejects.toBeInstanceOf(CancelledError);
    await engine.open(null);
    expect((await waiting).recipe.backend.id).toBe('reference');
  });

  it('tells a waiting run why no backend could be opened, and works after one was', async () => {
    const engine = createEngine(1);
    const waiting = engine.run(PCA, {});
    const opened = engine.open('webgpu');
    await expect(waiting).rejects.toMatchObject({ code: 'E_NO_WEBGPU' });
    await expect(opened).rejects.toMatchObject({ code: 'E_NO_WEBGPU' });
    await expect(engine.run(PCA, {})).rejects.toMatchObject({ code: 'E_NO_WEBGPU' });
    await engine.open(null);
    await expect(engine.run(PCA, {})).resolves.toMatchObject({ method: 'pca' });
  });

  it('computes neighbours anew for the next method when the first one was cancelled in them', async () => {
    const engine = createEngine();
    await engine.open(null);
    const abort = new AbortController();
    const first = engine.run(
      { method: 'neighbours', space: 'a', params: {} },
      { signal: abort.signal, progress: () => abort.abort() },
    );
    const second = engine.run(
      { method: 'umap', space: 'a', params: { epochs: 2, metric: 'cosine' } },
      {},
    );
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    await expect(second).resolves.toMatchObject({ method: 'umap' });
  });

  it('lets other runs pass while one is paused', async () => {
    const engine = createEngine();
    await engine.open(null);
    let resume = (): void => undefined;
    let paused: Promise<void> | undefined = new Promise((resolve) => (resume = resolve));
    const umap = { method: 'umap', space: 'a', params: { epochs: 20 } };
    const first = engine.run(umap, { gate: () => paused });
    await expect(engine.run(PCA, {})).resolves.toMatchObject({ method: 'pca' });
    paused = undefined;
    resume();
    await expect(first).resolves.toMatchObject({ method: 'umap' });
  });

  it('answers a query for neighbours only within its bounds', async () => {
    const engine = createEngine();
    await engine.open(null);
    const query = { space: 'a', item: 0, metric: 'cosine', k: 3 };
    expect(engine.neighboursOf(query).indices).toHaveLength(3);
    for (const wrong of [{ item: -1 }, { item: 200 }, { metric: 'hamming' }]) {
      expect(() => engine.neighboursOf({ ...query, ...wrong })).toThrow(LocusError);
    }
  });
});
