import { blockBudget, checkpoint, throwIfCancelled, type Control } from '../../../base/control.ts';
import { LocusError } from '../../../base/errors.ts';
import type { Matrix, Moments } from '../../../math/kernels.ts';
import { createPace } from '../../../math/pace.ts';
import { rowsOf } from '../../../math/rows.ts';
import type { BufferScope } from '../../buffers.ts';
import type { GpuDevice, GpuLimits } from '../../device.ts';
import { dispatch, gridFor } from '../../dispatch.ts';
import { beyondGpuLimit } from '../../errors.ts';
import { Pacer } from '../../pacer.ts';
import { readBack, Submission } from '../../submission.ts';
import { paddedCols, paddedRows, rowBytes, uploadRows } from '../../upload.ts';
import { PRODUCT_PARAMS, PRODUCTS_WGSL, type ProductParams } from './products.wgsl.ts';
import {
  addTile,
  finishCovariance,
  SLAB_ROWS,
  TILE_VALUES,
  upperTiles,
  type TilePair,
} from './tiles.ts';

/**
 * Column means (float64) and covariance divided by N, on the GPU (METHODS R1). The means, rounded to float32, are
 * subtracted before anything is multiplied; tile products are summed in float32 over 1,024 rows and in float64 from
 * there on; what the rounding of the means left is put right in float64.
 *
 * @param x rows x cols, at least 1 x 1.
 * @throws LocusError E_TOO_FEW, E_GPU_MEMORY, E_GPU_LIMIT; DeviceLostError; CancelledError.
 */
export async function covariance(gpu: GpuDevice, x: Matrix, control: Control): Promise<Moments> {
  if (x.rows < 1 || x.cols < 1) {
    throw new LocusError({
      code: 'E_TOO_FEW',
      message: `A covariance needs at least one row and one column; got ${x.rows} x ${x.cols}.`,
      hint: 'Load a matrix that has rows.',
    });
  }
  throwIfCancelled(control);
  const mean = await columnMeans(x, control);
  const provisional = Float32Array.from(mean);
  const pipeline = await gpu.pipeline('covariance', PRODUCTS_WGSL);
  const plan = planCovariance(x, gpu.limits);
  const sum = new Float64Array(x.cols * x.cols);
  const scope = gpu.memory.scope('covariance');
  try {
    const tiles = upperTiles(x.cols);
    const buffers = allocate(scope, plan, x.cols, tiles.length);
    await gpu.settle(scope.ready());
    const means = paddedRows({ data: provisional, rows: 1, cols: x.cols }, 0, 1);
    gpu.device.queue.writeBuffer(buffers.means, 0, means);
    const flat = Uint32Array.from(tiles.flatMap(({ a, b }) => [a, b]));
    gpu.device.queue.writeBuffer(buffers.tiles, 0, flat);
    const pacer = new Pacer(SMALLEST_ITEMS);
    for (let first = 0; first < x.rows; first += plan.shardRows) {
      const rows = Math.min(plan.shardRows, x.rows - first);
      await uploadRows(gpu, buffers.rows, rowsOf(x), first, rows, control);
      await addShard({ gpu, x, first, rows, tiles, plan, pipeline, buffers, pacer, sum, control });
    }
  } finally {
    scope.dispose();
  }
  finishCovariance(
    sum,
    mean.map((value, c) => value - provisional[c]!),
    x.rows,
  );
  return { mean, covariance: sum };
}

/** Work items (4 M products each) of the smallest submit: a few milliseconds on a software adapter. */
const SMALLEST_ITEMS = 4;

async function columnMeans({ data, rows, cols }: Matrix, control: Control): Promise<Float64Array> {
  const total = new Float64Array(cols);
  const pace = createPace(control, 'Means');
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < cols; c++) total[c]! += data[row * cols + c]!;
    if (pace.due()) await pace.rest(row, rows);
  }
  return total.map((value) => value / rows);
}

export interface CovariancePlan {
  /** Rows on the GPU at a time; the next ones replace them. */
  readonly shardRows: number;
  /** Most work items whose tiles are held until they are read back. */
  readonly items: number;
}

/** Bytes of the matrix, and of tiles, on the GPU at a time. */
const SHARD_BYTES = 64 * 2 ** 20;
const TILES_BYTES = 16 * 2 ** 20;

/** @throws LocusError E_GPU_LIMIT when one row or one tile exceeds a binding. */
export function planCovariance(
  { rows, cols }: { readonly rows: number; readonly cols: number },
  limits: GpuLimits,
): CovariancePlan {
  const binding = Math.min(limits.maxBindingBytes, limits.maxBufferBytes);
  const fitting = Math.floor(Math.min(binding, SHARD_BYTES) / rowBytes(cols));
  if (fitting < 1) throw beyondGpuLimit('One row of the matrix');
  // Whole slabs, so that a shard's end does not cut one short.
  const whole = fitting < SLAB_ROWS ? fitting : fitting - (fitting % SLAB_ROWS);
  const shardRows = Math.min(rows, whole);
  const items = Math.min(
    Math.floor(Math.min(binding, TILES_BYTES) / (TILE_VALUES * 4)),
    limits.maxGroupsPerDimension ** 2,
    Math.ceil(shardRows / SLAB_ROWS) * upperTiles(cols).length,
  );
  if (items < 1) throw beyondGpuLimit('One tile of the covariance');
  return { shardRows, items };
}

interface Buffers {
  readonly params: GPUBuffer;
  readonly rows: GPUBuffer;
  readonly means: GPUBuffer;
  readonly tiles: GPUBuffer;
  readonly sums: GPUBuffer;
  readonly staging: GPUBuffer;
}

function allocate(scope: BufferScope, plan: CovariancePlan, cols: number, pairs: number): Buffers {
  const tileBytes = plan.items * TILE_VALUES * 4;
  return {
    params: scope.uniform('parameters', PRODUCT_PARAMS.length * 4),
    rows: scope.storage('rows', plan.shardRows * rowBytes(cols)),
    means: scope.storage('means', rowBytes(cols)),
    tiles: scope.storage('tiles', pairs * 8),
    sums: scope.storage('sums', tileBytes),
    staging: scope.staging('sums', tileBytes),
  };
}

interface Shard {
  readonly gpu: GpuDevice;
  readonly x: Matrix;
  readonly first: number;
  readonly rows: number;
  readonly tiles: readonly TilePair[];
  readonly plan: CovariancePlan;
  readonly pipeline: GPUComputePipeline;
  readonly buffers: Buffers;
  readonly pacer: Pacer;
  readonly sum: Float64Array;
  readonly control: Control;
}

/** Adds the products of the rows now on the GPU to `sum`, in submits as large as the pacer allows. */
async function addShard(shard: Shard): Promise<void> {
  const { gpu, x, rows, tiles, plan, buffers, pacer, control } = shard;
  const total = Math.ceil(rows / SLAB_ROWS) * tiles.length;
  for (let item = 0; item < total;) {
    const items = Math.min(pacer.size, plan.items, total - item);
    pacer.record(items, await multiply(shard, item, items), blockBudget(control));
    await readBack(gpu, buffers.staging, items * TILE_VALUES * 4, (data) => {
      for (let i = 0; i < items; i++) {
        const tile = new Float32Array(data, i * TILE_VALUES * 4, TILE_VALUES);
        addTile(shard.sum, x.cols, tiles[(item + i) % tiles.length]!, tile);
      }
    });
    item += items;
    const done = shard.first + (rows * item) / total;
    control.progress?.({ stage: 'Covariance', done: Math.floor(done), total: x.rows });
    await checkpoint(control);
  }
}

/** Runs one range of work items. @returns Milliseconds. */
async function multiply(
  { gpu, x, rows, tiles, pipeline, buffers, control }: Shard,
  firstItem: number,
  items: number,
): Promise<number> {
  const depth = paddedCols(x.cols) / 4;
  const params: ProductParams = { rows, depth, firstItem, items, pairs: tiles.length };
  const values = Uint32Array.from(PRODUCT_PARAMS, (name) => params[name]);
  gpu.device.queue.writeBuffer(buffers.params, 0, values);
  const submission = new Submission(gpu);
  submission.add((encoder) => {
    const pass = encoder.beginComputePass();
    dispatch(
      gpu.device,
      pass,
      pipeline,
      [buffers.params, buffers.rows, buffers.means, buffers.tiles, buffers.sums].map((buffer) => ({
        buffer,
      })),
      gridFor(items, gpu.limits.maxGroupsPerDimension),
    );
    pass.end();
    encoder.copyBufferToBuffer(buffers.sums, 0, buffers.staging, 0, items * TILE_VALUES * 4);
  });
  return submission.done(control.signal);
}
