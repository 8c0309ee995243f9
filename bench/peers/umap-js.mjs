// umap-js on neighbours that are given, so that only the graph and the layout are compared.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** @returns {Promise<import('../peers.ts').UmapJs>} */
export async function open() {
  const { UMAP } = require('umap-js');
  const { version } = require('umap-js/package.json');
  return {
    version,
    fit({ indices, distances, epochs, components, random }) {
      const umap = new UMAP({
        nNeighbors: indices[0].length,
        nEpochs: epochs,
        nComponents: components,
        random,
      });
      umap.setPrecomputedKNN(indices, distances);
      // It looks at the number of rows only when the neighbours are given.
      return umap.fit(indices);
    },
  };
}
