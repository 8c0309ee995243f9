// embedding-atlas: approximate neighbours and UMAP in Rust, compiled to WASM, one thread.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const entry = require.resolve('embedding-atlas').replace(/index\.js$/, 'umap.js');

/** @returns {Promise<import('../contender.ts').Contender>} */
export async function open() {
  const { createNNDescent, createUMAP } = await import(pathToFileURL(entry).href);
  const { version } = require(entry.replace(/dist.umap\.js$/, 'package.json'));
  return {
    name: `embedding-atlas ${version} (WASM)`,
    async neighbours({ data, rows, cols }, k) {
      const index = await createNNDescent(rows, cols, data, {
        metric: 'cosine',
        nNeighbors: k + 1,
        seed: 0,
      });
      const found = new Uint32Array(rows * k);
      for (let row = 0; row < rows; row++) {
        const { indices } = index.queryByIndex(row, k + 1);
        found.set(indices.filter((other) => other !== row).slice(0, k), row * k);
      }
      index.destroy();
      return found;
    },
    async umap({ data, rows, cols }, { seed }) {
      const umap = await createUMAP(rows, cols, 2, data, {
        metric: 'cosine',
        nNeighbors: 15,
        seed,
      });
      await umap.run();
      const layout = umap.embedding.slice();
      umap.destroy();
      return layout;
    },
  };
}
