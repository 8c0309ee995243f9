import { ALL_WORDS } from '../data.ts';
import { exponent } from '../growth.ts';
import { isolated, type Task } from '../isolated.ts';
import { count, type Part } from '../part.ts';
import type { Row } from '../table.ts';

const QUICK = [2_000, 5_000, 10_000];
const FULL = [2_000, 10_000, 50_000, 100_000];

/** How the time of each method grows with N on GloVe words x 100: time = c N^p. */
export const growth: Part = async function* (scale) {
  const [sizes, all] = scale === 'full' ? [FULL, [...FULL, ALL_WORDS]] : [QUICK, QUICK];
  yield grows('exact neighbours, k = 15', all, { ability: 'neighbours', k: 15 });
  // The same number of epochs at every size: its own rule takes fewer above 10,000 items.
  yield grows('UMAP end to end, 200 epochs', sizes, {
    ability: 'umap',
    seed: 0,
    epochs: 200,
  });
  yield grows('PCA, first 3 components', all, { ability: 'components', count: 3 });
};

async function grows(what: string, sizes: readonly number[], task: Task): Promise<Row> {
  const points: [number, number][] = [];
  for (const rows of sizes) {
    // Short runs are repeated; longer ones speak for themselves.
    const repeats = rows <= 5_000 ? 5 : 1;
    const { seconds } = await isolated({ contender: 'locus', data: 'words', rows, repeats }, task);
    points.push([rows, seconds]);
  }
  const times = points.map(([rows, seconds]) => `${count(rows)}: ${seconds.toPrecision(3)} s`);
  return {
    what: `${what}, exponent p of N^p (${times.join(', ')})`,
    ours: exponent(points),
    unit: '',
  };
}
