import { describe, expect, it } from 'vitest';
import type { Matrix } from './kernels.ts';
import { leadingComponents } from './principal-components.ts';
import { createReferenceKernels } from './reference-kernels.ts';
import { fixture } from './testing/fixture.ts';
import { gaussian } from './testing/random.ts';
import { rigidMotion } from './testing/transform.ts';
import { projectionQuality } from './trustworthiness.ts';

async function pca2(x: Matrix): Promise<Matrix> {
  const { scores } = await leadingComponents(x, 2, createReferenceKernels());
  return { data: scores, rows: x.rows, cols: 2 };
}

const euclidean = { metric: 'euclidean', k: 7 } as const;

describe('projectionQuality', () => {
  it('equals METHODS Appendix A (and scikit-learn) on the PCA of the fixture', async () => {
    const found = await projectionQuality(fixture(), await pca2(fixture()), euclidean);
    // Ranks are whole numbers: float32 storage changes none of them.
    expect(found.trustworthiness).toBeCloseTo(0.907580175, 9);
    expect(found.continuity).toBeCloseTo(0.932944606, 9);
    expect(found.preservation).toBeCloseTo(0.454761905, 9);
  });

  it('is perfect for the data itself, moved and scaled', async () => {
    const found = await projectionQuality(fixture(), rigidMotion(fixture(), 3, 4, 1), euclidean);
    expect([found.trustworthiness, found.continuity, found.preservation]).toEqual([1, 1, 1]);
  });

  it('is about a half for a random layout', async () => {
    const found = await projectionQuality(gaussian(400, 5, 1), gaussian(400, 2, 2), euclidean);
    // The SD over draws is about 0.01 at N = 400.
    expect(Math.abs(found.trustworthiness - 0.5)).toBeLessThan(0.04);
  });

  it('swaps trustworthiness and continuity with its arguments', async () => {
    const layout = await pca2(fixture());
    const a = await projectionQuality(fixture(), layout, euclidean);
    const b = await projectionQuality(layout, fixture(), euclidean);
    expect(b.continuity).toBeCloseTo(a.trustworthiness, 12);
    expect(b.preservation).toBeCloseTo(a.preservation, 12);
  });

  it('estimates from a seeded sample of queries', async () => {
    const x = gaussian(300, 4, 3);
    const layout = await pca2(x);
    const exact = await projectionQuality(x, layout, euclidean);
    const options = { ...euclidean, exactUpTo: 100, sample: 150, seed: 1 };
    const sampled = await projectionQuality(x, layout, options);
    expect(sampled.queries).toHaveLength(150);
    expect(new Set(sampled.queries).size).toBe(150);
    expect((await projectionQuality(x, layout, options)).queries).toEqual(sampled.queries);
    // Four standard errors of the mean of 150 per-item scores.
    const spread = exact.perItem.trustworthiness.map((t) => (t - exact.trustworthiness) ** 2);
    const error = Math.sqrt(spread.reduce((a, b) => a + b, 0) / 300 / 150);
    expect(Math.abs(sampled.trustworthiness - exact.trustworthiness)).toBeLessThan(4 * error);
  });

  it('leaves items without a place behind all others', async () => {
    const x = gaussian(60, 3, 1);
    x.data.fill(0, 6, 9);
    const layout: Matrix = { data: x.data.slice(), rows: 60, cols: 3 };
    layout.data.fill(NaN, 6, 9);
    const found = await projectionQuality(x, layout, { metric: 'cosine', k: 3 });
    expect(found.queries).not.toContain(2);
    expect(found.trustworthiness).toBeGreaterThan(0.5);
  });

  it('refuses a k of half the items and a layout of other items', async () => {
    const x = gaussian(20, 3);
    await expect(projectionQuality(x, x, { metric: 'dot', k: 10 })).rejects.toMatchObject({
      code: 'E_RANGE',
    });
    await expect(projectionQuality(x, gaussian(21, 2), euclidean)).rejects.toMatchObject({
      code: 'E_ROWS',
    });
  });
});
