import { diskSource } from '../cli/files.ts';
import type { Space } from '../src/data/dataset.ts';
import { openFiles } from '../src/io/open.ts';
import type { Matrix } from '../src/math/kernels.ts';
import { createRng } from '../src/math/rng.ts';

/** The committed sample `words`, 10,000 x 100, through the product's own reader. */
export async function words(): Promise<Space> {
  const opened = await openFiles([await diskSource('public/samples/words/vectors.npy')], {}, {});
  return opened.spaces[0]!;
}

/** Standard normals from seed 0. */
export function normals(rows: number, cols: number): Matrix {
  const rng = createRng(0);
  return { data: Float32Array.from({ length: rows * cols }, () => rng.normal()), rows, cols };
}
