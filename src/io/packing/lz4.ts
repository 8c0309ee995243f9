import { createXXHash32 } from 'hash-wasm';
import { UnpackError } from './unpack-error.ts';

const MAGIC = 0x184d2204;
/** Frames that hold something else: 16 signatures. */
const SKIPPABLE = 0x184d2a50;
const LEAST_MATCH = 4;

export type Checksum = (bytes: Uint8Array) => number;

/** XXH32 with seed 0, as LZ4 frames check themselves. */
export async function xxh32(): Promise<Checksum> {
  const hasher = await createXXHash32(0);
  return (bytes) => Number.parseInt(hasher.init().update(bytes).digest('hex'), 16);
}

/**
 * Unpacks LZ4 frames (lz4_Frame_format.md 1.6.4): blocks that stand alone or refer to those before, stored blocks, sizes, and
 * every checksum there is.
 * @param size of what comes out, in bytes: exactly so many
 * @throws UnpackError; nothing is written or allocated beyond `size`
 */
export function unpackLz4(packed: Uint8Array, size: number, checksum: Checksum): Uint8Array {
  const out = new Uint8Array(size);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let at = 0;
  let written = 0;
  while (at < packed.length) {
    if (packed.length - at < 8) throw new UnpackError('it ends inside a frame');
    const magic = view.getUint32(at, true);
    if (magic >>> 4 === SKIPPABLE >>> 4) at += 8 + view.getUint32(at + 4, true);
    else if (magic === MAGIC) [at, written] = frame(packed, view, at, out, written, checksum);
    else throw new UnpackError('it is no LZ4 frame');
  }
  if (at !== packed.length) throw new UnpackError('it ends inside a frame');
  if (written !== size) throw new UnpackError(`${written} of ${size} bytes came out`);
  return out;
}

/**
 * Unpacks one LZ4 block (lz4_Block_format.md), as Parquet's LZ4_RAW has it.
 * @param size of what comes out, in bytes: exactly so many
 * @throws UnpackError
 */
export function unpackLz4Block(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const written = decode(packed, out, 0, size, 0);
  if (written !== size) throw new UnpackError(`${written} of ${size} bytes came out`);
  return out;
}

/**
 * Unpacks LZ4 as Hadoop wrote it, and Parquet's older LZ4 with it: blocks, each behind its two lengths (big-endian); some
 * writers left those out.
 * https://github.com/apache/parquet-format/blob/master/Compression.md#lz4
 * @throws UnpackError
 */
export function unpackLz4Hadoop(packed: Uint8Array, size: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const blocks: { readonly at: number; readonly length: number; readonly size: number }[] = [];
  let total = 0;
  let at = 0;
  while (at + 8 <= packed.length) {
    const block = { at: at + 8, size: view.getUint32(at), length: view.getUint32(at + 4) };
    blocks.push(block);
    total += block.size;
    at += 8 + block.length;
  }
  if (at !== packed.length || total !== size) return unpackLz4Block(packed, size);
  const out = new Uint8Array(size);
  let written = 0;
  for (const block of blocks) {
    const bytes = packed.subarray(block.at, block.at + block.length);
    const end = decode(bytes, out, written, written + block.size, written);
    if (end !== written + block.size) throw new UnpackError('a block does not hold what it says');
    written = end;
  }
  return out;
}

/** @returns where the frame ends, and how much is written */
function frame(
  packed: Uint8Array,
  view: DataView,
  start: number,
  out: Uint8Array,
  outStart: number,
  checksum: Checksum,
): [number, number] {
  const header = headerOf(packed, view, start, checksum);
  let at = header.end;
  let written = outStart;
  for (;;) {
    const word = uint32(view, at);
    at += 4;
    if (word === 0) break;
    const isStored = word >>> 31 === 1;
    const length = word & 0x7fffffff;
    if (length > header.blockBytes) throw new UnpackError('a block is longer than its frame says');
    if (length > packed.length - at) throw new UnpackError('it ends inside a block');
    const block = packed.subarray(at, at + length);
    if (header.blockChecksum && uint32(view, at + length) !== checksum(block))
      throw new UnpackError('the checksum of a block is wrong');
    const limit = Math.min(out.length, written + header.blockBytes);
    // A block that stands alone refers to nothing before it.
    const base = header.isIndependent ? written : outStart;
    if (isStored) {
      if (length > limit - written) throw tooLong();
      out.set(block, written);
      written += length;
    } else written = decode(block, out, written, limit, base);
    at += length + (header.blockChecksum ? 4 : 0);
  }
  const content = out.subarray(outStart, written);
  if (header.size !== null && header.size !== content.length)
    throw new UnpackError('a frame does not hold what it says');
  if (header.contentChecksum) {
    if (uint32(view, at) !== checksum(content))
      throw new UnpackError('the checksum of the content is wrong');
    at += 4;
  }
  return [at, written];
}

interface FrameHeader {
  readonly isIndependent: boolean;
  readonly blockChecksum: boolean;
  readonly contentChecksum: boolean;
  /** Of the content, where the frame says it. */
  readonly size: number | null;
  /** The most that comes out of a block. */
  readonly blockBytes: number;
  readonly end: number;
}

function headerOf(
  packed: Uint8Array,
  view: DataView,
  start: number,
  checksum: Checksum,
): FrameHeader {
  const flags = packed[start + 4]!;
  const sizes = packed[start + 5]!;
  const blockSize = (sizes >> 4) & 7;
  if (flags >> 6 !== 1 || (flags & 2) !== 0 || (sizes & 0x8f) !== 0 || blockSize < 4)
    throw new UnpackError('its frame is of an unknown version');
  if (flags & 1) throw new UnpackError('it needs a dictionary of LZ4');
  const hasSize = (flags & 8) !== 0;
  const end = start + 6 + (hasSize ? 8 : 0);
  if (end >= packed.length) throw new UnpackError('it ends inside a frame');
  if (packed[end] !== ((checksum(packed.subarray(start + 4, end)) >>> 8) & 0xff))
    throw new UnpackError('the checksum of its header is wrong');
  return {
    isIndependent: (flags & 32) !== 0,
    blockChecksum: (flags & 16) !== 0,
    contentChecksum: (flags & 4) !== 0,
    size: hasSize ? Number(view.getBigUint64(start + 6, true)) : null,
    blockBytes: 1 << (8 + 2 * blockSize),
    end: end + 1,
  };
}

/** One packed block, from `at` of `out` on, not beyond `limit` and not referring before `base`. @returns where it ends */
function decode(
  block: Uint8Array,
  out: Uint8Array,
  at: number,
  limit: number,
  base: number,
): number {
  let i = 0;
  let to = at;
  while (i < block.length) {
    const token = block[i++]!;
    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255 && i < block.length) literals += more = block[i++]!;
    }
    if (literals > block.length - i) throw new UnpackError('it ends inside a block');
    if (literals > limit - to) throw tooLong();
    for (let n = 0; n < literals; n++) out[to + n] = block[i + n]!;
    to += literals;
    i += literals;
    // The last sequence has literals only.
    if (i === block.length) return to;
    if (block.length - i < 2) throw new UnpackError('it ends inside a block');
    const offset = block[i]! | (block[i + 1]! << 8);
    i += 2;
    if (offset === 0 || offset > to - base)
      throw new UnpackError('it refers to bytes before its beginning');
    let length = token & 15;
    if (length === 15) {
      let more = 255;
      while (more === 255 && i < block.length) length += more = block[i++]!;
    }
    length += LEAST_MATCH;
    if (length > limit - to) throw tooLong();
    copyWithin(out, to, offset, length);
    to += length;
  }
  throw new UnpackError('it ends inside a block');
}

/** The source may overlap the target, and then repeats. */
export function copyWithin(out: Uint8Array, to: number, offset: number, length: number): void {
  if (offset >= length && length > 32) out.copyWithin(to, to - offset, to - offset + length);
  else for (let n = 0; n < length; n++) out[to + n] = out[to - offset + n]!;
}

function uint32(view: DataView, at: number): number {
  if (at + 4 > view.byteLength) throw new UnpackError('it ends inside a frame');
  return view.getUint32(at, true);
}

const tooLong = (): UnpackError => new UnpackError('more bytes come out than it says');
