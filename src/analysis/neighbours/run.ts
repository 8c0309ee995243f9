import { requireFinite } from '../checks.ts';
import { PREPROCESSING_OF } from '../preprocessing.ts';
import { recallWords, sharedNeighbours } from '../neighbour-lists.ts';
import type { NeighboursValue, Run } from '../types.ts';
import type { NeighboursParams } from './descriptor.ts';

export const run: Run<NeighboursParams, NeighboursValue> = async (x, params, context) => {
  await requireFinite(x, context.name, context.control);
  const found = await sharedNeighbours(x, params.metric, params.k, context, params);
  const { k, indices, distances, excluded } = found;
  if (k < params.k) context.note(`${params.k} neighbours asked for; an item has only ${k} others.`);
  return {
    value: { rows: x.rows, k, metric: params.metric, indices, distances, excluded },
    preprocessing: PREPROCESSING_OF[params.metric],
    deterministic: !('recall' in found),
    interval: 'recall' in found ? recallWords(found.recall) : 'none: exact lists of these items',
    chance: `an item is among the k neighbours of another by chance with probability ${(k / (x.rows - 1)).toPrecision(3)}`,
  };
};
