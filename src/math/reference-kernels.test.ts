import { describe, expect, it } from 'vitest';
import { CancelledError } from '../base/errors.ts';
import type { LayoutGraph, LayoutParams, Matrix } from './kernels.ts';
import { createReferenceKernels } from './reference-kernels.ts';
import { rowsOf } from './rows.ts';
import { negativeSample } from './rng.ts';
import { fixture, fixtureValues } from './testing/fixture.ts';

const kernels = createReferenceKernels();
const line: Matrix = { data: Float32Array.of(0, 1, 3, 7), rows: 4, cols: 1 };

describe('fixture', () => {
  it('equals METHODS Appendix A', () => {
    const x = fixtureValues();
    expect(x[0]).toBeCloseTo(1.933358626, 8);
    expect(x[73]).toBeCloseTo(-0.213560734, 8);
    expect(x[599]).toBeCloseTo(0.281287292, 8);
    expect(x.reduce((sum, v) => sum + v, 0)).toBeCloseTo(164.227029422, 7);
  });
});

describe('topk', () => {
  it('finds the nearest others by squared distance', async () => {
    const { indices, values } = await kernels.topk(rowsOf(line), { kind: 'sqeuclidean', k: 2 }, {});
    expect([...indices]).toEqual([1, 2, 0, 2, 1, 0, 2, 1]);
    expect([...values]).toEqual([1, 9, 1, 4, 4, 9, 16, 36]);
  });

  it('finds the largest inner products, ties by the smaller index', async () => {
    const x: Matrix = { data: Float32Array.of(1, 2, 2, 0), rows: 4, cols: 1 };
    const { indices } = await kernels.topk(rowsOf(x), { kind: 'dot', k: 3 }, {});
    expect([...indices]).toEqual([1, 2, 3, 2, 0, 3, 1, 0, 3, 0, 1, 2]);
  });

  it('stops when cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(
      kernels.topk(rowsOf(fixture()), { kind: 'dot', k: 2 }, { signal: controller.signal }),
    ).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('covariance', () => {
  it('has the trace of METHODS Appendix A', async () => {
    const { covariance } = await kernels.covariance(fixture(), {});
    let trace = 0;
    for (let j = 0; j < 10; j++) trace += covariance[j * 10 + j]!;
    // The fixture is stored as float32: 6e-8 relative per value.
    expect(trace).toBeCloseTo(8.397706195, 6);
  });
});

describe('umapLayout', () => {
  const params: LayoutParams = {
    dims: 2,
    epochs: 2,
    a: 1.5,
    b: 0.9,
    repulsion: 1,
    negatives: 0,
    learningRate: 1,
    seed: 0,
  };
  const pair: LayoutGraph = {
    n: 2,
    offsets: Uint32Array.of(0, 1, 2),
    targets: Uint32Array.of(1, 0),
    rates: Float32Array.of(1, 1),
  };
  const start = Float32Array.of(0, 0, 1, 0);
  const step = (d: number, g: number): number => d + Math.max(-4, Math.min(4, g * d));
  const { a, b } = params;
  const pull = (d: number): number =>
    step(d, (-2 * a * b * Math.abs(d) ** (2 * b - 2)) / (1 + a * Math.abs(d) ** (2 * b)));
  const push = (d: number): number =>
    step(d, (2 * b) / ((0.001 + d * d) * (1 + a * Math.abs(d) ** (2 * b))));

  it('attracts both ends twice towards the positions of the epoch before', async () => {
    const layout = await kernels.umapLayout(pair, start, { ...params, epochs: 1 }, {});
    const moved = pull(pull(1));
    expect(layout[0]).toBeCloseTo(1 - moved, 6);
    expect(layout[2]).toBeCloseTo(moved, 6);
  });

  it('repels from its negative samples and never from itself', async () => {
    const negatives = { ...params, epochs: 1, negatives: 1 };
    const moved = pull(pull(1));
    for (const seed of [0, 1, 2, 3, 4, 5]) {
      const layout = await kernels.umapLayout(pair, start, { ...negatives, seed }, {});
      const hits = [0, 1].map((edge) => negativeSample(seed, edge, 0, 0, 2) !== edge);
      expect(layout[0]).toBeCloseTo(1 - (hits[0] ? push(moved) : moved), 5);
      expect(layout[2]).toBeCloseTo(hits[1] ? push(moved) : moved, 5);
    }
  });

  it('fires an edge of rate 1/2 in every second epoch, with a falling learning rate', async () => {
    const half = { ...pair, rates: Float32Array.of(0.5, 0.5) };
    const frames: number[] = [];
    await kernels.umapLayout(half, start, params, { frame: (y) => frames.push(y[2]! - y[0]!) });
    expect(frames[0]).toBe(1);
    expect(frames[1]).toBeLessThan(1);
  });

  it('leaves items that coincide where they are', async () => {
    const layout = await kernels.umapLayout(pair, Float32Array.of(1, 2, 1, 2), params, {});
    expect([...layout]).toEqual([1, 2, 1, 2]);
  });
});
