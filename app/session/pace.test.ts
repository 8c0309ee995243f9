import { expect, it } from 'vitest';
import { Pace, remainingText } from './pace.ts';

const layout = (done: number) => ({ stage: 'Layout', done, total: 200 });

it('extrapolates the speed of the last stage', () => {
  const pace = new Pace();
  expect(pace.remaining(layout(0), 1000)).toBeNull();
  // 50 of 200 epochs in 2 s: 150 more take 6 s.
  expect(pace.remaining(layout(50), 3000)).toBeCloseTo(6);
});

it('says nothing too early or without a total', () => {
  const pace = new Pace();
  pace.remaining(layout(0), 0);
  // A fortieth of the work; a second of it; no total.
  expect(pace.remaining(layout(5), 9000)).toBeNull();
  expect(pace.remaining(layout(50), 1000)).toBeNull();
  expect(pace.remaining({ stage: 'Layout', done: 50, total: 0 }, 9000)).toBeNull();
  expect(pace.remaining(layout(50), 9000)).toBeCloseTo(27);
});

it('promises nothing before the last stage, which it measures by itself and anew after a reset', () => {
  const pace = new Pace();
  const graph = (done: number) => ({ stage: 'Neighbour graph', done, total: 10 });
  pace.remaining(graph(0), 0);
  expect(pace.remaining(graph(9), 50_000)).toBeNull();
  expect(pace.remaining(layout(20), 60_000)).toBeNull();
  expect(pace.remaining(layout(40), 62_000)).toBeCloseTo(16);
  pace.reset();
  expect(pace.remaining(layout(60), 99_000)).toBeNull();
  expect(pace.remaining(layout(80), 101_000)).toBeCloseTo(12);
});

it.each([
  [0.4, 'almost done'],
  [3.6, 'about 4 s left'],
  [120, 'about 2 min left'],
])('says %d s as "%s"', (seconds, text) => {
  expect(remainingText(seconds)).toBe(text);
});
