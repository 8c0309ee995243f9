import type { Control } from '../base/control.ts';
import type { CellKernels, Matrix, Rows } from './kernels.ts';
import { createPace } from './pace.ts';
import { hash32 } from './rng.ts';
import { matrixOf, rowsOf } from './rows.ts';
import { sampleRows } from './sample.ts';

/** Rows that a centre is learnt from, on average. */
const ROWS_PER_CELL = 64;
const ROUNDS = 6;

/**
 * Centres of `count` cells by Lloyd's algorithm (k-means) on a sample of the rows, from rows drawn by chance. A centre that
 * no row is nearest to stays where it is. Good centres make a search short, not right: a few rounds are enough.
 */
export async function cellCentres(
  x: Rows,
  { count, seed }: { readonly count: number; readonly seed: number },
  { topkAmong }: CellKernels,
  control: Control,
): Promise<Matrix> {
  const { cols } = x;
  const learnt = sampleRows(x.rows, Math.min(x.rows, ROWS_PER_CELL * count), seed);
  const sample = matrixOf(chosenRows(x, learnt));
  const drawn = sampleRows(sample.rows, count, hash32(seed ^ 1));
  const centres = matrixOf(chosenRows(rowsOf(sample), drawn));
  const pace = createPace(control, 'Cells of neighbours');
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(count * cols);
    const sizes = new Uint32Array(count);
    const home = await homesOf(rowsOf(sample), centres, { topkAmong }, control);
    for (let i = 0; i < sample.rows; i++) {
      const cell = home[i]!;
      sizes[cell]!++;
      for (let d = 0; d < cols; d++) sums[cell * cols + d]! += sample.data[i * cols + d]!;
      if (pace.due()) await pace.rest(round, ROUNDS);
    }
    for (let e = 0; e < sums.length; e++) {
      const size = sizes[Math.floor(e / cols)]!;
      if (size) centres.data[e] = sums[e]! / size;
    }
  }
  return centres;
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
