import { z } from 'zod';
import { searchSeconds } from '../neighbour-lists.ts';
import type { MethodDescriptor } from '../types.ts';

export const params = z.object({
  dims: z
    .union([z.literal(2), z.literal(3)])
    .default(2)
    .meta({ title: 'Dimensions', description: 'Of the picture: 2 or 3.' }),
  neighbours: z.int().min(2).max(500).default(15).meta({
    title: 'Neighbours',
    description: 'Size of the local neighbourhood; counts the item itself, as umap-learn does.',
  }),
  metric: z.enum(['cosine', 'euclidean']).default('cosine').meta({ title: 'Metric' }),
  minDist: z.number().min(0).max(10).default(0.1).meta({
    title: 'Minimum distance',
    description: 'How close points may lie in the picture; smaller packs clusters tighter.',
  }),
  spread: z.number().min(0.1).max(10).default(1).meta({
    title: 'Spread',
    description: 'Scale of the picture that the minimum distance is measured against.',
  }),
  epochs: z.int().min(0).max(10_000).default(0).meta({
    title: 'Epochs',
    description: '0: automatic, 500 up to 10,000 items and 200 above.',
  }),
  rounds: z.int().min(1).max(20).default(1).meta({
    title: 'Rounds',
    description: 'From the second on the layout goes on from where it is, gently: groups settle.',
  }),
  negatives: z.int().min(0).max(50).default(5).meta({
    title: 'Negative samples',
    description: 'Random items that each pull is balanced with.',
  }),
  learningRate: z.number().min(0.01).max(10).default(1).meta({ title: 'Learning rate' }),
  repulsion: z.number().min(0).max(10).default(1).meta({ title: 'Repulsion' }),
  init: z.enum(['spectral', 'pca', 'random']).default('spectral').meta({
    title: 'Start',
    description: 'Where the points begin.',
  }),
  onto: z.string().max(500).default('').meta({
    title: 'Map of',
    description: 'Another loaded space, on whose map these items are placed; empty for their own.',
    kind: 'space',
  }),
  seed: z.int().min(0).max(2147483647).default(0).meta({ title: 'Seed' }),
});

export type UmapParams = z.output<typeof params>;

/** Part of the learning rate that a layout which is there already is moved with, as in umap-learn's transform. */
export const LATER = 1 / 4;

/** As umap-learn: 500 up to 10,000 items, 200 above. */
export const epochsFor = (params: UmapParams, rows: number): number =>
  params.epochs || (rows <= 10_000 ? 500 : 200);

export const descriptor: MethodDescriptor<typeof params> = {
  id: 'umap',
  version: 1,
  title: 'UMAP',
  question: 'Which items form neighbourhoods and groups?',
  citations: [
    'McInnes, Healy and Melville 2018, UMAP: Uniform Manifold Approximation and Projection for dimension reduction, arXiv:1802.03426',
  ],
  params,
  output: 'projection',
  stochastic: true,
  stages: [
    { name: 'Neighbours', share: 0.12 },
    { name: 'Checking neighbours', share: 0.05 },
    { name: 'Local scales', share: 0.03 },
    { name: 'Neighbour graph', share: 0.03 },
    { name: 'Starting positions', share: 0.07 },
    { name: 'Layout', share: 0.7 },
  ],
  requires: ({ rows }) =>
    rows >= 4 ? null : `UMAP needs at least 4 items; found ${rows}. Open a file with more rows.`,
  estimate: ({ rows, cols }, params) => ({
    seconds:
      searchSeconds({ rows, cols }) +
      rows * params.neighbours * 1e-5 +
      params.rounds *
        epochsFor(params, rows) *
        rows *
        params.neighbours *
        (params.negatives + 2) *
        4e-9,
    bytes: 4 * rows * cols + rows * params.neighbours * 60,
  }),
};
