import {
  approximateNeighbours,
  type ApproximateNeighbours,
} from '../math/approximate-neighbours.ts';
import {
  exactNeighbours,
  firstNeighbours,
  type ExactNeighbours,
  type NeighbourLists,
} from '../math/exact-neighbours.ts';
import type { Kernels, Matrix } from '../math/kernels.ts';
import type { Metric } from '../math/metric.ts';
import type { RunContext } from './types.ts';

/** Lists are never computed shorter than this, so that methods with the usual k share one computation. */
const SHARED_K = 15;

export const SEARCHES = ['auto', 'exact', 'approximate'] as const;

export interface SearchChoice {
  /** `auto`: exact as long as that takes at most `EXACT_SECONDS` by estimate. */
  readonly search: (typeof SEARCHES)[number];
  /** Of the approximate search. */
  readonly seed: number;
}

const EXACT_SECONDS = Infinity;

/** Lists found in either way. */
export type FoundNeighbours = ExactNeighbours | ApproximateNeighbours;

/**
 * k nearest neighbours through the memory that methods share. `k` is reduced when there are fewer others.
 * Adds to the recipe what happened: how they were found, rows excluded, rows recomputed, ties at the k-th neighbour.
 */
export async function sharedNeighbours(
  x: Matrix,
  metric: Metric,
  k: number,
  context: RunContext,
  choice: SearchChoice = { search: 'auto', seed: 0 },
): Promise<FoundNeighbours> {
  const { kernels, control, name } = context;
  const length = Math.max(k, Math.min(SHARED_K, x.rows - 2));
  const options = { metric, k: length, name };
  const { seed } = choice;
  const full: FoundNeighbours = searchesExactly(x, choice.search)
    ? await context.shared(`neighbours ${metric} ${length}`, () =>
        exactNeighbours(x, options, kernels, control),
      )
    : await context.shared(`neighbours ${metric} ${length} seed ${seed}`, () =>
        approximateNeighbours(x, { ...options, seed }, kernels, control),
      );
  const found = firstNeighbours(full, Math.min(k, full.k));
  for (const text of notesOf(found, choice, kernels)) context.note(text);
  return found;
}

/** Seconds that the exact search takes by estimate on two threads of WASM. */
export function exactSeconds({
  rows,
  cols,
}: {
  readonly rows: number;
  readonly cols: number;
}): number {
  return (rows * rows * (cols + 20)) / 3e10;
}

/** Whether a choice comes to the exact search for a matrix of this shape. */
export function searchesExactly(
  shape: { readonly rows: number; readonly cols: number },
  search: SearchChoice['search'],
): boolean {
  return search === 'auto' ? exactSeconds(shape) <= EXACT_SECONDS : search === 'exact';
}

function notesOf(found: FoundNeighbours, { search }: SearchChoice, kernels: Kernels): string[] {
  const notes = 'recall' in found ? searchNotes(found, search, kernels) : exactNotes(found);
  return [...notes, ...notesOfAny(found)];
}

function exactNotes({ certified, recomputed }: ExactNeighbours): string[] {
  return [`Exact: ${certified} rows certified, ${recomputed} recomputed in float64.`];
}

function searchNotes(
  { recall, seed }: ApproximateNeighbours,
  search: SearchChoice['search'],
  kernels: Kernels,
): string[] {
  const way = search === 'auto' ? ' Choose the search "exact" for exact lists.' : '';
  const notes = [`Approximate (NN-descent, seed ${seed}): ${recallWords(recall)}.${way}`];
  if (!kernels.withJoins)
    notes.push(
      `The approximate search ran in JavaScript: ${kernels.backend} has no kernel for it.`,
    );
  return notes;
}

/** "recall 0.962 on 1,000 rows compared with their exact lists (95 % interval 0.949 to 0.973)". */
export function recallWords({ share, low, high, rows }: ApproximateNeighbours['recall']): string {
  const interval = `95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}`;
  return `recall ${share.toFixed(3)} on ${rows.toLocaleString('en')} rows compared with their exact lists (${interval})`;
}

function notesOfAny({ rows, excluded, tied, metric }: NeighbourLists): string[] {
  const notes: string[] = [];
  const kind = metric === 'correlation' ? 'constant' : 'zero-length';
  if (excluded.length > 0) notes.push(`${excluded.length} ${kind} rows excluded.`);
  // METHODS 1.2: ties at the k-th distance are told above 1 %.
  if (tied > 0.01 * rows)
    notes.push(
      `${tied} ${tied === 1 ? 'row has' : 'rows have'} a tie at the last neighbour; the smaller index was taken.`,
    );
  return notes;
}
