import { blockBudget, checkpoint, throwIfCancelled, type Control } from '../../../base/control.ts';
import type { Rows, TileOptions } from '../../../math/kernels.ts';
import { checkedTile, checkTile } from '../../../math/pair-checks.ts';
import type { GpuDevice } from '../../device.ts';
import { Pacer } from '../../pacer.ts';
import { readBack, Submission } from '../../submission.ts';
import { PairScores, type PairBlock } from '../pairwise/pair-scores.ts';
import { colsFor, pieceLength, rowsFor } from '../pairwise/plan.ts';
import { BoundedRows } from './bounded-rows.ts';

/** Products of the smallest submit: a few milliseconds on a software adapter. */
const SMALLEST_WORK = 2 ** 24;

/**
 * One tile of the RDM on the GPU, see `PairKernels`. Only the rows of the tile are brought there.
 * @throws LocusError E_RANGE, E_OVERFLOW, E_GPU_MEMORY, E_GPU_LIMIT; DeviceLostError; CancelledError.
 */
export async function pairTile(
  gpu: GpuDevice,
  x: Rows,
  options: TileOptions,
  control: Control,
): Promise<Float32Array> {
  checkTile(x.rows, options);
  throwIfCancelled(control);
  const { value, rows, cols } = options;
  const height = rows[1] - rows[0];
  const width = cols[1] - cols[0];
  const tile = new Float32Array(height * width);
  if (tile.length === 0) return tile;
  const ends = new BoundedRows(joined(x, rows, cols));
  const kind = value === 'dot' ? 'dot' : 'sqeuclidean';
  const scope = gpu.memory.scope('pairs');
  try {
    const scores = await PairScores.open(gpu, ends, { kind }, scope, control);
    const { plan } = scores;
    const pacer = new Pacer(SMALLEST_WORK / (x.cols + 1));
    const staging = scope.staging('values', scores.values.size);
    await gpu.settle(scope.ready());
    for (let row = 0; row < height;) {
      const most = pieceLength(row, height, rowsFor(plan, pacer.size), plan.shardRows);
      for (let col = height; col < ends.rows;) {
        const across = colsFor(plan, most, pacer.size);
        const block = { row, rows: most, col, cols: 0 };
        block.cols = pieceLength(col, ends.rows, across, plan.shardRows);
        const time = await readBlock(gpu, scores, staging, block, (values) => {
          for (let r = 0; r < block.rows; r++) {
            const line = values.subarray(r * block.cols, (r + 1) * block.cols);
            tile.set(line, (row + r) * width + col - height);
          }
        });
        pacer.record(block.rows * block.cols, time, blockBudget(control));
        col += block.cols;
        await checkpoint(control);
      }
      row += most;
      control.progress?.({ stage: 'Dissimilarities', done: row, total: height });
    }
  } finally {
    scope.dispose();
  }
  if (value === 'euclidean') for (let e = 0; e < tile.length; e++) tile[e] = Math.sqrt(tile[e]!);
  return checkedTile(tile);
}

/** @returns Milliseconds. */
async function readBlock(
  gpu: GpuDevice,
  scores: PairScores,
  staging: GPUBuffer,
  block: PairBlock,
  take: (values: Float32Array) => void,
): Promise<number> {
  const bytes = block.rows * block.cols * 4;
  const submission = new Submission(gpu);
  submission.add((encoder) => {
    const pass = encoder.beginComputePass();
    scores.encode(pass, block);
    pass.end();
    encoder.copyBufferToBuffer(scores.values, 0, staging, 0, bytes);
  });
  const [time] = await Promise.all([
    submission.done(),
    readBack(gpu, staging, bytes, (data) => take(new Float32Array(data))),
  ]);
  return time;
}

type Range = readonly [number, number];

/** The rows of two ranges, one after the other. */
function joined(x: Rows, first: Range, second: Range): Rows {
  const height = first[1] - first[0];
  return {
    rows: height + second[1] - second[0],
    cols: x.cols,
    read(from, to, out) {
      const middle = Math.min(Math.max(from, height), to);
      if (from < middle) x.read(first[0] + from, first[0] + middle, out);
      if (middle === to) return;
      const rest = out.subarray((middle - from) * x.cols);
      x.read(second[0] + middle - height, second[0] + to - height, rest);
    },
  };
}
