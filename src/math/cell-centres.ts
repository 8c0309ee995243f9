import type { Control } from '../base/control.ts';
import type { CellKernels, Matrix, Rows } from './kernels.ts';
import { byBlocks } from './pace.ts';
import { inParts } from './parts.ts';
import { hash32 } from './rng.ts';
import { matrixOf, rowsOf } from './rows.ts';
import { sampleRows } from './sample.ts';

/** Rows that a centre is learnt from, on average. */
const ROWS_PER_CELL = 64;
const ROUNDS = 6;
const STAGE = 'Cells of neighbours';

/**
 * Centres of `count` cells by Lloyd's algorithm (k-means) on a sample of the rows, from rows drawn by chance. A centre that
 * no row is nearest to stays where it is. Good centres make a search short, not right: a few rounds are enough.
 */
export async function cellCentres(
  x: Rows,
  { count, seed }: { readonly count: number; readonly seed: number },
  kernels: CellKernels,
  control: Control,
): Promise<Matrix> {
  const learnt = sampleRows(x.rows, Math.min(x.rows, ROWS_PER_CELL * count), seed);
  // Read anew in each round: a copy would be held beside the matrix, 200 MB for a million rows of 768 values.
  const sample = chosenRows(x, learnt);
  const drawn = sampleRows(sample.rows, count, hash32(seed ^ 1));
  const centres = matrixOf(chosenRows(sample, drawn));
  const part = inParts(control, STAGE, ROUNDS * sample.rows);
  for (let round = 0; round < ROUNDS; round++) {
    const home = await homesOf(sample, centres, kernels, part(0.9 / ROUNDS));
    await moveCentres(sample, home, centres, part(0.1 / ROUNDS));
  }
  return centres;
}

/** Puts every centre into the middle of its rows, if it has any. */
async function moveCentres(
  x: Rows,
  homes: Uint16Array,
  { data, rows: count, cols }: Matrix,
  control: Control,
): Promise<void> {
  const sums = new Float64Array(data.length);
  const sizes = new Uint32Array(count);
  let block = new Float32Array(0);
  await byBlocks(x, control, STAGE, (from, to) => {
    if (block.length < (to - from) * cols) block = new Float32Array((to - from) * cols);
    x.read(from, to, block);
    for (let i = from, e = 0; i < to; i++) {
      const cell = homes[i]!;
      sizes[cell]!++;
      for (let sum = cell * cols, end = sum + cols; sum < end; sum++) sums[sum]! += block[e++]!;
    }
  });
  for (let cell = 0; cell < count; cell++)
    if (sizes[cell])
      for (let e = cell * cols; e < (cell + 1) * cols; e++) data[e] = sums[e]! / sizes[cell];
}

/** The cell of every row: that of the nearest centre. */
export async function homesOf(
  x: Rows,
  centres: Matrix,
  { topkAmong }: Pick<CellKernels, 'topkAmong'>,
  control: Control,
): Promise<Uint16Array> {
  const homes = new Uint16Array(x.rows);
  const options = { kind: 'sqeuclidean', k: 1 } as const;
  const take = ({ first, indices }: { first: number; indices: Uint32Array }): Promise<void> => {
    homes.set(indices, first);
    return Promise.resolve();
  };
  await topkAmong(x, rowsOf(centres), options, take, control);
  return homes;
}

/** Some rows, in the order listed. */
export function chosenRows({ cols, read }: Rows, chosen: Uint32Array): Rows {
  return {
    rows: chosen.length,
    cols,
    read(from, to, out) {
      for (let r = from; r < to; r++) {
        const row = chosen[r]!;
        read(row, row + 1, out.subarray((r - from) * cols, (r - from + 1) * cols));
      }
    },
  };
}
