import { throwIfCancelled, type Control } from '../../../base/control.ts';
import type { HistogramOptions, PairHistogram, Rows } from '../../../math/kernels.ts';
import { checkedHistogram, checkHistogram } from '../../../math/pair-checks.ts';
import type { GpuDevice } from '../../device.ts';
import { dispatch, gridFor } from '../../dispatch.ts';
import { readBack, Submission } from '../../submission.ts';
import { PairScores } from '../pairwise/pair-scores.ts';
import { BoundedRows } from './bounded-rows.ts';
import { forUpperBlocks } from './for-blocks.ts';
import { histogramWgsl, HISTOGRAM_RANGE, THREADS, VALUES_PER_THREAD } from './reduce.wgsl.ts';

/** Pairs after which the u32 counters are folded into float64. */
const FOLD_AT = 2 ** 31;

/**
 * Histogram of the values of all pairs on the GPU, see `PairKernels`: values in float32, counts in whole numbers.
 * @throws LocusError E_RANGE, E_OVERFLOW, E_GPU_MEMORY, E_GPU_LIMIT; DeviceLostError; CancelledError.
 */
export async function pairHistogram(
  gpu: GpuDevice,
  x: Rows,
  options: HistogramOptions,
  control: Control,
): Promise<PairHistogram> {
  checkHistogram(options);
  throwIfCancelled(control);
  const { value, bins } = options;
  const folded = new Float64Array(bins + 2);
  if (x.rows > 1) {
    const pipeline = await gpu.pipeline(`histogram ${value}`, histogramWgsl(value));
    const kind = value === 'dot' ? 'dot' : 'sqeuclidean';
    const scope = gpu.memory.scope('pairs');
    try {
      const scores = await PairScores.open(gpu, new BoundedRows(x), { kind }, scope, control);
      const range = scope.uniform('range', HISTOGRAM_RANGE.length * 4);
      const counts = scope.storage('counts', folded.length * 4);
      const staging = scope.staging('counts', folded.length * 4);
      await gpu.settle(scope.ready());
      gpu.device.queue.writeBuffer(range, 0, rangeValues(options));
      const bindings = [scores.params, range, scores.values, counts].map((buffer) => ({ buffer }));
      let unfolded = 0;
      const fold = async (): Promise<void> => {
        const submission = new Submission(gpu);
        submission.add((encoder) => {
          encoder.copyBufferToBuffer(counts, 0, staging, 0, folded.length * 4);
          encoder.clearBuffer(counts);
        });
        const read = readBack(gpu, staging, folded.length * 4, (data) => {
          for (const [slot, count] of new Uint32Array(data).entries()) folded[slot]! += count;
        });
        await Promise.all([submission.done(), read]);
        unfolded = 0;
      };
      const run = async (block: Parameters<PairScores['encode']>[1]): Promise<number> => {
        const pairs = block.rows * block.cols;
        if (unfolded + pairs > FOLD_AT) await fold();
        unfolded += pairs;
        const submission = new Submission(gpu);
        submission.add((encoder) => {
          const pass = encoder.beginComputePass();
          scores.encode(pass, block);
          const groups = Math.ceil(pairs / (THREADS * VALUES_PER_THREAD));
          const grid = gridFor(groups, gpu.limits.maxGroupsPerDimension);
          dispatch(gpu.device, pass, pipeline, bindings, grid);
          pass.end();
        });
        return submission.done();
      };
      await forUpperBlocks(scores, x, 'Histogram', run, control);
      await fold();
    } finally {
      scope.dispose();
    }
  }
  const [below, above] = [folded[0]!, folded[bins + 1]!];
  return checkedHistogram({ counts: folded.slice(1, bins + 1), below, above }, x.rows);
}

/** The ends as float32, and bins per unit between them. */
function rangeValues({ low, high, bins }: HistogramOptions): Float32Array<ArrayBuffer> {
  const width = Math.fround(high) - Math.fround(low);
  const range = { low, high, scale: bins / width, bins };
  return Float32Array.from(HISTOGRAM_RANGE, (name) => range[name]);
}
