import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderByRank, selectSmallest } from './order.ts';
import { histogram, mean, median, quantile, standardDeviation } from './stats.ts';

describe('stats', () => {
  it('divides variances by N', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(standardDeviation([1, 3])).toBe(1);
  });

  it('interpolates quantiles between order statistics (type 7)', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.1)).toBe(14);
    expect(quantile([7], 0.9)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('counts every value once, the largest in the last bin', () => {
    expect(histogram([0, 1, 2, 3, 4], 2)).toEqual({ edges: [0, 2, 4], counts: [2, 3] });
    expect(histogram([5, 5], 4)).toEqual({ edges: [5, 5], counts: [2] });
    expect(histogram([], 4)).toEqual({ edges: [], counts: [] });
  });
});

describe('order', () => {
  it('selects the k-th smallest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1 }),
        fc.nat(),
        (values, at) => {
          const k = at % values.length;
          const sorted = values.toSorted((a, b) => a - b);
          expect(selectSmallest(Float64Array.from(values), k)).toBe(sorted[k]);
        },
      ),
      { seed: 1 },
    );
  });

  it('puts the smaller index first within a tie group, by tolerance', () => {
    const indices = Uint32Array.of(9, 4, 7, 1, 2);
    const ranks = Float64Array.of(0.5, 0.1 + 2e-13, 0.1, 0.1 + 1e-13, 0.3);
    orderByRank(indices, ranks, 5, (a, b) => Math.abs(a - b) <= 1e-12);
    expect([...indices]).toEqual([1, 4, 7, 2, 9]);
  });
});
