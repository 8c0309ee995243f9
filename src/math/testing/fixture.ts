import type { Matrix } from '../kernels.ts';

/**
 * The shared numeric fixture (METHODS Appendix A): 60 items x 10 dimensions, labels i mod 3, no ties.
 * Made in float64; `fixture()` stores it as float32, as every space is.
 */
export function fixtureValues(): Float64Array {
  const values = new Float64Array(60 * 10);
  for (let i = 0; i < 60; i++)
    for (let j = 0; j < 10; j++)
      values[i * 10 + j] =
        0.7 * Math.sin(0.37 * (i + 1) ** 2 * (j + 1)) +
        0.9 * Math.cos(0.21 * (i + 1) + 0.8 * j) +
        (j % 3 === i % 3 ? 0.8 : 0);
  return values;
}

export function fixture(): Matrix {
  return { data: Float32Array.from(fixtureValues()), rows: 60, cols: 10 };
}
