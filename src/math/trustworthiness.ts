import { NO_CONTROL, type Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';
import type { Matrix } from './kernels.ts';
import { rowMetric, type Metric } from './metric.ts';
import { orderByRank, selectSmallest } from './order.ts';
import { createPace } from './pace.ts';
import { createRng } from './rng.ts';

export interface ProjectionQuality {
  /** 1 - penalty for items that are near in the layout and not in the data; 1 is perfect, about 0.5 is chance. */
  readonly trustworthiness: number;
  /** The same for items that are near in the data and not in the layout. */
  readonly continuity: number;
  /** Share of the k nearest in the data that are among the k nearest in the layout; chance is k / (N - 1). */
  readonly preservation: number;
  /** The items looked at: all, or a seeded sample of them against all others. */
  readonly queries: Uint32Array;
  /** One entry per query; their means are the figures above. */
  readonly perItem: {
    readonly trustworthiness: Float64Array;
    readonly continuity: Float64Array;
    readonly preservation: Float64Array;
  };
}

export interface QualityOptions {
  /** Of the data; the layout is always Euclidean. */
  readonly metric: Metric;
  readonly k?: number;
  readonly seed?: number;
  /** Items above which a sample of `sample` queries is taken (METHODS H2). */
  readonly exactUpTo?: number;
  readonly sample?: number;
}

/**
 * Trustworthiness, continuity (Venna and Kaski 2001) and kNN preservation of a layout (METHODS H2). Ranks count from 1,
 * the item itself left out, ties by the smaller index.
 *
 * @param layout N x dims coordinates of the same items
 * @throws LocusError E_ROWS, E_RANGE (k >= N / 2), E_ZERO_ROW
 */
export async function projectionQuality(
  x: Matrix,
  layout: Matrix,
  options: QualityOptions,
  control: Control = NO_CONTROL,
): Promise<ProjectionQuality> {
  const { metric, k = 15, seed = 0, exactUpTo = 5000, sample = 2000 } = options;
  const n = x.rows;
  checkSizes(x, layout, k);
  const inData = rowMetric(x, metric);
  const inLayout = rowMetric(layout, 'euclidean');
  const queries = n <= exactUpTo ? inData.included : sampled(inData.included, sample, seed);

  const dataRanks = createRanking(n, k);
  const layoutRanks = createRanking(n, k);
  const trustworthiness = new Float64Array(queries.length);
  const continuity = new Float64Array(queries.length);
  const preservation = new Float64Array(queries.length);
  // c N of METHODS H2: the mean over items is the global score.
  const c = 2 / (k * (2 * n - 3 * k - 1));
  const pace = createPace(control, 'Projection quality');
  for (let q = 0; q < queries.length; q++) {
    const item = queries[q]!;
    dataRanks.fill(item, inData.rank);
    layoutRanks.fill(item, inLayout.rank);
    let kept = 0;
    let falseRanks = 0;
    let missedRanks = 0;
    for (const j of layoutRanks.nearest()) {
      const rank = dataRanks.rankOf(j);
      if (rank <= k) kept++;
      else falseRanks += rank - k;
    }
    for (const j of dataRanks.nearest()) missedRanks += Math.max(0, layoutRanks.rankOf(j) - k);
    trustworthiness[q] = 1 - c * falseRanks;
    continuity[q] = 1 - c * missedRanks;
    preservation[q] = kept / k;
    if (pace.due()) await pace.rest(q, queries.length);
  }
  const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    trustworthiness: mean(trustworthiness),
    continuity: mean(continuity),
    preservation: mean(preservation),
    queries,
    perItem: { trustworthiness, continuity, preservation },
  };
}

function checkSizes(x: Matrix, layout: Matrix, k: number): void {
  if (layout.rows !== x.rows)
    throw new LocusError({
      code: 'E_ROWS',
      message: `The data has ${x.rows} rows, the layout has ${layout.rows}.`,
      hint: 'Compare a layout with the items it was made from.',
    });
  if (k < 1 || k >= x.rows / 2)
    throw new LocusError({
      code: 'E_RANGE',
      message: `k must be in 1..${Math.ceil(x.rows / 2) - 1}; found ${k}.`,
      hint: 'Choose a smaller k: below half the number of items.',
    });
}

/** `count` of the items without replacement, by a partial Fisher-Yates shuffle. */
function sampled(items: Uint32Array, count: number, seed: number): Uint32Array {
  const rng = createRng(seed);
  const pool = items.slice();
  const size = Math.min(count, pool.length);
  for (let i = 0; i < size; i++) {
    const j = i + rng.integer(pool.length - i);
    [pool[i], pool[j]] = [pool[j]!, pool[i]!];
  }
  return pool.slice(0, size).sort();
}

/** Distances from one item to all, its k nearest, and ranks of single items by counting: no full sort. */
function createRanking(n: number, k: number) {
  const ranks = new Float64Array(n);
  const copy = new Float64Array(n);
  const near = new Uint32Array(n);
  const nearRanks = new Float64Array(n);

  return {
    fill(item: number, rank: (i: number, j: number) => number): void {
      for (let j = 0; j < n; j++) {
        const value = rank(item, j);
        // Items without a place (zero rows, unplaced) are behind all others.
        ranks[j] = j === item || Number.isNaN(value) ? Infinity : value;
      }
    },
    nearest(): Uint32Array {
      copy.set(ranks);
      const kth = selectSmallest(copy, k - 1);
      let count = 0;
      for (let j = 0; j < n; j++) {
        if (!(ranks[j]! <= kth)) continue;
        near[count] = j;
        nearRanks[count++] = ranks[j]!;
      }
      orderByRank(near, nearRanks, count, (a, b) => a === b);
      return near.slice(0, k);
    },
    /** 1 + the number of items strictly nearer, or as near with a smaller index. */
    rankOf(j: number): number {
      const value = ranks[j]!;
      let rank = 1;
      for (let other = 0; other < n; other++)
        if (ranks[other]! < value || (ranks[other] === value && other < j)) rank++;
      return rank;
    },
  };
}
