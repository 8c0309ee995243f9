import type { Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { elementType, type ColumnType } from '../numpy/column.ts';
import { readFields } from '../numpy/header.ts';
import type { ByteSource } from '../source.ts';
import { readEntryChunks, storedRange, type Zip, type ZipEntry } from '../zip.ts';

/** An array of an archive, by the header of its entry. */
export interface NpzArray {
  readonly name: string;
  readonly entry: ZipEntry;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  /** Where the numbers begin in the entry. */
  readonly dataStart: number;
  /** Numbers, or texts of a fixed length, or why neither. */
  readonly type: ColumnType | { readonly what: string };
}

/** More arrays than this are no set of embeddings. */
const MAX_ARRAYS = 10_000;
/** A header is a few hundred bytes. */
const HEAD_BYTES = 1 << 20;

/**
 * The arrays of an archive, in its order. Entries that are no arrays are left out.
 * @throws LocusError E_LIMIT, E_HEADER, E_TRUNCATED, E_FORMAT; CancelledError
 */
export async function listArrays(zip: Zip, control: Control): Promise<NpzArray[]> {
  const entries = zip.entries.filter(({ name }) => name.endsWith('.npy'));
  const file = zip.source.name;
  if (entries.length > MAX_ARRAYS) {
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${file} holds ${count(entries.length)} arrays; ${count(MAX_ARRAYS)} are read at most.`,
      file,
      place: 'the directory of the archive',
      hint: 'Save what you want to look at in a file of its own.',
    });
  }
  const arrays: NpzArray[] = [];
  for (const entry of entries) arrays.push(await arrayOf(zip, entry, control));
  return arrays;
}

async function arrayOf(zip: Zip, entry: ZipEntry, control: Control): Promise<NpzArray> {
  const name = entry.name.slice(0, -'.npy'.length);
  const fields = await readFields(await headOf(zip, entry, control));
  const type = elementType(fields.descr);
  const { shape, fortranOrder, dataStart } = fields;
  const size = 'size' in type ? type.size : 0;
  const wanted = shape.reduce((n, axis) => n * axis, size);
  if (wanted > entry.size - dataStart) {
    throw new LocusError({
      code: 'E_TRUNCATED',
      message: `${zip.source.name}: array "${name}" is cut short: ${shape.map(count).join(' x ')} need ${count(wanted)} bytes after the header, ${count(Math.max(0, entry.size - dataStart))} are there.`,
      file: zip.source.name,
      place: `array "${name}"`,
      hint: 'The program that wrote it stopped early. Write the file again.',
    });
  }
  return { name, entry, shape, fortranOrder, dataStart, type };
}

/** The beginning of an entry as a source that says how long the whole is. */
async function headOf(zip: Zip, entry: ZipEntry, control: Control): Promise<ByteSource> {
  const { name } = zip.source;
  const range = await storedRange(zip, entry);
  if (range) {
    const slice = (from: number, to: number): Promise<Uint8Array> =>
      zip.source.slice(range.start + from, range.start + to);
    return { name, byteLength: entry.size, slice };
  }
  const head = await unpackedHead(zip, entry, control);
  return {
    name,
    byteLength: entry.size,
    slice: (from, to) => Promise.resolve(head.subarray(from, to)),
  };
}

/** Thrown to stop unpacking. */
const ENOUGH = Symbol('enough');

async function unpackedHead(zip: Zip, entry: ZipEntry, control: Control): Promise<Uint8Array> {
  const head = new Uint8Array(Math.min(entry.size, HEAD_BYTES));
  try {
    await readEntryChunks(zip, entry, control, (chunk, offset) => {
      head.set(chunk.subarray(0, head.length - offset), offset);
      if (offset + chunk.length >= head.length) throw ENOUGH;
    });
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  return head;
}
