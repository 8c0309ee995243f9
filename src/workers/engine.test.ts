import { describe, expect, it } from 'vitest';
import { blockBudget, checkpoint, type Control } from '../base/control.ts';
import { CancelledError, LocusError } from '../base/errors.ts';
import type { Space } from '../data/dataset.ts';
import { narrow, widen } from '../math/float16.ts';
import type { Kernels } from '../math/kernels.ts';
import { gaussian } from '../math/testing/random.ts';
import { createReferenceKernels } from '../math/reference-kernels.ts';
import { createWasmKernels } from '../wasm/backend.ts';
import { InlineExecutor } from '../wasm/inline.ts';
import { Engine, type EngineOptions, type OpenBackend } from './engine.ts';
import type { RunCall } from './protocol.ts';

const space: Space = {
  ...gaussian(200, 4, 1),
  key: 'a',
  name: 'a',
  dtype: 'float32',
  source: { name: 'a.npy', bytes: 0, sha256: '' },
};
const PCA: RunCall = { method: 'pca', space: 'a', params: {} };
/** A UMAP of these is estimated to take longer than a run that passes in front. */
const large: Space = { ...space, ...gaussian(1500, 8, 2), key: 'large' };
const UMAP: RunCall = { method: 'umap', space: 'large', params: { epochs: 200 } };

const wasm = (): Kernels => createWasmKernels(new InlineExecutor());

/** An engine whose first `failures` attempts to open a backend fail. */
function createEngine(
  failures = 0,
  options: EngineOptions = {},
  makeKernels: () => Kernels = createReferenceKernels,
): Engine {
  const engine = new Engine(
    {
      open: async () => {
        if (failures-- > 0)
          throw new LocusError({ code: 'E_NO_WEBGPU', message: 'no adapter', hint: '' });
        return { kernels: makeKernels(), reason: 'test' };
      },
      isDeviceLost: () => false,
    },
    options,
  );
  void engine.load(space);
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
    expect((await engine.neighboursOf(query)).indices).toHaveLength(3);
    for (const wrong of [{ item: -1 }, { item: 200 }, { metric: 'hamming' }]) {
      await expect(engine.neighboursOf({ ...query, ...wrong })).rejects.toThrow(LocusError);
    }
  });

  it('lets a short run pass in front of a long one, also when both need the same neighbours', async () => {
    const engine = createEngine(0, {}, wasm);
    await engine.load(large);
    await engine.open(null);
    const seen: string[] = [];
    const run = async (name: string, call: RunCall, control: Control = {}): Promise<void> => {
      await engine.run(call, control);
      seen.push(name);
    };
    let started = (): void => undefined;
    const begun = new Promise<void>((resolve) => (started = resolve));
    const long = run('long', UMAP, { progress: () => started() });
    await begun;
    const next = run('next', UMAP);
    await run('short', { ...UMAP, method: 'neighbours', params: {} });
    expect(seen).toEqual(['short']);
    await Promise.all([long, next]);
    expect(seen).toEqual(['short', 'long', 'next']);
  });

  it('cuts work into shorter blocks while something moves on the page', async () => {
    const told: number[] = [];
    const engine = new Engine({
      open: async () => ({
        kernels: {
          ...createReferenceKernels(),
          covariance: async (x, control) => {
            told.push(blockBudget(control));
            return createReferenceKernels().covariance(x, control);
          },
        },
        reason: 'test',
      }),
      isDeviceLost: () => false,
    });
    await engine.load(space);
    await engine.open(null);
    for (const moving of [false, true, false]) {
      engine.interactive(moving);
      await engine.run(PCA, {});
    }
    expect(told).toEqual([50, 8, 50]);
  });

  it('says how much is held, by owner', async () => {
    const engine = createEngine();
    await engine.open(null);
    expect(engine.status().bytes).toEqual({ spaces: 3200, results: 0, kernels: 0 });
    await engine.run({ method: 'neighbours', space: 'a', params: { k: 15 } }, {});
    // 200 x 15 indices and float64 distances.
    expect(engine.status().bytes['results']).toBe(200 * 15 * 12);
    engine.unload('a');
    expect(engine.status().bytes).toEqual({ spaces: 0, results: 0, kernels: 0 });
  });

  it('tells a notice at once, and only once', async () => {
    const told: (readonly string[])[] = [];
    const engine = createEngine();
    engine.listen(({ notices }) => told.push(notices));
    await engine.open(null);
    engine.notice('WebGPU: a fault');
    engine.notice('WebGPU: a fault');
    expect(told).toEqual([['WebGPU: a fault']]);
    expect(engine.status().notices).toEqual(['WebGPU: a fault']);
  });
});

describe('opening', () => {
  /** Opens slowly; kernels that were closed refuse to work, as those of a pool or a device do. */
  function slowBackends() {
    const seen: string[] = [];
    let number = 0;
    const open = async (): Promise<OpenBackend> => {
      const name = `${++number}`;
      seen.push(`${name} opens`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(`${name} is open`);
      let closed = false;
      const kernels = createReferenceKernels();
      const own: Kernels = {
        ...kernels,
        device: name,
        async covariance(x, control) {
          // The first never ends by itself, however fast the machine.
          while (name === '1') {
            await checkpoint(control);
            if (closed) throw new Error('closed');
          }
          return kernels.covariance(x, control);
        },
        dispose() {
          closed = true;
          seen.push(`${name} is closed`);
        },
      };
      return { kernels: own, reason: 'test' };
    };
    return { seen, backends: { open, isDeviceLost: () => false } };
  }

  it('is done one after another', async () => {
    const { seen, backends } = slowBackends();
    const engine = new Engine(backends);
    await Promise.all([engine.open(null), engine.open(null)]);
    expect(seen).toEqual(['1 opens', '1 is open', '1 is closed', '2 opens', '2 is open']);
  });

  it('in the middle of a run repeats it on the new backend', async () => {
    const engine = new Engine(slowBackends().backends);
    await engine.load(space);
    await engine.open(null);
    const running = engine.run(PCA, {});
    await new Promise((resolve) => setTimeout(resolve, 0));
    await engine.open(null);
    expect((await running).recipe.backend.device).toBe('2');
  });
});

describe('copies of the vectors', () => {
  it.each(['f32', 'f16'] as const)('some rows are those of all, held as %s', async (storage) => {
    const engine = createEngine();
    await engine.load({ ...space, key: 'held', data: space.data.slice() }, { storage });
    const all = await engine.vectors('held', null);
    const rows = Uint32Array.of(7, 3, 199);
    const some = await engine.vectors('held', rows);
    expect([...some]).toEqual([...rows].flatMap((row) => [...all.subarray(4 * row, 4 * row + 4)]));
    await expect(engine.vectors('held', Uint32Array.of(200))).rejects.toMatchObject({
      code: 'E_RANGE',
    });
  });
});

describe('storage as float16', () => {
  it('halves the bytes, says so in the recipe, and computes on the rounded numbers', async () => {
    const engine = createEngine();
    await engine.open(null);
    const half = { ...space, key: 'half' };
    await engine.load(half, { storage: 'f16' });
    expect(engine.status().bytes['spaces']).toBe(3200 + 1600);
    const rounded = { ...space, key: 'rounded' };
    await engine.load({ ...rounded, data: await widen(await narrow(space.data, 4, 'a')) });
    const results = await Promise.all(
      ['half', 'rounded'].map((key) => engine.run({ ...PCA, space: key }, {})),
    );
    expect(results[0]!.value).toEqual(results[1]!.value);
    expect(results.map(({ recipe }) => recipe.inputs[0]!.storage)).toEqual(['float16', undefined]);
    const query = { item: 3, metric: 'euclidean', k: 5 };
    expect(await engine.neighboursOf({ ...query, space: 'half' })).toEqual(
      await engine.neighboursOf({ ...query, space: 'rounded' }),
    );
  });

  it('is taken up by a backend that can hold rows so', async () => {
    const reference = createReferenceKernels();
    const kernels = { ...reference, halves: { ...reference, precision: 'f16 rows' } };
    const open = () => Promise.resolve({ kernels, reason: 'test' });
    const engine = new Engine({ open, isDeviceLost: () => false });
    await engine.open(null);
    await engine.load(space);
    await engine.load({ ...space, key: 'half' }, { storage: 'f16' });
    const precisionOf = async (key: string) =>
      (await engine.run({ ...PCA, space: key }, {})).recipe.backend.precision;
    expect(await precisionOf('half')).toBe('f16 rows');
    expect(await precisionOf(space.key)).toBe(reference.precision);
  });

  it('refuses a value that does not fit', async () => {
    const engine = createEngine();
    const data = Float32Array.from(space.data);
    data[6] = 7e4;
    const loading = engine.load({ ...space, key: 'wide', data }, { storage: 'f16' });
    await expect(loading).rejects.toMatchObject({
      code: 'E_OVERFLOW',
      place: 'row 1, column 2 (counting from 0)',
    });
  });
});

describe('estimate', () => {
  it('proposes a sample over budget, and learns from the runs how fast this machine is', async () => {
    const engine = createEngine(0, {}, wasm);
    await engine.load(large);
    await engine.open(null);
    const before = await engine.estimate(UMAP);
    expect(before.sample).toBeUndefined();
    const { elapsed } = await engine.run(UMAP, {});
    const after = await engine.estimate(UMAP);
    expect(after.seconds).toBeCloseTo(elapsed / 1000);
    const poor = createEngine(0, { budget: { seconds: after.seconds / 2, bytes: 1e9 } }, wasm);
    await poor.load(large);
    await poor.open(null);
    await poor.run(UMAP, {});
    const { sample } = await poor.estimate(UMAP);
    expect(sample).toMatchObject({ of: 1500, seed: 0 });
    expect(sample!.seconds).toBeLessThanOrEqual(after.seconds / 2);
    const sampled = await poor.estimate({ ...UMAP, sample: sample! });
    expect(sampled).toMatchObject({ seconds: sample!.seconds });
    expect(sampled.sample).toBeUndefined();
    const result = await poor.run({ ...UMAP, sample: sample! }, {});
    expect(result.recipe.inputs[0]).toMatchObject({ n: sample!.rows, sample: { of: 1500 } });
  });

  it('refuses what the run would refuse', async () => {
    const engine = createEngine();
    await engine.open(null);
    await expect(engine.estimate({ ...PCA, method: 'x' })).rejects.toMatchObject({
      code: 'E_METHOD',
    });
    await expect(engine.estimate({ ...PCA, space: 'x' })).rejects.toMatchObject({
      code: 'E_NO_SPACE',
    });
    await expect(engine.estimate({ ...PCA, params: { x: 1 } })).rejects.toMatchObject({
      code: 'E_PARAM',
    });
  });
});
