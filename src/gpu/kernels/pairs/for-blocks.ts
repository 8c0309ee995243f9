import { blockBudget, checkpoint, type Control } from '../../../base/control.ts';
import { Pacer } from '../../pacer.ts';
import type { PairBlock, PairScores } from '../pairwise/pair-scores.ts';
import { colsFor, pieceLength, rowsFor } from '../pairwise/plan.ts';

/** Products of the smallest submit: a few milliseconds on a software adapter. */
const SMALLEST_WORK = 2 ** 24;

/**
 * Covers every unordered pair of `rows` rows once, band by band: first the square of the band with itself (which holds
 * its pairs twice), then what lies to the right of it.
 * @param run One block in one submit; resolves to its milliseconds.
 */
export async function forUpperBlocks(
  scores: PairScores,
  { rows, cols }: { readonly rows: number; readonly cols: number },
  stage: string,
  run: (block: PairBlock) => Promise<number>,
  control: Control,
): Promise<void> {
  const { plan } = scores;
  const pacer = new Pacer(SMALLEST_WORK / (cols + 1));
  const all = rows * rows;
  for (let row = 0; row < rows;) {
    const most = rowsFor(plan, pacer.size);
    // No wider than a block may be, so that the square is one block.
    const square = Math.min(most, colsFor(plan, most, pacer.size));
    const height = pieceLength(row, rows, square, plan.shardRows);
    for (let col = row; col < rows;) {
      const width =
        col === row
          ? height
          : pieceLength(col, rows, colsFor(plan, height, pacer.size), plan.shardRows);
      const block = { row, rows: height, col, cols: width };
      pacer.record(height * width, await run(block), blockBudget(control));
      col += width;
      await checkpoint(control);
    }
    row += height;
    control.progress?.({ stage, done: all - (rows - row) ** 2, total: all });
  }
}
