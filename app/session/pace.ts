import type { Progress } from '../../src/base/control.ts';

/** Below this share of a stage an estimate would jump about. */
const TELLING = 0.05;

/** Tells from the speed of a stage so far how long the rest of it will take. */
export class Pace {
  private start: { readonly stage: string; readonly done: number; readonly at: number } | null =
    null;

  /** Seconds left of the stage under way; null while that cannot be told. `now` in milliseconds. */
  remaining({ stage, done, total }: Progress, now: number): number | null {
    if (this.start?.stage !== stage) this.start = { stage, done, at: now };
    const worked = done - this.start.done;
    if (total <= 0 || worked <= 0 || worked / total < TELLING) return null;
    return ((now - this.start.at) / 1000 / worked) * (total - done);
  }

  /** Measures anew from the next report on: time spent paused says nothing about the speed. */
  reset(): void {
    this.start = null;
  }
}

/** "about 4 s left", "about 2 min left". */
export function remainingText(seconds: number): string {
  if (seconds < 1) return 'almost done';
  if (seconds < 90) return `about ${Math.round(seconds)} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}
