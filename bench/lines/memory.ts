import { ALL_WORDS } from '../data.ts';
import { inProcess } from '../isolated.ts';
import { count, type Part } from '../part.ts';

const K = 15;

/**
 * The largest space of the goals: neighbours, exact and approximate, and PCA, each way in one process that holds the
 * matrix all the while.
 */
export const memory: Part = async function* (scale) {
  const rows = scale === 'full' ? ALL_WORDS : 20_000;
  const job = { contender: 'locus', data: 'words', rows } as const;
  const lists: Uint32Array[] = [];
  for (const search of ['approximate', 'exact'] as const) {
    const { peak, runs } = await inProcess(job, [
      { ability: 'neighbours', k: K, search },
      { ability: 'components', count: 3 },
    ]);
    lists.push(runs[0]!.value as Uint32Array);
    const multiple = peak / (4 * rows * 100);
    const [found, pca] = runs.map(({ seconds }) => seconds.toPrecision(3));
    yield {
      what: `peak memory of ${search} neighbours (${found} s) and PCA (${pca} s) of words ${count(rows)} x 100, multiple of the matrix`,
      ours: multiple,
      unit: 'x',
      memory: { ours: peak },
      ...(rows === ALL_WORDS && { goal: { text: '< 3 x', met: multiple < 3 } }),
    };
  }
  const recall = shared(lists[0]!, lists[1]!);
  yield {
    what: `share of these exact neighbours that the approximate lists hold, k = ${K}, all rows`,
    ours: recall,
    unit: '',
    goal: { text: '>= 0.95', met: recall >= 0.95 },
  };
};

/** Share of the entries of `exact` that stand in the same row of `found`. */
function shared(found: Uint32Array, exact: Uint32Array): number {
  let hits = 0;
  for (let row = 0; row < exact.length; row += K) {
    const known = new Set(found.subarray(row, row + K));
    for (let e = row; e < row + K; e++) if (known.has(exact[e]!)) hits++;
  }
  return hits / exact.length;
}
