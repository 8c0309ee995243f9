import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameCoordinates } from './frame.ts';

test('centres the cloud and scales it into the unit ball, keeping proportions', () => {
  const { positions, reach } = frameCoordinates(Float32Array.of(10, 20, 14, 23), 2);
  // Middle (12, 21.5), radius 2.5.
  expect([...positions]).toEqual([-0.8, -0.6, 0, 0.8, 0.6, 0].map(Math.fround));
  expect(reach).toBe(1);
});

test('does not depend on where and how large the projection is', () => {
  const value = fc.integer({ min: -100, max: 100 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 6, maxLength: 30 }), (values) => {
      const rows = values.slice(0, values.length - (values.length % 3));
      const a = frameCoordinates(Float32Array.from(rows), 3).positions;
      // Powers of two and small integers are exact in float32, so the pictures are equal to rounding.
      const b = frameCoordinates(
        Float32Array.from(rows, (x) => x * 64 + 512),
        3,
      ).positions;
      a.forEach((x, i) => expect(b[i]).toBeCloseTo(x, 5));
    }),
  );
});

test('one stray point neither shrinks nor shifts the rest', () => {
  const cloud = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i * i));
  const stray = Float32Array.of(...cloud, 1e5, -1e5);
  const alone = frameCoordinates(cloud, 2);
  const { positions, reach } = frameCoordinates(stray, 2);
  expect(positions.slice(0, 600)).toEqual(alone.positions);
  expect(alone.reach).toBe(1);
  expect(reach).toBeGreaterThan(1e4);
});

test('rows with a non-finite value have no place and do not disturb the others', () => {
  const { positions } = frameCoordinates(Float32Array.of(-1, 0, NaN, 5, Infinity, 0, 1, 0), 2);
  expect([...positions]).toEqual([-1, 0, 0, NaN, NaN, NaN, NaN, NaN, NaN, 1, 0, 0]);
});

test('no rows, one row and equal rows are all fine', () => {
  expect(frameCoordinates(new Float32Array(0), 3).positions).toHaveLength(0);
  expect([...frameCoordinates(Float32Array.of(3, 4), 2).positions]).toEqual([0, 0, 0]);
  expect([...frameCoordinates(Float32Array.of(3, 4, 3, 4), 2).positions]).toEqual([
    0, 0, 0, 0, 0, 0,
  ]);
});

test('a few items among many that have no place are centred as they are alone', () => {
  const rows = 200_000;
  const some = Float32Array.from({ length: 80 }, (_, i) => 50 + Math.sin(i * i));
  const sampled = new Float32Array(rows * 2).fill(NaN);
  // None of them stands where every 40th row is looked at.
  const at = (i: number): number => 1 + i * 40;
  for (let i = 0; i < 40; i++) sampled.set(some.subarray(2 * i, 2 * i + 2), 2 * at(i));
  const alone = frameCoordinates(some, 2).positions;
  const { positions } = frameCoordinates(sampled, 2);
  for (let i = 0; i < 40; i++)
    expect(positions.slice(3 * at(i), 3 * at(i) + 3)).toEqual(alone.slice(3 * i, 3 * i + 3));
});
