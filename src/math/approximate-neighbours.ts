import { NO_CONTROL, type Control } from '../base/control.ts';
import { prepareSearch, type Search } from './candidates.ts';
import { cellCentres, chosenRows, homesOf } from './cell-centres.ts';
import type { NeighbourLists } from './exact-neighbours.ts';
import type { CandidateBlock, CellKernels, Cells, Kernels, Matrix, PairKind } from './kernels.ts';
import { pacedRowLengths, rowMetric, type Metric, type RowMetric } from './metric.ts';
import { createPace } from './pace.ts';
import { inParts } from './parts.ts';
import {
  bruteForce,
  createLists,
  createScratch,
  NO_NEIGHBOUR,
  order,
  type Scratch,
} from './ranked-lists.ts';
import { hash32 } from './rng.ts';
import { rowsOf } from './rows.ts';
import { sampleRows } from './sample.ts';
import { wilson } from './wilson.ts';

export interface ApproximateNeighbours extends NeighbourLists {
  readonly seed: number;
  readonly recall: Recall;
  /** Cells that the rows were put into, and how many of them each row looked into. */
  readonly cells: number;
  readonly probes: number;
}

/** Share of the true neighbours that the lists hold, over sampled rows. */
export interface Recall {
  readonly share: number;
  /** Wilson's 95 % interval, each row counted as one trial. */
  readonly low: number;
  readonly high: number;
  /** Rows compared with their exact lists, and the length of these: of the first few neighbours more may be found. */
  readonly rows: number;
  readonly k: number;
}

/** Recall that the number of probes is chosen for. */
const TARGET = 0.97;
/** Candidates beyond those asked for, as float32 orders near ties otherwise than float64. */
const SPARE = 2;
/** Rows that recall is measured on, at most. */
const QUERIES = 1000;
/** Pairs of rows with true neighbours that the probes are chosen by, and how many rows there are among them at least. */
const TRIAL_PAIRS = 7500;
const LEAST_TRIALS = 50;

/** What the parts of the search take, by measurement on 120,000 x 100. */
const SHARES = {
  centres: 0.05,
  homes: 0.03,
  trials: 0.05,
  choice: 0.02,
  probes: 0.07,
  search: 0.7,
  ranking: 0.08,
};

/**
 * The k nearest other rows of every row, most of them, by an inverted file (Sivic and Zisserman 2003; Jegou, Douze and Schmid
 * 2011): the rows are put into about sqrt(rows) cells by k-means, and a row meets those rows into whose cell it looks or who
 * look into its own. It looks into as many as a sample of rows needs for `TARGET` of its true neighbours. The lists are ranked
 * in float64. How many of the true neighbours they hold is measured on up to 1,000 rows that the number of cells was not
 * chosen by (on all rows, where there are no more) and returned.
 *
 * The result depends on the seed and the arithmetic of the kernels, not on the number of threads or their pace.
 * @param options.k at least 1; reduced to the number of other rows (rows without a direction left out) when larger
 * @param options.most share of the cells that a row may look into; default 1
 * @returns null when rows have to look into more cells than that, which costs a small part of the search to find out
 * @throws LocusError E_ZERO_ROW, E_CONST_ROW; CancelledError
 */
export async function approximateNeighbours(
  x: Matrix,
  options: {
    readonly metric: Metric;
    readonly k: number;
    readonly seed: number;
    readonly name?: string;
    readonly most?: number;
  },
  kernels: CellKernels & Pick<Kernels, 'rounding'>,
  control: Control = NO_CONTROL,
): Promise<ApproximateNeighbours | null> {
  const { seed, most = 1 } = options;
  const lengths = await pacedRowLengths(x, options.metric, control);
  const metric = rowMetric(x, options.metric, options.name, lengths);
  const { included, excluded } = metric;
  const k = Math.min(options.k, included.length - 1);
  if (k < 1) throw new RangeError('Neighbours need k >= 1 and at least 2 rows');
  const search = await prepareSearch(x, metric, kernels, control);
  const task: Task = { metric, search, k, kernels };
  const part = inParts(control, 'Neighbours', included.length);
  const checking = inParts(control, 'Checking neighbours', included.length);

  const count = Math.round(Math.sqrt(included.length));
  const centres = await cellCentres(search.rows, { count, seed }, kernels, part(SHARES.centres));
  const homes = await homesOf(search.rows, centres, kernels, part(SHARES.homes));
  const { trials, queries } = drawSamples(included.length, k, seed);
  const division = { centres, homes };
  const probes = await chooseProbes(
    task,
    division,
    await exactLists(task, trials, part(SHARES.trials)),
    part(SHARES.choice),
  );
  if (probes > most * count) return null;
  const lists = createLists(x.rows, k, metric);
  await searchCells(task, { ...division, probes }, lists, part);

  const truth = await exactLists(task, queries, checking(0.9));
  const share = await measureRecall(task, truth, lists.indices, checking(0.1));
  const { indices, distances } = lists;
  return {
    ...{ metric: options.metric, rows: x.rows, k, indices, distances, excluded },
    ...{ tied: lists.tied(), seed, cells: count, probes },
    recall: { share, ...wilson(share, queries.length), rows: queries.length, k },
  };
}

/** Rows to choose the probes by, and others to measure recall on: all, where there are so few that this takes no sample. */
function drawSamples(
  rows: number,
  k: number,
  seed: number,
): { trials: Uint32Array; queries: Uint32Array } {
  const wanted = Math.max(LEAST_TRIALS, Math.ceil(TRIAL_PAIRS / k));
  const isSample = rows > QUERIES;
  const most = isSample ? Math.floor(rows / 2) : rows;
  const trials = sampleRows(rows, Math.min(wanted, most), hash32(seed ^ 2));
  if (!isSample) return { trials, queries: Uint32Array.from({ length: rows }, (_, p) => p) };
  const tried = new Set(trials);
  const left = Uint32Array.from({ length: rows }, (_, p) => p).filter((p) => !tried.has(p));
  const chosen = sampleRows(left.length, Math.min(QUERIES, left.length), hash32(seed ^ 3));
  return { trials, queries: chosen.map((at) => left[at]!) };
}

/** Whether a backend has the kernels of this search. */
export function hasCells(kernels: Kernels): kernels is Kernels & CellKernels {
  return !!kernels.topkAmong && !!kernels.topkInCells;
}

interface Task {
  readonly metric: RowMetric;
  readonly search: Search;
  readonly k: number;
  readonly kernels: CellKernels;
}

interface Division {
  readonly centres: Matrix;
  /** The cell of every included row. */
  readonly homes: Uint16Array;
}

/** Rows (positions among the included) with the positions of their true neighbours. */
interface TrueLists {
  readonly rows: Uint32Array;
  /** rows x k. */
  readonly neighbours: Uint32Array;
  /** Of the k-th, for each row. */
  readonly ranks: Float64Array;
}

/** By what a row chooses its cells: the nearest, or for inner products those whose centre promises the largest. */
const probedBy = ({ metric }: RowMetric): PairKind => (metric === 'dot' ? 'dot' : 'sqeuclidean');

/** True neighbours of some rows, as `exactNeighbours` finds them but for the choice among copies. */
async function exactLists(
  { metric, search, k, kernels }: Task,
  rows: Uint32Array,
  control: Control,
): Promise<TrueLists> {
  const { included } = metric;
  const part = inParts(control, 'Exact lists', rows.length);
  const searching = part(0.8);
  const pace = createPace(part(0.2), 'Exact lists');
  let ranked = 0;
  const neighbours = new Uint32Array(rows.length * k);
  const ranks = new Float64Array(rows.length);
  // With the row itself, which is the nearest to itself unless the metric is the inner product.
  const count = Math.min(k + Math.max(8, k) + 1, included.length);
  const scratch = createScratch(count);
  const full = createScratch(included.length - 1);
  const take = async ({ first, indices, values }: CandidateBlock): Promise<void> => {
    for (let r = 0; r < indices.length / count; r++) {
      const p = rows[first + r]!;
      const found = indices.subarray(r * count, (r + 1) * count).filter((other) => other !== p);
      let list = rankList(metric, p, found, k, scratch);
      // Nothing is nearer than copies, of which there may be any number: which of them are listed does not matter here.
      const isCopies = metric.metric !== 'dot' && metric.distance(list.ranks[k - 1]!) === 0;
      const complete =
        isCopies ||
        count === included.length ||
        search.certifies(p, list.worst, values[(r + 1) * count - 1]!);
      if (!complete) list = bruteForce(metric, included[p]!, k, full);
      for (let e = 0; e < k; e++)
        neighbours[(first + r) * k + e] = positionIn(included, list.indices[e]!);
      ranks[first + r] = list.ranks[k - 1]!;
      ranked++;
      if (pace.due()) await pace.rest(ranked, rows.length);
    }
  };
  const asked = { kind: search.kind, k: count };
  await kernels.topkAmong(chosenRows(search.rows, rows), search.rows, asked, take, searching);
  return { rows, neighbours, ranks };
}

/** Orders positions as the neighbours of included row `p`. */
function rankList(
  metric: RowMetric,
  p: number,
  positions: Uint32Array,
  k: number,
  scratch: Scratch,
): ReturnType<typeof order> {
  const row = metric.included[p]!;
  positions.forEach((position, c) => {
    const other = metric.included[position]!;
    scratch.indices[c] = other;
    scratch.ranks[c] = metric.rank(row, other);
  });
  return order(scratch, positions.length, k, metric);
}

/** Place of a row in the rising list of those included. */
function positionIn(included: Uint32Array, row: number): number {
  let [low, high] = [0, included.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (included[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many cells a row must look into, so that `TARGET` of the pairs of these rows with their true neighbours meet. */
async function chooseProbes(
  { metric, search, k, kernels }: Task,
  { centres, homes }: Division,
  { rows, neighbours }: TrueLists,
  control: Control,
): Promise<number> {
  const part = inParts(control, 'Neighbours', centres.rows);
  const needed = new Uint32Array(neighbours.length).fill(centres.rows);
  /** Place of cell `wanted(e)` in the order in which row listed[e] looks into cells. */
  const note = async (
    listed: Uint32Array,
    pairsOf: (at: number) => [number, number][],
    share: number,
  ) => {
    const asked = { kind: probedBy(metric), k: centres.rows };
    const take = ({ first, indices }: CandidateBlock): Promise<void> => {
      for (let r = 0; r < indices.length / centres.rows; r++) {
        const places = indices.subarray(r * centres.rows, (r + 1) * centres.rows);
        for (const [pair, cell] of pairsOf(first + r))
          needed[pair] = Math.min(needed[pair]!, places.indexOf(cell) + 1);
      }
      return Promise.resolve();
    };
    const items = rowsOf(centres);
    await kernels.topkAmong(chosenRows(search.rows, listed), items, asked, take, part(share));
  };
  await note(
    rows,
    (at) => Array.from({ length: k }, (_, e) => [at * k + e, homes[neighbours[at * k + e]!]!]),
    1 / (k + 1),
  );
  await note(neighbours, (pair) => [[pair, homes[rows[Math.floor(pair / k)]!]!]], k / (k + 1));
  return needed.sort()[Math.ceil(TARGET * needed.length) - 1]!;
}

/** Finds and stores the lists of all rows; those of rows that met too few by brute force. */
async function searchCells(
  { metric, search, k, kernels }: Task,
  { centres, homes, probes }: Division & { readonly probes: number },
  lists: ReturnType<typeof createLists>,
  part: (share: number) => Control,
): Promise<void> {
  const { included } = metric;
  const { ordered, offsets } = byCell(homes, centres.rows);
  const rows = chosenRows(search.rows, ordered);
  const cells: Cells = {
    offsets,
    count: probes,
    probes: new Uint16Array(included.length * probes),
  };
  await kernels.topkAmong(
    rows,
    rowsOf(centres),
    { kind: probedBy(metric), k: probes },
    ({ first, indices }) => {
      cells.probes.set(indices, first * probes);
      return Promise.resolve();
    },
    part(SHARES.probes),
  );
  const searching = part(SHARES.search);
  const pace = createPace(part(SHARES.ranking), 'Ranking neighbours');
  let ranked = 0;
  const count = Math.min(k + SPARE, included.length - 1);
  const scratch = createScratch(count);
  const full = createScratch(included.length - 1);
  const take = async ({ first, indices }: CandidateBlock): Promise<void> => {
    for (let r = 0; r < indices.length / count; r++) {
      const p = ordered[first + r]!;
      const found = indices.subarray(r * count, (r + 1) * count);
      const end = found.indexOf(NO_NEIGHBOUR);
      const met = (end < 0 ? found : found.subarray(0, end)).map((other) => ordered[other]!);
      const list =
        met.length < k
          ? bruteForce(metric, included[p]!, k, full)
          : rankList(metric, p, met, k, scratch);
      lists.store(included[p]!, list);
      ranked++;
      if (pace.due()) await pace.rest(ranked, included.length);
    }
  };
  await kernels.topkInCells(rows, cells, { kind: search.kind, k: count }, take, searching);
}

/** Positions in the order of their cells, and where each cell begins and ends. */
function byCell(homes: Uint16Array, count: number): { ordered: Uint32Array; offsets: Uint32Array } {
  const offsets = new Uint32Array(count + 1);
  for (const home of homes) offsets[home + 1]!++;
  for (let c = 0; c < count; c++) offsets[c + 1]! += offsets[c]!;
  const next = offsets.slice();
  const ordered = new Uint32Array(homes.length);
  homes.forEach((home, p) => (ordered[next[home]!++] = p));
  return { ordered, offsets };
}

/** Share of the entries that are as near as the true k-th neighbour. */
async function measureRecall(
  { metric, k }: Task,
  { rows, ranks }: TrueLists,
  indices: Uint32Array,
  control: Control,
): Promise<number> {
  const pace = createPace(control, 'Measuring recall');
  let hits = 0;
  for (const [q, p] of rows.entries()) {
    const row = metric.included[p]!;
    const last = ranks[q]!;
    for (const item of indices.subarray(row * k, (row + 1) * k)) {
      const value = metric.rank(row, item);
      if (value <= last || metric.tied(value, last)) hits++;
    }
    if (pace.due()) await pace.rest(q, rows.length);
  }
  return hits / (rows.length * k);
}
