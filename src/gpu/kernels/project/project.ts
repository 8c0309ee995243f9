import { blockBudget, checkpoint, throwIfCancelled, type Control } from '../../../base/control.ts';
import type { Axes, Matrix } from '../../../math/kernels.ts';
import { rowsOf } from '../../../math/rows.ts';
import type { BufferScope } from '../../buffers.ts';
import type { GpuDevice } from '../../device.ts';
import { dispatch, gridFor } from '../../dispatch.ts';
import { Pacer } from '../../pacer.ts';
import { readBack, Submission } from '../../submission.ts';
import { paddedCols, paddedRows, rowBytes, uploadRows } from '../../upload.ts';
import { planProject, type ProjectPlan } from './plan.ts';
import { PROJECT_PARAMS, PROJECT_WGSL, TILE, type ProjectParams } from './project.wgsl.ts';

/** Tiles (64 x 64 scores each) of the smallest submit: a few milliseconds on a software adapter. */
const SMALLEST_TILES = 4;

/**
 * Scores of the centred rows along axes on the GPU, rows x count. The means, rounded to float32, are subtracted before
 * anything is multiplied; products and sums are float32, 64 products at a time; what the rounding of the means left is put
 * right in float64. The error is at most (D / 64 + 70) 2^-24 sum |x - mean| |axis|.
 *
 * @throws LocusError E_GPU_MEMORY, E_GPU_LIMIT; DeviceLostError; CancelledError.
 */
export async function project(
  gpu: GpuDevice,
  x: Matrix,
  { mean, axes }: Axes,
  control: Control,
): Promise<Float32Array> {
  throwIfCancelled(control);
  const count = axes.length / x.cols;
  const scores = new Float32Array(x.rows * count);
  if (scores.length === 0) return scores;
  const means = Float32Array.from(mean);
  const offsets = axisOffsets(mean, means, axes);
  const plan = planProject({ rows: x.rows, cols: x.cols, count }, gpu.limits);
  const pipeline = await gpu.pipeline('project', PROJECT_WGSL);
  const pacer = new Pacer(SMALLEST_TILES);
  const scope = gpu.memory.scope('project');
  try {
    const buffers = allocate(scope, plan, x.cols);
    await gpu.settle(scope.ready());
    const { queue } = gpu.device;
    queue.writeBuffer(buffers.means, 0, paddedRows({ data: means, rows: 1, cols: x.cols }, 0, 1));
    for (let from = 0; from < count; from += plan.axes) {
      const some = Math.min(plan.axes, count - from);
      const data = Float32Array.from(axes.subarray(from * x.cols, (from + some) * x.cols));
      const directions = { data, rows: some, cols: x.cols };
      await uploadRows(gpu, buffers.axes, rowsOf(directions), 0, some, control);
      for (let first = 0; first < x.rows; first += plan.rows) {
        const rows = Math.min(plan.rows, x.rows - first);
        await uploadRows(gpu, buffers.rows, rowsOf(x), first, rows, control);
        const shard = { gpu, pipeline, buffers, pacer, control, rows, axes: some, cols: x.cols };
        await multiply(shard, (share) => {
          const done = (from + (some * (first + rows * share)) / x.rows) / count;
          control.progress?.({
            stage: 'Projecting',
            done: Math.floor(done * x.rows),
            total: x.rows,
          });
        });
        await readBack(gpu, buffers.staging, rows * some * 4, (bytes) => {
          const found = new Float32Array(bytes);
          for (let i = 0; i < rows; i++)
            for (let r = 0; r < some; r++)
              scores[(first + i) * count + from + r] = found[i * some + r]! - offsets[from + r]!;
        });
      }
    }
  } finally {
    scope.dispose();
  }
  return scores;
}

/** What rounding the means to float32 adds to the scores along each axis. */
function axisOffsets(mean: Float64Array, rounded: Float32Array, axes: Float64Array): Float64Array {
  const cols = mean.length;
  return Float64Array.from({ length: axes.length / cols }, (_, r) => {
    let sum = 0;
    for (let c = 0; c < cols; c++) sum += (mean[c]! - rounded[c]!) * axes[r * cols + c]!;
    return sum;
  });
}

interface Buffers {
  readonly params: GPUBuffer;
  readonly rows: GPUBuffer;
  readonly means: GPUBuffer;
  readonly axes: GPUBuffer;
  readonly scores: GPUBuffer;
  readonly staging: GPUBuffer;
}

function allocate(scope: BufferScope, plan: ProjectPlan, cols: number): Buffers {
  return {
    params: scope.uniform('parameters', PROJECT_PARAMS.length * 4),
    rows: scope.storage('rows', plan.rows * rowBytes(cols)),
    means: scope.storage('means', rowBytes(cols)),
    axes: scope.storage('axes', plan.axes * rowBytes(cols)),
    scores: scope.storage('scores', plan.rows * plan.axes * 4),
    staging: scope.staging('scores', plan.rows * plan.axes * 4),
  };
}

interface Shard {
  readonly gpu: GpuDevice;
  readonly pipeline: GPUComputePipeline;
  readonly buffers: Buffers;
  readonly pacer: Pacer;
  readonly control: Control;
  readonly rows: number;
  readonly axes: number;
  readonly cols: number;
}

/** The scores of the rows and axes now on the GPU, to the staging buffer, in submits as large as the pacer allows. */
async function multiply(shard: Shard, report: (share: number) => void): Promise<void> {
  const { gpu, buffers, pacer, rows, axes, control } = shard;
  const tilesAcross = Math.ceil(axes / TILE);
  const total = tilesAcross * Math.ceil(rows / TILE);
  const submission = new Submission(gpu);
  for (let tile = 0; tile < total;) {
    const tiles = Math.min(pacer.size, total - tile, gpu.limits.maxGroupsPerDimension ** 2);
    const params: ProjectParams = {
      rows,
      axes,
      depth: paddedCols(shard.cols) / 4,
      tilesAcross,
      firstTile: tile,
      tiles,
    };
    const values = Uint32Array.from(PROJECT_PARAMS, (name) => params[name]);
    gpu.device.queue.writeBuffer(buffers.params, 0, values);
    tile += tiles;
    submission.add((encoder) => {
      const pass = encoder.beginComputePass();
      const bindings = [buffers.params, buffers.rows, buffers.means, buffers.axes, buffers.scores];
      dispatch(
        gpu.device,
        pass,
        shard.pipeline,
        bindings.map((buffer) => ({ buffer })),
        gridFor(tiles, gpu.limits.maxGroupsPerDimension),
      );
      pass.end();
      if (tile === total)
        encoder.copyBufferToBuffer(buffers.scores, 0, buffers.staging, 0, rows * axes * 4);
    });
    pacer.record(tiles, await submission.done(control.signal), blockBudget(control));
    report(tile / total);
    await checkpoint(control);
  }
}
