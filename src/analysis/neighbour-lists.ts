import {
  exactNeighbours,
  firstNeighbours,
  type ExactNeighbours,
} from '../math/exact-neighbours.ts';
import type { Matrix } from '../math/kernels.ts';
import type { Metric } from '../math/metric.ts';
import type { RunContext } from './types.ts';

/** Lists are never computed shorter than this, so that methods with the usual k share one computation. */
const SHARED_K = 15;

/**
 * Exact k nearest neighbours through the memory that methods share. `k` is reduced when there
 * are fewer others.
 * Adds to the recipe what happened: rows excluded, rows recomputed, ties at the k-th neighbour.
 */
export async function sharedNeighbours(
  x: Matrix,
  metric: Metric,
  k: number,
  context: RunContext,
): Promise<ExactNeighbours> {
  const { kernels, control, name } = context;
  const length = Math.max(k, Math.min(SHARED_K, x.rows - 2));
  const full = await context.shared(`neighbours ${metric} ${length}`, () =>
    exactNeighbours(x, { metric, k: length, name }, kernels, control),
  );
  const found = firstNeighbours(full, Math.min(k, full.k));
  for (const text of notesOf(found)) context.note(text);
  return found;
}

function notesOf({ rows, excluded, certified, recomputed, tied }: ExactNeighbours): string[] {
  const notes = [`Exact: ${certified} rows certified, ${recomputed} recomputed in float64.`];
  if (excluded.length > 0) notes.push(`${excluded.length} zero-length rows excluded.`);
  // METHODS 1.2: ties at the k-th distance are told above 1 %.
  if (tied > 0.01 * rows)
    notes.push(
      `${tied} ${tied === 1 ? 'row has' : 'rows have'} a tie at the last neighbour; the smaller index was taken.`,
    );
  return notes;
}
