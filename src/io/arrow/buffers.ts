import { checkpoint, type Control } from '../../base/control.ts';
import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { readChunks, readRange, type ByteSource } from '../source.ts';
import { RATIO, type Batch, type Codec } from './batch.ts';
import { damaged } from './errors.ts';
import { UnpackError } from '../packing/unpack-error.ts';
import type { Unpack } from './unpack.ts';

/** What reading takes. */
export interface Task {
  readonly source: ByteSource;
  /** Is shown every byte that is read, in order. */
  readonly see: (bytes: Uint8Array) => void;
  /** None in files in which nothing is packed. */
  readonly unpack: Readonly<Partial<Record<Codec, Unpack>>>;
  readonly control: Control;
}

/** The bytes of a buffer as they are meant: in the file, or unpacked. */
export type Region =
  | { readonly start: number; readonly length: number; readonly bytes: null }
  | { readonly length: number; readonly bytes: Uint8Array };

/** Packed buffers begin with the length of what is packed, or -1 where nothing is. */
const PREFIX_BYTES = 8;
/** Writers may leave room at the end of a buffer. */
const SLACK_BYTES = 64 << 10;

/**
 * The least that a buffer has to hold is known from the rows.
 * @returns whether the bytes in the file can hold it
 */
export function canHold({ buffers, codec }: Batch, index: number, needed: number): boolean {
  const { start, end } = buffers[index]!;
  if (needed === 0) return true;
  if (codec === null) return end - start >= needed;
  return end - start > PREFIX_BYTES && (end - start - PREFIX_BYTES) * RATIO[codec] >= needed;
}

/**
 * Opens a buffer of which `needed` bytes are meant; unpacks it if it is packed.
 * @throws LocusError E_HEADER, E_MEMORY, E_READ
 */
export async function openBuffer(
  { source, see, unpack }: Task,
  batch: Batch,
  index: number,
  needed: number,
  name: string,
): Promise<Region> {
  if (needed === 0) return { length: 0, bytes: new Uint8Array() };
  const place = `column "${name}", ${batch.place}`;
  const { start, end } = batch.buffers[index]!;
  if (!canHold(batch, index, needed))
    throw damaged(source, place, `column "${name}" claims more values than it has bytes`);
  if (batch.codec === null) return { start, length: needed, bytes: null };
  const lead = await readRange(source, start, start + PREFIX_BYTES);
  see(lead);
  const size = Number(new DataView(lead.buffer, lead.byteOffset).getBigInt64(0, true));
  const from = start + PREFIX_BYTES;
  if (size === -1) {
    if (end - from < needed)
      throw damaged(source, place, `column "${name}" claims more values than it has bytes`);
    return { start: from, length: needed, bytes: null };
  }
  const most = Math.min(2 * needed + SLACK_BYTES, (end - from) * RATIO[batch.codec]);
  if (!(size >= needed && size <= most))
    throw damaged(
      source,
      place,
      `column "${name}" claims to unpack to ${count(size)} bytes, its values take ${count(needed)}`,
    );
  const packed = await readRange(source, from, end);
  see(packed);
  try {
    return { length: needed, bytes: unpack[batch.codec]!(packed, size) };
  } catch (error) {
    if (error instanceof UnpackError)
      throw damaged(source, place, `column "${name}" cannot be unpacked: ${error.message}`);
    if (error instanceof RangeError) throw tooLarge(source, size, place);
    throw error;
  }
}

/** All bytes of a buffer. */
export async function bytesOf({ source, see }: Task, region: Region): Promise<Uint8Array> {
  if (region.bytes) return region.bytes.subarray(0, region.length);
  const bytes = await readRange(source, region.start, region.start + region.length);
  see(bytes);
  return bytes;
}

/**
 * Passes over a part of a buffer in chunks of `chunkBytes`.
 * @param visit is given the offset in the buffer; a chunk is valid inside it only
 */
export async function passOver(
  { source, see, control }: Task,
  region: Region,
  [start, end]: readonly [number, number],
  chunkBytes: number,
  visit: (chunk: Uint8Array, offset: number) => void,
): Promise<void> {
  if (!region.bytes) {
    const base = region.start;
    const seen = (chunk: Uint8Array, offset: number): void => {
      see(chunk);
      visit(chunk, offset - base);
    };
    return readChunks(source, base + start, base + end, control, seen, chunkBytes);
  }
  for (let at = start; at < end; at += chunkBytes) {
    await checkpoint(control);
    visit(region.bytes.subarray(at, Math.min(end, at + chunkBytes)), at);
  }
}

const tooLarge = (source: ByteSource, bytes: number, place: string): LocusError =>
  new LocusError({
    code: 'E_MEMORY',
    message: `${source.name}: a packed part of ${count(bytes)} bytes is more than this page can hold at once.`,
    file: source.name,
    place,
    hint: 'Write it in smaller record batches: pyarrow.feather.write_feather(table, path, chunksize=65536).',
  });
