import { FlatbufferError, type Table } from './flatbuffer.ts';
import type { Message } from './messages.ts';
import { bufferPlaces, type Field } from './schema.ts';

/** How buffers are packed. */
export type Codec = 'lz4' | 'zstd';

/** A record batch, or a part of a dictionary, by its header. */
export interface Batch {
  readonly rows: number;
  /** Values of each node, and how many of them are missing. */
  readonly lengths: Float64Array;
  readonly nulls: Float64Array;
  /** Of each node the first of its buffers. */
  readonly firstBuffer: Float64Array;
  /** Further buffers of each column of views, one after another. */
  readonly buffers: readonly BufferPlace[];
  readonly codec: Codec | null;
  readonly place: string;
}

/** Bytes of the file. */
export interface BufferPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * The most that one byte can become, by what the formats allow: a length of LZ4 grows by 255 a byte; 4 bytes of zstd stand for a
 * block of 128 KiB.
 */
export const RATIO: Readonly<Record<Codec, number>> = { lz4: 255, zstd: 32768 };

const CODECS: readonly Codec[] = ['lz4', 'zstd'];

/**
 * Checks that nodes and buffers are those of the schema, and lie in the message.
 * @throws FlatbufferError, RangeError
 */
export function batchOf(
  header: Table,
  nodes: readonly Field[],
  { bodyStart, bodyEnd, place }: Message,
): Batch {
  const rows = header.int64(0);
  if (!(rows >= 0)) throw new FlatbufferError(`a record batch claims ${rows} rows`);
  const lengths = header.int64s(1, 16, [0]);
  const nulls = header.int64s(1, 16, [8]);
  if (lengths.length !== nodes.length)
    throw new FlatbufferError(
      `a record batch has ${lengths.length} columns and parts of columns, its schema ${nodes.length}`,
    );
  lengths.forEach((length, i) => {
    if (!(length >= 0) || nulls[i]! > length)
      throw new FlatbufferError(`column "${nodes[i]!.name}" claims ${length} values`);
  });
  const body = bodyEnd - bodyStart;
  const places = header.int64s(2, 16, [0, 8]);
  const buffers: BufferPlace[] = [];
  for (let i = 0; i < places.length; i += 2) {
    const [offset, length] = [places[i]!, places[i + 1]!];
    if (!(offset >= 0) || !(length >= 0) || offset + length > body)
      throw new FlatbufferError('a column reaches beyond the end of its record batch');
    buffers.push({ start: bodyStart + offset, end: bodyStart + offset + length });
  }
  const { starts, total } = bufferPlaces(nodes, header.int64s(4, 8, [0]));
  if (buffers.length !== total)
    throw new FlatbufferError(`a record batch has ${buffers.length} buffers in place of ${total}`);
  const codec = codecOf(header.table(3));
  return { rows, lengths, nulls, firstBuffer: starts, buffers, codec, place };
}

function codecOf(compression: Table | null): Codec | null {
  if (!compression) return null;
  const codec = CODECS[compression.uint8(0)];
  if (!codec || compression.uint8(1) !== 0)
    throw new FlatbufferError('a record batch is packed in an unknown way');
  return codec;
}
