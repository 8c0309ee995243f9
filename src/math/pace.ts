import { blockBudget, checkpoint, throwIfCancelled, type Control } from '../base/control.ts';

/** Share of the longest block that a loop takes, as it looks at the clock only between two items. */
const SHARE = 0.6;

/**
 * For long synchronous loops: `if (pace.due()) await pace.rest(done, total)` between items lets cancel, pause and
 * progress through every 30 ms (5 ms while the page moves) and costs one clock reading otherwise.
 */
export function createPace(control: Control, stage: string) {
  throwIfCancelled(control);
  let resumed = performance.now();
  return {
    due: (): boolean => performance.now() - resumed > SHARE * blockBudget(control),
    async rest(done: number, total: number): Promise<void> {
      control.progress?.({ stage, done, total });
      await checkpoint(control);
      resumed = performance.now();
    },
  };
}

export type Pace = ReturnType<typeof createPace>;

/** Values read between two looks at the clock: a fraction of a millisecond. */
const BLOCK_VALUES = 2 ** 17;

/**
 * For plain passes over a matrix: calls `pass` for all rows, block after block. `pass` may answer false to end the pass
 * there.
 */
export async function byBlocks(
  { rows, cols }: { readonly rows: number; readonly cols: number },
  control: Control,
  stage: string,
  pass: (from: number, to: number) => unknown,
): Promise<void> {
  const pace = createPace(control, stage);
  const step = Math.max(1, Math.floor(BLOCK_VALUES / cols));
  for (let from = 0; from < rows; from += step) {
    if (pass(from, Math.min(rows, from + step)) === false) return;
    if (pace.due()) await pace.rest(from, rows);
  }
}
