import { afterEach, describe, expect, it } from 'vitest';
import { createGpuKernels } from '../gpu/backend.ts';
import type { GpuDevice } from '../gpu/device.ts';
import { DeviceLostError } from '../gpu/errors.ts';
import { loseAfter } from '../gpu/testing/lose-after.ts';
import { openTestDevice } from '../gpu/testing/open.ts';
import { clusters } from '../math/testing/random.ts';
import { createWasmKernels } from '../wasm/backend.ts';
import { InlineExecutor } from '../wasm/inline.ts';
import type { Result } from '../analysis/types.ts';
import { Engine } from './engine.ts';
import type { RunCall } from './protocol.ts';
import { checkCancels } from './testing/check-cancels.ts';
import { checkMemory } from './testing/check-memory.ts';
import { spaceFrom } from './testing/spaces.ts';

/** The engine on WebGPU in the browser. The software adapter is slow, so N stays small. */

const space = spaceFrom(clusters(300, 12, 4), 'x');
const UMAP: RunCall = { method: 'umap', space: 'x', params: { epochs: 30 } };

const engines: Engine[] = [];
afterEach(() => engines.splice(0).forEach((engine) => engine.dispose()));

/** @param prepare is given each device that the engine opens, and its number */
async function openEngine(
  prepare: (gpu: GpuDevice, number: number) => void = () => undefined,
  backend: 'webgpu' | 'wasm' = 'webgpu',
): Promise<Engine> {
  let opened = 0;
  const engine = new Engine({
    async open(forced) {
      if (forced === 'wasm')
        return { kernels: createWasmKernels(new InlineExecutor()), reason: 'asked for' };
      const gpu = await openTestDevice();
      prepare(gpu, ++opened);
      return { kernels: createGpuKernels(gpu), reason: 'test' };
    },
    isDeviceLost: (error) => error instanceof DeviceLostError,
  });
  engines.push(engine);
  await engine.open(backend);
  await engine.load(space);
  return engine;
}

/** What two runs must agree in: all but the time they took. */
const found = ({ value, recipe }: Result) => ({ value, recipe });

describe('a lost device', () => {
  /** A run whose first device goes away: equal to the undisturbed one, and told at once if it met the loss. */
  async function checkLoss(
    undisturbed: Result,
    prepare: (gpu: GpuDevice) => { readonly lost: () => boolean },
    progress: (stage: string) => void = () => undefined,
  ): Promise<boolean> {
    let first: { readonly lost: () => boolean } | null = null;
    const engine = await openEngine((gpu) => (first ??= prepare(gpu)));
    const told: string[] = [];
    engine.listen(({ notices }) => told.push(...notices));
    const result = await engine.run(UMAP, { progress: ({ stage }) => progress(stage) });
    expect(found(result)).toEqual(found(undisturbed));
    const lost = first!.lost();
    expect(told).toEqual(
      lost ? ['The GPU was lost. Locus opened it again and repeats the calculation.'] : [],
    );
    expect(engine.status().notices).toEqual(told);
    engine.dispose();
    return lost;
  }

  it('after any submit: the run is repeated, the result is the same, a notice tells it', async () => {
    const undisturbed = await (await openEngine()).run(UMAP, {});
    expect(undisturbed.recipe.backend.id).toBe('webgpu');
    const loseAt = (submits: number) => (gpu: GpuDevice) => {
      const counted = loseAfter(gpu, submits);
      return { lost: () => counted.submits >= submits };
    };
    // Until there are no more submits in a run: upload, neighbours, layout and reading back are all among them.
    let submits = 0;
    while (await checkLoss(undisturbed, loseAt(submits))) submits++;
    expect(submits).toBeGreaterThan(4);
  });

  it('at any stage: the same', async () => {
    const stages = new Set<string>();
    const calm = await openEngine();
    const undisturbed = await calm.run(UMAP, { progress: ({ stage }) => stages.add(stage) });
    expect([...stages]).toEqual(expect.arrayContaining(['Neighbours', 'Layout']));
    for (const stage of stages) {
      let device: GPUDevice | null = null;
      const prepare = (gpu: GpuDevice) => {
        ({ device } = gpu);
        return { lost: () => true };
      };
      await checkLoss(undisturbed, prepare, (now) => {
        if (now === stage) device?.destroy();
      });
    }
  });

  it('lost again: the work goes on with WASM, which is told', async () => {
    const wasm = await openEngine(undefined, 'wasm');
    const undisturbed = await wasm.run(UMAP, {});
    for (const submits of [0, 2, 5]) {
      const engine = await openEngine((gpu) => loseAfter(gpu, submits));
      const result = await engine.run(UMAP, {});
      expect(found(result)).toEqual(found(undisturbed));
      expect(engine.status()).toMatchObject({
        backend: 'wasm',
        reason: 'The GPU was lost again.',
        notices: [
          'The GPU was lost. Locus opened it again and repeats the calculation.',
          'The GPU was lost again. Locus goes on with WASM.',
        ],
      });
      engine.dispose();
    }
  });
});

describe('cancel at any moment on WebGPU', () => {
  it.each([
    ['neighbours', {}],
    ['pca', {}],
    ['umap', { epochs: 50 }],
  ])('%s', async (method, params) => {
    const engine = await openEngine();
    const x = spaceFrom(clusters(600, 32, 5), 'y');
    await checkCancels(engine, x, { method, space: 'y', params });
  });
});

it('holds as much after 100 runs of each method as after one', async () => {
  await checkMemory(await openEngine(), spaceFrom(clusters(60, 6, 3), 'small'));
});
