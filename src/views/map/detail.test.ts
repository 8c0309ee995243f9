import { expect, test } from 'vitest';
import { automaticSize, Detail, FEWEST, shuffledOrder } from './detail.ts';

/** A machine that draws so many points per millisecond, seen to for a while; `base` milliseconds a frame go elsewhere. */
function settle(pointsPerMs: number, base = 16): number {
  const detail = new Detail();
  for (let i = 0; i < 400; i++) detail.note(base + detail.points / pointsPerMs, detail.points);
  return detail.points;
}

test('a fast machine draws a million points at once after a few frames', () => {
  const detail = new Detail();
  let frames = 0;
  for (; detail.points < 1_000_000; frames++) detail.note(16, detail.points);
  expect(frames).toBeLessThan(30);
});

test('a slow machine ends at what it draws fluently, but not at nothing', () => {
  const slow = settle(2000);
  expect(slow).toBeGreaterThan(10_000);
  // 45 ms a frame of which 16 are not drawing.
  expect(slow).toBeLessThanOrEqual(60_000);
  expect(settle(1)).toBe(FEWEST);
});

test('single slow frames are averaged out', () => {
  const detail = new Detail();
  const before = detail.points;
  for (const ms of [5, 80, 35]) detail.note(ms, before);
  expect(detail.points).toBe(before);
});

test('that few points are drawn fast says nothing about many; that they are slow does', () => {
  const detail = new Detail();
  const before = detail.points;
  for (let i = 0; i < 9; i++) detail.note(16, 3000);
  expect(detail.points).toBe(before);
  for (let i = 0; i < 9; i++) detail.note(1000, 8000);
  expect(detail.points).toBe(FEWEST);
});

test('the order holds every item once, is the same every time, and its start is a fair sample', () => {
  const n = 100_000;
  const order = shuffledOrder(n);
  expect(new Set(order).size).toBe(n);
  expect(shuffledOrder(n)).toEqual(order);
  // Of the first 10,000 about 5,000 come from the first half of the file; five standard deviations, in runs of 16, are 950.
  const early = order.subarray(0, 10_000).filter((item) => item < n / 2).length;
  expect(Math.abs(early - 5000)).toBeLessThan(950);
});

test('points shrink with their number and the pane, within legible bounds', () => {
  const sizes = [1e3, 1e4, 1e5, 1e6].map((n) => automaticSize(n, 1000, 700));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(automaticSize(1e4, 390, 500)).toBeLessThan(sizes[1]!);
  expect(automaticSize(1e9, 100, 100)).toBeGreaterThan(1);
});
