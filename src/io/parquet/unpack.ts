import { PageError } from './pages.ts';
import { unsnappy } from './snappy.ts';

/** Unpacks the bytes of a page to exactly `size` bytes. */
export type Unpack = (bytes: Uint8Array, size: number) => Uint8Array;

/** The codec of a column; those beside snappy are loaded when they are needed. */
export async function unpackerOf(codec: string): Promise<Unpack> {
  const run = await libraryOf(codec);
  return (bytes, size) => {
    let unpacked: Uint8Array;
    try {
      unpacked = run(bytes, size);
    } catch {
      throw new PageError(`what is packed with ${codec} cannot be unpacked`);
    }
    if (unpacked.length !== size) throw new PageError('a page unpacks to another length');
    return unpacked;
  };
}

async function libraryOf(codec: string): Promise<Unpack> {
  if (codec === 'UNCOMPRESSED') return (bytes) => bytes;
  if (codec === 'SNAPPY') return unsnappy;
  const library = await import('hyparquet-compressors');
  switch (codec) {
    case 'GZIP':
      return (bytes, size) => library.decompressGzip(bytes, size);
    case 'ZSTD':
      // Into a buffer of the size known: what the frame claims is not allocated.
      return (bytes, size) => {
        if (zstdClaim(bytes) > size) throw new PageError('it unpacks to more than it says');
        const unzstd = library.decompressZstd as (from: Uint8Array, to: Uint8Array) => Uint8Array;
        return unzstd(bytes, new Uint8Array(size));
      };
    case 'BROTLI':
      return (bytes, size) => library.decompressBrotli(bytes, size);
    case 'LZ4':
      return (bytes, size) => library.decompressLz4(bytes, size);
    case 'LZ4_RAW':
      return (bytes, size) => library.decompressLz4Raw(bytes, size);
    default:
      throw new PageError(`it is packed with ${codec}`);
  }
}

/** The size that the first frame says it unpacks to (RFC 8878, 3.1.1.1); 0 where it does not say. */
function zstdClaim(bytes: Uint8Array): number {
  const descriptor = bytes[4] ?? 0;
  const flag = descriptor >> 6;
  const isSingle = (descriptor & 32) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  const length = flag === 0 ? (isSingle ? 1 : 0) : 1 << flag;
  const at = 5 + (isSingle ? 0 : 1) + dictionary;
  let size = 0;
  for (let i = length - 1; i >= 0; i--) size = size * 256 + (bytes[at + i] ?? 0);
  return flag === 1 ? size + 256 : size;
}
