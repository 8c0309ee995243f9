import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  placeLabels,
  withoutOverlaps,
  type Candidate,
  type LabelRoom,
  type PlacedLabel,
} from './labels.ts';

const room: LabelRoom = { width: 400, height: 300, lineHeight: 14, gap: 6, limit: 1000 };
const overlap = (a: PlacedLabel, b: PlacedLabel): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  Math.abs(a.middle - b.middle) < room.lineHeight;

test('labels never overlap, never leave the pane, and one more never finds room by priority', () => {
  const candidates = fc.array(
    fc.record({
      x: fc.integer({ min: 0, max: 400 }),
      y: fc.integer({ min: 0, max: 300 }),
      width: fc.integer({ min: 5, max: 120 }),
      priority: fc.integer({ min: 0, max: 5 }),
    }),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(candidates, (list) => {
      const labels = list.map((c, item): Candidate => ({ ...c, item, text: `${item}` }));
      const placed = placeLabels(labels, room);
      placed.forEach((a, i) => {
        expect(a.left).toBeGreaterThanOrEqual(0);
        expect(a.left + a.width).toBeLessThanOrEqual(room.width);
        for (const b of placed.slice(i + 1)) expect(overlap(a, b)).toBe(false);
      });
      const priorities = placed.map(({ priority }) => priority);
      expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
    }),
  );
});

test('the higher priority wins the place, the lower steps aside or stays away', () => {
  const at = { x: 200, y: 150, width: 60 };
  const placed = placeLabels(
    [
      { ...at, item: 0, text: 'second', priority: 1 },
      { ...at, item: 1, text: 'first', priority: 2 },
    ],
    room,
  );
  expect(placed.map(({ text, left }) => [text, left])).toEqual([
    ['first', 206],
    ['second', 134],
  ]);
});

test('as points part, more labels find room', () => {
  const dense = Array.from({ length: 40 }, (_, item) => ({
    item,
    text: `${item}`,
    priority: 0,
    width: 50,
  }));
  const at = (spread: number) =>
    placeLabels(
      dense.map((label) => ({
        ...label,
        x: 200 + ((label.item % 8) - 4) * spread,
        y: 150 + (Math.floor(label.item / 8) - 2) * spread,
      })),
      room,
    ).length;
  expect(at(2)).toBeLessThan(at(20));
  expect(at(20)).toBeLessThan(at(45));
});

test('stops at the limit', () => {
  const spread = Array.from({ length: 5 }, (_, item) => ({
    item,
    text: '',
    priority: 0,
    width: 10,
    x: 20,
    y: 30 + 50 * item,
  }));
  expect(placeLabels(spread, { ...room, limit: 3 }).map(({ item }) => item)).toEqual([0, 1, 2]);
});

test('of labels that have moved onto each other the first stays', () => {
  const label = { text: '', priority: 0, x: 0, y: 0, width: 40 };
  const moved = [
    { ...label, item: 3, left: 100, middle: 50 },
    { ...label, item: 1, left: 139, middle: 59 },
    { ...label, item: 2, left: 140, middle: 50 },
    // Only in the way of the one that went.
    { ...label, item: 0, left: 130, middle: 61 },
  ];
  expect(withoutOverlaps(moved, 10).map(({ item }) => item)).toEqual([3, 2, 0]);
});
