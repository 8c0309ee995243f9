// DruidJS: neighbours, UMAP and PCA in JavaScript, one thread.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { rowsOf, unitRowsOf } from './rows.mjs';

const entry = createRequire(import.meta.url).resolve('@saehrimnir/druidjs');

/** @returns {Promise<import('../contender.ts').Contender>} */
export async function open() {
  const druid = await import(pathToFileURL(entry.replace(/\.cjs$/, '.js')).href);
  return {
    name: `druidjs ${druid.version}`,
    // Its quickest exact search at 100 columns. Euclidean on unit rows: its trees need a true metric.
    neighbours(x, k) {
      const tree = new druid.BallTree(unitRowsOf(x, Float64Array), { metric: druid.euclidean });
      return Uint32Array.from(
        Array.from({ length: x.rows }, (_, row) => tree.search_by_index(row, k)).flatMap((list) =>
          list.map(({ index }) => index),
        ),
      );
    },
    umap: (x, { seed }) =>
      Float32Array.from(
        new druid.UMAP(unitRowsOf(x, Float64Array), { n_neighbors: 15, min_dist: 0.1, seed })
          .transform()
          .flatMap((point) => [...point]),
      ),
    components(x, count) {
      const pca = new druid.PCA(rowsOf(x, Float64Array), { d: count });
      const axes = pca.principal_components();
      const scores = pca.X.sub(pca.X.meanCols()).dot(axes);
      return {
        singularValues: Float64Array.from({ length: count }, (_, r) =>
          Math.hypot(...scores.col(r)),
        ),
        axes: Float64Array.from(axes.transpose().values),
      };
    },
  };
}
