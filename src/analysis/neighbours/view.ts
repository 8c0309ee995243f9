import type { NeighboursValue, NeighboursView, Result } from '../types.ts';

const VALUE_NAMES: Readonly<Record<string, string>> = {
  cosine: 'cosine distance',
  correlation: 'correlation distance',
  euclidean: 'Euclidean distance',
  sqeuclidean: 'squared Euclidean distance',
  dot: 'dot product',
};

export function view({ value }: Result<NeighboursValue>): NeighboursView {
  const { k, metric, indices, distances, excluded } = value;
  const without = new Set(excluded);
  return {
    kind: 'neighbours',
    valueName: VALUE_NAMES[metric] ?? metric,
    of: (item) =>
      without.has(item)
        ? []
        : Array.from({ length: k }, (_, rank) => ({
            item: indices[item * k + rank]!,
            value: distances[item * k + rank]!,
          })),
    summary: [
      { label: 'Neighbours per item', value: k },
      { label: 'Items without neighbours', value: excluded.length },
    ],
  };
}
