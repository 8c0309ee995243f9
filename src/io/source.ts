import { checkpoint, type Control } from '../base/control.ts';
import { LocusError } from '../base/errors.ts';

/**
 * All that a reader sees of a file: a File, an HTTP range and a test buffer look the same.
 * `slice` resolves to the bytes from `start` (inclusive) to `end` (exclusive).
 */
export interface ByteSource {
  readonly name: string;
  readonly byteLength: number;
  slice(start: number, end: number): Promise<Uint8Array>;
}

/** The part of Blob and File that is used; structural, so that this folder needs no DOM types. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A File or Blob as a source. */
export function fromBlob(blob: BlobLike, name: string): ByteSource {
  return {
    name,
    byteLength: blob.size,
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/** Bytes in memory as a source. The slices are views: a reader never writes into them. */
export function fromBytes(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    byteLength: bytes.byteLength,
    slice: (start, end) => Promise.resolve(bytes.subarray(start, end)),
  };
}

/** Large enough to keep the disk busy, small enough that cancel answers within a few milliseconds. */
const CHUNK_BYTES = 4 << 20;

/**
 * Bytes `start` to `end` of a source, all of them.
 * @throws LocusError E_READ when the file cannot be read any more or gives fewer bytes than it said.
 */
export async function readRange(
  source: ByteSource,
  start: number,
  end: number,
): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await source.slice(start, end);
  } catch (error) {
    throw unreadable(source, start, error instanceof Error ? error.message : String(error));
  }
  if (bytes.byteLength !== end - start) {
    throw unreadable(source, start, `${end - start} bytes asked for, ${bytes.byteLength} came`);
  }
  return bytes;
}

/**
 * Passes over bytes `start` to `end` in chunks, in order, with progress and a chance to cancel between them.
 * A chunk is only valid inside `visit`.
 * @throws LocusError E_READ, CancelledError, and whatever `visit` throws.
 */
export async function readChunks(
  source: ByteSource,
  start: number,
  end: number,
  control: Control,
  visit: (chunk: Uint8Array, offset: number) => void,
  chunkBytes = CHUNK_BYTES,
): Promise<void> {
  for (let offset = start; offset < end; offset += chunkBytes) {
    await checkpoint(control);
    visit(await readRange(source, offset, Math.min(end, offset + chunkBytes)), offset);
    control.progress?.({
      stage: `Reading ${source.name}`,
      done: Math.min(end, offset + chunkBytes),
      total: source.byteLength,
    });
  }
}

function unreadable(source: ByteSource, start: number, cause: string): LocusError {
  return new LocusError({
    code: 'E_READ',
    message: `${source.name} could not be read: ${cause}.`,
    file: source.name,
    place: `byte ${start}`,
    hint: 'The file may have been moved, changed or locked since it was chosen. Choose it again.',
  });
}
