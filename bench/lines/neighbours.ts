import type { Space } from '../../src/data/dataset.ts';
import { exactNeighbours } from '../../src/math/exact-neighbours.ts';
import { medianTimes } from '../measure.ts';
import { openPool } from '../pool.ts';
import type { Line } from '../table.ts';

/** Exact cosine neighbours of `words`: float32 shortlist on the pool, float64 order on this thread. */
export async function neighbourLines(words: Space): Promise<readonly Line[]> {
  const kernels = openPool();
  const [ms] = (await medianTimes(5, [
    () => exactNeighbours(words, { metric: 'cosine', k: 15 }, kernels),
  ])) as [number];
  const { device } = kernels;
  kernels.dispose();
  return [
    {
      what: `exact cosine neighbours of words, k = 15, ${device}`,
      ours: ms / 1000,
      unit: 's',
      goal: { text: '< 0.6 s', met: ms < 600 },
    },
  ];
}
