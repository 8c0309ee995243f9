import {
  countRounded,
  decoder,
  isRounded,
  mayRound,
  numberType,
  type NumberType,
} from '../number-type.ts';
import type { Batch } from './batch.ts';
import { bytesOf, canHold, openBuffer, type Task } from './buffers.ts';
import { damaged } from './errors.ts';
import { dateText, decimalText, timeText, timestampText } from './formats.ts';
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

/** What a row of a column of one batch is as a text; null for a missing or empty one. */
export type TextAt = (row: number) => string | null;

/**
 * The texts of a column of one batch.
 * @param dictionary the values of a dictionary column
 * @throws LocusError E_HEADER, E_MEMORY, E_READ
 */
export async function textsOf(
  task: Task,
  batch: Batch,
  path: readonly Field[],
  dictionary: readonly (string | null)[] | null,
): Promise<TextAt> {
  const field = path.at(-1)!;
  const isMissing = await missingOf(task, batch, path);
  const textAt = await presentTexts(task, batch, field, dictionary);
  return isMissing ? (row) => (isMissing(row) ? null : textAt(row)) : textAt;
}

async function presentTexts(
  task: Task,
  batch: Batch,
  field: Field,
  dictionary: readonly (string | null)[] | null,
): Promise<TextAt> {
  const type = storedType(field);
  const { rows } = batch;
  if (type.kind === 'text')
    return type.offsets === 'view'
      ? viewTexts(task, batch, field)
      : plainTexts(task, batch, field, type.offsets);
  const view = await fixedView(task, batch, field, bytesFor(type, rows) ?? 0);
  const integerAt = (size: 4 | 8) => (row: number) =>
    size === 4 ? BigInt(view.getInt32(4 * row, true)) : view.getBigInt64(8 * row, true);
  switch (type.kind) {
    case 'number': {
      if (type.number.kind !== 'float' && type.number.size === 8 && !dictionary) {
        const isSigned = type.number.kind === 'int';
        return (row) =>
          String(isSigned ? view.getBigInt64(8 * row, true) : view.getBigUint64(8 * row, true));
      }
      const one = new Float64Array(1);
      const decode = decoder(type.number);
      const numberAt = (row: number): number => {
        decode(view, row * type.number.size, 1, one);
        return one[0]!;
      };
      if (dictionary)
        return (row) => {
          const index = numberAt(row);
          const text = dictionary[index];
          if (text === undefined)
            throw damaged(
              task.source,
              `column "${field.name}", ${batch.place}`,
              `row ${row} of column "${field.name}" names value ${index} of ${dictionary.length}`,
            );
          return text;
        };
      return (row) => {
        const value = numberAt(row);
        return Number.isNaN(value) ? null : String(value);
      };
    }
    case 'bool':
      return (row) => ((view.getUint8(row >> 3) >> (row & 7)) & 1 ? 'true' : 'false');
    case 'date': {
      const at = integerAt(type.size);
      return (row) => dateText(type.size === 4 ? at(row) * 86_400_000n : at(row));
    }
    case 'time': {
      const at = integerAt(type.size);
      return (row) => timeText(at(row), type.perSecond);
    }
    case 'timestamp': {
      const at = integerAt(8);
      return (row) => timestampText(at(row), type.perSecond);
    }
    case 'decimal':
      return (row) => decimalText(view, row * type.size, type.size, type.scale);
    default:
      return () => null;
  }
}

async function fixedView(
  task: Task,
  batch: Batch,
  { node, name }: Field,
  bytes: number,
): Promise<DataView> {
  const region = await openBuffer(task, batch, batch.firstBuffer[node]! + 1, bytes, name);
  const found = await bytesOf(task, region);
  return new DataView(found.buffer, found.byteOffset, found.byteLength);
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
  const view = await fixedView(task, batch, { node, name } as Field, (rows + 1) * size);
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

async function plainTexts(task: Task, batch: Batch, field: Field, size: 4 | 8): Promise<TextAt> {
  const { node, name } = field;
  const offsets = await offsetsOf(task, batch, field, size);
  const region = await openBuffer(task, batch, batch.firstBuffer[node]! + 2, offsets.at(-1)!, name);
  const bytes = await bytesOf(task, region);
  const decoderOfTexts = new TextDecoder();
  return (row) => decoderOfTexts.decode(bytes.subarray(offsets[row], offsets[row + 1])) || null;
}

/** Longer texts lie in further buffers, and several rows may share one. */
const INLINE_BYTES = 12;

async function viewTexts(task: Task, batch: Batch, field: Field): Promise<TextAt> {
  const { source } = task;
  const { node, name } = field;
  const { rows } = batch;
  const place = `column "${name}", ${batch.place}`;
  const view = await fixedView(task, batch, field, 16 * rows);
  const first = batch.firstBuffer[node]! + 2;
  const last = batch.firstBuffer[node + 1] ?? batch.buffers.length;
  const needed = new Float64Array(last - first);
  for (let row = 0; row < rows; row++) {
    const length = view.getInt32(16 * row, true);
    if (length <= INLINE_BYTES) continue;
    const [buffer, start] = [view.getInt32(16 * row + 8, true), view.getInt32(16 * row + 12, true)];
    // What is missing may hold anything.
    if (buffer < 0 || buffer >= needed.length || start < 0) continue;
    needed[buffer] = Math.max(needed[buffer]!, start + length);
  }
  const parts: Uint8Array[] = [];
  for (const [i, bytes] of needed.entries())
    parts.push(await bytesOf(task, await openBuffer(task, batch, first + i, bytes, name)));
  const texts = new TextDecoder();
  const known = new Map<string, string>();
  // Texts that overlap could make much out of few bytes.
  let left = 4 * parts.reduce((sum, part) => sum + part.length, 0);
  return (row) => {
    const at = 16 * row;
    const length = view.getInt32(at, true);
    if (length < 0) throw damaged(source, place, `a text of column "${name}" has ${length} bytes`);
    if (length <= INLINE_BYTES)
      return texts.decode(new Uint8Array(view.buffer, view.byteOffset + at + 4, length)) || null;
    const [buffer, start] = [view.getInt32(at + 8, true), view.getInt32(at + 12, true)];
    const key = `${buffer} ${start} ${length}`;
    let text = known.get(key);
    if (text === undefined) {
      const part = parts[buffer];
      left -= length;
      if (!part || start < 0 || start + length > part.length || left < 0)
        throw damaged(source, place, `a text of column "${name}" lies where there is none`);
      text = texts.decode(part.subarray(start, start + length));
      known.set(key, text);
    }
    return text;
  };
}
