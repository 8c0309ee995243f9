import { describe, expect, it } from 'vitest';
import { coarsen, finest } from './coarsen.ts';
import type { FuzzyGraph } from './fuzzy-graph.ts';
import { leadingGraphEigen } from './graph-eigen.ts';
import { createPace } from './pace.ts';

/** A torus of width x height items, each tied to the four next to it with weight 1. */
function torus(width: number, height: number): FuzzyGraph {
  const n = width * height;
  const at = (x: number, y: number): number =>
    ((y + height) % height) * width + ((x + width) % width);
  const targets = Array.from({ length: n }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return [at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1)].sort((a, b) => a - b);
  });
  return {
    n,
    offsets: Uint32Array.from({ length: n + 1 }, (_, i) => 4 * i),
    targets: Uint32Array.from(targets.flat()),
    weights: new Float64Array(4 * n).fill(1),
  };
}

/** N = D^(-1/2) W D^(-1/2) in full. */
function dense(
  { n, offsets, targets, weights }: FuzzyGraph,
  loops: Float64Array = new Float64Array(n),
) {
  const degree = Array.from({ length: n }, (_, i) =>
    weights.slice(offsets[i], offsets[i + 1]).reduce((a, b) => a + b, loops[i]),
  );
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    matrix[i * n + i] = loops[i]! / degree[i]!;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++)
      matrix[i * n + targets[e]!] = weights[e]! / Math.sqrt(degree[i]! * degree[targets[e]!]!);
  }
  return matrix;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((s, v, i) => s + v * b[i]!, 0);
const row = (m: Float64Array, r: number, n: number): Float64Array => m.subarray(r * n, r * n + n);

describe('leadingGraphEigen', () => {
  // 2,400 items: above the size that Lanczos solves alone.
  it('finds the sine and cosine along a torus, coarse to fine', async () => {
    const [width, height] = [80, 30];
    const graph = torus(width, height);
    const options = { count: 2, seed: 0, tolerance: 1e-3 };
    const { vectors, converged, residual } = await leadingGraphEigen(graph, options);
    expect([converged, residual < 1e-3]).toEqual([true, true]);
    const waves = [Math.sin, Math.cos].map((wave) =>
      Float64Array.from({ length: graph.n }, (_, i) => {
        const angle = (2 * Math.PI * (i % width)) / width;
        return wave(angle) / Math.sqrt(graph.n / 2);
      }),
    );
    for (const v of [0, 1]) {
      const along = waves.map((wave) => dot(row(vectors, v, graph.n), wave));
      // The next pair of waves has an eigenvalue smaller by 0.0046: the sine of the angle is at most 1e-3 / 0.0046.
      expect(Math.hypot(...along)).toBeGreaterThan(Math.sqrt(1 - 0.22 ** 2));
    }
  });

  it.each([2, 3])('gives %i orthonormal vectors without the trivial one', async (count) => {
    const graph = torus(40, 40);
    const { vectors } = await leadingGraphEigen(graph, { count, seed: 1, tolerance: 1e-2 });
    const trivial = new Float64Array(graph.n).fill(1);
    for (let a = 0; a < count; a++) {
      expect(Math.abs(dot(row(vectors, a, graph.n), trivial))).toBeLessThan(1e-8);
      for (let b = 0; b <= a; b++)
        expect(dot(row(vectors, a, graph.n), row(vectors, b, graph.n))).toBeCloseTo(+(a === b), 8);
    }
  });

  it('says when it did not come to the tolerance', async () => {
    const options = { count: 2, seed: 0, tolerance: 1e-14 };
    expect((await leadingGraphEigen(torus(40, 40), options)).converged).toBe(false);
  });
});

describe('coarsen', () => {
  it('keeps all weight, and the normalised graph of the groups is the fine one within them', async () => {
    const fine = finest(torus(9, 7));
    const { level, groups } = await coarsen(fine, createPace({}, 'test'));
    const { n } = level;
    expect(n).toBeLessThan(0.7 * fine.n);
    expect(level.degrees.reduce((a, b) => a + b)).toBeCloseTo(fine.degrees.reduce((a, b) => a + b));
    // P' N P with P[i, group of i] = sqrt(degree of i / degree of the group).
    const whole = dense(fine);
    const expected = new Float64Array(n * n);
    for (let i = 0; i < fine.n; i++)
      for (let j = 0; j < fine.n; j++) {
        const [a, b] = [groups[i]!, groups[j]!];
        const share = (fine.degrees[i]! * fine.degrees[j]!) / level.degrees[a]! / level.degrees[b]!;
        expected[a * n + b]! += whole[i * fine.n + j]! * Math.sqrt(share);
      }
    dense(level, level.loops).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 12));
  });
});
