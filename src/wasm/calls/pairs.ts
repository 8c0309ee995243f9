import type {
  HistogramOptions,
  PairHistogram,
  PairMoments,
  PairValue,
  Rows,
  TileOptions,
} from '../../math/kernels.ts';
import {
  checkedHistogram,
  checkedMoments,
  checkedTile,
  checkHistogram,
  checkTile,
} from '../../math/pair-checks.ts';
import type { BandMessage, PairsTask } from '../tasks/pairs.ts';
import { withLanes, type Call, type Lane } from './job.ts';

const PANEL = 8;
/** Bands of the whole matrix. Their number does not depend on the threads, and so neither do the sums. */
const BANDS = 16;
/** A band is at most so large... */
const MOST_BAND_BYTES = 4 * 2 ** 20;
/** ...except that with fewer rows, moving and packing it (rows x cols) would show beside the products (rows^2 x cols). */
const LEAST_ROWS = 1024;
/** Rows and columns of one part of a tile, which a thread holds and sends. */
const TILE_ROWS = 512;

/** Part by part of the tile; of a tile that mirrors itself, each two parts that mirror each other once. */
export async function pairTile(call: Call, x: Rows, options: TileOptions): Promise<Float32Array> {
  checkTile(x.rows, options);
  const { value, rows, cols } = options;
  const width = cols[1] - cols[0];
  const tile = new Float32Array((rows[1] - rows[0]) * width);
  const mirrored = rows[0] === cols[0] && rows[1] === cols[1];
  const rowBands = bandsOf(rows, TILE_ROWS);
  const itemBands = bandsOf(cols, TILE_ROWS);
  const pairs = rowBands.flatMap((a, i) =>
    (mirrored ? itemBands.slice(i) : itemBands).map((b): Pair => [a, b]),
  );
  const all = { ...call, x, value, bandRows: TILE_ROWS, reduce: { to: 'tile' } as const, pairs };
  await eachPair(all, (index, output) => {
    const part = checkedTile(output.tile);
    const [a, b] = pairs[index]!;
    const count = b.to - b.from;
    const corner = (a.from - rows[0]) * width + b.from - cols[0];
    for (let i = 0; i < a.to - a.from; i++)
      tile.set(part.subarray(i * count, (i + 1) * count), corner + i * width);
    if (!mirrored || a.from === b.from) return;
    const opposite = (b.from - rows[0]) * width + a.from - cols[0];
    for (let j = 0; j < count; j++)
      for (let i = 0; i < a.to - a.from; i++) tile[opposite + j * width + i] = part[i * count + j]!;
  });
  return tile;
}

/** Every thread counts the pairs it meets; whole numbers add up the same in any order. */
export async function pairHistogram(
  call: Call,
  x: Rows,
  { value, ...range }: HistogramOptions,
): Promise<PairHistogram> {
  checkHistogram(range);
  const { bins } = range;
  const low = Math.fround(range.low);
  const high = Math.fround(range.high);
  const totals = new Float64Array(bins + 2);
  const reduce = { to: 'histogram', low, high, bins } as const;
  const parts = await eachPair({ ...call, x, value, ...wholeMatrix(x), reduce }, () => undefined);
  for (const { counts } of parts)
    totals.forEach((_, slot) => (totals[slot]! += Number(counts[slot]!)));
  return checkedHistogram(
    { counts: totals.slice(0, bins), below: totals[bins]!, above: totals[bins + 1]! },
    x.rows,
  );
}

/** The sums of two bands are added in the order of the pairs, whoever was first. */
export async function pairMoments(
  call: Call,
  x: Rows,
  { value }: { readonly value: PairValue },
): Promise<PairMoments> {
  const rowSums = new Float64Array(x.rows);
  const rowSquares = new Float64Array(x.rows);
  const bands = wholeMatrix(x);
  const add = ({ from, to }: Range, sums: Float64Array): void => {
    for (let i = from; i < to; i++) {
      rowSums[i]! += sums[2 * (i - from)]!;
      rowSquares[i]! += sums[2 * (i - from) + 1]!;
    }
  };
  const waiting = new Map<number, PairsTask['output']>();
  let next = 0;
  const reduce = { to: 'moments' } as const;
  const parts = await eachPair({ ...call, x, value, ...bands, reduce }, (index, output) => {
    waiting.set(index, output);
    for (let ready; (ready = waiting.get(next)); next++) {
      add(bands.pairs[next]![0], ready.rowSums);
      add(bands.pairs[next]![1], ready.itemSums);
      waiting.delete(next);
    }
  });
  const least = Math.min(...parts.flatMap(({ range }) => [...range.subarray(0, 4)]));
  const largest = Math.max(...parts.flatMap(({ range }) => [...range.subarray(4)]));
  return checkedMoments({ rowSums, rowSquares, least, largest });
}

interface Range {
  readonly from: number;
  readonly to: number;
}
type Pair = readonly [Range, Range];

interface Work extends Call {
  readonly x: Rows;
  readonly value: PairValue;
  readonly reduce: PairsTask['options']['reduce'];
  readonly bandRows: number;
  /** In the order they are given out: a thread keeps the first band of a pair for as long as it can. */
  readonly pairs: readonly Pair[];
}

/**
 * Sends the pairs of bands to whichever thread is free.
 * @param take what a thread found for one pair, as soon as it is there
 * @returns what each thread found over all its pairs
 */
async function eachPair(
  { x, value, reduce, bandRows, pairs, ...call }: Work,
  take: (index: number, output: PairsTask['output']) => void,
): Promise<PairsTask['output'][]> {
  const { cols } = x;
  const symmetric = reduce.to !== 'tile';
  let next = 0;
  let finished = 0;

  const work = async (lane: Lane<'pairs'>): Promise<PairsTask['output']> => {
    await lane.open({ cols, value, bandRows, reduce });
    // Two arrays that go back and forth: fresh ones would pile up, for collectors take them for small.
    let rowRoom = new ArrayBuffer(bandRows * cols * 4);
    let itemRoom = new ArrayBuffer(rowRoom.byteLength);
    const message = ({ from, to }: Range, room: ArrayBuffer): BandMessage => {
      const rows = new Float32Array(room, 0, (to - from) * cols);
      x.read(from, to, rows);
      return { first: from, rows };
    };
    let kept: Range | undefined;
    while (next < pairs.length) {
      const index = next++;
      const [a, b] = pairs[index]!;
      const rows = kept === a ? undefined : message(a, rowRoom);
      const items = symmetric && a === b ? undefined : message(b, itemRoom);
      const sent = [...(rows ? [rowRoom] : []), ...(items ? [itemRoom] : [])];
      const output = await lane.run({ ...(rows && { rows }), ...(items && { items }) }, sent);
      if (rows) rowRoom = output.rows.buffer;
      if (items) itemRoom = output.items.buffer;
      kept = a;
      take(index, output);
      call.control.progress?.({ stage: call.stage, done: ++finished, total: pairs.length });
    }
    return await lane.run({ read: true });
  };
  const threads = Math.min(call.executor.threads, pairs.length);
  return withLanes(call, 'pairs', threads, (lanes) => Promise.all(lanes.map(work)));
}

/** All pairs of bands of the whole matrix, the earlier band first. */
function wholeMatrix({ rows, cols }: Rows): Pick<Work, 'bandRows' | 'pairs'> {
  const most = Math.max(LEAST_ROWS, MOST_BAND_BYTES / (4 * cols));
  const bandRows = Math.ceil(Math.min(rows / BANDS, most) / PANEL) * PANEL;
  const bands = bandsOf([0, rows], bandRows);
  return { bandRows, pairs: bands.flatMap((a, i) => bands.slice(i).map((b): Pair => [a, b])) };
}

function bandsOf([from, to]: readonly [number, number], bandRows: number): Range[] {
  const bands: Range[] = [];
  for (let first = from; first < to; first += bandRows)
    bands.push({ from: first, to: Math.min(to, first + bandRows) });
  return bands;
}
