import { expect, test } from 'vitest';
import { sheetSize } from './thumbnails.ts';

test.each([
  [1, { tile: 64, perRow: 1, rows: 1 }],
  [20, { tile: 64, perRow: 5, rows: 4 }],
  [16_384, { tile: 64, perRow: 128, rows: 128 }],
  [16_385, { tile: 63, perRow: 129, rows: 128 }],
  [1_000_000, { tile: 8, perRow: 1000, rows: 1000 }],
])('%i images: a square of tiles that is no larger than a phone can hold', (n, size) => {
  expect(sheetSize(n)).toEqual(size);
  expect(size.tile * size.perRow).toBeLessThanOrEqual(8192);
  expect(size.perRow * size.rows).toBeGreaterThanOrEqual(n);
});
