import { readArray, type ArrayOptions } from '../array.ts';
import { checkpoint, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { Float32Sink } from '../float32.ts';
import { count } from '../names.ts';
import { countRounded, decoder, roundedNotes } from '../number-type.ts';
import { pickRows } from '../row-choice.ts';
import { scanMatrix } from '../scan.ts';
import { fromBytes, readRange } from '../source.ts';
import type { ReadMatrix } from '../types.ts';
import { badPickle } from './errors.ts';
import { blockOf, extent, type Block } from './matrix.ts';
import type { Contents, StoragePlace } from './storages.ts';
import type { Row, Rows } from './tree.ts';
import { isRefused, List, Tensor, type Bytes } from './values.ts';
import { Window } from './window.ts';

interface Read {
  readonly matrix: ReadMatrix;
  readonly notes: readonly string[];
}

/** Bytes that a block with gaps between its numbers may span: they are held at once. */
const MAX_GATHERED = 1 << 30;
const WINDOW_BYTES = 4 << 20;

/**
 * Reads a block in place where it lies row after row or column after column, else through memory.
 * @throws LocusError E_LIMIT, E_MEMORY, E_OVERFLOW, E_PICKLE, E_READ; CancelledError
 */
export async function readBlock(
  contents: Contents,
  name: string,
  block: Block,
  { chosen, see = () => undefined }: ArrayOptions,
  control: Control,
): Promise<Read> {
  const { rows, cols, rowStride, colStride, offset } = block;
  const type = typed(block, contents);
  const { source, start, isSeen } = await openBlock(contents, block, control, see);
  const at = start + offset * type.size;
  const isByRow = (colStride === 1 || cols === 1) && (rowStride === cols || rows === 1);
  const isByColumn = (rowStride === 1 || rows === 1) && (colStride === rows || cols === 1);
  const options = { chosen, ...(!isSeen && { see }) };
  if (isByRow || isByColumn) {
    const place = { start: at, rows, cols, type, fortranOrder: !isByRow };
    return readArray(source, name, place, options, control);
  }
  const span = extent(block) * type.size;
  if (span > MAX_GATHERED) {
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${source.name}: ${name} lies with gaps over ${count(span)} bytes; ${count(MAX_GATHERED)} are read at most.`,
      file: source.name,
      place: name,
      hint: 'Save it in one piece: torch.save(tensor.contiguous(), path).',
    });
  }
  const bytes = await readRange(source, at, at + span);
  if (!isSeen) see(bytes);
  const packed = await gatherNumbers(bytes, block, control);
  const place = { start: 0, rows, cols, type };
  return readArray(fromBytes(packed, source.name), name, place, { chosen }, control);
}

/** Numbers of NumPy say their order themselves, those of storages with the file. */
export function typed({ type, storage }: Block, { storages }: Contents): Block['type'] {
  return typeof storage === 'string' ? { ...type, littleEndian: storages.littleEndian } : type;
}

/** Where the storage of a block begins. */
export async function openBlock(
  contents: Contents,
  { storage, rows, cols, type }: Block,
  control: Control,
  see: (bytes: Uint8Array) => void,
): Promise<StoragePlace> {
  if (typeof storage === 'string') return contents.storages.open(storage, control, see);
  const { source } = contents;
  if (storage.data && !storage.isText)
    return { source: fromBytes(storage.data, source.name), start: 0, isSeen: false };
  if (!storage.isText) return { source, start: storage.at, isSeen: false };
  const bytes = await latin1(contents, storage, rows * cols * type.size);
  return { source: fromBytes(bytes, source.name), start: 0, isSeen: false };
}

/** The bytes that protocol 2 wrote as the UTF-8 of a text of U+0000 to U+00FF. */
async function latin1(contents: Contents, { at, length }: Bytes, n: number): Promise<Uint8Array> {
  const { source } = contents;
  const wrong = (): LocusError =>
    badPickle(
      { file: source.name, from: contents.start },
      at,
      'the text of an array holds other bytes than it says',
    );
  const bytes = new Uint8Array(n);
  let done = 0;
  let lead = -1;
  for (let from = at; from < at + length; from += WINDOW_BYTES) {
    const part = await readRange(source, from, Math.min(at + length, from + WINDOW_BYTES));
    for (const byte of part) {
      if (lead >= 0) {
        if (byte >> 6 !== 2) throw wrong();
        bytes[done++] = (lead << 6) | (byte & 63);
        lead = -1;
      } else if (byte < 0x80) bytes[done++] = byte;
      else if (byte === 0xc2 || byte === 0xc3) lead = byte & 3;
      else throw wrong();
    }
  }
  if (done !== n || lead >= 0) throw wrong();
  return bytes;
}

async function gatherNumbers(
  bytes: Uint8Array,
  { rows, cols, rowStride, colStride, type: { size } }: Block,
  control: Control,
): Promise<Uint8Array> {
  const packed = new Uint8Array(rows * cols * size);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    if (row % 4096 === 0) await checkpoint(control);
    for (let col = 0; col < cols; col++) {
      const from = (row * rowStride + col * colStride) * size;
      for (let i = 0; i < size; i++) packed[to++] = bytes[from + i]!;
    }
  }
  return packed;
}

/** Reads rows that lie apart, those of one storage after another. @throws as `readBlock` */
export async function readRows(
  contents: Contents,
  name: string,
  dtype: string,
  { rows, cols }: Rows,
  { chosen, see = () => undefined }: ArrayOptions,
  control: Control,
): Promise<Read> {
  const { source } = contents;
  const taken = pickRows(rows, chosen);
  const sink = new Float32Sink(source.name, taken.length, cols);
  const values = new Float64Array(cols);
  const window = new Window();
  let rounded = 0;
  for (const [n, i] of byStorage(taken).entries()) {
    if (n % 1024 === 0) await checkpoint(control);
    rounded += await readRow(contents, taken[i]!, values, window, see, control);
    sink.put(values, cols, i * cols);
  }
  const notes = [...sink.notes(), ...roundedNotes(source.name, rounded)];
  const { data } = sink;
  const issues = scanMatrix(data, taken.length, cols);
  const summary = sink.summary();
  return { matrix: { name, rows: taken.length, cols, dtype, data, summary, issues }, notes };
}

/** Places of the rows, those of one storage together: one that is deflated is then unpacked once, whatever their order. */
function byStorage(rows: readonly Row[]): number[] {
  const places = new Map<string | null, number[]>();
  for (const [i, row] of rows.entries()) {
    const key = row instanceof Tensor ? row.storage.key : null;
    const those = places.get(key);
    if (those) those.push(i);
    else places.set(key, [i]);
  }
  return [...places.values()].flat();
}

/** @returns how many integers were rounded */
async function readRow(
  contents: Contents,
  row: Row,
  values: Float64Array,
  window: Window,
  see: (bytes: Uint8Array) => void,
  control: Control,
): Promise<number> {
  if (row instanceof List) {
    let rounded = 0;
    row.items.forEach((item, i) => {
      const value = Number(item);
      values[i] = value;
      if (Number.isInteger(value) && typeof item !== 'boolean' && Math.fround(value) !== value)
        rounded++;
    });
    return rounded;
  }
  if (isRefused(row.type)) throw new Error('rows of numbers only are offered');
  const block = blockOf(row, row.type);
  const type = typed(block, contents);
  const place = await openBlock(contents, block, control, see);
  const start = place.start + block.offset * type.size;
  const view = await window.view(place.source, start, start + values.length * type.size);
  if (!place.isSeen) see(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  decoder(type)(view, 0, values.length, values);
  return countRounded(type, view, 0, values.length, values);
}
