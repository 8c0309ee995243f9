import { LocusError } from '../../base/errors.ts';
import type { LayoutGraph, Matrix } from '../../math/kernels.ts';
import { neighboursAmong, type NeighboursAmong } from '../../math/neighbours-among.ts';
import { membership, smoothKnn } from '../../math/smooth-knn.ts';
import { fitCurve } from '../../math/umap-curve.ts';
import { requireFinite } from '../checks.ts';
import type { RunContext } from '../types.ts';
import { epochsFor, LATER, type UmapParams } from './descriptor.ts';

/** Items that have a place already. */
export interface Placed {
  readonly x: Matrix;
  /** Their places: rows x dims, NaN for those without one. */
  readonly layout: Float32Array;
}

/**
 * Places new items in a layout that stays as it is, after umap-learn's `transform`: memberships of their nearest known
 * items, the weighted mean of the places of these as a start, then a third of the epochs that move only the new items
 * (docs/UMAP.md). `params` are those of the layout.
 *
 * @returns items.rows x dims coordinates
 * @throws LocusError E_SHAPE (other columns, other number of places), E_VALUE, E_ZERO_ROW; CancelledError
 */
export async function transform(
  known: Placed,
  items: Matrix,
  params: UmapParams,
  context: Pick<RunContext, 'kernels' | 'control' | 'name'>,
): Promise<Float32Array> {
  const { dims, neighbours, metric, minDist, spread } = params;
  const { control, kernels, name } = context;
  await requireFinite(items, name, control);
  const base = withPlace(known, items, dims, name);
  const rows = base.x.rows;
  const near = await neighboursAmong(
    joined(base.x, items),
    rows,
    { metric, k: neighbours, name },
    control,
  );
  const { rho, sigma } = await smoothKnn(near.distances, items.rows, control, 0);
  const weights = near.distances.map((d, e) => {
    const item = Math.floor(e / near.k);
    return membership(d, rho[item]!, sigma[item]!);
  });
  const epochs = Math.max(1, Math.round(epochsFor(params, rows) / 3));
  const start = weightedMeans(near, weights, base.layout, dims);
  const { negatives, repulsion, learningRate, seed } = params;
  const { frame, ...rest } = control;
  const own = (all: Float32Array): Float32Array => all.slice(rows * dims);
  const layout = await kernels.umapLayout(
    attachedGraph(rows, near, weights, epochs),
    concatenated(base.layout, start),
    {
      ...{ dims, epochs, negatives, repulsion, seed },
      ...fitCurve(minDist, spread),
      learningRate: learningRate * LATER,
    },
    frame ? { ...rest, frame: (y, epoch, of) => frame(own(y), epoch, of) } : rest,
  );
  return own(layout);
}

/** The known items that have a place. @throws LocusError E_SHAPE */
function withPlace({ x, layout }: Placed, items: Matrix, dims: number, name: string): Placed {
  if (layout.length !== x.rows * dims || items.cols !== x.cols)
    throw new LocusError({
      code: 'E_SHAPE',
      message: `${name}: new items of ${items.cols} columns and a layout of ${layout.length / dims} places in ${dims} dimensions do not fit ${x.rows} known items of ${x.cols} columns.`,
      hint: 'Take the matrix that the layout was made from, and new items with the same columns.',
    });
  const rows = Array.from({ length: x.rows }, (_, i) => i).filter(
    (i) => !Number.isNaN(layout[i * dims]),
  );
  if (rows.length === x.rows) return { x, layout };
  return {
    x: { data: picked(x.data, x.cols, rows), rows: rows.length, cols: x.cols },
    layout: picked(layout, dims, rows),
  };
}

function picked(data: Float32Array, cols: number, rows: readonly number[]): Float32Array {
  const out = new Float32Array(rows.length * cols);
  rows.forEach((row, i) => out.set(data.subarray(row * cols, (row + 1) * cols), i * cols));
  return out;
}

function concatenated(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** One matrix with the known rows first, as a metric knows the rows of one matrix only. */
function joined(known: Matrix, items: Matrix): Matrix {
  const data = concatenated(known.data, items.data);
  return { data, rows: known.rows + items.rows, cols: known.cols };
}

/** Each new item in the middle of its neighbours, by their weights. */
function weightedMeans(
  { k, indices }: NeighboursAmong,
  weights: Float64Array,
  layout: Float32Array,
  dims: number,
): Float32Array {
  const count = indices.length / k;
  const means = new Float32Array(count * dims);
  for (let i = 0; i < count; i++) {
    let total = 0;
    const mean = new Float64Array(dims);
    for (let e = i * k; e < (i + 1) * k; e++) {
      total += weights[e]!;
      for (let d = 0; d < dims; d++) mean[d]! += weights[e]! * layout[indices[e]! * dims + d]!;
    }
    for (let d = 0; d < dims; d++) means[i * dims + d] = mean[d]! / total;
  }
  return means;
}

/**
 * Known items first, without edges, so that the layout rule leaves them where they are; then the new ones, each with its
 * edges to known ones that fire at least once.
 */
function attachedGraph(
  known: number,
  { k, indices }: NeighboursAmong,
  weights: Float64Array,
  epochs: number,
): LayoutGraph {
  const count = indices.length / k;
  let largest = 0;
  for (const weight of weights) largest = Math.max(largest, weight);
  const offsets = new Uint32Array(known + count + 1);
  const targets = new Uint32Array(indices.length);
  const rates = new Float32Array(indices.length);
  let end = 0;
  for (let i = 0; i < count; i++) {
    for (let e = i * k; e < (i + 1) * k; e++) {
      const rate = weights[e]! / largest;
      if (rate < 1 / epochs) continue;
      targets[end] = indices[e]!;
      rates[end++] = rate;
    }
    offsets[known + i + 1] = end;
  }
  return { n: known + count, offsets, targets: targets.slice(0, end), rates: rates.slice(0, end) };
}
