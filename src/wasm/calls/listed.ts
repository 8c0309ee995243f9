import type { Matrix, PairKind, RowLists } from '../../math/kernels.ts';
import { rowsPerLoad, sendRows, withLanes, type Call, type Lane } from './job.ts';

/** Most memory for the copies of the matrix, one a thread. */
const MOST_BYTES = 128 * 2 ** 20;
/** Values in one answer. */
const MOST_VALUES = 65536;

/** Float64 values of the pairs that `lists` names, in its order; null when the matrix is too large for this way. */
export function listedPairs(
  call: Call,
  x: Matrix,
  kind: PairKind,
  { rows, items }: RowLists,
): Promise<Float64Array> | null {
  const copies = Math.floor(MOST_BYTES / (x.rows * x.cols * 4));
  // One thread alone is not worth a copy where there are several.
  if (copies < Math.min(2, call.executor.threads)) return null;
  const threads = Math.min(call.executor.threads, copies);
  const count = rows.length ? items.length / rows.length : 0;
  if (!count) return Promise.resolve(new Float64Array());
  const listRows = Math.max(
    1,
    Math.min(Math.floor(MOST_VALUES / count), Math.ceil(rows.length / (4 * threads))),
  );
  const loadRows = Math.min(rowsPerLoad(x.cols, 1), x.rows);
  const values = new Float64Array(items.length);
  let next = 0;
  let finished = 0;

  const work = async (lane: Lane<'listed'>): Promise<void> => {
    await lane.open({ rows: x.rows, cols: x.cols, kind, count, listRows, loadRows });
    await sendRows(x, { from: 0, to: x.rows, loadRows }, async (part, from) => {
      return (await lane.run({ load: part, from }, [part.buffer])).rows;
    });
    while (next < rows.length) {
      const from = next;
      const to = (next = Math.min(rows.length, from + listRows));
      const input = { list: rows.slice(from, to), items: items.slice(from * count, to * count) };
      const found = await lane.run(input, [input.list.buffer, input.items.buffer]);
      values.set(found.values, from * count);
      finished += to - from;
      call.control.progress?.({ stage: call.stage, done: finished, total: rows.length });
    }
  };
  return withLanes(call, 'listed', threads, async (lanes) => {
    await Promise.all(lanes.map(work));
    return values;
  });
}
