import { viewOf } from '../view.ts';
import { isSuperblock, SUPERBLOCKS } from './signature.ts';

/** How the bits of a number lie: as its class and size say, as bfloat16, or in another way. Null: it cannot be told. */
export type TypeLayout = 'standard' | 'bfloat16' | 'unusual' | null;

/** Bytes of the file; null where they are not there. */
export type Peek = (start: number, end: number) => Uint8Array | null;

const DATATYPE = 0x03;
const CONTINUATION = 0x10;
const SHARED = 2;
/** Blocks of one object's header, and bytes of one. */
const MAX_BLOCKS = 64;
const MAX_BLOCK = 1 << 20;

/**
 * Reads the type of a dataset from its object header, since the library tells a type's class and size only.
 * "HDF5 File Format Specification Version 3.0", IV.A.1 (object headers) and IV.A.2.d (datatype message).
 * @param reference an object reference: the address of the header
 */
export function typeLayout(peek: Peek, reference: Uint8Array): TypeLayout {
  const base = superblock(peek);
  if (base === null || reference.length < 8) return null;
  const message = datatype(peek, base, base + address(viewOf(reference), 0), true);
  return message && layoutOf(message);
}

/** Where addresses count from; null where they are not of eight bytes. */
function superblock(peek: Peek): number | null {
  for (const at of SUPERBLOCKS) {
    const bytes = peek(at, at + 16);
    if (!bytes || !isSuperblock(bytes)) continue;
    return bytes[bytes[8]! < 2 ? 13 : 9] === 8 ? at : null;
  }
  return null;
}

interface Message {
  readonly type: number;
  readonly flags: number;
  readonly data: DataView;
}

/** The datatype message of an object; one that is shared is looked up in the committed type, once. */
function datatype(peek: Peek, base: number, at: number, mayBeShared: boolean): DataView | null {
  for (const { type, flags, data } of messages(peek, base, at)) {
    if (type !== DATATYPE) continue;
    if (!(flags & SHARED)) return data;
    const version = data.byteLength >= 10 ? data.getUint8(0) : 0;
    const isCommitted = version === 1 || version === 2 || (version === 3 && data.getUint8(1) === 2);
    const place = version === 1 ? 8 : 2;
    if (!mayBeShared || !isCommitted || data.byteLength < place + 8) return null;
    return datatype(peek, base, base + address(data, place), false);
  }
  return null;
}

/** The messages of an object header, versions 1 and 2, with those of its continuations. */
function* messages(peek: Peek, base: number, at: number): Generator<Message> {
  const start = peek(at, at + 16);
  if (!start) return;
  const head = viewOf(start);
  const isNew = head.getUint32(0, true) === 0x5244484f; // "OHDR"
  if (!isNew && head.getUint8(0) !== 1) return;
  const flags = isNew ? head.getUint8(5) : 0;
  const skipped = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const sizeBytes = 1 << (flags & 3);
  const blocks: [number, number][] = [];
  if (isNew) {
    const field = peek(at + skipped, at + skipped + sizeBytes);
    if (!field) return;
    const size = field.reduceRight((sum, byte) => 256 * sum + byte, 0);
    blocks.push([at + skipped + sizeBytes, size]);
  } else blocks.push([at + 16, head.getUint32(8, true)]);
  const prefix = isNew ? (flags & 4 ? 6 : 4) : 8;
  for (let i = 0; i < blocks.length && i < MAX_BLOCKS; i++) {
    const [from, length] = blocks[i]!;
    const bytes = length <= MAX_BLOCK ? peek(from, from + length) : null;
    if (!bytes) return;
    const block = viewOf(bytes);
    for (let place = 0; place + prefix <= length;) {
      const type = isNew ? block.getUint8(place) : block.getUint16(place, true);
      const size = block.getUint16(place + (isNew ? 1 : 2), true);
      const flag = block.getUint8(place + (isNew ? 3 : 4));
      place += prefix;
      if (place + size > length) break;
      const data = new DataView(bytes.buffer, bytes.byteOffset + place, size);
      place += size;
      if (type === CONTINUATION && size >= 16) {
        // The newer form begins with "OCHK" and ends with a checksum.
        const inside = address(data, 8) - (isNew ? 8 : 0);
        blocks.push([base + address(data, 0) + (isNew ? 4 : 0), inside]);
      } else yield { type, flags: flag, data };
    }
  }
}

function layoutOf(message: DataView): TypeLayout {
  if (message.byteLength < 12) return null;
  const kind = message.getUint8(0) & 15;
  const size = message.getUint32(4, true);
  const isWhole = message.getUint16(8, true) === 0 && message.getUint16(10, true) === 8 * size;
  if (kind === 0) return isWhole ? 'standard' : 'unusual';
  if (kind !== 1) return 'standard';
  if (message.byteLength < 20) return null;
  const normalised = (message.getUint8(1) >> 4) & 3;
  const [exponentAt, exponent, mantissaAt, mantissa] = [12, 13, 14, 15].map((at) =>
    message.getUint8(at),
  );
  const isUsual =
    isWhole &&
    normalised === 2 &&
    mantissaAt === 0 &&
    exponentAt === mantissa &&
    message.getUint8(2) === 8 * size - 1 &&
    exponent! + mantissa! + 1 === 8 * size &&
    message.getUint32(16, true) === 2 ** (exponent! - 1) - 1;
  if (!isUsual) return 'unusual';
  if (exponent === EXPONENTS.get(size)) return 'standard';
  return size === 2 && exponent === 8 ? 'bfloat16' : 'unusual';
}

/** Bits of the exponent of IEEE 754's numbers, by their bytes. */
const EXPONENTS = new Map([
  [2, 5],
  [4, 8],
  [8, 11],
]);

const address = (data: DataView, at: number): number => Number(data.getBigUint64(at, true));
