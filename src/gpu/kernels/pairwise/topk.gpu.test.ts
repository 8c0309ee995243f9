import { expect, test } from 'vitest';
import { gaussian } from '../../../math/testing/random.ts';
import { openTestDevice } from '../../testing/open.ts';
import { createReferenceKernels } from '../../../math/reference-kernels.ts';
import { topk } from './topk.ts';

test('first', async () => {
  const gpu = await openTestDevice();
  const x = gaussian(300, 17);
  for (const kind of ['dot', 'sqeuclidean'] as const)
    for (const k of [1, 15, 100, 299]) {
      const a = await topk(gpu, x, { kind, k }, {});
      const b = await createReferenceKernels().topk(x, { kind, k }, {});
      expect(a.indices).toEqual(b.indices);
    }
  expect(gpu.memory.bytes).toBe(0);
});
