import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../math/kernels.ts';
import { createReferenceKernels } from '../../math/reference-kernels.ts';
import { clusters, gaussian } from '../../math/testing/random.ts';
import { runMethod } from '../run-method.ts';
import type { PcaValue } from './run.ts';

const inputOf = (name: string, { rows, cols }: Matrix) => ({ name, n: rows, d: cols, sha256: '' });

/** PCA of `x` with `other` loaded beside it as "old". */
async function pca(x: Matrix, other: Matrix, params: Record<string, unknown> = {}) {
  const result = await runMethod('pca', x, params, {
    kernels: createReferenceKernels(),
    control: {},
    inputs: [inputOf('new', x)],
    space: (name) =>
      Promise.resolve(name === 'old' ? { x: other, input: inputOf('old', other) } : null),
  });
  return { value: result.value as PcaValue, recipe: result.recipe };
}

describe('axes of another space', () => {
  const old = clusters(80, 6, 3, 4, 1);

  it('are its own when both are the same', async () => {
    const own = await pca(old, old);
    const given = await pca(old, old, { onto: 'old' });
    expect(given.value.coordinates).toEqual(own.value.coordinates);
    given.value.explainedVariance.forEach((variance, r) => {
      // Taken from the scores, which are rounded to float32.
      expect(variance / own.value.explainedVariance[r]!).toBeCloseTo(1, 6);
    });
  });

  it('keep their mean, and show the share of the other space’s own variance', async () => {
    // The same cloud moved along every column and twice as large: the scores move and double with it.
    const moved = { ...old, data: old.data.map((value) => 2 * value + 5) };
    const { value, recipe } = await pca(moved, old, { onto: 'old', components: 6 });
    const own = (await pca(old, old, { components: 6 })).value;
    expect(value.mean).toEqual(own.mean);
    expect(value.explainedVarianceRatio.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    value.explainedVariance.forEach((variance, r) => {
      expect(variance / own.explainedVariance[r]!).toBeCloseTo(4, 4);
    });
    for (let r = 0; r < 6; r++) {
      let shift = 0;
      for (let d = 0; d < 6; d++) shift += (own.mean[d]! + 5) * own.loadings[r * 6 + d]!;
      expect(value.coordinates[r]).toBeCloseTo(2 * own.coordinates[r]! + shift, 4);
    }
    expect(recipe.inputs.map(({ name }) => name)).toEqual(['new', 'old']);
    expect(recipe.notes.join()).toContain('Axes and mean of old');
    expect(value.axes[0]).toMatch(/^PC1 of old \d/);
  });

  it('explain little of a space that lies across them', async () => {
    const flat = gaussian(50, 6, 2);
    for (let i = 0; i < 50; i++) flat.data.fill(0, i * 6 + 1, i * 6 + 6);
    const across = gaussian(50, 6, 3);
    for (let i = 0; i < 50; i++) across.data[i * 6] = 0;
    const { value } = await pca(across, flat, { onto: 'old', components: 1 });
    expect(value.explainedVarianceRatio[0]).toBeLessThan(1e-12);
  });

  it('must have as many dimensions', async () => {
    await expect(pca(gaussian(10, 5), old, { onto: 'old' })).rejects.toMatchObject({
      code: 'E_SHAPE',
      message: 'new has 5 dimensions and old has 6: one has no place on the axes of the other.',
    });
  });

  it('must be of a space that is loaded', async () => {
    await expect(pca(old, old, { onto: 'older' })).rejects.toMatchObject({
      code: 'E_RANGE',
      place: 'onto',
    });
  });
});

describe('whitening', () => {
  it('gives every component a standard deviation of 1', async () => {
    const x = clusters(200, 5, 3, 4, 4);
    const { value, recipe } = await pca(x, x, { whiten: true, components: 5 });
    for (let r = 0; r < 5; r++) {
      let squares = 0;
      for (let i = 0; i < 200; i++) squares += value.coordinates[i * 5 + r]! ** 2;
      expect(squares / 200).toBeCloseTo(1, 5);
    }
    expect(recipe.preprocessing).toBe('centre+whiten');
    expect(recipe.notes).toEqual([]);
  });

  it('leaves components without variance at 0 and says so', async () => {
    const x = gaussian(30, 4, 5);
    for (let i = 0; i < 30; i++) x.data[i * 4 + 3] = x.data[i * 4]! + x.data[i * 4 + 1]!;
    const { value, recipe } = await pca(x, x, { whiten: true, components: 4 });
    expect(recipe.notes.join()).toContain('1 of 4 components have no variance');
    for (let i = 0; i < 30; i++) expect(Math.abs(value.coordinates[i * 4 + 3]!)).toBe(0);
  });
});
