import type { Matrix } from '../../math/kernels.ts';
import { RUN_ROWS } from '../tasks/weighted-sums.ts';
import { rowsPerLoad, sendRows, withLanes, type Call, type Lane } from './job.ts';
import { LANES, packPanels } from './panels.ts';

/** Every thread holds so many bytes of sums at a time; more of them take more passes over the rows. */
const SUMS_BYTES = 16 * 2 ** 20;

interface Weights {
  readonly mean: Float64Array;
  /** rows x count. */
  readonly weights: Float64Array;
  readonly count: number;
}

/**
 * Sums of the centred rows by weights, count x cols, in float64. Each thread adds up its own share of the rows; the
 * shares are fixed, so the result depends on the number of threads only in the last bits.
 */
export async function weightedSums(call: Call, x: Matrix, by: Weights): Promise<Float64Array> {
  const sums = new Float64Array(by.count * x.cols);
  const most = LANES * Math.max(1, Math.floor(SUMS_BYTES / 8 / LANES / x.cols));
  for (let from = 0; from < by.count; from += most)
    await addSome(call, x, by, from, Math.min(by.count, from + most), sums);
  return sums;
}

/** Fills rows `from .. to` of the sums. */
async function addSome(
  call: Call,
  x: Matrix,
  { mean, weights, count }: Weights,
  from: number,
  to: number,
  sums: Float64Array,
): Promise<void> {
  const { rows, cols } = x;
  const { stage, control, executor } = call;
  const weightPanels = Math.ceil((to - from) / LANES);
  const runs = Math.ceil(rows / RUN_ROWS);
  const threads = Math.min(executor.threads, runs);
  const share = Math.ceil(runs / Math.max(1, threads)) * RUN_ROWS;
  const loadRows = Math.min(rowsPerLoad(cols, RUN_ROWS), runs * RUN_ROWS);
  let added = 0;

  /** The weights of rows `first .. end`, run by run. */
  const packed = (first: number, end: number): Float64Array[] =>
    Array.from({ length: Math.ceil((end - first) / RUN_ROWS) }, (_, run) => {
      const start = first + run * RUN_ROWS;
      const steps = Math.min(RUN_ROWS, end - start);
      return packPanels(to - from, steps, (w, step) => weights[(start + step) * count + from + w]!);
    });
  const sumShare = async (lane: Lane<'weightedSums'>): Promise<Float64Array> => {
    await lane.open({ cols, mean, weightPanels, loadRows });
    const range = {
      from: lane.index * share,
      to: Math.min(rows, (lane.index + 1) * share),
      loadRows,
    };
    await sendRows(x, range, async (part, first, end) => {
      const { rows: spare } = await lane.run({ add: part, weights: packed(first, end) }, [
        part.buffer,
      ]);
      added += end - first;
      const total = (from + ((to - from) * added) / rows) / count;
      control.progress?.({ stage, done: Math.floor(total * rows), total: rows });
      return spare;
    });
    return (await lane.run({ read: true })).sums;
  };
  const parts = await withLanes(call, 'weightedSums', threads, (lanes) =>
    Promise.all(lanes.map(sumShare)),
  );
  for (let w = from; w < to; w++) {
    const row = w - from;
    for (let c = 0; c < cols; c++) {
      const block = Math.floor(c / LANES) * weightPanels + Math.floor(row / LANES);
      const at = block * LANES * LANES + (row % LANES) * LANES + (c % LANES);
      for (const part of parts) sums[w * cols + c]! += part[at]!;
    }
  }
}
