import { PageError } from './pages.ts';

/** Unpacks the bytes of a page to exactly `size` bytes. */
export type Unpack = (bytes: Uint8Array, size: number) => Uint8Array;

/** The codec of a column, which is loaded when it is needed. */
export async function unpackerOf(codec: string): Promise<Unpack> {
  const run = await codecOf(codec);
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

async function codecOf(codec: string): Promise<Unpack> {
  switch (codec) {
    case 'UNCOMPRESSED':
      return (bytes) => bytes;
    case 'SNAPPY':
      return (await import('../packing/snappy.ts')).unsnappy;
    case 'ZSTD':
      return (await import('../packing/zstd.ts')).unpackZstd;
    case 'LZ4':
      return (await import('../packing/lz4.ts')).unpackLz4Hadoop;
    case 'LZ4_RAW':
      return (await import('../packing/lz4.ts')).unpackLz4Block;
    case 'GZIP':
      return (await import('hyparquet-compressors')).decompressGzip;
    case 'BROTLI':
      return (await import('hyparquet-compressors')).decompressBrotli;
    default:
      throw new PageError(`it is packed with ${codec}`);
  }
}
