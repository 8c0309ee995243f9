import { z } from 'zod';
import { METRICS } from '../../math/metric.ts';
import type { MethodDescriptor } from '../types.ts';

export const params = z.object({
  metric: z
    .enum(METRICS)
    .default('cosine')
    .meta({
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
});

export type NeighboursParams = z.output<typeof params>;

export const descriptor: MethodDescriptor<typeof params> = {
  id: 'neighbours',
  version: 1,
  title: 'Nearest neighbours',
  question: 'Which items are nearest to each item in the original space?',
  citations: [
    'Cover and Hart 1967, Nearest neighbor pattern classification, doi:10.1109/TIT.1967.1053964',
  ],
  params,
  output: 'neighbours',
  stochastic: false,
  requires: ({ rows }) =>
    rows >= 3
      ? null
      : `Nearest neighbours needs at least 3 items; found ${rows}. Open a file with more rows.`,
  estimate: ({ rows, cols }, { k }) => ({
    seconds: (rows * rows * (cols + 20)) / 3e10 + (rows * k * cols) / 2e8,
    bytes: 4 * rows * cols + 8 * rows * (2 * k + 8) + 12 * rows * k,
  }),
};
