import { readFileSync } from 'node:fs';
import { runMethod } from '../../src/analysis/run-method.ts';
import type { NeighboursValue } from '../../src/analysis/types.ts';
import type { UmapValue } from '../../src/analysis/umap/run.ts';
import type { Space } from '../../src/data/dataset.ts';
import type { Kernels } from '../../src/math/kernels.ts';
import { rowMetric, type Metric } from '../../src/math/metric.ts';
import { createRng } from '../../src/math/rng.ts';
import { time } from '../measure.ts';
import { openUmapJs, type UmapJs } from '../peers.ts';
import { openPool } from '../pool.ts';
import type { Line } from '../table.ts';
import { trustworthiness } from '../trustworthiness.ts';

const K = 15;
/** Trustworthiness is judged on a seeded sample of the items, each against all others (METHODS H2). */
const SAMPLE = 2000;
/** Written by tools/golden/methods/umap_words.py: umap-learn's trustworthiness for three seeds. */
const GOLDEN = 'src/analysis/umap/testdata/words-umap-learn.json';

/**
 * UMAP of `words` in 2-D with default parameters. Both start from the same neighbours, which are not timed, and take
 * the same number of epochs; umap-js runs on one thread, which is all it has.
 */
export async function umapLines(words: Space): Promise<readonly Line[]> {
  const kernels = openPool();
  const ours = await runOurs(words, kernels);
  const { device } = kernels;
  kernels.dispose();
  const peer = await openUmapJs();
  const theirs = await runPeer(peer, ours);
  const metric = rowMetric(words, ours.metric);
  const judge = (layout: Float32Array): number =>
    trustworthiness(words.rows, metric.rank, layout, 2, K, SAMPLE);
  const [own, others] = [judge(ours.layout), judge(theirs.layout)];
  const quality = { ours: own, unit: '' };
  const learn = umapLearn();
  const ratio = theirs.seconds / ours.seconds;
  const name = `umap-js ${peer.version}`;
  return [
    {
      what: `UMAP of words, 2-D, ${ours.epochs} epochs, neighbours given, ${device}`,
      ours: ours.seconds,
      unit: 's',
      peer: { name, value: theirs.seconds },
      ratio,
      goal: { text: '>= 3 x', met: ratio >= 3 },
    },
    { ...quality, what: `trustworthiness of that layout, k = ${K}`, peer: { name, value: others } },
    { ...quality, what: 'the same', peer: learn, goal: closeTo(own, learn.value) },
  ];
}

/** The mean over its seeds, each judged on all items by scikit-learn. Not run here: it is Python. */
function umapLearn(): { name: string; value: number } {
  const { runs, versions } = JSON.parse(readFileSync(GOLDEN, 'utf8')) as {
    runs: { trustworthiness: number }[];
    versions: { umap: string };
  };
  const sum = runs.reduce((total, run) => total + run.trustworthiness, 0);
  return { name: `umap-learn ${versions.umap}, recorded`, value: sum / runs.length };
}

const closeTo = (ours: number, peer: number): NonNullable<Line['goal']> => ({
  text: 'within 0.02',
  met: Math.abs(ours - peer) <= 0.02,
});

interface Ours {
  readonly metric: Metric;
  readonly epochs: number;
  readonly neighbours: NeighboursValue;
  readonly layout: Float32Array;
  readonly seconds: number;
}

async function runOurs(words: Space, kernels: Kernels): Promise<Ours> {
  // The memory that the engine keeps for a space: the neighbours computed first are those UMAP finds there.
  const memory = new Map<string, Promise<unknown>>();
  const shared = <T>(key: string, compute: () => Promise<T>): Promise<T> => {
    if (!memory.has(key)) memory.set(key, compute());
    return memory.get(key) as Promise<T>;
  };
  const options = { kernels, control: {}, inputs: [], shared };
  const neighbours = (await runMethod('neighbours', words, { k: K }, options))
    .value as NeighboursValue;
  const computed = memory.size;
  const { value, recipe, elapsed } = await runMethod('umap', words, { dims: 2 }, options);
  if (memory.size !== computed) throw new Error('UMAP did not use the neighbours it was given');
  const { metric } = recipe.params as { metric: Metric };
  const { coordinates, epochs } = value as UmapValue;
  return { metric, epochs, neighbours, layout: coordinates, seconds: elapsed / 1000 };
}

async function runPeer(
  peer: UmapJs,
  { neighbours, epochs }: Ours,
): Promise<{ layout: Float32Array; seconds: number }> {
  const { rows, k } = neighbours;
  // Its lists hold k entries with the item itself first, so they end one neighbour earlier.
  const list = (values: ArrayLike<number>, self: (row: number) => number): number[][] =>
    Array.from({ length: rows }, (_, row) => [
      self(row),
      ...Array.from({ length: k - 1 }, (_, rank) => values[row * k + rank]!),
    ]);
  const indices = list(neighbours.indices, (row) => row);
  const distances = list(neighbours.distances, () => 0);
  let layout: number[][] = [];
  const ms = await time(() => {
    const random = createRng(0).next;
    layout = peer.fit({ indices, distances, epochs, components: 2, random });
  });
  return { layout: Float32Array.from(layout.flat()), seconds: ms / 1000 };
}
