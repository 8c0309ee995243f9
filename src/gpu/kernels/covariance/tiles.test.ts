import { expect, test } from 'vitest';
import { planCovariance } from './covariance.ts';
import { addTile, finishCovariance, SLAB_ROWS, TILE, TILE_VALUES, upperTiles } from './tiles.ts';

test('tiles on and above the diagonal', () => {
  expect(upperTiles(64)).toEqual([{ a: 0, b: 0 }]);
  expect(upperTiles(65)).toEqual([
    { a: 0, b: 0 },
    { a: 0, b: 1 },
    { a: 1, b: 1 },
  ]);
  expect(upperTiles(768).length).toBe(78);
});

test('tiles land where they belong, cut at the edge, and the lower half mirrors the upper', () => {
  const cols = 70;
  const value = (a: number, b: number): number => 1000 * Math.min(a, b) + Math.max(a, b);
  const sum = new Float64Array(cols * cols);
  for (const pair of upperTiles(cols)) {
    const tile = Float32Array.from({ length: TILE_VALUES }, (_, i) =>
      value(pair.a * TILE + Math.floor(i / TILE), pair.b * TILE + (i % TILE)),
    );
    addTile(sum, cols, pair, tile);
    addTile(sum, cols, pair, tile);
  }
  finishCovariance(sum, new Float64Array(cols), 2);
  for (let a = 0; a < cols; a++)
    for (let b = 0; b < cols; b++) expect(sum[a * cols + b]).toBe(value(a, b));
});

test('the provisional mean is put right', () => {
  // Two columns (1, 3) and (2, 6) about the provisional mean (0, 0): means 2 and 4, covariance 1, 2, 4.
  const sum = Float64Array.of(1 + 9, 2 + 18, 0, 4 + 36);
  finishCovariance(sum, Float64Array.of(2, 4), 2);
  expect([...sum]).toEqual([1, 2, 2, 4]);
});

test('the plan keeps to the limits, in whole slabs', () => {
  const limits = {
    maxBindingBytes: 2 ** 27,
    maxBufferBytes: 2 ** 28,
    maxGroupsPerDimension: 65535,
  };
  const plan = planCovariance({ rows: 1_000_000, cols: 768 }, limits);
  expect(plan.shardRows % SLAB_ROWS).toBe(0);
  expect(plan.shardRows * 768 * 4).toBeLessThanOrEqual(64 * 2 ** 20);
  expect(plan.items * TILE_VALUES * 4).toBeLessThanOrEqual(16 * 2 ** 20);
  expect(planCovariance({ rows: 10, cols: 3 }, limits)).toEqual({ shardRows: 10, items: 1 });
  expect(() =>
    planCovariance({ rows: 10, cols: 768 }, { ...limits, maxBindingBytes: 1024 }),
  ).toThrow(expect.objectContaining({ code: 'E_GPU_LIMIT' }));
});
