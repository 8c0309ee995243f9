/** A passage in time from 0 to 1, advanced by the clock of the frames. */
export class Tween {
  private constructor(
    private readonly start: number,
    private readonly duration: number,
    private readonly smooth: boolean,
  ) {}

  /**
   * Short passages run evenly, because they follow one another (live frames should glide, not pulse); longer ones
   * start and end softly.
   */
  static begin(now: number, duration: number): Tween {
    return new Tween(now, duration, duration >= 250);
  }

  /** Share of the way at time `now`; 1 when over. */
  at(now: number): number {
    const t = this.duration > 0 ? Math.min(1, Math.max(0, (now - this.start) / this.duration)) : 1;
    return this.smooth ? t * t * (3 - 2 * t) : t;
  }

  over(now: number): boolean {
    return now >= this.start + this.duration;
  }
}
