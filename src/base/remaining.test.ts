import { describe, expect, it } from 'vitest';
import { RemainingTime } from './remaining.ts';

const layout = (done: number) => ({ stage: 'Layout', done, total: 200 });
const whole = (overall: number) => ({ stage: 'any', done: 0, total: 0, overall });

describe('RemainingTime', () => {
  it('extrapolates an even speed exactly', () => {
    const time = new RemainingTime();
    expect(time.remaining(layout(0), 1000)).toBeNull();
    // 50 of 200 epochs in 2 s: 150 more take 6 s, and 100 more take 4 s.
    expect(time.remaining(layout(50), 3000)).toBeCloseTo(6);
    expect(time.remaining(layout(100), 5000)).toBeCloseTo(4);
    expect(time.remaining(layout(200), 9000)).toBe(0);
  });

  it('says nothing before 5 % or half a second, nor without a total', () => {
    const time = new RemainingTime();
    time.remaining(layout(0), 0);
    expect(time.remaining(layout(9), 9000)).toBeNull();
    expect(time.remaining(layout(50), 499)).toBeNull();
    expect(time.remaining({ stage: 'Layout', done: 50, total: 0 }, 9000)).toBeNull();
    expect(time.remaining(layout(50), 9000)).toBeCloseTo(27);
  });

  it('goes by an estimate until the speed is measured', () => {
    const time = new RemainingTime({ seconds: 240, at: 1000 });
    expect(time.remaining(whole(0), 2000)).toBe(239);
    expect(time.remaining({ stage: 'any', done: 0, total: 0 }, 11_000)).toBe(230);
    // A tenth in 20 s: the whole takes 200 s.
    expect(time.remaining(whole(0.1), 22_000)).toBeCloseTo(180);
    time.reset();
    expect(time.remaining(whole(0.1), 90_000)).toBeNull();
  });

  it('says nothing when an estimate has proved too short', () => {
    const time = new RemainingTime({ seconds: 2, at: 0 });
    expect(time.remaining(whole(0), 1500)).toBe(0.5);
    expect(time.remaining(whole(0.01), 2000)).toBeNull();
  });

  it('begins anew with each stage, and after a pause', () => {
    const time = new RemainingTime();
    time.remaining({ stage: 'Graph', done: 0, total: 10 }, 0);
    expect(time.remaining({ stage: 'Graph', done: 9, total: 10 }, 50_000)).toBeCloseTo(50 / 9);
    expect(time.remaining(layout(20), 60_000)).toBeNull();
    expect(time.remaining(layout(40), 62_000)).toBeCloseTo(16);
    time.reset();
    expect(time.remaining(layout(60), 99_000)).toBeNull();
    expect(time.remaining(layout(80), 101_000)).toBeCloseTo(12);
  });

  it('goes on through the stages of a task that knows its share of the whole', () => {
    const time = new RemainingTime();
    time.remaining({ ...whole(0), stage: 'a' }, 0);
    expect(time.remaining({ ...whole(0.5), stage: 'a' }, 1000)).toBeCloseTo(1);
    expect(time.remaining({ ...whole(0.75), stage: 'b' }, 1500)).toBeCloseTo(0.5);
  });

  it('goes over to a new speed step by step', () => {
    const time = new RemainingTime();
    // A tenth a second at first, then a fiftieth: 25 s are left after the first half.
    for (let i = 0; i <= 5; i++) time.remaining(whole(i / 10), 1000 * i);
    const error = (i: number): number =>
      (time.remaining(whole(0.5 + 0.02 * i), 5000 + 1000 * i)! - (25 - i)) / (25 - i);
    const errors = Array.from({ length: 20 }, (_, i) => error(i + 1));
    // Seven tenths of the old speed are left after each second: 0.7 x (1 - 1/5) of the error.
    expect(errors[0]).toBeCloseTo(-0.56);
    expect(errors[1]).toBeCloseTo(-0.56 * 0.7);
    expect(errors.at(-1)).toBeCloseTo(0, 2);
  });

  it('counts down while a report brings nothing new', () => {
    const time = new RemainingTime();
    time.remaining(whole(0), 0);
    expect(time.remaining(whole(0.5), 4000)).toBeCloseTo(4);
    expect(time.remaining(whole(0.5), 5000)).toBeCloseTo(3);
    expect(time.remaining(whole(0.5), 9000)).toBe(0);
  });
});
