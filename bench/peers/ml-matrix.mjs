// ml-matrix: eigenvalues of the covariance in JavaScript, the quickest way to PCA that it offers for tall matrices.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const { EigenvalueDecomposition, Matrix } = require('ml-matrix');
// Its package.json is not among its exports.
const { version } = JSON.parse(
  readFileSync(join(dirname(require.resolve('ml-matrix')), 'package.json'), 'utf8'),
);

/** @returns {import('../contender.ts').Contender} */
export const open = () => ({
  name: `ml-matrix ${version}`,
  components({ data, rows, cols }, count) {
    const x = Matrix.from1DArray(rows, cols, data).center('column');
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
      x.transpose().mmul(x),
      { assumeSymmetric: true },
    );
    // Rising eigenvalues, vectors in columns.
    const last = (r) => cols - 1 - r;
    return {
      singularValues: Float64Array.from({ length: count }, (_, r) =>
        Math.sqrt(Math.max(0, realEigenvalues[last(r)])),
      ),
      axes: Float64Array.from({ length: count * cols }, (_, i) =>
        eigenvectorMatrix.get(i % cols, last(Math.floor(i / cols))),
      ),
    };
  },
});
