import type { Progress } from '../../src/base/control.ts';

/** Below this share of a stage, or this many milliseconds of it, an estimate would jump about. */
const TELLING = { share: 0.05, milliseconds: 2000 };

/** The long stage that comes last: before it nobody can tell when a run will be over. */
const LAST_STAGE = 'Layout';

/** Tells from the speed of the last stage so far how long the rest of the run will take. */
export class Pace {
  private start: { readonly done: number; readonly at: number } | null = null;

  /** Seconds left of the run; null while that cannot be told. `now` in milliseconds. */
  remaining({ stage, done, total }: Progress, now: number): number | null {
    if (stage !== LAST_STAGE) {
      this.start = null;
      return null;
    }
    this.start ??= { done, at: now };
    const worked = done - this.start.done;
    const spent = now - this.start.at;
    if (total <= 0 || worked <= 0) return null;
    if (worked / total < TELLING.share || spent < TELLING.milliseconds) return null;
    return (spent / 1000 / worked) * (total - done);
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
