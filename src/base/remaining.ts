import type { Progress } from './control.ts';

/** Before this share of the work or this time of it, an estimate would jump about. */
const LEAST = { share: 0.05, milliseconds: 500 };
/** A share that grew by less says nothing of the speed. */
const NEWS = 1e-3;
/** Weight of the newest speed beside those before. */
const WEIGHT = 0.3;

interface Mark {
  readonly share: number;
  readonly at: number;
}

interface Expected {
  /** What the whole is estimated to take. */
  readonly seconds: number;
  /** When it began, in milliseconds. */
  readonly at: number;
}

/**
 * Tells from the progress of a task how long the rest of it will take. Goes by `overall` where the task knows its
 * stages; without it by the stage at hand, whose end is then all that is told. Pure: the clock is the caller's.
 */
export class RemainingTime {
  private stage: string | null = null;
  /** Where the speed was last measured. */
  private mark: Mark | null = null;
  /** Milliseconds that the whole takes at the speed of late. */
  private cost: number | null = null;

  /** @param expected an estimate to go by until the speed is measured */
  constructor(private expected: Expected | null = null) {}

  /** Seconds left, or null while that cannot be told. `now` in milliseconds. */
  remaining(progress: Progress, now: number): number | null {
    const { stage, done, total, overall } = progress;
    if (overall === undefined && stage !== this.stage) this.forget();
    this.stage = stage;
    if (overall === undefined && total <= 0) return this.expectedLeft(now);
    const share = Math.min(1, overall ?? done / total);
    this.mark ??= { share, at: now };
    this.measure(this.mark, share, now);
    if (this.cost === null) return this.expectedLeft(now);
    const atMark = this.cost * (1 - this.mark.share);
    return Math.max(0, atMark - (now - this.mark.at)) / 1000;
  }

  /** Measures anew from the next report on: time spent paused says nothing about the speed. */
  reset(): void {
    this.expected = null;
    this.forget();
  }

  private forget(): void {
    this.mark = null;
    this.cost = null;
  }

  /** Null without an estimate, and where it has proved too short. */
  private expectedLeft(now: number): number | null {
    if (!this.expected) return null;
    const { seconds, at } = this.expected;
    const left = seconds - (now - at) / 1000;
    return left > 0 ? left : null;
  }

  private measure(since: Mark, share: number, now: number): void {
    const worked = share - since.share;
    const spent = now - since.at;
    if (share < 1 && spent < LEAST.milliseconds) return;
    if (worked < (this.cost === null ? LEAST.share : NEWS)) return;
    const cost = spent / worked;
    this.cost = this.cost === null ? cost : WEIGHT * cost + (1 - WEIGHT) * this.cost;
    this.mark = { share, at: now };
  }
}
