import { identicalRows, sampleRows } from '../brute-force.ts';
import type { PeerId } from '../contender.ts';
import { load, type DataSet } from '../data.ts';
import { isolated, type Outcome } from '../isolated.ts';
import { attempt, count, type Part } from '../part.ts';
import type { Line, Row } from '../table.ts';

const K = 15;
const CHECKED = 200;
const TASK = { ability: 'neighbours', k: K } as const;

/** Exact cosine neighbours, their agreement with float64 brute force, and the searches of the peers. */
export const neighbours: Part = async function* (scale) {
  yield* exact('random', 10_000, scale === 'full' ? 3 : 1, 1.5);
  if (scale === 'full') yield* exact('words', 50_000, 3, 6);
  else yield* exact('words', 10_000, 1, 0.6);
  if (scale === 'full') yield* besidePeers(10_000, 100);
  else yield* besidePeers(2_000, null);
};

async function* exact(
  data: DataSet,
  rows: number,
  repeats: number,
  limit: number,
): AsyncGenerator<Line> {
  const { name, seconds, peak, value } = await isolated(
    { contender: 'locus', data, rows, repeats },
    TASK,
  );
  const x = load(data, rows);
  const what = `exact cosine neighbours, ${data} ${count(rows)} x ${x.cols}, k = ${K}`;
  yield {
    what: `${what}, ${name}`,
    ours: seconds,
    unit: 's',
    memory: { ours: peak },
    goal: { text: `< ${limit} s`, met: seconds < limit },
  };
  const same = identicalRows(x, value, K, CHECKED);
  yield {
    what: `rows of that identical to float64 brute force, of ${CHECKED} sampled`,
    ours: same,
    unit: 'rows',
    goal: { text: `${CHECKED} rows`, met: same === CHECKED },
  };
}

const PEERS: readonly PeerId[] = ['umap-js', 'druidjs', 'embedding-atlas'];

/** @param times how much faster than umap-js Locus has to be at this size */
async function* besidePeers(rows: number, times: number | null): AsyncGenerator<Row> {
  const job = { data: 'words', rows } as const;
  const ours = await isolated({ ...job, contender: 'locus', repeats: 5 }, TASK);
  const what = `neighbour search, words ${count(rows)} x 100, k = ${K}`;
  for (const contender of PEERS)
    yield await attempt(`${what}; ${contender}`, async () => {
      const theirs = await isolated({ ...job, contender }, TASK);
      const ratio = theirs.seconds / ours.seconds;
      const goal = contender === 'umap-js' ? times : null;
      return {
        what: `${what}; peer finds ${found(theirs, ours)} % of them`,
        ours: ours.seconds,
        unit: 's',
        peer: { name: theirs.name, value: theirs.seconds },
        ratio,
        memory: { ours: ours.peak, peer: theirs.peak },
        ...(goal !== null && { goal: { text: `>= ${goal} x`, met: ratio >= goal } }),
      };
    });
}

type Found = Outcome<Uint32Array>;

/** Share of our exact neighbours that the peer found too, over sampled rows. */
function found(theirs: Found, ours: Found): string {
  const rows = sampleRows(ours.value.length / K, 1000);
  const listOf = ({ value }: Found, row: number) => value.subarray(row * K, (row + 1) * K);
  const hits = rows.map((row) => {
    const known = new Set(listOf(ours, row));
    return listOf(theirs, row).filter((other) => known.has(other)).length;
  });
  const share = hits.reduce((sum, hit) => sum + hit, 0) / (K * rows.length);
  return (100 * share).toFixed(1);
}
