import { checkpoint, type Control } from '../base/control.ts';
import { CancelledError, LocusError } from '../base/errors.ts';

/**
 * All that a reader sees of a file: a File, an HTTP range and a test buffer look the same.
 * `slice` resolves to the bytes from `start` (inclusive) to `end` (exclusive).
 */
export interface ByteSource {
  readonly name: string;
  /** Path in the folder that was dropped: "model/cfg.json". Absent for single files. */
  readonly path?: string;
  readonly byteLength: number;
  slice(start: number, end: number): Promise<Uint8Array>;
  /** As `slice`, at once, for libraries that cannot wait. Absent where there is no such way. */
  sliceNow?(start: number, end: number): Uint8Array;
  /** What another thread can open it from (structured-cloneable): a File, a path. Absent where only this one can read it. */
  readonly origin?: unknown;
  /**
   * The bytes from `start` to `end` in order, through one buffer: slices of a file would pile up until the collector
   * comes, and to it they look small. Absent or null where there is no such way; then slices have to do.
   */
  sequence?(start: number, end: number): Sequence | null;
}

export interface Sequence {
  /** The next bytes, fewer only where the source ends; valid until `next` is called again. */
  next(bytes: number): Promise<Uint8Array>;
  close(): void;
}

/** Bytes in memory as a source. The slices are views: a reader never writes into them. */
export function fromBytes(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    byteLength: bytes.byteLength,
    slice: (start, end) => Promise.resolve(bytes.subarray(start, end)),
    sliceNow: (start, end) => bytes.subarray(start, end),
  };
}

/** Large enough to keep the disk busy, small enough that cancel answers within a few milliseconds. */
const CHUNK_BYTES = 4 << 20;

/**
 * Bytes `start` to `end` of a source, all of them.
 * @throws LocusError E_READ when the file cannot be read any more or gives fewer bytes than it said.
 */
export function readRange(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  return whole(source, start, end, () => source.slice(start, end));
}

async function whole(
  source: ByteSource,
  start: number,
  end: number,
  read: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await read();
  } catch (error) {
    // Sources on other servers say themselves what is wrong.
    if (error instanceof LocusError || error instanceof CancelledError) throw error;
    throw unreadable(source, start, error instanceof Error ? error.message : String(error));
  }
  if (bytes.byteLength !== end - start) {
    throw unreadable(source, start, `${end - start} bytes asked for, ${bytes.byteLength} came`);
  }
  return bytes;
}

/**
 * Passes over bytes `start` to `end` in chunks, in order, with progress and a chance to cancel between them.
 * A chunk is only valid until `visit` comes back; it may give a promise to wait for before the next.
 * @throws LocusError E_READ, CancelledError, and whatever `visit` throws.
 */
export async function readChunks(
  source: ByteSource,
  start: number,
  end: number,
  control: Control,
  visit: (chunk: Uint8Array, offset: number) => void | Promise<void>,
  chunkBytes = CHUNK_BYTES,
): Promise<void> {
  const sequence = start < end ? source.sequence?.(start, end) : null;
  try {
    for (let offset = start; offset < end; offset += chunkBytes) {
      await checkpoint(control);
      const to = Math.min(end, offset + chunkBytes);
      const read = () => sequence?.next(to - offset) ?? source.slice(offset, to);
      await visit(await whole(source, offset, to, read), offset);
      const stage = `Reading ${source.name}`;
      control.progress?.({ stage, done: to, total: source.byteLength });
    }
  } finally {
    sequence?.close();
  }
}

function unreadable(source: ByteSource, start: number, cause: string): LocusError {
  return new LocusError({
    code: 'E_READ',
    message: `${source.name} could not be read: ${cause.replace(/\.$/, '')}.`,
    file: source.name,
    place: `byte ${start}`,
    hint: 'The file may have been moved, changed or locked since it was chosen. Choose it again; in place of a folder, the files in it.',
  });
}
