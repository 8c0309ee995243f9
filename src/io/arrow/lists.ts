import { LocusError } from '../../base/errors.ts';
import { GAP_BYTES, spans } from '../array.ts';
import type { Float32Sink } from '../float32.ts';
import { count } from '../names.ts';
import { countRounded, decoder } from '../number-type.ts';
import type { ByteSource } from '../source.ts';
import type { Batch } from './batch.ts';
import { openBuffer, passOver, type Task } from './buffers.ts';
import type { VectorColumn } from './columns.ts';
import { damaged } from './errors.ts';
import { missingOf, offsetsOf, type IsMissing } from './values.ts';

/** Numbers decoded at once. */
const BATCH = 1 << 18;

/** Rows of one batch, and where they go. */
export interface Rows {
  /** Of the batch, rising; null for all. */
  readonly chosen: Uint32Array | null;
  /** Place of the first of them in the matrix. */
  readonly to: number;
  /** Of the batch in the file. */
  readonly before: number;
}

/**
 * Reads the chosen vectors of one batch into their places: in chunks where they lie unpacked in the file, and then only the parts with
 * chosen rows. Missing vectors and numbers become NaN.
 * @returns how many integers were rounded
 * @throws LocusError E_HEADER, E_RAGGED, E_OVERFLOW, E_MEMORY, E_READ; CancelledError
 */
export async function readVectors(
  task: Task,
  batch: Batch,
  column: VectorColumn,
  cols: number,
  { chosen, to, before }: Rows,
  sink: Float32Sink,
): Promise<number> {
  const { source } = task;
  const { values, type, path, name } = column;
  const rows = chosen?.length ?? batch.rows;
  if (rows === 0) return 0;
  const isMissing = await missingOf(task, batch, path);
  const dense = await denseRows(task, batch, column, cols, isMissing, before);
  const size = type.size;
  const start = dense.start;
  const held = start + dense.count * cols;
  if (held > batch.lengths[values.node]!)
    throw damaged(source, batch.place, `column "${name}" has fewer numbers than its rows take`);
  const isUnset = await missingOf(task, batch, [values]);
  const region = await openBuffer(
    task,
    batch,
    batch.firstBuffer[values.node]! + 1,
    held * size,
    name,
  );

  const decode = decoder(type);
  const rowBytes = cols * size;
  const chunkRows = Math.max(1, Math.floor(BATCH / cols));
  const numbers = new Float64Array(Math.min(chunkRows, Math.max(1, dense.count)) * cols);
  const nothing = new Float64Array(isMissing ? cols : 0).fill(NaN);
  const isWhole = !chosen && !isMissing;
  let rounded = 0;
  let next = 0; // of the chosen rows
  /** Puts rows up to where the chunk with dense rows before `end` ends. */
  const visit = (chunk: Uint8Array, offset: number): void => {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const first = offset / rowBytes;
    const end = first + chunk.byteLength / rowBytes;
    const take = (row: number, n: number, place: number): void => {
      const at = (row - first) * rowBytes;
      decode(view, at, n * cols, numbers);
      if (isUnset)
        for (let i = 0; i < n * cols; i++) if (isUnset(start + row * cols + i)) numbers[i] = NaN;
      rounded += countRounded(type, view, at, n * cols, numbers);
      sink.put(numbers, n * cols, place * cols);
    };
    if (isWhole) return take(first, end - first, to + first);
    for (; next < rows; next++) {
      const row = chosen ? chosen[next]! : next;
      if (isMissing?.(row)) sink.put(nothing, cols, (to + next) * cols);
      else {
        const place = dense.placeOf(row);
        if (place >= end) return;
        take(place, 1, to + next);
      }
    }
  };
  const base = start * size;
  const present = chosen ? presentRows(chosen, isMissing, dense.placeOf) : null;
  for (const [first, end] of spans(present, dense.count, Math.floor(GAP_BYTES / rowBytes)))
    if (end > first)
      await passOver(
        task,
        region,
        [base + first * rowBytes, base + end * rowBytes],
        chunkRows * rowBytes,
        (chunk, offset) => visit(chunk, offset - base),
      );
  // Missing rows after the last one that is there.
  for (; next < rows && !isWhole; next++) sink.put(nothing, cols, (to + next) * cols);
  return rounded;
}

function presentRows(
  chosen: Uint32Array,
  isMissing: IsMissing | null,
  placeOf: (row: number) => number,
): Uint32Array {
  return chosen.filter((row) => !isMissing?.(row)).map(placeOf);
}

/** The vectors of a batch as they lie one after another: missing ones may take no room. */
interface Dense {
  /** The first number of the first of them. */
  readonly start: number;
  readonly count: number;
  readonly placeOf: (row: number) => number;
}

async function denseRows(
  task: Task,
  batch: Batch,
  { list, name }: VectorColumn,
  cols: number,
  isMissing: IsMissing | null,
  before: number,
): Promise<Dense> {
  const { rows } = batch;
  if (list.type.kind !== 'list') return { start: 0, count: rows, placeOf: (row) => row };
  const offsets = await offsetsOf(task, batch, list, list.type.offsets);
  const start = offsets[0]!;
  for (let row = 0; row < rows; row++) {
    const length = offsets[row + 1]! - offsets[row]!;
    if (length !== cols && !(length === 0 && isMissing?.(row)))
      throw ragged(task.source, name, before + row, length, cols);
  }
  const placeOf = (row: number): number => (offsets[row]! - start) / cols;
  return { start, count: placeOf(rows), placeOf };
}

const ragged = (
  source: ByteSource,
  name: string,
  row: number,
  found: number,
  cols: number,
): LocusError =>
  new LocusError({
    code: 'E_RAGGED',
    message: `${source.name}: vector ${count(row)} of column "${name}" has ${count(found)} numbers, others have ${count(cols)}.`,
    file: source.name,
    place: `column "${name}", row ${row} (counting from 0)`,
    hint: 'All vectors of one space have the same length. Correct or remove this row.',
  });
