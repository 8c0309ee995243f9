import { checkpoint, NO_CONTROL, type Control } from '../base/control.ts';
import type {
  Axes,
  Candidates,
  CellKernels,
  Kernels,
  LayoutGraph,
  LayoutParams,
  Matrix,
  Moments,
  PairKind,
  Rows,
} from './kernels.ts';
import { negativeSample } from './rng.ts';
import { referenceCells } from './reference-cells.ts';
import { referencePairs } from './reference-pairs.ts';
import { matrixOf } from './rows.ts';

/**
 * The truth that every backend is compared with: plain float64 loops, one thread, no blocking.
 * Slow on purpose; made to be read.
 */
export function createReferenceKernels(): Kernels & CellKernels {
  return {
    backend: 'reference',
    device: 'JavaScript, 1 thread',
    precision: 'f64',
    // Lists are ranked in float64; their values are stored as float32.
    rounding: { operation: 2 ** -24, storage: 0 },
    topk: referenceTopk,
    ...referenceCells,
    ...referencePairs,
    covariance: referenceCovariance,
    project: referenceProject,
    weightedSums: referenceWeightedSums,
    umapLayout: referenceLayout,
    bytes: () => 0,
    dispose: () => undefined,
  };
}

/** k nearest other rows of every row, values in float64 until stored. Ties: the smaller index first. */
async function referenceTopk(
  rows: Rows,
  { kind, k }: { readonly kind: PairKind; readonly k: number },
  control: Control = NO_CONTROL,
): Promise<Candidates> {
  const x = matrixOf(rows);
  const indices = new Uint32Array(x.rows * k);
  const values = new Float32Array(x.rows * k);
  const nearer = kind === 'dot' ? -1 : 1;
  for (let i = 0; i < x.rows; i++) {
    const row: { j: number; value: number }[] = [];
    for (let j = 0; j < x.rows; j++) if (j !== i) row.push({ j, value: pairValue(x, kind, i, j) });
    row.sort((p, q) => nearer * (p.value - q.value) || p.j - q.j);
    for (let rank = 0; rank < k; rank++) {
      indices[i * k + rank] = row[rank]!.j;
      values[i * k + rank] = row[rank]!.value;
    }
    if (i % 16 === 0) {
      control.progress?.({ stage: 'Neighbours', done: i, total: x.rows });
      await checkpoint(control);
    }
  }
  return { indices, values };
}

function pairValue({ data, cols }: Matrix, kind: PairKind, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < cols; d++) {
    const a = data[i * cols + d]!;
    const b = data[j * cols + d]!;
    sum += kind === 'dot' ? a * b : (a - b) * (a - b);
  }
  return sum;
}

/** Column means, then the covariance of the centred columns, divided by N. */
async function referenceCovariance(x: Matrix, control: Control = NO_CONTROL): Promise<Moments> {
  const { data, rows, cols } = x;
  const mean = new Float64Array(cols);
  for (let i = 0; i < rows; i++)
    for (let c = 0; c < cols; c++) mean[c]! += data[i * cols + c]! / rows;
  const covariance = new Float64Array(cols * cols);
  for (let a = 0; a < cols; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < rows; i++)
        sum += (data[i * cols + a]! - mean[a]!) * (data[i * cols + b]! - mean[b]!);
      covariance[a * cols + b] = covariance[b * cols + a] = sum / rows;
    }
    control.progress?.({ stage: 'Covariance', done: a + 1, total: cols });
    await checkpoint(control);
  }
  return { mean, covariance };
}

/** Inner products of the centred rows with the axes. */
async function referenceProject(
  { data, rows, cols }: Matrix,
  { mean, axes }: Axes,
  control: Control = NO_CONTROL,
): Promise<Float32Array> {
  const count = axes.length / cols;
  const scores = new Float32Array(rows * count);
  for (let i = 0; i < rows; i++) {
    for (let r = 0; r < count; r++) {
      let sum = 0;
      for (let c = 0; c < cols; c++) sum += (data[i * cols + c]! - mean[c]!) * axes[r * cols + c]!;
      scores[i * count + r] = sum;
    }
    if (i % 16 !== 0) continue;
    control.progress?.({ stage: 'Projecting', done: i, total: rows });
    await checkpoint(control);
  }
  return scores;
}

/** Sums of the centred rows, each times its weight. */
async function referenceWeightedSums(
  { data, rows, cols }: Matrix,
  by: { readonly mean: Float64Array; readonly weights: Float64Array; readonly count: number },
  control: Control = NO_CONTROL,
): Promise<Float64Array> {
  const { mean, weights, count } = by;
  const sums = new Float64Array(count * cols);
  for (let i = 0; i < rows; i++) {
    for (let r = 0; r < count; r++)
      for (let c = 0; c < cols; c++)
        sums[r * cols + c]! += weights[i * count + r]! * (data[i * cols + c]! - mean[c]!);
    if (i % 16 !== 0) continue;
    control.progress?.({ stage: 'Principal components', done: i, total: rows });
    await checkpoint(control);
  }
  return sums;
}

/** The layout rule of docs/UMAP.md, line by line. Positions are float64 until returned. */
async function referenceLayout(
  graph: LayoutGraph,
  start: Float32Array,
  params: LayoutParams,
  control: Control = NO_CONTROL,
): Promise<Float32Array> {
  let before = Float64Array.from(start);
  let after = new Float64Array(start.length);
  for (let epoch = 0; epoch < params.epochs; epoch++) {
    for (let i = 0; i < graph.n; i++) moveItem(graph, before, after, params, i, epoch);
    [before, after] = [after, before];
    control.progress?.({ stage: 'Layout', done: epoch + 1, total: params.epochs });
    control.frame?.(Float32Array.from(before), epoch + 1, params.epochs);
    await checkpoint(control);
  }
  return Float32Array.from(before);
}

/** Moves item i through epoch `epoch`: reads all positions from `before`, writes its own to `after`. */
function moveItem(
  graph: LayoutGraph,
  before: Float64Array,
  after: Float64Array,
  params: LayoutParams,
  i: number,
  epoch: number,
): void {
  const { dims, a, b, repulsion, negatives, seed } = params;
  const alpha = params.learningRate * (1 - epoch / params.epochs);
  const p = before.slice(i * dims, (i + 1) * dims);

  const attract = (d2: number): number => (-2 * a * b * d2 ** (b - 1)) / (1 + a * d2 ** b);
  const repel = (d2: number): number => (2 * repulsion * b) / ((0.001 + d2) * (1 + a * d2 ** b));
  const move = (other: number, gradient: (d2: number) => number): void => {
    let d2 = 0;
    for (let d = 0; d < dims; d++) d2 += (p[d]! - before[other * dims + d]!) ** 2;
    if (!(d2 > 0)) return;
    const g = gradient(d2);
    for (let d = 0; d < dims; d++) p[d]! += alpha * clip(g * (p[d]! - before[other * dims + d]!));
  };

  for (let e = graph.offsets[i]!; e < graph.offsets[i + 1]!; e++) {
    if (!fires(graph.rates[e]!, epoch)) continue;
    const target = graph.targets[e]!;
    move(target, attract);
    move(target, attract);
    for (let s = 0; s < negatives; s++) {
      const j = negativeSample(seed, e, epoch, s, graph.n);
      if (j !== i) move(j, repel);
    }
  }
  after.set(p, i * dims);
}

/** Whether an edge of this rate fires in this epoch; products in float32, as on the GPU. */
function fires(rate: number, epoch: number): boolean {
  return Math.floor(Math.fround((epoch + 1) * rate)) > Math.floor(Math.fround(epoch * rate));
}

function clip(step: number): number {
  return Math.max(-4, Math.min(4, step));
}
