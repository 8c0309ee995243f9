import { checkpoint, throwIfCancelled, type Control } from '../../../base/control.ts';
import { LocusError } from '../../../base/errors.ts';
import type { Candidates, PairKind, Rows } from '../../../math/kernels.ts';
import type { BufferScope } from '../../buffers.ts';
import type { GpuDevice } from '../../device.ts';
import { dispatch, gridFor } from '../../dispatch.ts';
import { Pacer } from '../../pacer.ts';
import { readBack, Submission } from '../../submission.ts';
import { paddedCols, rowBytes, uploadRows } from '../../upload.ts';
import { mergeWgsl } from './merge.wgsl.ts';
import { colsFor, pieceLength, planTopk, rowsFor, type TopkPlan } from './plan.ts';
import { PAIR_PARAMS, scoresWgsl, TILE, type PairParams } from './scores.wgsl.ts';

/**
 * For each row of `x` the `k` nearest other rows, on the GPU. Score blocks go through a scratch buffer of at most
 * 16 MiB into one running list per row, so rows x rows values are never held.
 *
 * @param options.k 1 .. rows - 1.
 * @returns rows x k indices and float32 values, best first, equal float32 values by the smaller index.
 * @throws LocusError E_RANGE, E_GPU_MEMORY, E_GPU_LIMIT; DeviceLostError; CancelledError.
 */
export async function topk(
  gpu: GpuDevice,
  x: Rows,
  options: { readonly kind: PairKind; readonly k: number },
  control: Control,
): Promise<Candidates> {
  const { kind, k } = options;
  checkK(k, x.rows);
  throwIfCancelled(control);
  const plan = planTopk({ rows: x.rows, rowBytes: rowBytes(x.cols), k }, gpu.limits);
  const [scores, merge] = await Promise.all([
    gpu.pipeline(`scores ${kind}`, scoresWgsl(kind)),
    gpu.pipeline(`merge ${kind}`, mergeWgsl(kind)),
  ]);
  const scope = gpu.memory.scope('neighbours');
  try {
    const buffers = allocate(scope, plan, x, k);
    await gpu.settle(scope.ready());
    for (const [s, shard] of buffers.shards.entries()) {
      const first = s * plan.shardRows;
      await uploadRows(gpu, shard, x, first, Math.min(plan.shardRows, x.rows - first), control);
    }
    return await run({ gpu, x, k, plan, scores, merge, buffers, control });
  } finally {
    scope.dispose();
  }
}

function checkK(k: number, rows: number): void {
  if (Number.isInteger(k) && k >= 1 && k <= rows - 1) return;
  throw new LocusError({
    code: 'E_RANGE',
    message: `The number of neighbours must be between 1 and rows - 1; got ${k} for ${rows} rows.`,
    hint: 'Choose a smaller number of neighbours, or load more items.',
  });
}

interface Buffers {
  readonly shards: readonly GPUBuffer[];
  readonly params: GPUBuffer;
  readonly scores: GPUBuffer;
  readonly listValue: GPUBuffer;
  readonly listIndex: GPUBuffer;
  readonly staging: GPUBuffer;
}

function allocate(scope: BufferScope, plan: TopkPlan, x: Rows, k: number): Buffers {
  const shards: GPUBuffer[] = [];
  for (let first = 0; first < x.rows; first += plan.shardRows) {
    const rows = Math.min(plan.shardRows, x.rows - first);
    shards.push(scope.storage(`items from ${first}`, rows * rowBytes(x.cols)));
  }
  const lists = plan.blockRows * k * 4;
  return {
    shards,
    params: scope.uniform('parameters', PAIR_PARAMS.length * 4),
    scores: scope.storage('scores', Math.min(plan.blockPairs, plan.blockRows * x.rows) * 4),
    listValue: scope.storage('list values', lists),
    listIndex: scope.storage('list indices', lists),
    staging: scope.staging('lists', 2 * lists),
  };
}

interface Job {
  readonly gpu: GpuDevice;
  readonly x: Rows;
  readonly k: number;
  readonly plan: TopkPlan;
  readonly scores: GPUComputePipeline;
  readonly merge: GPUComputePipeline;
  readonly buffers: Buffers;
  readonly control: Control;
}

async function run(job: Job): Promise<Candidates> {
  const { x, k, plan, control } = job;
  const indices = new Uint32Array(x.rows * k);
  const values = new Float32Array(x.rows * k);
  const pacer = new Pacer(SMALLEST_WORK / (x.cols + MERGE_WORK));
  for (let row = 0; row < x.rows;) {
    const rows = pieceLength(row, x.rows, rowsFor(plan, pacer.size), plan.shardRows);
    await rowBlock(job, row, rows, pacer);
    await collect(job, rows, (blockValues, blockIndices) => {
      values.set(blockValues, row * k);
      indices.set(blockIndices, row * k);
    });
    row += rows;
    control.progress?.({ stage: 'Neighbours', done: row, total: x.rows });
    await checkpoint(control);
  }
  return { indices, values };
}

/** Products of the smallest submit: a few milliseconds on a software adapter. */
const SMALLEST_WORK = 2 ** 24;
/** What the merge of one score costs, in products. */
const MERGE_WORK = 64;

/** Brings the lists of `rows` rows through all columns. */
async function rowBlock(job: Job, row: number, rows: number, pacer: Pacer): Promise<void> {
  const { gpu, x, plan, control } = job;
  const submission = new Submission(gpu);
  let pairs = 0;
  for (let col = 0; col < x.rows;) {
    const cols = pieceLength(col, x.rows, colsFor(plan, rows, pacer.size), plan.shardRows);
    submitBlock(job, submission, { row, rows, col, cols });
    col += cols;
    pairs += rows * cols;
    if (pairs >= pacer.size || col === x.rows) {
      pacer.record(pairs, await submission.done());
      pairs = 0;
      await checkpoint(control);
    }
  }
}

function submitBlock(
  { gpu, x, k, plan, scores, merge, buffers }: Job,
  submission: Submission,
  block: { row: number; rows: number; col: number; cols: number },
): void {
  const { row, rows, col, cols } = block;
  const tilesAcross = Math.ceil(cols / TILE);
  const params: PairParams = {
    rows,
    cols,
    rowOffset: row % plan.shardRows,
    colOffset: col % plan.shardRows,
    firstRow: row,
    firstCol: col,
    depth: paddedCols(x.cols) / 4,
    tilesAcross,
    tiles: tilesAcross * Math.ceil(rows / TILE),
    k,
  };
  const limit = gpu.limits.maxGroupsPerDimension;
  const left = buffers.shards[Math.floor(row / plan.shardRows)]!;
  const right = buffers.shards[Math.floor(col / plan.shardRows)]!;
  const { listValue, listIndex } = buffers;
  const values = Uint32Array.from(PAIR_PARAMS, (name) => params[name]);
  gpu.device.queue.writeBuffer(buffers.params, 0, values);
  submission.add((encoder) => {
    const pass = encoder.beginComputePass();
    const bind = (...list: GPUBuffer[]): GPUBufferBinding[] => list.map((buffer) => ({ buffer }));
    dispatch(
      gpu.device,
      pass,
      scores,
      bind(buffers.params, left, right, buffers.scores),
      gridFor(params.tiles, limit),
    );
    dispatch(
      gpu.device,
      pass,
      merge,
      bind(buffers.params, buffers.scores, listValue, listIndex),
      gridFor(rows, limit),
    );
    pass.end();
  });
}

/** Reads the finished lists of a row block. */
async function collect(
  { gpu, k, buffers }: Job,
  rows: number,
  take: (values: Float32Array, indices: Uint32Array) => void,
): Promise<void> {
  const bytes = rows * k * 4;
  const submission = new Submission(gpu);
  submission.add((encoder) => {
    encoder.copyBufferToBuffer(buffers.listValue, 0, buffers.staging, 0, bytes);
    encoder.copyBufferToBuffer(buffers.listIndex, 0, buffers.staging, bytes, bytes);
  });
  const read = readBack(gpu, buffers.staging, 2 * bytes, (data) =>
    take(new Float32Array(data, 0, rows * k), new Uint32Array(data, bytes, rows * k)),
  );
  await Promise.all([submission.done(), read]);
}
