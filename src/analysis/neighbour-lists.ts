import {
  approximateNeighbours,
  hasCells,
  type ApproximateNeighbours,
} from '../math/approximate-neighbours.ts';
import {
  exactNeighbours,
  firstNeighbours,
  type ExactNeighbours,
} from '../math/exact-neighbours.ts';
import type { Kernels, Matrix } from '../math/kernels.ts';
import type { Metric } from '../math/metric.ts';
import type { RunContext } from './types.ts';

/** Lists are never computed shorter than this, so that methods with the usual k share one computation. */
const SHARED_K = 15;

export const SEARCHES = ['auto', 'exact', 'approximate'] as const;

export interface SearchChoice {
  /** `auto`: exact as long as that takes at most `EXACT_SECONDS` by estimate. Without kernels for cells always exact. */
  readonly search: (typeof SEARCHES)[number];
  /** Of the approximate search. */
  readonly seed: number;
}

const EXACT_SECONDS = 30;
/** Rows that must look into more than this share of the cells meet about half of all others: exact lists take no longer. */
const MOST_CELLS = 1 / 4;

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
  const approximate =
    hasCells(kernels) && !searchesExactly(x, choice.search)
      ? await context.shared(`neighbours ${metric} ${length} seed ${seed}`, () =>
          approximateNeighbours(x, { ...options, seed, most: MOST_CELLS }, kernels, control),
        )
      : null;
  const full: FoundNeighbours =
    approximate ??
    (await context.shared(`neighbours ${metric} ${length}`, () =>
      exactNeighbours(x, options, kernels, control),
    ));
  const found = firstNeighbours(full, Math.min(k, full.k));
  for (const text of notesOf(found, choice, kernels)) context.note(text);
  return found;
}

interface Shape {
  readonly rows: number;
  readonly cols: number;
}

/** Seconds that a search takes by estimate on two threads of WASM. */
export function searchSeconds(shape: Shape, search: SearchChoice['search'] = 'auto'): number {
  const { rows, cols } = shape;
  if (searchesExactly(shape, search)) return exactSeconds(shape);
  // As a rule rows meet an eighth of the others.
  return exactSeconds(shape) / 8 + (rows * (cols + 60)) / 4e6;
}

function exactSeconds({ rows, cols }: Shape): number {
  return (rows * rows * (cols + 20)) / 6e10;
}

/** Whether a choice comes to the exact search for a matrix of this shape. */
export function searchesExactly(shape: Shape, search: SearchChoice['search']): boolean {
  return search === 'auto' ? exactSeconds(shape) <= EXACT_SECONDS : search === 'exact';
}

function notesOf(found: FoundNeighbours, { search }: SearchChoice, kernels: Kernels): string[] {
  const notes = 'recall' in found ? searchNotes(found, search) : exactNotes(found);
  if (search === 'approximate' && !('recall' in found))
    notes.push(
      hasCells(kernels)
        ? 'These items do not fall into groups that a search could leave out: exact lists take no longer.'
        : `${kernels.backend} has no kernels for the approximate search: the lists are exact.`,
    );
  return [...notes, ...notesOfAny(found)];
}

function exactNotes({ certified, recomputed }: ExactNeighbours): string[] {
  const all = (certified + recomputed).toLocaleString('en');
  const again =
    recomputed > 0 ? `, ${recomputed.toLocaleString('en')} of them computed again in float64` : '';
  return [`Exact neighbours: proved for all ${all} rows${again}.`];
}

function searchNotes(
  { recall, seed, cells, probes }: ApproximateNeighbours,
  search: SearchChoice['search'],
): string[] {
  const way =
    search === 'auto' ? ' The method "Nearest neighbours" gives exact lists when asked for.' : '';
  const how = `each row searches the ${probes} nearest of ${cells} groups of rows, seed ${seed}`;
  return [`Approximate neighbours (${how}): ${recallWords(recall)}.${way}`];
}

/** "recall 0.962 of the 15 nearest on 1,000 rows compared with their exact lists (95 % interval 0.949 to 0.973)". */
export function recallWords({
  share,
  low,
  high,
  rows,
  k,
}: ApproximateNeighbours['recall']): string {
  const interval = `95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}`;
  const whose = k === 1 ? 'the nearest' : `the ${k} nearest`;
  return `recall ${share.toFixed(3)} of ${whose} on ${rows.toLocaleString('en')} rows compared with their exact lists (${interval})`;
}

function notesOfAny(found: FoundNeighbours): string[] {
  const { rows, excluded, tied, metric } = found;
  const notes: string[] = [];
  const kind = metric === 'correlation' ? 'constant' : 'zero-length';
  if (excluded.length > 0) notes.push(`${excluded.length} ${kind} rows excluded.`);
  // METHODS 1.2: ties at the k-th distance are told above 1 %.
  if (tied > 0.01 * rows) {
    const rowsHave = tied === 1 ? 'row has' : 'rows have';
    const taken =
      'recall' in found ? 'which is taken depends on the seed' : 'the smaller index was taken';
    notes.push(`${tied} ${rowsHave} a tie at the last neighbour; ${taken}.`);
  }
  return notes;
}
