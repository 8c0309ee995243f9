import { describe, expect, it } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import { symmetricEigen, symmetricEigenAsync, type Eigen } from './eigen.ts';
import { leadingEigen, leadingEigenOf } from './leading-eigen.ts';
import { createRng } from './rng.ts';

/** Q diag(values) Q' with a random orthogonal Q. */
function withSpectrum(values: readonly number[], seed = 1): Float64Array {
  const n = values.length;
  const rng = createRng(seed);
  const q: number[][] = [];
  while (q.length < n) {
    const v = Array.from({ length: n }, () => rng.normal());
    for (let pass = 0; pass < 2; pass++)
      for (const u of q) {
        const part = u.reduce((sum, value, i) => sum + value * v[i]!, 0);
        u.forEach((value, i) => (v[i]! -= part * value));
      }
    const norm = Math.hypot(...v);
    q.push(v.map((value) => value / norm));
  }
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let r = 0; r < n; r++) a[i * n + j]! += values[r]! * q[r]![i]! * q[r]![j]!;
  return a;
}

it('refuses a matrix that holds NaN instead of iterating for ever', () => {
  expect(() => symmetricEigen(Float64Array.of(1, NaN, NaN, 1), 2)).toThrow('NaN');
});

/** Largest |A v - lambda v| and largest |V V' - I|. */
function errors(a: Float64Array, n: number, { values, vectors }: Eigen): [number, number] {
  let residual = 0;
  let skew = 0;
  const row = (r: number): Float64Array => vectors.subarray(r * n, (r + 1) * n);
  values.forEach((lambda, r) => {
    for (let i = 0; i < n; i++) {
      let image = 0;
      for (let j = 0; j < n; j++) image += a[i * n + j]! * row(r)[j]!;
      residual = Math.max(residual, Math.abs(image - lambda * row(r)[i]!));
    }
    for (let s = 0; s <= r; s++) {
      const product = row(r).reduce((sum, v, i) => sum + v * row(s)[i]!, 0);
      skew = Math.max(skew, Math.abs(product - (r === s ? 1 : 0)));
    }
  });
  return [residual, skew];
}

const SPECTRA: Record<string, number[]> = {
  'one value': [3],
  'two values': [2, -1],
  'repeated values': [5, 5, 5, 2, 2, 0, 0, -1],
  'zero matrix': [0, 0, 0, 0],
  'a wide range': [1e12, 1e3, 1, 1e-6, 1e-9],
  'falling values': Array.from({ length: 60 }, (_, i) => 1 / (i + 1)),
};

describe('symmetricEigen', () => {
  it.each(Object.entries(SPECTRA))('solves %s', (_, spectrum) => {
    const n = spectrum.length;
    const a = withSpectrum(spectrum);
    const found = symmetricEigen(a, n);
    const size = Math.max(1, ...spectrum.map(Math.abs));
    found.values.forEach((value, i) => {
      // Backward stable: errors of a few n units in the last place of the largest eigenvalue.
      expect(Math.abs(value - spectrum[i]!)).toBeLessThan(1e-13 * size * n);
    });
    const [residual, skew] = errors(a, n, found);
    expect(residual).toBeLessThan(1e-13 * size * n);
    expect(skew).toBeLessThan(1e-13 * n);
  });

  it('keeps a diagonal matrix exact', () => {
    const a = Float64Array.of(1, 0, 0, 0, 3, 0, 0, 0, 2);
    const { values, vectors } = symmetricEigen(a, 3);
    expect([...values]).toEqual([3, 2, 1]);
    expect([...vectors].map(Math.abs)).toEqual([0, 1, 0, 0, 0, 1, 1, 0, 0]);
  });

  it('does not overflow or underflow on extreme scales', () => {
    for (const scale of [1e-150, 1e150]) {
      const a = withSpectrum([4, 3, 2, 1]).map((v) => v * scale);
      const { values } = symmetricEigen(a, 4);
      expect(values[0]! / scale).toBeCloseTo(4, 12);
      expect(values[3]! / scale).toBeCloseTo(1, 12);
    }
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const run = symmetricEigenAsync(withSpectrum([2, 1]), 2, { signal: controller.signal });
    await expect(run).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('leadingEigen', () => {
  const n = 150;

  it.each([
    ['a falling spectrum', (i: number) => 1 / (i + 1)],
    ['a threefold leading value', (i: number) => (i < 3 ? 4 : 1 / i)],
    ['a flat tail close below', (i: number) => (i < 3 ? 1.02 - 0.002 * i : 1 - i * 1e-4)],
    ['two values only', (i: number) => (i < 75 ? 2 : 1)],
  ])('agrees with the full solver on %s', async (_, value) => {
    const spectrum = Array.from({ length: n }, (_, i) => value(i));
    const a = withSpectrum(spectrum);
    const found = await leadingEigen(a, n, { count: 3 });
    found.values.forEach((lambda, i) => expect(lambda).toBeCloseTo(spectrum[i]!, 11));
    const [residual, skew] = errors(a, n, found);
    expect(residual).toBeLessThan(2e-10 * spectrum[0]!);
    expect(skew).toBeLessThan(1e-12);
  });

  it('is the same for the same seed and restarts within its bound', async () => {
    const a = withSpectrum(Array.from({ length: n }, (_, i) => 1 - i * 1e-3));
    const apply = (x: Float64Array, y: Float64Array): void => {
      for (let i = 0; i < n; i++) y[i] = x.reduce((sum, v, j) => sum + a[i * n + j]! * v, 0);
    };
    const first = await leadingEigenOf(apply, n, { count: 2, seed: 4 });
    const second = await leadingEigenOf(apply, n, { count: 2, seed: 4 });
    expect(first.converged).toBe(true);
    expect(first.vectors).toEqual(second.vectors);
    const short = await leadingEigenOf(apply, n, { count: 2, maxProducts: 12 });
    expect(short.converged).toBe(false);
    expect(short.residual).toBeGreaterThan(1e-10);
  });
});
