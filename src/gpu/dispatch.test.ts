import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gridFor } from './dispatch.ts';

test('up to the limit one line, past it several', () => {
  expect(gridFor(1, 65535)).toEqual({ x: 1, y: 1 });
  expect(gridFor(65535, 65535)).toEqual({ x: 65535, y: 1 });
  expect(gridFor(65536, 65535)).toEqual({ x: 32768, y: 2 });
});

test('covers every workgroup, within the limit, with less than a line too many', () => {
  const sizes = fc
    .integer({ min: 1, max: 300 })
    .chain((limit) =>
      fc.record({ limit: fc.constant(limit), groups: fc.integer({ min: 1, max: limit * limit }) }),
    );
  fc.assert(
    fc.property(sizes, ({ limit, groups }) => {
      const { x, y } = gridFor(groups, limit);
      expect(Math.max(x, y)).toBeLessThanOrEqual(limit);
      expect(x * y).toBeGreaterThanOrEqual(groups);
      expect(x * y - groups).toBeLessThan(y);
    }),
  );
});

test('refuses what two dimensions cannot hold', () => {
  expect(() => gridFor(10, 3)).toThrow(RangeError);
});
