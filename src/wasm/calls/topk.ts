import { LocusError } from '../../base/errors.ts';
import type { Candidates, Matrix, PairKind } from '../../math/kernels.ts';
import { rowsPerLoad, sendRows, withLanes, type Call, type Lane } from './job.ts';

/** Rows of a block and bytes of its rows and heaps that stay in a core's own cache. */
const MOST_BLOCK_ROWS = 256;
const CACHE_BYTES = 512 * 1024;
const PANEL = 8;
/** Blocks for each thread, so that all end at about the same time. */
const BLOCKS_PER_THREAD = 8;
const NO_ITEM = 0xffffffff;

/**
 * k nearest other rows of every row. Every thread holds the packed matrix; blocks of rows go to whichever thread is free.
 * @throws LocusError `E_RANGE` for a k outside 1..rows-1, `E_OVERFLOW` when values leave the range of float32
 */
export async function topk(
  call: Call,
  x: Matrix,
  { kind, k }: { readonly kind: PairKind; readonly k: number },
): Promise<Candidates> {
  const { rows, cols } = x;
  if (rows < 2) return { indices: new Uint32Array(), values: new Float32Array() };
  if (!(Number.isInteger(k) && k >= 1 && k < rows)) {
    throw new LocusError({
      code: 'E_RANGE',
      message: `${call.stage}: k must be a whole number in 1..${rows - 1}, not ${k}.`,
      hint: 'Ask for fewer neighbours than there are other items.',
    });
  }
  const indices = new Uint32Array(rows * k);
  const values = new Float32Array(rows * k);
  const threads = Math.min(call.executor.threads, Math.ceil(rows / PANEL));
  const blockRows = rowsPerBlock(rows, cols, k, threads);
  const loadRows = Math.min(rowsPerLoad(cols, PANEL), Math.ceil(rows / PANEL) * PANEL);
  let next = 0;
  let finished = 0;

  const work = async (lane: Lane<'topk'>): Promise<void> => {
    await lane.open({ rows, cols, kind, k, blockRows, loadRows });
    await sendRows(x, { from: 0, to: rows, loadRows }, async (part, from) => {
      return (await lane.run({ load: part, from }, [part.buffer])).rows;
    });
    while (next < rows) {
      const from = next;
      const to = (next = Math.min(rows, from + blockRows));
      const block = await lane.run({ from, to });
      indices.set(block.indices, from * k);
      values.set(block.values, from * k);
      finished += to - from;
      call.control.progress?.({ stage: call.stage, done: finished, total: rows });
    }
  };
  await withLanes(call, 'topk', threads, (lanes) => Promise.all(lanes.map(work)));
  if (indices.includes(NO_ITEM)) throw overflow(call.stage);
  return { indices, values };
}

function rowsPerBlock(rows: number, cols: number, k: number, threads: number): number {
  const most = Math.min(
    MOST_BLOCK_ROWS,
    CACHE_BYTES / (4 * cols),
    (8 * CACHE_BYTES) / (8 * k),
    rows / (threads * BLOCKS_PER_THREAD),
  );
  return Math.max(1, Math.floor(most / PANEL)) * PANEL;
}

function overflow(stage: string): LocusError {
  return new LocusError({
    code: 'E_OVERFLOW',
    message: `${stage}: products of these rows leave the range of float32 (or are not numbers).`,
    hint: 'Divide the values by a constant, scale the rows to length 1, or remove the rows with huge values.',
  });
}
