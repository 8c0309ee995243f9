import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxPolygon, insidePolygon, itemsInside } from './lasso.ts';

test('a concave outline leaves its notch out', () => {
  // A "U": the notch is 2..4 wide and open at the top.
  const u = [0, 0, 2, 0, 2, 4, 4, 4, 4, 0, 6, 0, 6, 6, 0, 6];
  expect(insidePolygon(u, 1, 1)).toBe(true);
  expect(insidePolygon(u, 3, 1)).toBe(false);
  expect(insidePolygon(u, 3, 5)).toBe(true);
  expect(insidePolygon(u, 7, 5)).toBe(false);
});

test('an outline that crosses itself encloses both halves of an eight', () => {
  const eight = [0, 0, 4, 4, 4, 0, 0, 4];
  expect(insidePolygon(eight, 0.5, 2)).toBe(true);
  expect(insidePolygon(eight, 3.5, 2)).toBe(true);
  expect(insidePolygon(eight, 2, 0.5)).toBe(false);
});

test('of two boxes that share an edge a point on it is in exactly one', () => {
  const left = boxPolygon(0, 0, 5, 10);
  const right = boxPolygon(5, 0, 10, 10);
  expect([left, right].filter((box) => insidePolygon(box, 5, 3))).toHaveLength(1);
});

test('a box gives the same items as comparing coordinates, whichever corner it was drawn from', () => {
  const place = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(
      fc.tuple(place, place, place, place),
      fc.array(fc.tuple(place, place)),
      ([x0, y0, x1, y1], points) => {
        // Half a pixel off the grid of the points, so that none lies on an edge.
        const box = boxPolygon(x0 + 0.5, y0 + 0.5, x1 + 0.5, y1 + 0.5);
        const within = (v: number, a: number, b: number): boolean =>
          v > Math.min(a, b) + 0.5 && v < Math.max(a, b) + 0.5;
        const expected = points.flatMap(([x, y], i) =>
          within(x, x0, x1) && within(y, y0, y1) ? [i] : [],
        );
        expect([...itemsInside(box, Float32Array.from(points.flat()))]).toEqual(expected);
      },
    ),
  );
});

test('items out of reach are never inside, and a line encloses nothing', () => {
  const xy = Float32Array.of(NaN, NaN, 1, 1);
  expect([...itemsInside(boxPolygon(0, 0, 2, 2), xy)]).toEqual([1]);
  expect(itemsInside([0, 0, 2, 2], xy)).toHaveLength(0);
});

test('a long outline selects what the plain rule says of each item', () => {
  const rng = (i: number): number => (i * 0.6180339887) % 1;
  // A lasso of 300 corners that crosses itself.
  const outline = Array.from({ length: 600 }, (_, i) => 200 * rng(i) + (i % 2 ? 10 : 30));
  const xy = Float32Array.from({ length: 4000 }, (_, i) => 300 * rng(i * 7 + 1));
  const expected = Array.from({ length: 2000 }, (_, item) => item).filter((item) =>
    insidePolygon(outline, xy[2 * item]!, xy[2 * item + 1]!),
  );
  expect(expected.length).toBeGreaterThan(100);
  expect([...itemsInside(outline, xy)]).toEqual(expected);
});
