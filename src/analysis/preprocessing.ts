import type { Metric } from '../math/metric.ts';

/**
 * What is done to a matrix before a method sees it, in the words of METHODS 1.3: `centre` subtracts the column means,
 * `unit` divides each row by its norm, `centre+unit` does both in this order. `row-centre+unit` takes off each row its own
 * mean before it is divided.
 */
export const PREPROCESSING = [
  'raw',
  'centre',
  'unit',
  'centre+unit',
  'row-centre+unit',
  'centre+whiten',
] as const;

export type Preprocessing = (typeof PREPROCESSING)[number];

/** What a metric does to the rows. */
export const PREPROCESSING_OF = {
  cosine: 'unit',
  correlation: 'row-centre+unit',
  euclidean: 'raw',
  sqeuclidean: 'raw',
  dot: 'raw',
} as const satisfies Record<Metric, Preprocessing>;
