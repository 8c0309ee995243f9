import { ALL_WORDS } from '../data.ts';
import { inProcess } from '../isolated.ts';
import { count, type Part } from '../part.ts';

/** The largest space of the goals: neighbours and PCA in one process, which holds the matrix all the while. */
export const memory: Part = async function* (scale) {
  const rows = scale === 'full' ? ALL_WORDS : 20_000;
  const job = { contender: 'locus', data: 'words', rows } as const;
  const { peak, runs } = await inProcess(job, [
    { ability: 'neighbours', k: 15 },
    { ability: 'components', count: 3 },
  ]);
  const multiple = peak / (4 * rows * 100);
  const [search, pca] = runs.map(({ seconds }) => seconds.toPrecision(3));
  yield {
    what: `peak memory of neighbours (${search} s) and PCA (${pca} s) of words ${count(rows)} x 100, multiple of the matrix`,
    ours: multiple,
    unit: 'x',
    memory: { ours: peak },
    ...(rows === ALL_WORDS && { goal: { text: '< 3 x', met: multiple < 3 } }),
  };
};
