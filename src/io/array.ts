import type { Control } from '../base/control.ts';
import { Float32Sink } from './float32.ts';
import {
  countRounded,
  decoder,
  isRounded,
  mayRound,
  roundedNotes,
  type NumberType,
} from './number-type.ts';
import { keptOf } from './row-choice.ts';
import { MatrixScan } from './scan.ts';
import { readChunks, type ByteSource } from './source.ts';
import type { ReadMatrix } from './types.ts';
import { viewOf } from './view.ts';

/** Where the numbers of a matrix lie in a file, one after another. The caller has checked that they are all there. */
export interface ArrayPlace {
  readonly start: number;
  readonly rows: number;
  readonly cols: number;
  readonly type: NumberType;
  /** Column after column instead of row after row. */
  readonly fortranOrder?: boolean;
}

/** Sees every byte that is read, in order; a promise when it wants to be waited for. */
type See = (bytes: Uint8Array) => void | Promise<void>;

export interface ArrayOptions {
  /** Rising; null for all rows. */
  readonly chosen: Uint32Array | null;
  readonly see?: See;
}

const CHUNK_BYTES = 4 << 20;
/** Reading over a gap of this many bytes costs less than asking anew. */
export const GAP_BYTES = 256 << 10;
/** Numbers decoded at once. */
const BATCH = 1 << 15;

/**
 * Reads a matrix of any number type and order, chunk by chunk into float32. Of the file only the parts with chosen rows are
 * read; nothing but the matrix and one chunk is held.
 * @throws LocusError E_MEMORY, E_OVERFLOW, E_READ; CancelledError
 */
export async function readArray(
  source: ByteSource,
  name: string,
  place: ArrayPlace,
  { chosen, see = () => undefined }: ArrayOptions,
  control: Control,
): Promise<{ readonly matrix: ReadMatrix; readonly notes: readonly string[] }> {
  const { cols, type } = place;
  const rows = chosen?.length ?? place.rows;
  const sink = new Float32Sink(source.name, rows, cols);
  const isByColumn = place.fortranOrder === true && cols > 1 && place.rows > 1;
  const scan = new MatrixScan(sink.data, cols);
  let rounded = 0;
  if (isByColumn) rounded = await readByColumn(source, place, chosen, sink, see, control);
  else if (!chosen && isOurOwn(type)) await readInPlace(source, place, sink, scan, see, control);
  else rounded = await readByRow(source, place, chosen, sink, see, control);
  const notes = [...sink.notes(), ...roundedNotes(source.name, rounded)];
  const { data } = sink;
  const summary = sink.summary();
  scan.through(rows);
  const issues = scan.issues();
  const layout = `${type.littleEndian ? 'little' : 'big'}-endian, by ${isByColumn ? 'column' : 'row'}`;
  const matrix = { name, rows, cols, dtype: type.name, data, summary, issues, layout };
  return { matrix: { ...matrix, kept: keptOf(chosen, place.rows) }, notes };
}

/** Little-endian float32 is what we hold. */
const isOurOwn = ({ kind, size, littleEndian }: NumberType): boolean =>
  kind === 'float' && size === 4 && littleEndian;

/** Sums and scans each chunk while the hasher beside is at it and the next one is fetched. */
async function readInPlace(
  source: ByteSource,
  { start, rows, cols }: ArrayPlace,
  sink: Float32Sink,
  scan: MatrixScan,
  see: See,
  control: Control,
): Promise<void> {
  const target = new Uint8Array(sink.data.buffer);
  let adopted = 0; // values
  await readChunks(source, start, start + 4 * rows * cols, control, (chunk, offset) => {
    const wait = see(chunk);
    target.set(chunk, offset - start);
    const values = Math.floor((offset - start + chunk.length) / 4);
    sink.adopt(adopted, values);
    scan.through(Math.floor(values / cols));
    adopted = values;
    return wait;
  });
}

/** @returns how many integers were rounded */
async function readByRow(
  source: ByteSource,
  { start, rows, cols, type }: ArrayPlace,
  chosen: Uint32Array | null,
  sink: Float32Sink,
  see: See,
  control: Control,
): Promise<number> {
  const rowBytes = cols * type.size;
  const chunkRows = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes));
  const decode = decoder(type);
  const batch = new Float64Array(Math.min(BATCH, chunkRows * cols));
  let rounded = 0;
  /** Decodes `count` numbers that lie together, to place `to` of the matrix. */
  const take = (view: DataView, offset: number, count: number, to: number): void => {
    for (let from = 0; from < count; from += batch.length) {
      const n = Math.min(batch.length, count - from);
      const at = offset + from * type.size;
      decode(view, at, n, batch);
      rounded += countRounded(type, view, at, n, batch);
      sink.put(batch, n, to + from);
    }
  };
  let taken = 0;
  for (const [first, end] of spans(chosen, rows, Math.floor(GAP_BYTES / rowBytes))) {
    const visit = (chunk: Uint8Array, offset: number): void | Promise<void> => {
      const wait = see(chunk);
      const view = viewOf(chunk);
      const row = (offset - start) / rowBytes;
      const last = row + chunk.byteLength / rowBytes;
      if (!chosen) take(view, 0, chunk.byteLength / type.size, row * cols);
      for (; chosen && taken < chosen.length && chosen[taken]! < last; taken++)
        take(view, (chosen[taken]! - row) * rowBytes, cols, taken * cols);
      return wait;
    };
    const range = [start + first * rowBytes, start + end * rowBytes] as const;
    await readChunks(source, ...range, control, visit, chunkRows * rowBytes);
  }
  return rounded;
}

/** Stretches of rows, ends not included, that hold all chosen ones and no longer gap than `gap` rows. */
export function spans(
  chosen: Uint32Array | null,
  rows: number,
  gap: number,
): (readonly [number, number])[] {
  if (!chosen) return [[0, rows]];
  const found: [number, number][] = [];
  for (const row of chosen) {
    const last = found.at(-1);
    if (last && row - last[1] <= gap) last[1] = row + 1;
    else found.push([row, row + 1]);
  }
  return found;
}

/** A column lies together, so all of it is read; a batch stays within one. @returns how many integers were rounded */
async function readByColumn(
  source: ByteSource,
  { start, rows, cols, type }: ArrayPlace,
  chosen: Uint32Array | null,
  sink: Float32Sink,
  see: See,
  control: Control,
): Promise<number> {
  const decode = decoder(type);
  const batch = new Float64Array(BATCH);
  const picked = new Float64Array(chosen ? BATCH : 0);
  const counts = mayRound(type);
  let rounded = 0;
  let done = 0; // numbers so far
  let next = 0; // of the chosen rows, in this column
  await readChunks(source, start, start + rows * cols * type.size, control, (chunk) => {
    const wait = see(chunk);
    const view = viewOf(chunk);
    const total = chunk.byteLength / type.size;
    for (let from = 0; from < total;) {
      const row = done % rows;
      const col = Math.floor(done / rows);
      const n = Math.min(BATCH, total - from, rows - row);
      decode(view, from * type.size, n, batch);
      if (!chosen) {
        rounded += countRounded(type, view, from * type.size, n, batch);
        sink.put(batch, n, row * cols + col, cols);
      } else {
        if (row === 0) next = 0;
        const begin = next;
        for (; next < chosen.length && chosen[next]! < row + n; next++) {
          const i = chosen[next]! - row;
          picked[next - begin] = batch[i]!;
          if (counts && isRounded(type, view, (from + i) * type.size, batch[i]!)) rounded++;
        }
        sink.put(picked, next - begin, begin * cols + col, cols);
      }
      from += n;
      done += n;
    }
    return wait;
  });
  return rounded;
}
