import { expect, it } from 'vitest';
import { Pace, remainingText } from './pace.ts';

const layout = (done: number) => ({ stage: 'layout', done, total: 200 });

it('extrapolates the speed of the stage', () => {
  const pace = new Pace();
  expect(pace.remaining(layout(0), 1000)).toBeNull();
  // 50 of 200 epochs in 2 s: 150 more take 6 s.
  expect(pace.remaining(layout(50), 3000)).toBeCloseTo(6);
});

it('says nothing too early or without a total', () => {
  const pace = new Pace();
  pace.remaining(layout(0), 0);
  expect(pace.remaining(layout(5), 100)).toBeNull();
  expect(pace.remaining({ stage: 'layout', done: 50, total: 0 }, 200)).toBeNull();
});

it('measures every stage by itself, and anew after a reset', () => {
  const pace = new Pace();
  pace.remaining({ stage: 'graph', done: 0, total: 10 }, 0);
  expect(pace.remaining(layout(20), 60_000)).toBeNull();
  expect(pace.remaining(layout(40), 61_000)).toBeCloseTo(8);
  pace.reset();
  expect(pace.remaining(layout(60), 99_000)).toBeNull();
  expect(pace.remaining(layout(80), 100_000)).toBeCloseTo(6);
});

it.each([
  [0.4, 'almost done'],
  [3.6, 'about 4 s left'],
  [120, 'about 2 min left'],
])('says %d s as "%s"', (seconds, text) => {
  expect(remainingText(seconds)).toBe(text);
});
