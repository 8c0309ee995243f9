import { expect, test } from 'vitest';
import { automaticSize, Detail, FEWEST, shuffledOrder } from './detail.ts';

const MILLION = 1_000_000;

/** A machine that draws so many points per millisecond, moved for a while. */
function settle(pointsPerMs: number): number {
  const detail = new Detail();
  for (let i = 0; i < 400; i++) detail.note(16 + detail.of(MILLION) / pointsPerMs, MILLION);
  return detail.of(MILLION);
}

test('a fast machine draws everything while moving', () => {
  expect(settle(1e6)).toBe(MILLION);
});

test('a slow machine ends at what it draws fluently, but not at nothing', () => {
  const slow = settle(2000);
  expect(slow).toBeGreaterThan(10_000);
  // 45 ms a frame of which 16 are not drawing.
  expect(slow).toBeLessThanOrEqual(60_000);
  expect(settle(1)).toBe(FEWEST);
});

test('where a frame is slow without points, some more are drawn', () => {
  const detail = new Detail();
  for (let i = 0; i < 400; i++) detail.note(40 + detail.of(MILLION) / 1000, MILLION);
  const mean = 40 + detail.of(MILLION) / 1000;
  expect(mean).toBeGreaterThan(50);
  // 15 frames a second.
  expect(mean).toBeLessThan(66);
});

test('at rest a slice is never small, nor larger than what is left', () => {
  const detail = new Detail();
  for (let i = 0; i < 40; i++) detail.note(1000, MILLION);
  expect(detail.of(MILLION)).toBe(FEWEST);
  expect(detail.atRest(MILLION)).toBe(50_000);
  expect(detail.atRest(3000)).toBe(3000);
});

test('single slow frames are averaged out', () => {
  const detail = new Detail();
  const before = detail.of(MILLION);
  for (const ms of [5, 90, 35, 30]) detail.note(ms, MILLION);
  expect(detail.of(MILLION)).toBe(before);
});

test('small sets are always drawn whole', () => {
  const detail = new Detail();
  for (let i = 0; i < 40; i++) detail.note(1000, 3000);
  expect(detail.of(3000)).toBe(3000);
});

test('the order holds every item once, is the same every time, and its start is a fair sample', () => {
  const n = 100_000;
  const order = shuffledOrder(n);
  expect(new Set(order).size).toBe(n);
  expect(shuffledOrder(n)).toEqual(order);
  // Of the first 10,000 about 5,000 come from the first half of the file; five standard deviations are 250.
  const early = order.subarray(0, 10_000).filter((item) => item < n / 2).length;
  expect(Math.abs(early - 5000)).toBeLessThan(250);
});

test('points shrink with their number and the pane, within legible bounds', () => {
  const sizes = [1e3, 1e4, 1e5, 1e6].map((n) => automaticSize(n, 1000, 700));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(automaticSize(1e4, 390, 500)).toBeLessThan(sizes[1]!);
  expect(automaticSize(1e9, 100, 100)).toBeGreaterThan(1);
});
