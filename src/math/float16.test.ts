import { expect, it } from 'vitest';
import { fromHalf } from '../base/half.ts';
import { narrow, toHalf, widen } from './float16.ts';
import { createRng } from './rng.ts';

it('keeps every float16 as it is', () => {
  const all = Array.from({ length: 65_536 }, (_, half) => half);
  const isNaNHalf = (half: number): boolean => Number.isNaN(fromHalf(half));
  expect(all.filter((half) => !isNaNHalf(half) && toHalf(fromHalf(half)) !== half)).toEqual([]);
  expect(all.filter(isNaNHalf)).toHaveLength(2 * 1023);
  expect(fromHalf(toHalf(NaN))).toBeNaN();
});

it('rounds to the nearest, and ties to even, between all neighbours', () => {
  const wrong: number[] = [];
  for (let half = 0; half < 0x7bff; half++) {
    const [low, high] = [fromHalf(half), fromHalf(half + 1)];
    const middle = (low + high) / 2;
    const even = half % 2 === 0 ? half : half + 1;
    // The middle and the float32 numbers next to it are exact: float32 has 13 bits more.
    const step = (high - low) / 4096;
    const right =
      toHalf(middle) === even &&
      toHalf(-middle) === (0x8000 | even) &&
      toHalf(middle - step) === half &&
      toHalf(middle + step) === half + 1;
    if (!right) wrong.push(half);
  }
  expect(wrong).toEqual([]);
});

it.each([
  [65504, 0x7bff],
  [65519, 0x7bff],
  [65520, 0x7c00],
  [1e30, 0x7c00],
  [Infinity, 0x7c00],
  [-Infinity, 0xfc00],
  [2 ** -25, 0],
  [2 ** -25 * 1.01, 1],
  [1e-30, 0],
  [-0, 0x8000],
  [1, 0x3c00],
])('%d is %i', (value, half) => expect(toHalf(value)).toBe(half));

it('changes normal numbers by at most 2^-11 of their size', async () => {
  const rng = createRng(1);
  const data = Float32Array.from({ length: 10_000 }, () => 100 * rng.normal());
  const back = await widen(await narrow(data, 100, 'x'));
  data.forEach((value, i) =>
    expect(Math.abs(back[i]! - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11),
  );
});

it('says which value is too large', async () => {
  const data = Float32Array.of(1, 2, 65504, -70000);
  await expect(narrow(data, 2, 'words')).rejects.toMatchObject({
    code: 'E_OVERFLOW',
    message: 'words: -70000 is beyond the range of float16, which ends at 65504.',
    place: 'row 1, column 1 (counting from 0)',
  });
});
