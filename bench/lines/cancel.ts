import type { NeighboursValue, ProjectionValue } from '../../src/analysis/types.ts';
import { load } from '../data.ts';
import { interrupt, type Interruption } from '../interruption.ts';
import { count, type Part } from '../part.ts';
import { openPool } from '../pool.ts';
import type { Line } from '../table.ts';

const indices = (value: NeighboursValue) => value.indices;
const coordinates = (value: ProjectionValue) => value.coordinates;

/** Cancel at random moments of each method on the `wasm` backend. */
export const cancel: Part = async function* (scale) {
  const full = scale === 'full';
  const [rows, moments] = full ? [20_000, 20] : [3_000, 5];
  const kernels = openPool();
  const words = load('words', rows);
  const random = load('random');
  const { device } = kernels;
  const cases = [
    ['neighbours', words, { k: 15, metric: 'cosine' }, indices],
    ['pca', random, { components: full ? random.cols : 3 }, coordinates],
    ['umap', words, { dims: 2 }, coordinates],
  ] as const;
  for (const [method, x, params, output] of cases) {
    const found = await interrupt(kernels, method, x, params, output, moments);
    yield interruption(`${method} of ${count(x.rows)} x ${x.cols}, ${device}`, found);
  }
  kernels.dispose();
};

export function interruption(what: string, found: Interruption): Line {
  const { median, longest, memoryBack, sameAfter, cancelled } = found;
  const memory = memoryBack ? 'memory back' : 'MEMORY KEPT';
  const next = sameAfter ? 'next run right' : 'NEXT RUN WRONG';
  return {
    what: `cancel to settled, median of ${cancelled} moments in ${what}; longest ${longest.toFixed(0)} ms, ${memory}, ${next}`,
    ours: median,
    unit: 'ms',
    goal: { text: '< 100 ms, all back', met: median < 100 && memoryBack && sameAfter },
  };
}
