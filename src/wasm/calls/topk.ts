import { LocusError } from '../../base/errors.ts';
import type { Candidates, Matrix, PairKind } from '../../math/kernels.ts';
import { bandViews, type BandMessage, type Bytes } from '../tasks/topk.ts';
import { createPairing, type Pair } from './band-pairs.ts';
import { withLanes, type Call, type Lane } from './job.ts';

const PANEL = 8;
/** Bands for each thread: enough that no thread waits for one, and that all end at about the same time. */
const BANDS_PER_THREAD = 4;
/** A band with its lists is at most so large: every thread holds two, in messages and in WASM memory. */
const MOST_BAND_BYTES = 4 * 2 ** 20;
/** With fewer rows than this, moving and packing a band (rows x cols) shows beside the products (rows^2 x cols). */
const LEAST_ROWS = 1024;
const NO_ITEM = 0xffffffff;

/**
 * k nearest other rows of every row. The rows are cut into bands; every pair of bands goes once to whichever thread is
 * free, with the best that the rows of both have so far, and each score counts for both of its rows. Items are compared by
 * score and index, so the order of the pairs does not show in the result.
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
  const bandRows = rowsPerBand(x, k, call.executor.threads);
  const bands = Math.ceil(rows / bandRows);
  const threads = Math.min(call.executor.threads, bands);
  const pairing = createPairing(bands);
  const places = new BigUint64Array(rows * k);
  const values = new Float32Array(rows * k);

  /** Fills a parcel with a band: its rows and the best that they have so far. */
  const message = (band: number, bytes: Bytes): BandMessage => {
    const first = band * bandRows;
    const end = Math.min(rows, first + bandRows);
    const view = bandViews(bytes, { count: end - first, cols, k });
    view.rows.set(x.data.subarray(first * cols, end * cols));
    view.heaps.set(places.subarray(first * k, end * k));
    return { first, count: end - first, bytes };
  };
  const keep = ({ first, count }: BandMessage, bytes: Bytes): void =>
    places.set(bandViews(bytes, { count, cols, k }).heaps, first * k);

  const search = async (lane: Lane<'topk'>): Promise<Bytes> => {
    await lane.open({ cols, kind, k, bandRows });
    // Two parcels that go back and forth: fresh ones would pile up, for collectors take them for small.
    let parcelA: Bytes = new Uint8Array(bandRows * (4 * cols + 8 * k));
    let parcelB: Bytes = new Uint8Array(parcelA.length);
    for (let pair: Pair | null; (pair = await pairing.take()); pairing.finish(pair)) {
      const a = message(pair[0], parcelA);
      const b = pair[0] === pair[1] ? undefined : message(pair[1], parcelB);
      const sent = b ? [parcelA.buffer, parcelB.buffer] : [parcelA.buffer];
      const back = await lane.run({ pair: b ? [a, b] : [a] }, sent);
      keep(a, (parcelA = back.a));
      if (b) keep(b, (parcelB = back.b));
      const done = Math.floor(pairing.share() * rows);
      call.control.progress?.({ stage: call.stage, done, total: rows });
    }
    return parcelA;
  };

  // The indices lie in the lower half of the places: a band's reach no further than its own places, and those were sent.
  const indices = new Uint32Array(places.buffer, 0, rows * k);
  let next = 0;
  const order = async (lane: Lane<'topk'>, parcel: Bytes): Promise<void> => {
    while (next < bands) {
      const band = message(next++, parcel);
      const back = await lane.run({ sort: band }, [parcel.buffer]);
      const sorted = bandViews((parcel = back.a), { count: band.count, cols, k });
      indices.set(sorted.indices, band.first * k);
      values.set(sorted.values, band.first * k);
    }
  };

  await withLanes(call, 'topk', threads, async (lanes) => {
    const parcels = await Promise.all(lanes.map(search));
    await Promise.all(lanes.map((lane) => order(lane, parcels[lane.index]!)));
  });
  if (indices.includes(NO_ITEM)) throw overflow(call.stage);
  return { indices, values };
}

function rowsPerBand({ rows, cols }: Matrix, k: number, threads: number): number {
  const most = Math.max(LEAST_ROWS, MOST_BAND_BYTES / (4 * cols + 8 * k));
  return Math.ceil(Math.min(rows / (threads * BANDS_PER_THREAD), most) / PANEL) * PANEL;
}

function overflow(stage: string): LocusError {
  return new LocusError({
    code: 'E_OVERFLOW',
    message: `${stage}: products of these rows leave the range of float32 (or are not numbers).`,
    hint: 'Divide the values by a constant, scale the rows to length 1, or remove the rows with huge values.',
  });
}
