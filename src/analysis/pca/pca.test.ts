import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../base/control.ts';
import type { Matrix } from '../../math/kernels.ts';
import { createReferenceKernels } from '../../math/reference-kernels.ts';
import { fixture } from '../../math/testing/fixture.ts';
import { clusters, gaussian } from '../../math/testing/random.ts';
import { permuteRows, rigidMotion, shuffledOrder } from '../../math/testing/transform.ts';
import { createWasmKernels } from '../../wasm/backend.ts';
import { InlineExecutor } from '../../wasm/inline.ts';
import { runOn } from '../run-in-test.ts';
import { referencePca } from './reference.ts';
import type { PcaValue } from './run.ts';
import golden from './testdata/fixture.json' with { type: 'json' };

const pca = async (x: Matrix, components = 3): Promise<PcaValue> =>
  (await runOn<PcaValue>('pca', x, { components })).value;

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  let gap = 0;
  for (let i = 0; i < a.length; i++) gap = Math.max(gap, Math.abs(a[i]! - b[i]!));
  return gap;
};

describe('the fixture', () => {
  it('has the variance of METHODS Appendix A', async () => {
    const value = await pca(fixture());
    // Stored as float32: 6e-8 relative.
    expect(value.totalVariance).toBeCloseTo(8.397706195, 6);
    const expected = [
      [3.211714845, 0.382451442],
      [2.05321013, 0.244496543],
      [0.991133858, 0.118024355],
    ];
    expected.forEach(([variance, ratio], r) => {
      expect(value.explainedVariance[r]).toBeCloseTo(variance!, 6);
      expect(value.explainedVarianceRatio[r]).toBeCloseTo(ratio!, 7);
    });
    expect(value.axes[0]).toBe('PC1 38.2 %');
  });

  it.each([
    // float64 throughout; coordinates are stored as float32.
    ['reference', createReferenceKernels(), 1e-10, 1e-6],
    // float32 products: METHODS asks for 1e-4 on the fixture.
    ['wasm', createWasmKernels(new InlineExecutor()), 1e-5, 1e-4],
  ] as const)('equals scikit-learn on %s', async (_, kernels, relative, absolute) => {
    const { value } = await runOn<PcaValue>('pca', fixture(), { components: 10 }, kernels);
    golden.explainedVarianceRatio.forEach((ratio, r) => {
      expect(Math.abs(value.explainedVarianceRatio[r]! / ratio - 1)).toBeLessThan(relative);
      expect(value.singularValues[r]! / golden.singularValues[r]!).toBeCloseTo(1, 4);
      expect(value.explainedVariance[r]! / golden.explainedVariance[r]!).toBeCloseTo(1, 4);
    });
    golden.coordinates.forEach((row, i) => {
      const mine = value.coordinates.subarray(i * 10, i * 10 + 3);
      expect(largestGap(mine, row)).toBeLessThan(absolute);
    });
    expect(largestGap(value.loadings.subarray(0, 30), golden.loadings.flat())).toBeLessThan(
      absolute,
    );
  });
});

it.each([
  ['more items than dimensions', gaussian(90, 12, 1)],
  ['fewer items than dimensions', gaussian(9, 140, 2)],
  ['a single dimension', gaussian(20, 1, 3)],
  ['two items', gaussian(2, 5, 4)],
])('equals its reference on %s', async (_, x) => {
  const components = Math.min(3, x.rows - 1, x.cols);
  const value = await pca(x, components);
  const reference = referencePca(x);
  for (let r = 0; r < components; r++) {
    expect(value.explainedVariance[r]).toBeCloseTo(reference.eigenvalues[r]!, 9);
    const loading = value.loadings.subarray(r * x.cols, (r + 1) * x.cols);
    // Residual 1e-10 of the Lanczos solver over the gap between eigenvalues.
    expect(
      largestGap(loading, reference.loadings.subarray(r * x.cols, (r + 1) * x.cols)),
    ).toBeLessThan(1e-7);
    for (let i = 0; i < x.rows; i++)
      expect(value.coordinates[i * components + r]).toBeCloseTo(
        reference.scores[i * x.cols + r]!,
        4,
      );
  }
});

describe('without forming the covariance, above 2,048 dimensions', () => {
  /** 2,100 columns, all zero but the first: the same components. */
  const widened = ({ data, rows, cols }: Matrix): Matrix => {
    const wide = { rows, cols: 2100, data: new Float32Array(rows * 2100) };
    for (let i = 0; i < rows; i++) wide.data.set(data.subarray(i * cols, (i + 1) * cols), i * 2100);
    return wide;
  };

  it.each([
    // The products are stored as float32; variances come from the loadings, exact to second order.
    ['the products of the rows', gaussian(24, 40, 6), 1e-10, 1e-5],
    // Residual 1e-6 of the largest variance: its square in the ratios, over the gap to the next in the coordinates.
    ['randomised subspace iteration, for many rows', clusters(2060, 40, 5), 1e-8, 1e-3],
  ])('finds the same components through %s', async (_, narrow, ratios, coordinates) => {
    const seen: Progress[] = [];
    const progress = (step: Progress): number => seen.push(step);
    const control = { progress };
    const kernels = createReferenceKernels();
    const a = await pca(narrow);
    const wide = widened(narrow);
    const { value, recipe } = await runOn<PcaValue>('pca', wide, {}, kernels, control);
    expect(largestGap(a.explainedVarianceRatio, value.explainedVarianceRatio)).toBeLessThan(ratios);
    expect(largestGap(a.coordinates, value.coordinates)).toBeLessThan(coordinates);
    expect(recipe.notes.join()).toContain('without forming the D x D covariance');
    for (const { done, total } of seen) expect(done / total).toBeLessThanOrEqual(1);
  });

  it('completes the directions that few items leave open', async () => {
    const wide = widened(gaussian(5, 40, 6));
    const { explainedVariance, loadings, totalVariance } = await pca(wide, 5);
    // The centred rows of 5 items span 4 directions.
    expect(explainedVariance[4]! / totalVariance).toBeLessThan(1e-12);
    expect(explainedVariance.reduce((a, b) => a + b) / totalVariance).toBeCloseTo(1, 10);
    for (let r = 0; r < 5; r++)
      for (let s = 0; s <= r; s++) {
        let product = 0;
        for (let d = 0; d < 2100; d++) product += loadings[r * 2100 + d]! * loadings[s * 2100 + d]!;
        expect(product).toBeCloseTo(r === s ? 1 : 0, 12);
      }
  });
});

it('computes as many components as exist and says so', async () => {
  const result = await runOn<PcaValue>('pca', gaussian(10, 2), { components: 5 });
  expect(result.value.dims).toBe(2);
  expect(result.recipe.notes).toEqual(['5 components asked for; 2 exist (N = 10, D = 2).']);
});

it('refuses rows that are all equal, and a single row', async () => {
  const equal = { data: new Float32Array(12).fill(0.1), rows: 4, cols: 3 };
  await expect(pca(equal)).rejects.toMatchObject({ code: 'E_DEGENERATE' });
  await expect(pca(gaussian(1, 4))).rejects.toMatchObject({ code: 'E_TOO_FEW' });
});

describe('invariance', () => {
  const seeds = fc.integer({ min: 0, max: 1e6 });
  const x = fixture();

  it('of the variance under rigid motion, and its square law under scale', async () => {
    const { explainedVariance } = await pca(x);
    await fc.assert(
      fc.asyncProperty(
        seeds,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        async (seed, scale) => {
          const moved = await pca(rigidMotion(x, seed, scale, 5));
          explainedVariance.forEach((variance, r) => {
            // The moved values are rounded to float32 again, at about 5 times their size.
            expect(moved.explainedVariance[r]! / (variance * scale * scale)).toBeCloseTo(1, 4);
          });
        },
      ),
      { numRuns: 15, seed: 1 },
    );
  });

  it.each([1e25, 1e-25])('under scaling by %s, whose squares no float32 holds', async (scale) => {
    const scaled = { ...x, data: x.data.map((value) => value * scale) };
    const kernels = createWasmKernels(new InlineExecutor());
    const [plain, far] = [
      await pca(x),
      (await runOn<PcaValue>('pca', scaled, { components: 3 }, kernels)).value,
    ];
    expect(largestGap(plain.explainedVarianceRatio, far.explainedVarianceRatio)).toBeLessThan(1e-5);
    expect(far.totalVariance / scale / scale / plain.totalVariance).toBeCloseTo(1, 5);
    const back = far.coordinates.map((value) => value / scale);
    expect(largestGap(plain.coordinates, back)).toBeLessThan(1e-4);
  });

  it('under the order of the items', async () => {
    const { coordinates } = await pca(x);
    const points = { data: coordinates, rows: 60, cols: 3 };
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const order = shuffledOrder(60, seed);
        const shuffled = await pca(permuteRows(x, order));
        expect(largestGap(shuffled.coordinates, permuteRows(points, order).data)).toBeLessThan(
          1e-6,
        );
      }),
      { numRuns: 10, seed: 2 },
    );
  });
});
