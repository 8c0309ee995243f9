import type { Control } from '../../base/control.ts';
import type { Matrix, Moments } from '../../math/kernels.ts';
import { createPace } from '../../math/pace.ts';
import { blockCount, RUN_ROWS } from '../tasks/covariance.ts';
import { rowsPerLoad, sendRows, withLanes, type Call, type Lane } from './job.ts';

const PANEL = 8;
const GROUP = 4;
const BLOCK = PANEL * GROUP;

/**
 * Column means (float64) and covariance / N. Each thread adds up the products of its own share of the rows, centred before
 * multiplying. The shares are fixed, so the result depends on the number of threads only in the last bits of float64.
 */
export async function covariance(call: Call, x: Matrix): Promise<Moments> {
  const { rows, cols } = x;
  const { stage, control, executor } = call;
  const mean = await columnMeans(x, stage, control);
  const runs = Math.ceil(rows / RUN_ROWS);
  const threads = Math.min(executor.threads, runs);
  const share = Math.ceil(runs / Math.max(1, threads)) * RUN_ROWS;
  const loadRows = Math.min(rowsPerLoad(cols, RUN_ROWS), runs * RUN_ROWS);
  let added = 0;

  const sumShare = async (lane: Lane<'covariance'>): Promise<Float64Array> => {
    await lane.open({ cols, mean, loadRows });
    const from = lane.index * share;
    const to = Math.min(rows, from + share);
    await sendRows(x, { from, to, loadRows }, async (part, first, end) => {
      const { rows: spare } = await lane.run({ add: part }, [part.buffer]);
      added += end - first;
      control.progress?.({ stage, done: added, total: rows });
      return spare;
    });
    return (await lane.run({ read: true })).sums;
  };
  const parts = await withLanes(call, 'covariance', threads, (lanes) =>
    Promise.all(lanes.map(sumShare)),
  );
  return { mean, covariance: await assemble(parts, rows, cols, stage, control) };
}

async function columnMeans(
  { data, rows, cols }: Matrix,
  stage: string,
  control: Control,
): Promise<Float64Array> {
  const pace = createPace(control, stage);
  const mean = new Float64Array(cols);
  for (let i = 0; i < rows; i++) {
    const row = i * cols;
    for (let c = 0; c < cols; c++) mean[c]! += data[row + c]!;
    if (i % 64 === 0 && pace.due()) await pace.rest(0, rows);
  }
  for (let c = 0; c < cols; c++) mean[c]! /= Math.max(1, rows);
  return mean;
}

/** Adds the threads' blocks, divides by N and writes both triangles. */
async function assemble(
  parts: readonly Float64Array[],
  rows: number,
  cols: number,
  stage: string,
  control: Control,
): Promise<Float64Array> {
  const pace = createPace(control, stage);
  const result = new Float64Array(cols * cols);
  for (let panel = 0; panel * PANEL < cols; panel++) {
    const groups = 2 * panel + 2;
    const first = blockCount(panel) * BLOCK;
    // blockCount(panel) blocks come before this panel's; see kernels/covariance.ts.
    for (let e = 0; e < groups * BLOCK; e++) {
      const i = Math.floor(e / PANEL);
      const j = panel * PANEL + (e % PANEL);
      if (i > j || j >= cols) continue;
      let sum = 0;
      for (const part of parts) sum += part[first + e]!;
      result[i * cols + j] = result[j * cols + i] = sum / rows;
    }
    if (pace.due()) await pace.rest(rows, rows);
  }
  return result;
}
