import { runMethod } from '../../src/analysis/run-method.ts';
import type { NeighboursValue } from '../../src/analysis/types.ts';
import type { UmapValue } from '../../src/analysis/umap/run.ts';
import { openPeer } from '../contender.ts';
import { load } from '../data.ts';
import { time } from '../measure.ts';
import { count, type Part } from '../part.ts';
import { openPool } from '../pool.ts';
import { qualities } from '../quality.ts';

const K = 15;

/**
 * The layout alone: both start from the same neighbours, which are not timed, and take the same number of epochs.
 * umap-js runs on one thread, which is all it has.
 */
export const layout: Part = async function* (scale) {
  const rows = scale === 'full' ? 10_000 : 2_000;
  const x = load('words', rows);
  const kernels = openPool();
  // The memory that the engine keeps for a space: the neighbours computed first are those UMAP finds there.
  const memory = new Map<string, Promise<unknown>>();
  const shared = <T>(key: string, compute: () => Promise<T>): Promise<T> => {
    if (!memory.has(key)) memory.set(key, compute());
    return memory.get(key) as Promise<T>;
  };
  const options = { kernels, control: {}, inputs: [], shared };
  const found = await runMethod('neighbours', x, { k: K, metric: 'cosine' }, options);
  const kept = memory.size;
  const { value, elapsed } = await runMethod('umap', x, { dims: 2 }, options);
  kernels.dispose();
  if (memory.size !== kept) throw new Error('UMAP did not use the neighbours it was given');

  const { coordinates, epochs } = value as UmapValue;
  const peer = await openPeer('umap-js');
  let theirs: Float32Array = new Float32Array();
  const ms = await time(async () => {
    theirs = await peer.layout!(found.value as NeighboursValue, { seed: 0, epochs });
  });
  const ratio = ms / elapsed;
  const what = `UMAP layout of words ${count(rows)} x 100, ${epochs} epochs, neighbours given`;
  yield {
    what,
    ours: elapsed / 1000,
    unit: 's',
    peer: { name: peer.name, value: ms / 1000 },
    ratio,
    goal: { text: '>= 3 x', met: ratio >= 3 },
  };
  const [own, other] = qualities(x, [coordinates, theirs], K, 2000);
  yield {
    what: `trustworthiness of that layout, k = ${K}`,
    ours: own!.trustworthiness,
    unit: '',
    peer: { name: peer.name, value: other!.trustworthiness },
  };
};
