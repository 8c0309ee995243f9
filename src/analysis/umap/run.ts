import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { fuzzyUnion, layoutGraph, prune, type FuzzyGraph } from '../../math/fuzzy-graph.ts';
import type { NeighbourLists } from '../../math/exact-neighbours.ts';
import type { Matrix } from '../../math/kernels.ts';
import { smoothKnn } from '../../math/smooth-knn.ts';
import { fitCurve } from '../../math/umap-curve.ts';
import { requireFinite, requireVariance } from '../checks.ts';
import { PREPROCESSING_OF } from '../preprocessing.ts';
import { otherSpace } from '../other-space.ts';
import { sharedNeighbours } from '../neighbour-lists.ts';
import type { ProjectionValue, Run, RunContext } from '../types.ts';
import { epochsFor, LATER, type UmapParams } from './descriptor.ts';
import { startLayout } from './start.ts';
import { transform } from './transform.ts';

export interface UmapValue extends ProjectionValue {
  readonly epochs: number;
  /** Of the curve 1 / (1 + a r^(2b)). */
  readonly a: number;
  readonly b: number;
  /** Edges of the pruned graph; each pair counts once. */
  readonly edges: number;
}

export const run: Run<UmapParams, UmapValue> = (x, params, context) =>
  params.onto === '' ? ownMap(x, params, context) : onMapOf(x, params, context);

/** The map of another space, with the items of this one placed in it as new items. */
const onMapOf: Run<UmapParams, UmapValue> = async (x, { onto, ...params }, context) => {
  const other = await otherSpace('umap', onto, context);
  const { name } = other.input;
  const { kernels, note, space } = context;
  // Its frames show other items.
  const control = withoutFrames(context.control);
  const itself = { kernels, note, space, control, name, shared: apart };
  const { value } = await ownMap(other.x, { ...params, onto: '' }, itself);
  const known = { x: other.x, layout: value.coordinates };
  const placed = await transform(known, x, { ...params, onto: '' }, context);
  context.note(
    `Placed on the map of ${name}, which stays as it is; the items do not see one another.`,
  );
  return {
    value: { ...value, rows: x.rows, coordinates: placed },
    preprocessing: PREPROCESSING_OF[params.metric],
    ...(params.epochs === 0 && { resolved: { epochs: value.epochs } }),
    interval: 'none: a picture; look at its trustworthiness',
  };
};

function withoutFrames(control: Control): Control {
  const { signal, progress, gate, budget } = control;
  return {
    ...(signal && { signal }),
    ...(progress && { progress }),
    ...(gate && { gate }),
    ...(budget && { budget }),
  };
}

/** What is shared between methods on this space is of no use to another one. */
const apart = <T>(_: string, compute: () => Promise<T>): Promise<T> => compute();

const ownMap: Run<UmapParams, UmapValue> = async (x, params, context) => {
  await requireFinite(x, context.name, context.control);
  requireVariance(x, 'UMAP');
  requireCurve(params);
  const epochs = epochsFor(params, x.rows);
  const { graph, placed } = await neighbourGraph(x, params, epochs, context);
  const { dims, rounds } = params;
  const earlier = context.start && continued(context.start, x.rows, dims, placed);
  const later = params.learningRate * LATER;
  if (rounds > 1 || earlier)
    context.note(
      `After the first round the layout goes on from where it was, ${epochs} epochs at a time, with a learning rate that falls from ${later} to 0.`,
    );
  let layout = earlier ?? (await startLayout(rowsOf(x, placed), graph, params, context));
  const edges = layoutGraph(graph);
  const { a, b } = fitCurve(params.minDist, params.spread);
  const spread = (y: Float32Array): Float32Array => everyItem(y, placed, x.rows, dims);
  for (let round = earlier ? rounds : 1; round <= rounds; round++) {
    const isFirst = round === 1 && !earlier;
    layout = await context.kernels.umapLayout(
      edges,
      layout,
      {
        ...{ dims, epochs, a, b, repulsion: params.repulsion, negatives: params.negatives },
        learningRate: isFirst ? params.learningRate : later,
        // Each round draws negative samples of its own.
        seed: params.seed + round - 1,
      },
      inRound(context.control, earlier ? [1, 1] : [round, rounds], spread),
    );
  }
  return {
    value: {
      rows: x.rows,
      dims,
      coordinates: spread(layout),
      axes: [],
      epochs,
      a,
      b,
      edges: graph.targets.length / 2,
    },
    preprocessing: PREPROCESSING_OF[params.metric],
    ...(params.epochs === 0 && { resolved: { epochs } }),
    interval: 'none: a picture; look at its trustworthiness',
  };
};

/** The curve is 1 up to the minimum distance and falls over the spread. @throws LocusError E_RANGE */
function requireCurve({ minDist, spread }: UmapParams): void {
  if (minDist <= spread) return;
  throw new LocusError({
    code: 'E_RANGE',
    message: `UMAP: the minimum distance (${minDist}) must be at most the spread (${spread}).`,
    place: 'minDist',
    hint: 'Lower the minimum distance, or raise the spread.',
  });
}

/** Tells frames of all items, and how far the layout is over all the rounds that it takes. */
function inRound(
  { frame, progress, ...control }: Control,
  [round, rounds]: readonly [number, number],
  spread: (y: Float32Array) => Float32Array,
): Control {
  return {
    ...control,
    ...(frame && { frame: (y, epoch, epochs) => frame(spread(y), epoch, epochs) }),
    ...(progress && {
      progress: ({ stage, done, total }) =>
        progress({ stage, done: (round - 1) * total + done, total: rounds * total }),
    }),
  };
}

/**
 * The coordinates of `placed` in an earlier layout of all rows.
 * @throws LocusError E_SHAPE when it is of other items or dimensions
 */
function continued(
  earlier: Float32Array,
  rows: number,
  dims: number,
  placed: Uint32Array,
): Float32Array {
  const { data } = rowsOf({ data: earlier, rows, cols: dims }, placed);
  if (earlier.length === rows * dims && data.every(Number.isFinite)) return data;
  throw new LocusError({
    code: 'E_SHAPE',
    message: `The earlier layout does not have a place in ${dims} dimensions for each of the ${placed.length} items.`,
    hint: 'Go on from a layout of the same items with the same dimensions and metric, or run UMAP anew.',
  });
}

/** Neighbours, local scales, fuzzy union, pruned; over the items that have neighbours (`placed`). */
async function neighbourGraph(
  x: Matrix,
  params: UmapParams,
  epochs: number,
  context: RunContext,
): Promise<{ graph: FuzzyGraph; placed: Uint32Array }> {
  const k = Math.min(params.neighbours, x.rows - 1);
  if (k < params.neighbours)
    context.note(`${params.neighbours} neighbours asked for; ${k} used, as N = ${x.rows}.`);
  const found = await sharedNeighbours(x, params.metric, k - 1, context);
  if (found.excluded.length > 0)
    context.note('Items without a direction have no place on the map.');
  if (found.k < k - 1)
    context.note(`${found.k + 1} neighbours used, as only ${found.k + 1} items have a direction.`);
  const lists = withoutExcluded(found);
  const coinciding = countCoinciding(lists.distances, found.k);
  if (coinciding > 0)
    context.note(`${coinciding} items coincide with their nearest neighbour (duplicates).`);
  const scales = await smoothKnn(lists.distances, lists.placed.length, context.control);
  const graph = await fuzzyUnion(lists.indices, lists.distances, scales, context.control);
  return { graph: prune(graph, epochs), placed: lists.placed };
}

/** The lists of the items that have neighbours, numbered anew. */
function withoutExcluded({ rows, k, indices, distances, excluded }: NeighbourLists) {
  const without = new Set(excluded);
  const placed = Uint32Array.from(
    Array.from({ length: rows }, (_, i) => i).filter((i) => !without.has(i)),
  );
  if (excluded.length === 0) return { placed, indices, distances };
  const place = new Uint32Array(rows);
  placed.forEach((item, i) => (place[item] = i));
  const keep = (_: number, at: number): boolean => !without.has(Math.floor(at / k));
  return {
    placed,
    indices: indices.filter(keep).map((item) => place[item]!),
    distances: distances.filter(keep),
  };
}

function countCoinciding(distances: Float64Array, k: number): number {
  let count = 0;
  for (let nearest = 0; nearest < distances.length; nearest += k)
    if (distances[nearest] === 0) count++;
  return count;
}

function rowsOf(x: Matrix, items: Uint32Array): Matrix {
  if (items.length === x.rows) return x;
  const data = new Float32Array(items.length * x.cols);
  items.forEach((item, i) =>
    data.set(x.data.subarray(item * x.cols, (item + 1) * x.cols), i * x.cols),
  );
  return { data, rows: items.length, cols: x.cols };
}

/** Coordinates of every item: NaN for those that were not placed. */
function everyItem(
  layout: Float32Array,
  placed: Uint32Array,
  rows: number,
  dims: number,
): Float32Array {
  if (placed.length === rows) return layout;
  const coordinates = new Float32Array(rows * dims).fill(NaN);
  placed.forEach((item, i) =>
    coordinates.set(layout.subarray(i * dims, (i + 1) * dims), item * dims),
  );
  return coordinates;
}
