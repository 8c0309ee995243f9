import type { ByteSource, Sequence } from './source.ts';

/** The part of Blob and File that is used; structural, so that this folder needs no DOM types. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): BlobPart;
}

interface BlobPart {
  arrayBuffer(): Promise<ArrayBuffer>;
  stream?(): { getReader(options: { mode: 'byob' }): ByteReader };
}

/** The part of ReadableStreamBYOBReader that is used. */
interface ByteReader {
  /** Takes the buffer of `into` over and gives it back in `value`, with at least one byte unless `done`. */
  read(into: Bytes): Promise<{ readonly done: boolean; readonly value?: Bytes | undefined }>;
  cancel(): Promise<void>;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** The part of FileReaderSync that is used. Browsers have it in workers only. */
interface ReaderNow {
  readAsArrayBuffer(part: BlobPart): ArrayBuffer;
}

/** A File or Blob as a source; in a worker it can be read at once as well. */
export function fromBlob(blob: BlobLike, name: string, path?: string): ByteSource {
  const scope = globalThis as { readonly FileReaderSync?: new () => ReaderNow };
  const reader = scope.FileReaderSync ? new scope.FileReaderSync() : null;
  return {
    name,
    ...(path !== undefined && { path }),
    byteLength: blob.size,
    origin: blob,
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
    sequence: (start, end) => sequence(blob.slice(start, end)),
    ...(reader && {
      sliceNow: (start: number, end: number) =>
        new Uint8Array(reader.readAsArrayBuffer(blob.slice(start, end))),
    }),
  };
}

/** Null in browsers whose blobs give no byte stream (Safari). */
function sequence(part: BlobPart): Sequence | null {
  let reader: ByteReader;
  try {
    const stream = part.stream?.();
    if (!stream) return null;
    reader = stream.getReader({ mode: 'byob' });
  } catch {
    return null;
  }
  let buffer = new ArrayBuffer(0);
  return {
    async next(bytes) {
      if (buffer.byteLength < bytes) buffer = new ArrayBuffer(bytes);
      let filled = 0;
      while (filled < bytes) {
        const { done, value } = await reader.read(new Uint8Array(buffer, filled, bytes - filled));
        if (value) {
          buffer = value.buffer;
          filled += value.byteLength;
        }
        if (done) break;
      }
      return new Uint8Array(buffer, 0, filled);
    },
    close() {
      // Whoever ends the reading knows why; that the file went away as well is no news.
      reader.cancel().catch(() => undefined);
    },
  };
}
