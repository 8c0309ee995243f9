import { LocusError } from '../../base/errors.ts';
import type { Candidates, Matrix, PairKind } from '../../math/kernels.ts';
import type { BandMessage } from '../tasks/topk.ts';
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
  const heaps = new Map<number, BigUint64Array<ArrayBuffer>>();
  const pairing = createPairing(bands);

  const search = async (lane: Lane<'topk'>): Promise<void> => {
    await lane.open({ cols, kind, k, bandRows });
    // Two buffers that go back and forth.
    const buffers = [new ArrayBuffer(bandRows * cols * 4), new ArrayBuffer(bandRows * cols * 4)];
    const message = (band: number, side: number): BandMessage => {
      const first = band * bandRows;
      const count = Math.min(bandRows, rows - first);
      const part = new Float32Array(buffers[side]!, 0, count * cols);
      part.set(x.data.subarray(first * cols, (first + count) * cols));
      return { first, rows: part, heaps: heaps.get(band) ?? new BigUint64Array(count * k) };
    };
    for (let pair: Pair | null; (pair = await pairing.take()); pairing.finish(pair)) {
      const [a, b] = pair;
      const sent = a === b ? ([message(a, 0)] as const) : ([message(a, 0), message(b, 1)] as const);
      const transfer = sent.flatMap((band) => [band.rows.buffer, band.heaps.buffer]);
      const back = await lane.run({ pair: sent }, transfer);
      buffers[0] = back.rowsA.buffer;
      heaps.set(a, back.heapsA);
      if (a !== b) {
        buffers[1] = back.rowsB.buffer;
        heaps.set(b, back.heapsB);
      }
      call.control.progress?.({
        stage: call.stage,
        done: Math.floor(pairing.share() * rows),
        total: rows,
      });
    }
  };

  let next = 0;
  const order = async (lane: Lane<'topk'>, found: Candidates): Promise<void> => {
    while (next < bands) {
      const band = next++;
      const places = heaps.get(band)!;
      heaps.delete(band);
      const sorted = await lane.run({ sort: places }, [places.buffer]);
      found.indices.set(sorted.indices, band * bandRows * k);
      found.values.set(sorted.values, band * bandRows * k);
    }
  };

  return withLanes(call, 'topk', threads, async (lanes) => {
    await Promise.all(lanes.map(search));
    const found = { indices: new Uint32Array(rows * k), values: new Float32Array(rows * k) };
    await Promise.all(lanes.map((lane) => order(lane, found)));
    if (found.indices.includes(NO_ITEM)) throw overflow(call.stage);
    return found;
  });
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
