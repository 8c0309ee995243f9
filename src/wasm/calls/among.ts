import type { CandidateBlock, PairKind, Rows } from '../../math/kernels.ts';
import { bandRowBytes, bandViews, type BandMessage, type Bytes } from '../tasks/topk.ts';
import { withLanes, type Call, type Lane } from './job.ts';
import { overflow } from './topk.ts';

/** A band with its lists is at most so large. */
const MOST_BAND_BYTES = 2 * 2 ** 20;
const PANEL = 8;
const NO_ITEM = 0xffffffff;
/** First row of a band that shares no row with the items: what lies at the same place is not the same. */
const APART = 2 ** 31;
/** A key before which nothing comes: lists full of it take nothing. */
const CLOSED = 2n ** 64n - 1n;

/**
 * The nearest items for each row, on the task of `topk`: a thread brings a band of rows together with one band of items after
 * another, whose own lists are closed.
 */
export async function topkAmong(
  call: Call,
  x: Rows,
  items: Rows,
  options: { readonly kind: PairKind; readonly k: number },
  take: (block: CandidateBlock) => Promise<void>,
): Promise<void> {
  const { cols } = x;
  const { kind, k } = options;
  const most = Math.max(PANEL, Math.floor(MOST_BAND_BYTES / bandRowBytes({ cols, k })));
  const perThread = Math.ceil(x.rows / call.executor.threads);
  const rowStep = Math.max(1, Math.min(most, perThread));
  const itemStep = Math.min(most, items.rows);
  const threads = Math.min(call.executor.threads, Math.ceil(x.rows / rowStep));
  let next = 0;
  /** Rows that are through, those under way by the share of the items that they have met. */
  let met = 0;
  let taken = Promise.resolve();

  const work = async (lane: Lane<'topk'>): Promise<void> => {
    const bandRows = Math.max(rowStep, itemStep);
    await lane.open({ cols, kind, k, bandRows });
    let rowParcel: Bytes = new Uint8Array(bandRows * bandRowBytes({ cols, k }));
    let itemParcel: Bytes = new Uint8Array(rowParcel.length);
    while (next < x.rows) {
      const first = next;
      const count = Math.min(rowStep, x.rows - first);
      next += count;
      const own = bandViews(rowParcel, { count, cols, k });
      x.read(first, first + count, own.rows);
      own.heaps.fill(0n);
      for (let from = 0; from < items.rows; from += itemStep) {
        const some = Math.min(itemStep, items.rows - from);
        const others = bandViews(itemParcel, { count: some, cols, k });
        items.read(from, from + some, others.rows);
        others.heaps.fill(CLOSED);
        const pair: [BandMessage, BandMessage] = [
          { first: APART, count, bytes: rowParcel },
          { first: from, count: some, bytes: itemParcel },
        ];
        const back = await lane.run({ pair }, [rowParcel.buffer, itemParcel.buffer]);
        rowParcel = back.a;
        itemParcel = back.b;
        met += (count * some) / items.rows;
        call.control.progress?.({ stage: call.stage, done: Math.floor(met), total: x.rows });
      }
      const sort = { first, count, bytes: rowParcel };
      rowParcel = (await lane.run({ sort }, [rowParcel.buffer])).a;
      const sorted = bandViews(rowParcel, { count, cols, k });
      const indices = sorted.indices.slice();
      const values = sorted.values.slice();
      if (indices.includes(NO_ITEM)) throw overflow();
      taken = taken.then(() => take({ first, indices, values }));
      await taken;
    }
  };
  if (x.rows > 0) await withLanes(call, 'topk', threads, (lanes) => Promise.all(lanes.map(work)));
}
