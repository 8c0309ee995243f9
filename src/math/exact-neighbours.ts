import { NO_CONTROL, type Control } from '../base/control.ts';
import { prepareSearch } from './candidates.ts';
import type { CandidateBlock, Kernels, Matrix } from './kernels.ts';
import {
  pacedRowLengths,
  rowMetric,
  tiedDistances,
  type Metric,
  type RowMetric,
} from './metric.ts';
import { createPace } from './pace.ts';
import { bruteForce, createLists, createScratch, order } from './ranked-lists.ts';
import { heldRows } from './rows.ts';

export type { Metric } from './metric.ts';
export { NO_NEIGHBOUR } from './ranked-lists.ts';

/** Lists of neighbours of all rows, ordered and with distances in float64 from the stored values. */
export interface NeighbourLists {
  readonly metric: Metric;
  readonly rows: number;
  readonly k: number;
  /** rows x k item indices, nearest first; 0xffffffff in excluded rows. */
  readonly indices: Uint32Array;
  /** rows x k: distances (cosine, Euclidean) or inner products (dot) in float64; NaN in excluded rows. */
  readonly distances: Float64Array;
  /** Rows without a direction (cosine and correlation only). */
  readonly excluded: Uint32Array;
  /** Rows whose k-th neighbour is tied with the next one; the smaller index was taken. */
  readonly tied: number;
}

/** The lists of float64 brute force. */
export interface ExactNeighbours extends NeighbourLists {
  /** Rows whose shortlist was proved complete. */
  readonly certified: number;
  /** Rows recomputed against all others because the proof failed (near ties at the end of the shortlist). */
  readonly recomputed: number;
}

/**
 * The k nearest other rows of every row, exact: equal to float64 brute force, ties by the smaller index (METHODS 1.2).
 * The kernels shortlist k + max(8, k) candidates in float32 (R3); these are ranked again in float64 from the
 * stored values, and a row whose shortlist cannot be proved complete is recomputed against all rows. Large matrices are
 * ranked block by block, so that the shortlists of all rows are never held.
 *
 * @param options.k at least 1; reduced to the number of other rows (rows without a direction left out) when larger
 * @throws LocusError E_ZERO_ROW, E_CONST_ROW; CancelledError
 */
export async function exactNeighbours(
  x: Matrix,
  options: { readonly metric: Metric; readonly k: number; readonly name?: string },
  kernels: Kernels,
  control: Control = NO_CONTROL,
): Promise<ExactNeighbours> {
  const lengths = await pacedRowLengths(x, options.metric, control);
  const metric = rowMetric(x, options.metric, options.name, lengths);
  const { included, excluded } = metric;
  const others = included.length - 1;
  const k = Math.min(options.k, others);
  if (k < 1) throw new RangeError('Neighbours need k >= 1 and at least 2 rows');
  const count = Math.min(k + Math.max(8, k), others);
  const search = await prepareSearch(x, metric, kernels, control);
  const lists = createLists(x.rows, k, metric);
  const asked = { kind: search.kind, k: count };

  const doubtful: number[] = [];
  const pace = createPace(control, 'Checking neighbours');
  const settle = async (block: CandidateBlock, values: Float64Array | null): Promise<void> => {
    const scratch = createScratch(count);
    const rows = block.indices.length / count;
    for (let r = 0; r < rows; r++) {
      const p = block.first + r;
      const row = included[p]!;
      for (let c = 0; c < count; c++) {
        const other = included[block.indices[r * count + c]!]!;
        scratch.indices[c] = other;
        scratch.ranks[c] = values
          ? metric.rankOf(values[r * count + c]!, row, other)
          : metric.rank(row, other);
      }
      const ordered = order(scratch, count, k, metric);
      const worst = block.values[(r + 1) * count - 1]!;
      const complete = count === others || search.certifies(p, ordered.worst, worst);
      if (complete) lists.store(row, ordered);
      else doubtful.push(row);
      if (pace.due()) await pace.rest(p, included.length);
    }
  };

  if (kernels.topkBlocks && !canList(x, metric, kernels)) {
    const take = (block: CandidateBlock): Promise<void> => settle(block, null);
    await kernels.topkBlocks(search.rows, asked, take, control);
  } else {
    const candidates = await kernels.topk(await heldRows(search.rows, control), asked, control);
    const block = { first: 0, ...candidates };
    await settle(block, await listedValues(x, metric, block, kernels, control));
  }

  const recompute = createPace(control, 'Checking neighbours, near ties');
  const full = createScratch(others);
  for (const [done, row] of doubtful.entries()) {
    lists.store(row, bruteForce(metric, row, k, full));
    if (recompute.due()) await recompute.rest(done, doubtful.length);
  }
  const { indices, distances } = lists;
  return {
    ...{ metric: options.metric, rows: x.rows, k, indices, distances, excluded },
    certified: included.length - doubtful.length,
    recomputed: doubtful.length,
    tied: lists.tied(),
  };
}

const NONE = new Uint32Array(0);

/** Whether the kernels have float64 values for this metric and matrix: they refuse one that is too large. */
function canList(x: Matrix, { kind }: RowMetric, { listedPairs }: Kernels): boolean {
  return kind !== null && !!listedPairs?.(x, { kind, rows: NONE, items: NONE }, NO_CONTROL);
}

/** The float64 values of all candidates from the kernels, where they have them for this metric and matrix. */
async function listedValues(
  x: Matrix,
  { kind, included, excluded }: RowMetric,
  { indices }: CandidateBlock,
  kernels: Kernels,
  control: Control,
): Promise<Float64Array | null> {
  if (!kernels.listedPairs || !kind) return null;
  const items = excluded.length ? indices.map((position) => included[position]!) : indices;
  return await kernels.listedPairs(x, { kind, rows: included, items }, control);
}

/**
 * The exact neighbours of one item, for the inspector: one float64 pass over all rows. Empty when the metric is
 * undefined for the item (a zero row under cosine). Norms are computed with the first question about a matrix and
 * kept as long as its data: `x.data` must not be written to afterwards.
 */
export function neighboursOf(
  x: Matrix,
  item: number,
  options: { readonly metric: Metric; readonly k: number; readonly name?: string },
): { readonly indices: Uint32Array; readonly distances: Float64Array } {
  const metric = rememberedMetric(x, options.metric, options.name);
  const k = Math.min(options.k, metric.included.length - 1);
  if (k < 1 || metric.excluded.includes(item))
    return { indices: new Uint32Array(0), distances: new Float64Array(0) };
  const { indices, ranks } = bruteForce(metric, item, k, createScratch(metric.included.length - 1));
  return { indices: indices.slice(0, k), distances: ranks.slice(0, k).map(metric.distance) };
}

const remembered = new WeakMap<Float32Array, Map<string, RowMetric>>();

function rememberedMetric(x: Matrix, name: Metric, matrixName: string | undefined): RowMetric {
  const metrics = remembered.get(x.data) ?? new Map<string, RowMetric>();
  const key = `${name} ${x.rows} x ${x.cols}`;
  const metric = metrics.get(key) ?? rowMetric(x, name, matrixName);
  remembered.set(x.data, metrics.set(key, metric));
  return metric;
}

/** The first `k` of a longer exact list. Equal to computing them anew. */
export function firstNeighbours<L extends NeighbourLists>(full: L, k: number): L {
  if (k === full.k) return full;
  const indices = new Uint32Array(full.rows * k);
  const distances = new Float64Array(full.rows * k);
  for (let i = 0; i < full.rows; i++) {
    indices.set(full.indices.subarray(i * full.k, i * full.k + k), i * k);
    distances.set(full.distances.subarray(i * full.k, i * full.k + k), i * k);
  }
  return { ...full, k, indices, distances, tied: tiedAt(full, k) };
}

/** Rows whose k-th and (k+1)-th distances are one tie. */
function tiedAt(full: NeighbourLists, k: number): number {
  let tied = 0;
  for (let i = 0; i < full.rows; i++) {
    const a = full.distances[i * full.k + k - 1]!;
    const b = full.distances[i * full.k + k]!;
    if (tiedDistances(full.metric, a, b)) tied++;
  }
  return tied;
}
