import { expect, it } from 'vitest';
import { neighboursAmong } from './neighbours-among.ts';

it('finds the nearest known rows only, ties by the smaller index', async () => {
  // Known: 0, 1, 2, 2, 9. New: 2 and 100, which are not each other's neighbours.
  const x = { data: Float32Array.of(0, 1, 2, 2, 9, 2, 100), rows: 7, cols: 1 };
  const found = await neighboursAmong(x, 5, { metric: 'euclidean', k: 3 });
  expect([...found.indices]).toEqual([2, 3, 1, 4, 2, 3]);
  expect([...found.distances]).toEqual([0, 0, 1, 91, 98, 98]);
});

it('finds all known rows when there are fewer than asked for, none without a direction', async () => {
  const x = { data: new Float32Array(42).fill(1), rows: 21, cols: 2 };
  x.data.fill(0, 2, 4);
  const found = await neighboursAmong(x, 4, { metric: 'cosine', k: 9 });
  expect(found.k).toBe(3);
  expect([...found.indices.subarray(0, 3)]).toEqual([0, 2, 3]);
});
