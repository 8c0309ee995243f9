import { z } from 'zod';
import { METRICS } from '../../math/metric.ts';
import { SEARCHES, searchesExactly, searchSeconds } from '../neighbour-lists.ts';
import type { MethodDescriptor } from '../types.ts';

export const params = z.object({
  metric: z.enum(METRICS).default('cosine').meta({
    title: 'Metric',
    description:
      'cosine, correlation, Euclidean distance, its square (the same order), or dot product.',
  }),
  k: z
    .int()
    .min(1)
    .max(1000)
    .default(15)
    .meta({ title: 'Neighbours', description: 'How many, not counting the item itself.' }),
  search: z.enum(SEARCHES).default('auto').meta({
    title: 'Search',
    description:
      'exact lists, or approximate ones (items in cells, of which each item searches the nearest) whose recall is measured; auto: exact while that takes at most about 30 s.',
  }),
  seed: z
    .int()
    .min(0)
    .max(2147483647)
    .default(0)
    .meta({ title: 'Seed', description: 'Of the approximate search.' }),
});

export type NeighboursParams = z.output<typeof params>;

export const descriptor: MethodDescriptor<typeof params> = {
  id: 'neighbours',
  version: 3,
  title: 'Nearest neighbours',
  question: 'Which items are nearest to each item in the original space?',
  citations: [
    'Cover and Hart 1967, Nearest neighbor pattern classification, doi:10.1109/TIT.1967.1053964',
    'Jégou, Douze and Schmid 2011, Product quantization for nearest neighbor search (inverted file), doi:10.1109/TPAMI.2010.57',
  ],
  params,
  output: 'neighbours',
  stochastic: true,
  stages: [
    { name: 'Neighbours', share: 0.7 },
    { name: 'Checking neighbours', share: 0.3 },
  ],
  requires: ({ rows }) =>
    rows >= 3
      ? null
      : `Nearest neighbours needs at least 3 items; found ${rows}. Open a file with more rows.`,
  estimate: (shape, { k, search }) => {
    const { rows, cols } = shape;
    const seconds = searchSeconds(shape, search) + (rows * k * cols) / 2e8;
    const lists = searchesExactly(shape, search)
      ? 8 * rows * (k + Math.max(8, k))
      : // Beside the lists the cells that rows look into, and bands of rows on their way.
        8 * rows * (k + 2) + 0.1 * rows ** 1.5 + 8e7;
    return { seconds, bytes: lists + 12 * rows * k };
  },
};
