import { unpackLz4, xxh32 } from '../packing/lz4.ts';
import { unpackZstd } from '../packing/zstd.ts';
import type { Codec } from './batch.ts';

/** Unpacks to exactly `size` bytes. */
export type Unpack = (packed: Uint8Array, size: number) => Uint8Array;

/** One for each codec. They throw UnpackError for what is damaged. */
export async function unpackers(): Promise<Readonly<Record<Codec, Unpack>>> {
  const checksum = await xxh32();
  return { lz4: (packed, size) => unpackLz4(packed, size, checksum), zstd: unpackZstd };
}
