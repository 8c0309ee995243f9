import { describe, expect, it } from 'vitest';
import { descriptorById, descriptors } from './descriptors.ts';
import { estimateRun, MeasuredPace } from './estimate.ts';
import type { MethodDescriptor } from './types.ts';

const neighbours = descriptorById.get('neighbours')!;
const params = neighbours.params.parse({});

describe('estimateRun', () => {
  it('is what the method says, times the pace of this machine', () => {
    const shape = { rows: 1000, cols: 50 };
    const own = neighbours.estimate(shape, params);
    expect(estimateRun(neighbours, shape, params)).toEqual(own);
    expect(estimateRun(neighbours, shape, params, { pace: 3 })).toEqual({
      ...own,
      seconds: 3 * own.seconds,
    });
  });

  it.each(descriptors.map((method) => [method.id, method] as const))(
    '%s over budget: the proposed sample is within it and nearly as large as can be',
    (_, method: MethodDescriptor) => {
      const shape = { rows: 1_000_000, cols: 300 };
      const own = method.params.parse({});
      const whole = method.estimate(shape, own);
      for (const budget of [
        { seconds: whole.seconds / 10, bytes: Infinity },
        { seconds: Infinity, bytes: whole.bytes / 2 },
      ]) {
        const { sample, ...rest } = estimateRun(method, shape, own, { budget });
        expect(rest).toEqual(whole);
        if (!sample) throw new Error('no sample was proposed');
        expect(sample).toMatchObject({ of: 1_000_000, seed: 0 });
        expect(sample.seconds).toBeLessThanOrEqual(budget.seconds);
        expect(sample.bytes).toBeLessThanOrEqual(budget.bytes);
        // Two leading digits: the next larger such number is over budget.
        expect(Number(sample.rows.toPrecision(2))).toBe(sample.rows);
        const next = sample.rows + 10 ** (Math.floor(Math.log10(sample.rows)) - 1);
        const more = method.estimate({ ...shape, rows: next }, own);
        const over =
          more.seconds > budget.seconds || more.bytes + 4 * next * shape.cols > budget.bytes;
        expect(over).toBe(true);
      }
    },
  );

  it('proposes a sample that is there soon, not one that takes all the time there is', () => {
    const shape = { rows: 1_000_000, cols: 50 };
    const budget = { seconds: 10, bytes: Infinity, sampleSeconds: 2 };
    const { seconds, sample } = estimateRun(neighbours, shape, params, { budget });
    expect(seconds).toBeGreaterThan(10);
    expect(sample!.seconds).toBeLessThanOrEqual(2);
    expect(sample!.seconds).toBeGreaterThan(1.5);
  });

  it('proposes none where even the least sample is over budget', () => {
    const shape = { rows: 1000, cols: 50 };
    const { sample } = estimateRun(neighbours, shape, params, { budget: { seconds: 1, bytes: 1 } });
    expect(sample).toBeUndefined();
  });
});

describe('MeasuredPace', () => {
  it('is 1 before anything was measured, then what was measured, by method and backend', () => {
    const pace = new MeasuredPace();
    pace.record('umap', 'wasm', 6, 2);
    expect(pace.of('umap', 'wasm')).toBe(3);
    expect(pace.of('umap', 'webgpu')).toBe(1);
    expect(pace.of('pca', 'wasm')).toBe(1);
  });

  it('follows a change by the geometric mean, and takes no lesson from short runs', () => {
    const pace = new MeasuredPace();
    pace.record('umap', 'wasm', 8, 2);
    pace.record('umap', 'wasm', 2, 2);
    expect(pace.of('umap', 'wasm')).toBeCloseTo(2);
    pace.record('umap', 'wasm', 0.09, 1e-6);
    expect(pace.of('umap', 'wasm')).toBeCloseTo(2);
  });
});
