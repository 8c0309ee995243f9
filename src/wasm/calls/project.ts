import type { Axes, Matrix } from '../../math/kernels.ts';
import { rowsPerLoad, withLanes, type Call, type Lane } from './job.ts';
import { packPanels } from './panels.ts';

/** Every thread holds so many bytes of axes at a time; more axes take more passes over the rows. */
const AXES_BYTES = 16 * 2 ** 20;
/** Rows that leave a thread together, at least. */
const LEAST_ROWS = 16;

/**
 * Scores of the centred rows along axes, rows x count, in float64 until they are stored. Each thread takes the next
 * rows as soon as it is free; a score depends on its row and axis alone, so their order does not show.
 */
export async function project(call: Call, x: Matrix, { mean, axes }: Axes): Promise<Float32Array> {
  const count = axes.length / x.cols;
  const scores = new Float32Array(x.rows * count);
  const most = Math.max(1, Math.floor(AXES_BYTES / 8 / x.cols));
  for (let from = 0; from < count; from += most) {
    const dims = Math.min(most, count - from);
    const some = { mean, axes: axes.subarray(from * x.cols, (from + dims) * x.cols) };
    await projectSome(call, x, some, { scores, count, from, dims });
  }
  return scores;
}

/** Where the scores of a pass go: `dims` columns from `from` on, of `count`. */
interface Target {
  readonly scores: Float32Array;
  readonly count: number;
  readonly from: number;
  readonly dims: number;
}

async function projectSome(call: Call, x: Matrix, along: Axes, target: Target): Promise<void> {
  const { rows, cols, data } = x;
  const { dims, count, from } = target;
  const { control, stage, executor } = call;
  const wider = Math.max(cols, dims);
  const loadRows = Math.min(rowsPerLoad(wider, LEAST_ROWS), rows);
  const threads = Math.min(executor.threads, Math.ceil(rows / loadRows) || 0);
  const axes = packPanels(dims, cols, (row, step) => along.axes[row * cols + step]!);
  let next = 0;
  let finished = 0;

  const serve = async (lane: Lane<'project'>): Promise<void> => {
    await lane.open({ cols, mean: along.mean, dims, axes, loadRows });
    // One buffer goes back and forth, with rows on the way there and scores on the way back.
    let room = new Float32Array(loadRows * wider);
    while (next < rows) {
      const first = next;
      const some = Math.min(loadRows, rows - first);
      next += some;
      room.set(data.subarray(first * cols, (first + some) * cols));
      ({ room } = await lane.run({ count: some, room }, [room.buffer]));
      for (let i = 0; i < some; i++)
        target.scores.set(room.subarray(i * dims, (i + 1) * dims), (first + i) * count + from);
      finished += some;
      const share = (from + (dims * finished) / rows) / count;
      control.progress?.({ stage, done: Math.floor(share * rows), total: rows });
    }
  };
  await withLanes(call, 'project', threads, (lanes) => Promise.all(lanes.map(serve)));
}
