import { throwIfCancelled, type Control } from '../../../base/control.ts';
import type { PairMoments, PairValue, Rows } from '../../../math/kernels.ts';
import { checkedMoments } from '../../../math/pair-checks.ts';
import type { GpuDevice } from '../../device.ts';
import { dispatch, gridFor } from '../../dispatch.ts';
import { readBack, Submission } from '../../submission.ts';
import { PairScores, type PairBlock } from '../pairwise/pair-scores.ts';
import { BoundedRows } from './bounded-rows.ts';
import { forUpperBlocks } from './for-blocks.ts';
import { momentsWgsl, RUN, THREADS } from './reduce.wgsl.ts';

/**
 * Row sums of the values of all pairs on the GPU, see `PairKernels`. Each block serves its rows and, by symmetry, its
 * columns; runs of 16 values are added in float32, float64 takes over from there.
 * @throws LocusError E_OVERFLOW, E_GPU_MEMORY, E_GPU_LIMIT; DeviceLostError; CancelledError.
 */
export async function pairMoments(
  gpu: GpuDevice,
  x: Rows,
  { value }: { readonly value: PairValue },
  control: Control,
): Promise<PairMoments> {
  throwIfCancelled(control);
  const total = {
    rowSums: new Float64Array(x.rows),
    rowSquares: new Float64Array(x.rows),
    least: Infinity,
    largest: -Infinity,
  };
  if (x.rows < 2) return total;
  const [alongRows, alongCols] = await Promise.all([
    gpu.pipeline(`row moments ${value}`, momentsWgsl(value, 'rows')),
    gpu.pipeline(`column moments ${value}`, momentsWgsl(value, 'cols')),
  ]);
  const kind = value === 'dot' ? 'dot' : 'sqeuclidean';
  const bounded = new BoundedRows(x);
  const scope = gpu.memory.scope('pairs');
  try {
    const scores = await PairScores.open(gpu, bounded, { kind }, scope, control);
    // The most runs that any block has, along its rows or its columns.
    const { plan } = scores;
    const most = Math.min(plan.blockPairs, plan.blockRows * x.rows);
    const runs = most / RUN + Math.max(x.rows, plan.blockRows);
    const rowSums = scope.storage('row sums', runs * 16);
    const colSums = scope.storage('column sums', runs * 16);
    const staging = scope.staging('sums', 2 * runs * 16);
    const scale = scope.uniform('scale', 16);
    await gpu.settle(scope.ready());
    const power = scaleFor(bounded.largestValue);
    gpu.device.queue.writeBuffer(scale, 0, Float32Array.of(power, 0, 0, 0));

    const reduce = (
      pass: GPUComputePassEncoder,
      pipeline: GPUComputePipeline,
      sums: GPUBuffer,
      count: number,
    ): void =>
      dispatch(
        gpu.device,
        pass,
        pipeline,
        [scores.params, scale, scores.values, sums].map((buffer) => ({ buffer })),
        gridFor(Math.ceil(count / THREADS), gpu.limits.maxGroupsPerDimension),
      );
    const run = async (block: PairBlock): Promise<number> => {
      const rowRuns = block.rows * Math.ceil(block.cols / RUN);
      const colRuns = block.col === block.row ? 0 : block.cols * Math.ceil(block.rows / RUN);
      const submission = new Submission(gpu);
      submission.add((encoder) => {
        const pass = encoder.beginComputePass();
        scores.encode(pass, block);
        reduce(pass, alongRows, rowSums, rowRuns);
        if (colRuns > 0) reduce(pass, alongCols, colSums, colRuns);
        pass.end();
        encoder.copyBufferToBuffer(rowSums, 0, staging, 0, rowRuns * 16);
        encoder.copyBufferToBuffer(colSums, 0, staging, rowRuns * 16, colRuns * 16);
      });
      const read = readBack(gpu, staging, (rowRuns + colRuns) * 16, (data) => {
        const found = new Float32Array(data);
        addRuns(total, found.subarray(0, rowRuns * 4), block.row, block.rows, power);
        addRuns(total, found.subarray(rowRuns * 4), block.col, block.cols, power);
      });
      const [time] = await Promise.all([submission.done(), read]);
      return time;
    };
    await forUpperBlocks(scores, x, 'Moments', run, control);
  } finally {
    scope.dispose();
  }
  return checkedMoments(total);
}

/** The power of two that brings the largest value to 1 or a little less. */
function scaleFor(largest: number): number {
  return largest > 0 ? 2 ** -Math.max(-100, Math.ceil(Math.log2(largest))) : 1;
}

interface Total {
  readonly rowSums: Float64Array;
  readonly rowSquares: Float64Array;
  least: number;
  largest: number;
}

/** Adds (sum, squares, least, largest) of runs; run r belongs to line `first + r mod lines`. */
function addRuns(
  total: Total,
  runs: Float32Array,
  first: number,
  lines: number,
  scale: number,
): void {
  for (let r = 0; r < runs.length / 4; r++) {
    const line = first + (r % lines);
    const least = runs[4 * r + 2]!;
    const largest = runs[4 * r + 3]!;
    if (least > largest) continue; // Nothing but the row with itself.
    total.rowSums[line]! += runs[4 * r]! / scale;
    total.rowSquares[line]! += runs[4 * r + 1]! / scale / scale;
    total.least = Math.min(total.least, least / scale);
    total.largest = Math.max(total.largest, largest / scale);
  }
}
