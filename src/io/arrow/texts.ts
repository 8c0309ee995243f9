import { decoder } from '../number-type.ts';
import type { Batch } from './batch.ts';
import { bytesOf, openBuffer, type Task } from './buffers.ts';
import { damaged } from './errors.ts';
import { dateText, decimalText, timeText, timestampText } from './formats.ts';
import { storedType, type Field } from './schema.ts';
import { bytesFor, fixedView, missingOf, offsetsOf } from './values.ts';

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
