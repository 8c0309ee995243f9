import { rowsOf } from '../../src/math/rows.ts';
import { normals } from '../data.ts';
import { medianTimes } from '../measure.ts';
import { count, type Part } from '../part.ts';
import { openPool } from '../pool.ts';

/** What a second thread gives: the same search for the nearest row on pools of one and of two. */
export const threads: Part = async function* (scale) {
  const rows = scale === 'full' ? 8192 : 4096;
  const x = rowsOf(normals(rows, 768));
  const [one, two] = [openPool(1), openPool(2)];
  const search = (kernels: typeof one) => () => kernels.topk(x, { kind: 'dot', k: 15 }, {});
  const times = await medianTimes(scale === 'full' ? 7 : 3, [search(one), search(two)]);
  one.dispose();
  two.dispose();
  const [single, pair] = times.map((ms) => ms / 1000) as [number, number];
  const ratio = single / pair;
  yield {
    what: `nearest rows by inner product, ${count(rows)} x 768, k = 15, two threads beside one`,
    ours: pair,
    unit: 's',
    peer: { name: 'one thread', value: single },
    ratio,
    goal: { text: '>= 1.8 x', met: ratio >= 1.8 },
  };
};
