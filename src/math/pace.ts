import { checkpoint, throwIfCancelled, type Control } from '../base/control.ts';

/** Longest time a loop keeps its thread before it lets messages in. */
const SLICE_MS = 30;

/**
 * For long synchronous loops: `if (pace.due()) await pace.rest(done, total)` between items lets cancel, pause and
 * progress through every 30 ms and costs one clock reading otherwise.
 */
export function createPace(control: Control, stage: string) {
  throwIfCancelled(control);
  let resumed = performance.now();
  return {
    due: (): boolean => performance.now() - resumed > SLICE_MS,
    async rest(done: number, total: number): Promise<void> {
      control.progress?.({ stage, done, total });
      await checkpoint(control);
      resumed = performance.now();
    },
  };
}

export type Pace = ReturnType<typeof createPace>;
