import { NO_CONTROL, type Control } from '../base/control.ts';
import { prepareSearch, type Search } from './candidates.ts';
import type { NeighbourLists } from './exact-neighbours.ts';
import { integerRows, type ScaledRows } from './integer-rows.ts';
import type { Join, Kernels, Matrix } from './kernels.ts';
import { pacedRowLengths, rowMetric, type Metric, type RowMetric } from './metric.ts';
import { createJoin, highWord, indexOf, scoreOf } from './neighbour-join.ts';
import { descend } from './nn-descent.ts';
import { createPace } from './pace.ts';
import { randomProjectionLeaves, type Leaves } from './random-projection-leaves.ts';
import { bruteForce, createLists, createScratch, order, type Ordered } from './ranked-lists.ts';
import { hash32 } from './rng.ts';
import { sampleRows } from './sample.ts';
import { wilson } from './wilson.ts';

export interface ApproximateNeighbours extends NeighbourLists {
  readonly seed: number;
  readonly recall: Recall;
}

/** Share of the true neighbours that the lists hold, over sampled rows. */
export interface Recall {
  readonly share: number;
  /** Wilson's 95 % interval, each row counted as one trial. */
  readonly low: number;
  readonly high: number;
  /** Rows compared with their exact lists. */
  readonly rows: number;
}

/** Entries that the search carries beyond those asked for: what drops out of a short list cannot lead on. */
const SPARE = 9;
const TREES = 4;
const LEAF_SIZE = 128;
const SAMPLE = 10;
const ROUNDS = 12;
const QUERIES = 1000;

/**
 * The k nearest other rows of every row, most of them: NN-descent from random projection trees, the lists ranked in
 * float64. How many of the true neighbours they hold is measured on 1,000 rows (on all, if fewer) and returned. The same
 * for a seed on every machine.
 *
 * @param options.k at least 1; reduced to the number of other rows (rows without a direction left out) when larger
 * @throws LocusError E_ZERO_ROW, E_CONST_ROW; CancelledError
 */
export async function approximateNeighbours(
  x: Matrix,
  options: {
    readonly metric: Metric;
    readonly k: number;
    readonly seed: number;
    readonly name?: string;
  },
  kernels: Pick<Kernels, 'withJoins'>,
  control: Control = NO_CONTROL,
): Promise<ApproximateNeighbours> {
  const { seed } = options;
  const lengths = await pacedRowLengths(x, options.metric, control);
  const metric = rowMetric(x, options.metric, options.name, lengths);
  const { included, excluded } = metric;
  const k = Math.min(options.k, included.length - 1);
  if (k < 1) throw new RangeError('Neighbours need k >= 1 and at least 2 rows');
  const length = Math.min(k + SPARE, included.length - 1);
  const search = await prepareSearch(x, metric, INTEGER, control);
  const rows = await integerRows(search.rows, search.kind, control);
  const leaves: Leaves[] = [];
  for (let tree = 0; tree < TREES; tree++) {
    const cut = { leafSize: LEAF_SIZE, seed: hash32((seed ^ (tree + 1)) | 0) };
    leaves.push(await randomProjectionLeaves(x, metric, cut, control));
  }

  const queries = sampleRows(included.length, Math.min(QUERIES, included.length), seed);
  const body = async (join: Join): Promise<{ found: Uint32Array; truth: Truth }> => {
    const descent = { rows: included.length, k: length, seed, sample: SAMPLE, rounds: ROUNDS };
    const found = await descend(join, leaves, descent, control);
    return { found, truth: await exhaustive(join, queries, k, included.length) };
  };
  const { found, truth } = kernels.withJoins
    ? await kernels.withJoins(rows, search.kind, body, control)
    : await body(createJoin(rows, search.kind, control));

  const lists = createLists(x.rows, k, metric);
  const scratch = createScratch(length);
  const pace = createPace(control, 'Ranking neighbours');
  for (let p = 0; p < included.length; p++) {
    lists.store(included[p]!, rank(metric, found, p, p, length, k, scratch));
    if (pace.due()) await pace.rest(p, included.length);
  }
  const { indices, distances } = lists;
  const compared = { metric, search, rows, queries, truth, k, indices };
  const share = await measureRecall(compared, control);
  return {
    ...{ metric: options.metric, rows: x.rows, k, indices, distances, excluded },
    tied: lists.tied(),
    seed,
    recall: { share, ...wilson(share, queries.length), rows: queries.length },
  };
}

/** Integers are not exact for rows of small integers: they are scaled before they are rounded. */
const INTEGER = { rounding: { operation: 2 ** -24, storage: 2 ** -24 } };

/** Orders list `list` of positions, each `length` long, as the neighbours of included row `p`. */
function rank(
  metric: RowMetric,
  positions: Uint32Array,
  list: number,
  p: number,
  length: number,
  k: number,
  scratch: ReturnType<typeof createScratch>,
): Ordered {
  const row = metric.included[p]!;
  for (let c = 0; c < length; c++) {
    const other = metric.included[positions[list * length + c]!]!;
    scratch.indices[c] = other;
    scratch.ranks[c] = metric.rank(row, other);
  }
  return order(scratch, length, k, metric);
}

/** The best of all items for the queries, by whole numbers. */
interface Truth {
  readonly count: number;
  readonly positions: Uint32Array;
  /** Score of the last of each. */
  readonly worst: Int32Array;
}

async function exhaustive(
  join: Join,
  queries: Uint32Array,
  k: number,
  rows: number,
): Promise<Truth> {
  const count = Math.min(k + Math.max(8, k), rows - 1);
  const places = new Uint32Array(2 * queries.length * count);
  await join({
    rows: queries,
    places,
    k: count,
    // One group of everything.
    groupsOf: {
      offsets: Uint32Array.from({ length: queries.length + 1 }, (_, q) => q),
      items: new Uint32Array(queries.length).fill(1),
    },
    groups: {
      offsets: Uint32Array.of(0, rows),
      items: Uint32Array.from({ length: rows }, (_, item) => 2 * item + 1),
    },
  });
  const positions = new Uint32Array(queries.length * count);
  const worst = new Int32Array(queries.length);
  for (let q = 0; q < queries.length; q++) {
    let least = highWord(2 ** 31 - 1);
    for (let e = q * count; e < (q + 1) * count; e++) {
      positions[e] = indexOf(places[2 * e]!);
      least = Math.min(least, places[2 * e + 1]!);
    }
    worst[q] = scoreOf(least);
  }
  return { count, positions, worst };
}

interface Compared {
  readonly metric: RowMetric;
  readonly search: Search;
  readonly rows: ScaledRows;
  readonly queries: Uint32Array;
  readonly truth: Truth;
  readonly k: number;
  readonly indices: Uint32Array;
}

/**
 * Share of the entries that are as near as the true k-th neighbour. The true lists come from the exhaustive search by whole
 * numbers, ranked in float64, where rounding cannot hide a nearer item; otherwise from float64 brute force.
 */
async function measureRecall(
  { metric, search, rows, queries, truth, k, indices }: Compared,
  control: Control,
): Promise<number> {
  const pace = createPace(control, 'Measuring recall');
  const scratch = createScratch(truth.count);
  const full = createScratch(metric.included.length - 1);
  const bound = farthest(search.kind, rows);
  let hits = 0;
  for (const [q, p] of queries.entries()) {
    const row = metric.included[p]!;
    let exact = rank(metric, truth.positions, q, p, truth.count, k, scratch);
    const complete =
      truth.count === metric.included.length - 1 ||
      search.certifies(p, exact.worst, bound(truth.worst[q]!));
    if (!complete) exact = bruteForce(metric, row, k, full);
    const last = exact.ranks[k - 1]!;
    for (const item of indices.subarray(row * k, (row + 1) * k)) {
      const value = metric.rank(row, item);
      if (value <= last || metric.tied(value, last)) hits++;
    }
    if (pace.due()) await pace.rest(q, queries.length);
  }
  return hits / (queries.length * k);
}

/** What a pair of this score is worth at best, before the rows were rounded to whole numbers: each moved by up to `e`. */
function farthest(kind: Search['kind'], { scale, longest, cols }: ScaledRows) {
  const e = Math.sqrt(cols) / (2 * scale);
  return kind === 'dot'
    ? (score: number): number => score / scale ** 2 + 2 * e * longest + e * e
    : (score: number): number => Math.max(0, Math.sqrt(-score) / scale - 2 * e) ** 2;
}
