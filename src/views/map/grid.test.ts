import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScreenGrid } from './grid.ts';

const [WIDTH, HEIGHT] = [100, 70];

test('finds the same item as looking at all of them', () => {
  const near = fc.integer({ min: -5, max: 105 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(near, near, fc.integer({ min: 0, max: 2 }))),
      fc.tuple(near, near, fc.integer({ min: 0, max: 40 })),
      (points, [x, y, radius]) => {
        const xy = Float32Array.from(points.flatMap(([px, py]) => [px, py]));
        const depth = Float32Array.from(points, ([, , d]) => d);
        const candidates = points
          .map(([px, py, d], item) => ({ px, py, d, item, r: (px - x) ** 2 + (py - y) ** 2 }))
          .filter(({ px, py, r }) => r <= radius ** 2 && on(px, WIDTH) && on(py, HEIGHT))
          .sort((a, b) => a.r - b.r || a.d - b.d || a.item - b.item);
        const grid = new ScreenGrid(xy, depth, WIDTH, HEIGHT);
        expect(grid.nearest(x, y, radius)).toBe(candidates[0]?.item ?? -1);
      },
    ),
  );
});

/** On a pane that is covered by whole cells of 16 pixels. */
const on = (v: number, size: number): boolean => v >= 0 && v < Math.ceil(size / 16) * 16;

test('items out of reach are never found', () => {
  const grid = new ScreenGrid(Float32Array.of(NaN, NaN), new Float32Array(1), WIDTH, HEIGHT);
  expect(grid.nearest(0, 0, 1000)).toBe(-1);
});
