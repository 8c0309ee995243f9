import { describe, expect, it } from 'vitest';
import type { FuzzyGraph } from './fuzzy-graph.ts';
import { spectralLayout } from './spectral.ts';

/** Rings of `n` items each, every item joined to the next. */
function rings(n: number, count: number): FuzzyGraph {
  const targets = Array.from({ length: n * count }, (_, item) => {
    const start = item - (item % n);
    return [start + ((item + 1) % n), start + ((item + n - 1) % n)].sort((a, b) => a - b);
  });
  return {
    n: n * count,
    offsets: Uint32Array.from({ length: n * count + 1 }, (_, i) => 2 * i),
    targets: Uint32Array.from(targets.flat()),
    weights: new Float64Array(2 * n * count).fill(1),
  };
}

const radii = (y: Float64Array, items: number[]): number[] => {
  const centre = [0, 1].map((d) => items.reduce((sum, i) => sum + y[2 * i + d]!, 0) / items.length);
  return items.map((i) => Math.hypot(y[2 * i]! - centre[0]!, y[2 * i + 1]! - centre[1]!));
};

const range = (start: number, end: number): number[] =>
  Array.from({ length: end - start }, (_, i) => start + i);

describe('spectralLayout', () => {
  it('draws a ring as a circle: its eigenvectors are a sine and a cosine', async () => {
    const { coordinates, components, converged } = await spectralLayout(rings(300, 1), 2, 0);
    expect([components, converged]).toEqual([1, true]);
    const found = radii(coordinates, range(0, 300));
    // Asked for to a residual of 1e-4, which over the gap of 7e-4 to the next pair leaves some of it.
    expect(Math.max(...found) / Math.min(...found)).toBeLessThan(1.3);
    const steps = range(0, 300).map((i) => {
      const j = (i + 1) % 300;
      return Math.hypot(
        coordinates[2 * i]! - coordinates[2 * j]!,
        coordinates[2 * i + 1]! - coordinates[2 * j + 1]!,
      );
    });
    // The circumference, by the number of steps. A wrong pair of eigenvectors would go round twice.
    expect(Math.max(...steps)).toBeLessThan((1.5 * 2 * Math.PI * Math.max(...found)) / 300);
  });

  it('sets separate parts side by side without overlap', async () => {
    const { coordinates, components } = await spectralLayout(rings(12, 5), 2, 0);
    expect(components).toBe(5);
    const parts = range(0, 5).map((part) => range(part * 12, (part + 1) * 12));
    const centres = parts.map((items) =>
      [0, 1].map((d) => items.reduce((sum, i) => sum + coordinates[2 * i + d]!, 0) / 12),
    );
    const sizes = parts.map((items) => Math.max(...radii(coordinates, items)));
    for (let a = 0; a < 5; a++)
      for (let b = 0; b < a; b++) {
        const gap = Math.hypot(
          centres[a]![0]! - centres[b]![0]!,
          centres[a]![1]! - centres[b]![1]!,
        );
        expect(gap).toBeGreaterThan(sizes[a]! + sizes[b]!);
      }
  });

  it('gives the same layout for the same seed', async () => {
    const graph = rings(40, 2);
    const [a, b] = [await spectralLayout(graph, 3, 7), await spectralLayout(graph, 3, 7)];
    expect(a.coordinates).toEqual(b.coordinates);
  });
});
