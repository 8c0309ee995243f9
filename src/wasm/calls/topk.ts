import { LocusError } from '../../base/errors.ts';
import type { CandidateBlock, Candidates, Cells, PairKind, Rows } from '../../math/kernels.ts';
import { bandRowBytes, bandViews, type BandMessage, type Bytes } from '../tasks/topk.ts';
import { createPairing, type Pair } from './band-pairs.ts';
import { withLanes, type Call, type Lane } from './job.ts';

const PANEL = 8;
/** Bands for each thread: enough that no thread waits for one, and that all end at about the same time. */
const BANDS_PER_THREAD = 4;
/** A band with its lists is at most so large: every thread holds two, in messages and in WASM memory. */
const MOST_BAND_BYTES = 4 * 2 ** 20;
/** With cells there is less to do for a pair of bands, beside bringing them: fewer and larger ones. */
const MOST_CELLS_BAND_BYTES = 6 * 2 ** 20;
/** With fewer rows than this, moving and packing a band (rows x cols) shows beside the products (rows^2 x cols). */
const LEAST_ROWS = 1024;
const NO_ITEM = 0xffffffff;

/** What is asked: the nearest by which value, and how many. */
export interface TopkOptions {
  readonly kind: PairKind;
  readonly k: number;
  /** Rows in the order of their cells: only pairs are met of which one looks into the other's cell. */
  readonly cells?: Cells;
}

/** The lists of `topkBlocks`, all at once. */
export async function topk(call: Call, x: Rows, options: TopkOptions): Promise<Candidates> {
  const places = x.rows < 2 ? 0 : x.rows * options.k;
  checkK(call, x, options);
  const indices = new Uint32Array(places);
  const values = new Float32Array(places);
  await topkBlocks(call, x, options, (block) => {
    indices.set(block.indices, block.first * options.k);
    values.set(block.values, block.first * options.k);
    return Promise.resolve();
  });
  return { indices, values };
}

/**
 * k nearest other rows of every row. The rows are cut into bands; every pair of bands goes once to whichever thread is
 * free, with the best that the rows of both have so far, and each score counts for both of its rows. Items are compared by
 * score and index, so the order of the pairs does not show in the result. At the end each band's lists are sorted and
 * given up to `take`.
 * @throws LocusError `E_RANGE` for a k outside 1..rows-1, `E_OVERFLOW` when values leave the range of float32
 */
export async function topkBlocks(
  call: Call,
  x: Rows,
  options: TopkOptions,
  take: (block: CandidateBlock) => Promise<void>,
): Promise<void> {
  const { rows, cols } = x;
  if (rows < 2) return;
  checkK(call, x, options);
  const { kind, k, cells } = options;
  const content = { cols, k, probes: cells?.count ?? 0 };
  const bandRows = rowsPerBand(x, options, call.executor.threads);
  const bands = Math.ceil(rows / bandRows);
  const threads = Math.min(call.executor.threads, bands);
  const pairing = createPairing(bands);
  /** The best so far of each band's rows; none before it is met first and after it is sorted. */
  const heaps = new Array<BigUint64Array | null>(bands).fill(null);

  const place = (band: number): { first: number; count: number } => {
    const first = band * bandRows;
    return { first, count: Math.min(rows, first + bandRows) - first };
  };
  /** Fills a parcel with a band: its rows and the best that they have so far. */
  const message = (band: number, bytes: Bytes): BandMessage => {
    const { first, count } = place(band);
    const view = bandViews(bytes, { count, ...content });
    x.read(first, first + count, view.rows);
    if (cells)
      view.probes.set(cells.probes.subarray(first * cells.count, (first + count) * cells.count));
    const best = heaps[band];
    if (best) view.heaps.set(best);
    else view.heaps.fill(0n);
    return { first, count, bytes };
  };
  const keep = (band: number, bytes: Bytes): void => {
    const view = bandViews(bytes, { count: place(band).count, cols, k });
    const best = (heaps[band] ??= new BigUint64Array(view.heaps.length));
    best.set(view.heaps);
  };

  const search = async (lane: Lane<'topk'>): Promise<Bytes> => {
    const shape = cells && { cells: { offsets: cells.offsets, probes: cells.count } };
    await lane.open({ cols, kind, k, bandRows, ...shape });
    // Two parcels that go back and forth: fresh ones would pile up, for collectors take them for small.
    let parcelA: Bytes = new Uint8Array(bandRows * bandRowBytes(content));
    let parcelB: Bytes = new Uint8Array(parcelA.length);
    for (let pair: Pair | null; (pair = await pairing.take()); pairing.finish(pair)) {
      const a = message(pair[0], parcelA);
      const b = pair[0] === pair[1] ? undefined : message(pair[1], parcelB);
      const sent = b ? [parcelA.buffer, parcelB.buffer] : [parcelA.buffer];
      const back = await lane.run({ pair: b ? [a, b] : [a] }, sent);
      keep(pair[0], (parcelA = back.a));
      if (b) keep(pair[1], (parcelB = back.b));
      const done = Math.floor(pairing.share() * rows);
      call.control.progress?.({ stage: call.stage, done, total: rows });
    }
    return parcelA;
  };

  let next = 0;
  let taken = Promise.resolve();
  const order = async (lane: Lane<'topk'>, parcel: Bytes): Promise<void> => {
    while (next < bands) {
      const band = next++;
      const { first, count } = place(band);
      const room = heaps[band]!;
      heaps[band] = null;
      bandViews(parcel, { count, cols, k }).heaps.set(room);
      const back = await lane.run({ sort: { first, count, bytes: parcel } }, [parcel.buffer]);
      const sorted = bandViews((parcel = back.a), { count, cols, k });
      // In the room that they had as heaps: fresh arrays would add to the peak.
      const indices = new Uint32Array(room.buffer, 0, room.length);
      const values = new Float32Array(room.buffer, 4 * room.length, room.length);
      indices.set(sorted.indices);
      values.set(sorted.values);
      if (!cells && indices.includes(NO_ITEM)) throw overflow();
      taken = taken.then(() => take({ first, indices, values }));
      await taken;
    }
  };

  await withLanes(call, 'topk', threads, async (lanes) => {
    const parcels = await Promise.all(lanes.map(search));
    await Promise.all(lanes.map((lane) => order(lane, parcels[lane.index]!)));
  });
}

function checkK({ stage }: Call, { rows }: Rows, { k }: TopkOptions): void {
  if (rows < 2 || (Number.isInteger(k) && k >= 1 && k < rows)) return;
  throw new LocusError({
    code: 'E_RANGE',
    message: `${stage}: k must be a whole number in 1..${rows - 1}, not ${k}.`,
    hint: 'Ask for fewer neighbours than there are other items.',
  });
}

function rowsPerBand({ rows, cols }: Rows, { k, cells }: TopkOptions, threads: number): number {
  const bytes = cells ? MOST_CELLS_BAND_BYTES : MOST_BAND_BYTES;
  const most = Math.max(LEAST_ROWS, bytes / (4 * cols + 8 * k));
  return Math.ceil(Math.min(rows / (threads * BANDS_PER_THREAD), most) / PANEL) * PANEL;
}

/** The stage is put before the message by `withLanes`. */
export function overflow(): LocusError {
  return new LocusError({
    code: 'E_OVERFLOW',
    message: 'products of these rows leave the range of float32 (or are not numbers).',
    hint: 'Divide the values by a constant, scale the rows to length 1, or remove the rows with huge values.',
  });
}
