// umap-js: approximate neighbours and UMAP in JavaScript on one thread.
import { createRequire } from 'node:module';
import { unitRowsOf } from './rows.mjs';

const require = createRequire(import.meta.url);
const { UMAP } = require('umap-js');
const { version } = require('umap-js/package.json');

/** @returns {import('../contender.ts').Contender} */
export const open = () => ({
  name: `umap-js ${version}`,
  // Its lists hold the item itself as well. Euclidean on unit rows, which is cheaper for it than its own cosine.
  neighbours(x, k) {
    const umap = new UMAP({ nNeighbors: k + 1, random: seeded(0) });
    return Uint32Array.from(
      umap.nearestNeighbors(unitRowsOf(x)).knnIndices.flatMap((list) => list.slice(1)),
    );
  },
  umap: (x, { seed, epochs }) =>
    Float32Array.from(
      new UMAP({ nNeighbors: 15, random: seeded(seed), ...(epochs && { nEpochs: epochs }) })
        .fit(unitRowsOf(x))
        .flat(),
    ),
  layout({ indices, distances, k }, { seed, epochs }) {
    // Its lists hold k entries with the item itself first, so they end one neighbour earlier.
    const list = (values, self) =>
      Array.from({ length: values.length / k }, (_, row) => [
        self(row),
        ...values.subarray(row * k, (row + 1) * k - 1),
      ]);
    const given = list(indices, (row) => row);
    const umap = new UMAP({ nNeighbors: k, nEpochs: epochs, random: seeded(seed) });
    umap.setPrecomputedKNN(
      given,
      list(distances, () => 0),
    );
    // It looks at the number of rows only when the neighbours are given.
    return Float32Array.from(umap.fit(given).flat());
  },
});

/** mulberry32 (Tommy Ettinger). */
function seeded(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
