import { expect, test } from 'vitest';
import { Pacer } from './pacer.ts';

/** Sizes of the submits on a device that takes `fixed` ms and does `speed` units per ms. */
function run(pacer: Pacer, submits: number, speed: number, fixed: number): number[] {
  return Array.from({ length: submits }, () => {
    const { size } = pacer;
    pacer.record(size, fixed + size / speed);
    return size;
  });
}

test('grows until a submit takes about 35 ms, and no longer than 50', () => {
  const sizes = run(new Pacer(100), 20, 1000, 1);
  expect(sizes[0]).toBe(100);
  expect(Math.max(...sizes)).toBeLessThan(50 * 1000);
  expect(sizes.at(-1)).toBeGreaterThan(30 * 1000);
  for (let i = 1; i < sizes.length; i++) expect(sizes[i]! / sizes[i - 1]!).toBeLessThanOrEqual(4);
});

test('shrinks when the device turns slow', () => {
  const pacer = new Pacer(100);
  run(pacer, 20, 1000, 1);
  expect(run(pacer, 10, 100, 1).at(-1)).toBeLessThan(4000);
});

test('one hiccup changes nothing', () => {
  const pacer = new Pacer(100);
  const before = run(pacer, 20, 1000, 0).at(-1)!;
  pacer.record(before, 2000);
  expect(pacer.size).toBe(before);
});

test('a submit that only costs its overhead does not shrink the work for ever', () => {
  expect(run(new Pacer(100), 50, 1e6, 60).at(-1)).toBe(100);
});
