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
