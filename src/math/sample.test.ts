import { expect, it } from 'vitest';
import { sampleRows } from './sample.ts';

it.each([
  [0, 0],
  [5, 0],
  [5, 5],
  [1000, 1],
  [1000, 999],
])('of %i rows draws %i different ones in rising order', (of, count) => {
  const rows = sampleRows(of, count, 7);
  expect(rows).toHaveLength(count);
  rows.forEach((row, i) => expect(row).toBeGreaterThan(i === 0 ? -1 : rows[i - 1]!));
  rows.forEach((row) => expect(row).toBeLessThan(of));
});

it('depends on the seed alone', () => {
  expect(sampleRows(1000, 100, 3)).toEqual(sampleRows(1000, 100, 3));
  expect(sampleRows(1000, 100, 3)).not.toEqual(sampleRows(1000, 100, 4));
});

it('draws every row equally often', () => {
  const counts = new Float64Array(20);
  for (let seed = 0; seed < 4000; seed++) for (const row of sampleRows(20, 5, seed)) counts[row]!++;
  // Each is drawn with probability 1/4: 1,000 times, SD 27; five of them are allowed.
  counts.forEach((count) => expect(Math.abs(count - 1000)).toBeLessThan(137));
});

it('refuses to draw more than there are', () => {
  expect(() => sampleRows(3, 4, 0)).toThrow(RangeError);
});
