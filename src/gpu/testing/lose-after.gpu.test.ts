import { expect, test } from 'vitest';
import { rowsOf } from '../../math/rows.ts';
import { gaussian } from '../../math/testing/random.ts';
import { createGpuKernels } from '../backend.ts';
import { DeviceLostError } from '../errors.ts';
import { loseAfter } from './lose-after.ts';
import { openTestDevice } from './open.ts';

test('a device lost after any submit of a call ends the call and leaves no memory behind', async () => {
  const x = rowsOf(gaussian(70, 9, 1));
  const call = async (submits: number): Promise<number> => {
    const gpu = await openTestDevice();
    const count = loseAfter(gpu, submits);
    try {
      await createGpuKernels(gpu).topk(x, { kind: 'dot', k: 3 }, {});
      return count.submits;
    } finally {
      expect(gpu.memory.bytes).toBe(0);
      gpu.dispose();
    }
  };
  await call(Infinity); // Finds the fastest variant, once for all calls.
  const all = await call(Infinity);
  expect(all).toBeGreaterThanOrEqual(2);
  for (let submits = 0; submits <= all; submits++) {
    await expect(call(submits)).rejects.toBeInstanceOf(DeviceLostError);
  }
});
