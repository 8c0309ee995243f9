import { bitsAt, readHybrid } from './levels.ts';
import { PageError } from './pages.ts';

/** How the values of a column lie in its pages. */
export interface Physical {
  /** BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY */
  readonly type: string;
  /** Bytes of one, of FIXED_LEN_BYTE_ARRAY and INT96. */
  readonly length: number;
}

/** Values as they lie: booleans as 0 and 1, bytes as views. */
export type Values =
  Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | readonly Uint8Array[];

/** parquet.thrift, Encoding. */
const PLAIN = 0;
export const PLAIN_DICTIONARY = 2;
const RLE = 3;
const DELTA_BINARY_PACKED = 5;
const DELTA_LENGTH_BYTE_ARRAY = 6;
const DELTA_BYTE_ARRAY = 7;
export const RLE_DICTIONARY = 8;
const BYTE_STREAM_SPLIT = 9;

/** Types that an encoding is for; PLAIN is for all. */
const TYPES: ReadonlyMap<number, readonly string[]> = new Map([
  [RLE, ['BOOLEAN']],
  [DELTA_BINARY_PACKED, ['INT32', 'INT64']],
  [DELTA_LENGTH_BYTE_ARRAY, ['BYTE_ARRAY']],
  [DELTA_BYTE_ARRAY, ['BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY']],
  [BYTE_STREAM_SPLIT, ['FLOAT', 'DOUBLE', 'INT32', 'INT64', 'FIXED_LEN_BYTE_ARRAY']],
]);

/**
 * `count` values of a page, of any encoding but those with a dictionary.
 * @throws PageError when they are not there
 */
export function decodeValues(
  bytes: Uint8Array,
  count: number,
  encoding: number,
  physical: Physical,
): Values {
  if (TYPES.get(encoding)?.includes(physical.type) === false)
    throw new PageError(`its encoding (${encoding}) does not fit its type`);
  switch (encoding) {
    case PLAIN:
      return plain(bytes, count, physical);
    case BYTE_STREAM_SPLIT:
      return plain(joinStreams(bytes, count, sizeOf(physical)), count, physical);
    case RLE: {
      const out = new Uint8Array(count);
      if (count > 0) readHybrid(bytes, 4, bytes.length, 1, out);
      return out;
    }
    case DELTA_BINARY_PACKED: {
      const { values } = deltas(bytes, 0, count);
      return physical.type === 'INT32' ? Int32Array.from(values, Number) : values;
    }
    case DELTA_LENGTH_BYTE_ARRAY: {
      const { values, end } = deltas(bytes, 0, count);
      return cut(bytes, end, values);
    }
    case DELTA_BYTE_ARRAY:
      return prefixed(bytes, count);
    default:
      throw new PageError(`its encoding (${encoding}) is not known`);
  }
}

function sizeOf({ type, length }: Physical): number {
  switch (type) {
    case 'FLOAT':
    case 'INT32':
      return 4;
    case 'DOUBLE':
    case 'INT64':
      return 8;
    default:
      return length;
  }
}

/** All machines that run browsers are little-endian, as the file is. */
function plain(bytes: Uint8Array, count: number, physical: Physical): Values {
  const { type } = physical;
  if (type === 'BOOLEAN') {
    need(bytes, Math.ceil(count / 8));
    return Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3]! >> (i & 7)) & 1);
  }
  if (type === 'BYTE_ARRAY') return prefixedByLength(bytes, count);
  const size = sizeOf(physical);
  if (!(size > 0)) throw new PageError('its values have no length');
  need(bytes, count * size);
  if (type === 'FIXED_LEN_BYTE_ARRAY' || type === 'INT96')
    return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  const { buffer } = bytes.slice(0, count * size);
  switch (type) {
    case 'FLOAT':
      return new Float32Array(buffer);
    case 'DOUBLE':
      return new Float64Array(buffer);
    case 'INT32':
      return new Int32Array(buffer);
    case 'INT64':
      return new BigInt64Array(buffer);
    default:
      throw new PageError(`its type (${type}) is not known`);
  }
}

function prefixedByLength(bytes: Uint8Array, count: number): Uint8Array[] {
  need(bytes, 4 * count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Array<Uint8Array>(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    need(bytes, at + 4);
    const length = view.getUint32(at, true);
    at += 4;
    need(bytes, at + length);
    values[i] = bytes.subarray(at, at + length);
    at += length;
  }
  return values;
}

/** First bytes of all values, then second bytes of all, and so on: back to one value after the other. */
function joinStreams(bytes: Uint8Array, count: number, size: number): Uint8Array {
  if (!(size > 0)) throw new PageError('its values have no length');
  need(bytes, count * size);
  const joined = new Uint8Array(count * size);
  for (let k = 0; k < size; k++)
    for (let i = 0, from = k * count; i < count; i++) joined[i * size + k] = bytes[from + i]!;
  return joined;
}

/** Differences to the value before, packed in blocks by the bits they need. */
function deltas(
  bytes: Uint8Array,
  start: number,
  count: number,
): { readonly values: BigInt64Array; readonly end: number } {
  let at = start;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (at >= bytes.length || shift > 63n) throw new PageError('its differences end early');
      const byte = bytes[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const zigzag = (): bigint => {
    const value = varint();
    return (value >> 1n) ^ -(value & 1n);
  };
  const blockSize = Number(varint());
  const miniblocks = Number(varint());
  const total = Number(varint());
  const perMiniblock = blockSize / miniblocks;
  const isSound = Number.isInteger(perMiniblock) && perMiniblock > 0 && perMiniblock % 8 === 0;
  if (total < count || (count > 0 && (!isSound || blockSize > 1 << 20)))
    throw new PageError('its differences do not fit its values');
  const values = new BigInt64Array(count);
  let value = zigzag();
  if (count > 0) values[0] = value;
  for (let seen = 1; seen < count;) {
    const least = zigzag();
    const widths = at;
    at += miniblocks;
    need(bytes, at);
    for (let block = 0; block < miniblocks && seen < count; block++) {
      const width = bytes[widths + block]!;
      if (width > 64) throw new PageError('its differences have more than 64 bits');
      const taken = Math.min(perMiniblock, count - seen);
      need(bytes, at + Math.floor((taken * width) / 8));
      for (let i = 0; i < taken; i++) {
        value = BigInt.asIntN(64, value + least + bitsAt(bytes, at, i * width, width));
        values[seen++] = value;
      }
      at += (perMiniblock * width) / 8;
    }
  }
  return { values, end: at };
}

/** Lengths first, then all bytes. */
function cut(bytes: Uint8Array, start: number, lengths: BigInt64Array): Uint8Array[] {
  let at = start;
  return Array.from(lengths, (long) => {
    const length = Number(long);
    if (!(length >= 0)) throw new PageError('a text has a negative length');
    need(bytes, at + length);
    return bytes.subarray(at, (at += length));
  });
}

/** Each value begins with some bytes of the one before. */
function prefixed(bytes: Uint8Array, count: number): Uint8Array[] {
  const prefixes = deltas(bytes, 0, count);
  const lengths = deltas(bytes, prefixes.end, count);
  const rests = cut(bytes, lengths.end, lengths.values);
  let before: Uint8Array = new Uint8Array();
  let sum = 0;
  return rests.map((rest, i) => {
    const shared = Number(prefixes.values[i]);
    if (!(shared >= 0 && shared <= before.length))
      throw new PageError('a text takes more of the one before than there is');
    sum += shared;
    if (sum > MOST_SHARED) throw new PageError('its texts are larger than can be held');
    const value = new Uint8Array(shared + rest.length);
    value.set(before.subarray(0, shared));
    value.set(rest, shared);
    return (before = value);
  });
}

const MOST_SHARED = 32 << 20;

function need(bytes: Uint8Array, length: number): void {
  if (!(length <= bytes.length)) throw new PageError('a page holds fewer values than it says');
}
