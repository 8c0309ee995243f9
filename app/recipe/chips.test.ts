import { expect, it } from 'vitest';
import type { Recipe } from '../../src/analysis/types.ts';
import { recipeChips } from './chips.ts';

const recipe: Recipe = {
  method: 'umap',
  version: 1,
  inputs: [{ name: 'words', n: 10000, d: 100, sha256: '00' }],
  preprocessing: 'raw',
  params: { neighbours: 15, minDist: 0.1, epochs: 200, metric: 'cosine', dims: 2, seed: 3 },
  seed: 3,
  backend: { id: 'wasm', device: 'WASM SIMD', precision: 'f32' },
  interval: 'none',
  chance: 'none',
  notes: [],
};
const defaults = { learningRate: 1, repulsion: 1 };
const lines = (of: Recipe): string[] =>
  recipeChips(of, defaults).map((c) => `${c.name} ${c.value}`.trim());

it('shows preprocessing, parameters, seed, backend and size', () => {
  expect(lines(recipe)).toEqual([
    'raw',
    'neighbours 15',
    'min dist 0.1',
    'epochs 200',
    'metric cosine',
    'seed 3',
    'WASM',
    '10,000 × 100',
  ]);
});

it('says that rows were left out or put into another order', () => {
  const inputs = [{ ...recipe.inputs[0]!, rowsOf: 10002, reordered: true as const }];
  const found = lines({ ...recipe, inputs });
  expect([found[0], found.at(-1)]).toEqual(['10,000 of 10,002 × 100', 'rows reordered by id']);
});

it('says first that only a sample was taken, and that numbers were rounded to hold them', () => {
  const sample = { of: 341479, seed: 2 };
  const inputs = [{ ...recipe.inputs[0]!, sample, storage: 'float16' as const }];
  expect(lines({ ...recipe, inputs }).slice(0, 2)).toEqual([
    'sample of 341,479, seed 2',
    'stored as float16',
  ]);
});

it('says that a method without randomness is deterministic', () => {
  const pca: Recipe = {
    ...recipe,
    preprocessing: 'centre',
    params: { components: 3 },
    seed: 'none, deterministic',
  };
  expect(lines(pca)).toEqual(['centred', 'deterministic', 'WASM', '10,000 × 100']);
});

it('says other parameters only where they differ from the defaults', () => {
  const params = { learningRate: 0.5, repulsion: 1, epochs: 0 };
  expect(lines({ ...recipe, params, resolved: { epochs: 500 } })).toEqual([
    'raw',
    'learning rate 0.5',
    'epochs 500 (automatic)',
    'seed 3',
    'WASM',
    '10,000 × 100',
  ]);
});
