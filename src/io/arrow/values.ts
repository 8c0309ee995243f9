import {
  countRounded,
  decoder,
  isRounded,
  mayRound,
  numberType,
  type NumberType,
} from '../number-type.ts';
import { viewOf } from '../view.ts';
import type { Batch } from './batch.ts';
import { bytesOf, canHold, openBuffer, type Task } from './buffers.ts';
import { damaged } from './errors.ts';
import { storedType, type Field } from './schema.ts';
import type { ArrowType } from './types.ts';

/** Whether a row is missing. */
export type IsMissing = (row: number) => boolean;

/** Bytes that `length` values of a type take in its second buffer; null for those with offsets. */
export function bytesFor(type: ArrowType, length: number): number | null {
  switch (type.kind) {
    case 'number':
      return length * type.number.size;
    case 'bool':
      return Math.ceil(length / 8);
    case 'date':
    case 'time':
    case 'decimal':
      return length * type.size;
    case 'timestamp':
      return length * 8;
    case 'text':
    case 'bytes':
      return type.offsets === 'view' ? 16 * length : length === 0 ? 0 : (length + 1) * type.offsets;
    case 'list':
      return length === 0 ? 0 : (length + 1) * type.offsets;
    default:
      return null;
  }
}

/**
 * Whether a column can have as many rows as its batch says: before anything is allocated for them.
 * @throws LocusError E_HEADER
 */
export function checkRows(task: Pick<Task, 'source'>, batch: Batch, path: readonly Field[]): void {
  const leaf = path.at(-1)!;
  const fail = (): never => {
    const cause = `column "${leaf.name}" does not have as many values as its record batch has rows`;
    throw damaged(task.source, batch.place, cause);
  };
  for (const field of path) if (batch.lengths[field.node] !== batch.rows) fail();
  const type = storedType(leaf);
  const needed = bytesFor(type, batch.rows);
  if (needed !== null && !canHold(batch, batch.firstBuffer[leaf.node]! + 1, needed)) fail();
}

/** Which rows of a column are missing, itself or the struct that it is in; null when none is. */
export async function missingOf(
  task: Task,
  batch: Batch,
  path: readonly Field[],
): Promise<IsMissing | null> {
  const bitmaps: Uint8Array[] = [];
  for (const { node, name } of path) {
    if (batch.nulls[node] === 0) continue;
    const buffer = batch.firstBuffer[node]!;
    const { start, end } = batch.buffers[buffer]!;
    // Some writers do not count what is missing (-1), and leave the bits out when nothing is.
    if (batch.nulls[node]! < 0 && end === start) continue;
    const bytes = Math.ceil(batch.lengths[node]! / 8);
    bitmaps.push(await bytesOf(task, await openBuffer(task, batch, buffer, bytes, name)));
  }
  const isUnset = (bits: Uint8Array, row: number): boolean =>
    ((bits[row >> 3]! >> (row & 7)) & 1) === 0;
  const [first] = bitmaps;
  if (!first) return null;
  if (bitmaps.length === 1) return (row) => isUnset(first, row);
  return (row) => bitmaps.some((bits) => isUnset(bits, row));
}

/** The chosen numbers of a column of one batch (null: all), missing ones as NaN, and how many integers float32 rounds. */
export async function numbersOf(
  task: Task,
  batch: Batch,
  path: readonly Field[],
  type: NumberType,
  chosen: Uint32Array | null,
): Promise<{ readonly values: Float64Array; readonly rounded: number }> {
  const { rows } = batch;
  const isMissing = await missingOf(task, batch, path);
  const view = await fixedView(task, batch, path.at(-1)!, rows * type.size);
  const numbers = new Float64Array(rows);
  decoder(type)(view, 0, rows, numbers);
  if (isMissing) for (let row = 0; row < rows; row++) if (isMissing(row)) numbers[row] = NaN;
  if (!chosen) return { values: numbers, rounded: countRounded(type, view, 0, rows, numbers) };
  const counts = mayRound(type);
  let rounded = 0;
  const values = Float64Array.from(chosen, (row) => {
    if (counts && isRounded(type, view, row * type.size, numbers[row]!)) rounded++;
    return numbers[row]!;
  });
  return { values, rounded };
}

/** The second buffer of a column of one batch, of which `bytes` are meant: numbers, bits, offsets or views. */
export async function fixedView(
  task: Task,
  batch: Batch,
  { node, name }: Pick<Field, 'node' | 'name'>,
  bytes: number,
): Promise<DataView> {
  const region = await openBuffer(task, batch, batch.firstBuffer[node]! + 1, bytes, name);
  const found = await bytesOf(task, region);
  return viewOf(found);
}

/**
 * Where the values of each row begin, one more than there are rows; they only rise.
 * @throws LocusError E_HEADER
 */
export async function offsetsOf(
  task: Task,
  batch: Batch,
  { node, name }: Field,
  size: 4 | 8,
): Promise<Float64Array> {
  const rows = batch.lengths[node]!;
  const offsets = new Float64Array(rows + 1);
  if (rows === 0) return offsets;
  const view = await fixedView(task, batch, { node, name }, (rows + 1) * size);
  const type = numberType('int', size, `int${8 * size}`);
  decoder(type)(view, 0, rows + 1, offsets);
  let before = 0;
  for (const offset of offsets) {
    if (!(offset >= before))
      throw damaged(
        task.source,
        `column "${name}", ${batch.place}`,
        `the rows of column "${name}" do not follow each other`,
      );
    before = offset;
  }
  return offsets;
}
