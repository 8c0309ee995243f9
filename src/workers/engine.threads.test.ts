import { afterAll, beforeAll, describe, it } from 'vitest';
import { clusters } from '../math/testing/random.ts';
import { createWasmKernels } from '../wasm/backend.ts';
import { PoolExecutor } from '../wasm/pool.ts';
import { createNodeThreads } from '../wasm/testing/node-threads.ts';
import { Engine } from './engine.ts';
import { checkCancels } from './testing/check-cancels.ts';
import { checkMemory } from './testing/check-memory.ts';
import { spaceFrom } from './testing/spaces.ts';

/** On WASM with real threads. */
let engine: Engine;
beforeAll(async () => {
  const spawn = await createNodeThreads();
  engine = new Engine({
    open: async () => ({
      kernels: createWasmKernels(new PoolExecutor([spawn(), spawn()], spawn)),
      reason: 'test',
    }),
    isDeviceLost: () => false,
  });
  await engine.open(null);
});
afterAll(() => engine.dispose());

describe('cancel at any moment on WASM', () => {
  const space = 'x';
  it.each([
    ['neighbours', clusters(3000, 100, 5), {}],
    ['pca', clusters(4000, 300, 5), {}],
    ['umap', clusters(1500, 50, 5), { epochs: 100 }],
  ])('%s', async (method, x, params) => {
    await checkCancels(engine, spaceFrom(x, space), { method, space, params });
    engine.unload(space);
  });
});

it('holds as much after 100 runs of each method as after one', async () => {
  await checkMemory(engine, spaceFrom(clusters(60, 6, 3), 'small'));
});
