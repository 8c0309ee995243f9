import { viewOf } from '../view.ts';
import {
  BackwardBits,
  fseTable,
  huffmanTable,
  readFse,
  type FseTable,
  type HuffmanTable,
} from './zstd-tables.ts';
import { copyWithin } from './lz4.ts';
import { UnpackError } from './unpack-error.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const MOST_BLOCK_BYTES = 128 << 10;

/**
 * Unpacks Zstandard frames (RFC 8878). Checksums of the content (XXH64) are passed over.
 * @param size of what comes out, in bytes: exactly so many
 * @throws UnpackError; nothing is written or allocated beyond `size`, and no step is without a byte that comes out
 */
export function unpackZstd(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const view = viewOf(packed);
  let at = 0;
  let written = 0;
  while (at < packed.length) {
    if (packed.length - at < 8) throw ended();
    const magic = view.getUint32(at, true);
    if (magic >>> 4 === SKIPPABLE >>> 4) at += 8 + view.getUint32(at + 4, true);
    else if (magic === MAGIC) {
      const frame = new Frame(packed, out, written);
      at = frame.unpack(at + 4);
      written = frame.written;
    } else throw new UnpackError('it is no zstd frame');
  }
  if (at !== packed.length) throw ended();
  if (written !== size) throw new UnpackError(`${written} of ${size} bytes came out`);
  return out;
}

/** What a sequence code stands for: a base and so many further bits. */
const LITERAL_BITS = [
  ...new Array<number>(16).fill(0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
];
const LITERAL_BASES = bases(LITERAL_BITS, 0);
const MATCH_BITS = [
  ...new Array<number>(32).fill(0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
];
const MATCH_BASES = bases(MATCH_BITS, 3);
const MOST_OFFSET_CODE = 31;

function bases(bits: readonly number[], first: number): number[] {
  let next = first;
  return bits.map((n) => {
    const base = next;
    next += 2 ** n;
    return base;
  });
}

/** Default distributions, RFC 8878 section 3.1.1.3.2.2. */
const LITERALS = fseTable(
  [
    ...[
      4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1,
      1,
    ],
    ...[-1, -1, -1, -1],
  ],
  6,
);
const MATCHES = fseTable(
  [
    ...[
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1,
    ],
    ...[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1],
  ],
  6,
);
const OFFSETS = fseTable(
  [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
  5,
);

class Frame {
  written: number;
  readonly #in: Uint8Array;
  readonly #out: Uint8Array;
  readonly #start: number;
  /** Of literals, for the block after this one. */
  #huffman: HuffmanTable | null = null;
  #tables: [FseTable | null, FseTable | null, FseTable | null] = [null, null, null];
  readonly #recent = [1, 4, 8];

  constructor(packed: Uint8Array, out: Uint8Array, start: number) {
    this.#in = packed;
    this.#out = out;
    this.#start = start;
    this.written = start;
  }

  /** @returns where the frame ends */
  unpack(start: number): number {
    const bytes = this.#in;
    const flags = bytes[start]!;
    if (flags & 8) throw new UnpackError('its frame is of an unknown version');
    const isSingle = (flags & 32) !== 0;
    let at = start + (isSingle ? 1 : 2);
    const dictionaryBytes = [0, 1, 2, 4][flags & 3]!;
    if (this.#number(at, dictionaryBytes) !== 0)
      throw new UnpackError('it needs a dictionary of zstd');
    at += dictionaryBytes;
    const sizeBytes = flags >> 6 === 0 ? (isSingle ? 1 : 0) : 1 << (flags >> 6);
    const size = this.#number(at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
    at += sizeBytes;
    for (let isLast = false; !isLast;) {
      const head = this.#number(at, 3);
      at += 3;
      isLast = (head & 1) === 1;
      const type = (head >> 1) & 3;
      const length = head >> 3;
      const taken = type === 1 ? 1 : length;
      if (length > MOST_BLOCK_BYTES) throw new UnpackError('a block is too long');
      if (taken > bytes.length - at) throw ended();
      const block = bytes.subarray(at, at + taken);
      if (type === 0) this.#put(block);
      else if (type === 1) this.#repeat(block[0]!, length);
      else if (type === 2) this.#block(block);
      else throw new UnpackError('a block is of an unknown kind');
      at += taken;
    }
    if (sizeBytes > 0 && size !== this.written - this.#start)
      throw new UnpackError('a frame does not hold what it says');
    if (flags & 4) at += 4;
    if (at > bytes.length) throw ended();
    return at;
  }

  #number(at: number, bytes: number): number {
    if (bytes > this.#in.length - at) throw ended();
    let value = 0;
    for (let i = 0; i < bytes; i++) value += this.#in[at + i]! * 2 ** (8 * i);
    return value;
  }

  #room(bytes: number): void {
    if (bytes > this.#out.length - this.written)
      throw new UnpackError('more bytes come out than it says');
  }

  #put(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#out.set(bytes, this.written);
    this.written += bytes.length;
  }

  #repeat(byte: number, times: number): void {
    this.#room(times);
    this.#out.fill(byte, this.written, this.written + times);
    this.written += times;
  }

  #block(block: Uint8Array): void {
    const limit = this.written + MOST_BLOCK_BYTES;
    const [literals, start] = this.#literals(block);
    let at = start;
    const byte = (): number => {
      if (at >= block.length) throw ended();
      return block[at++]!;
    };
    let count = byte();
    if (count === 255) count = byte() + (byte() << 8) + 0x7f00;
    else if (count > 127) count = ((count - 128) << 8) + byte();
    if (count === 0) {
      if (at !== block.length) throw new UnpackError('a block is longer than it says');
      return this.#put(literals);
    }
    const modes = byte();
    const table = (i: 0 | 1 | 2, preset: FseTable, most: number, symbols: number): FseTable => {
      const mode = (modes >> (6 - 2 * i)) & 3;
      let made: FseTable | null;
      if (mode === 0) made = preset;
      else if (mode === 1) {
        const symbol = byte();
        if (symbol >= symbols) throw new UnpackError('a code is unknown');
        made = {
          bits: 0,
          symbols: Uint8Array.of(symbol),
          lengths: new Uint8Array(1),
          bases: new Uint16Array(1),
        };
      } else if (mode === 2) {
        const read = readFse(block, at, most, symbols);
        at = read.end;
        made = read.table;
      } else made = this.#tables[i];
      if (!made) throw new UnpackError('a block refers to a table before it');
      return (this.#tables[i] = made);
    };
    const literalTable = table(0, LITERALS, 9, LITERAL_BITS.length);
    const offsetTable = table(1, OFFSETS, 8, MOST_OFFSET_CODE + 1);
    const matchTable = table(2, MATCHES, 9, MATCH_BITS.length);
    this.#sequences(
      block.subarray(at),
      literals,
      count,
      limit,
      literalTable,
      offsetTable,
      matchTable,
    );
  }

  #sequences(
    bytes: Uint8Array,
    literals: Uint8Array,
    count: number,
    limit: number,
    literalTable: FseTable,
    offsetTable: FseTable,
    matchTable: FseTable,
  ): void {
    const bits = new BackwardBits(bytes);
    const out = this.#out;
    let literalState = bits.take(literalTable.bits);
    let offsetState = bits.take(offsetTable.bits);
    let matchState = bits.take(matchTable.bits);
    let used = 0;
    for (let n = count; n > 0; n--) {
      const offsetCode = offsetTable.symbols[offsetState]!;
      const matchCode = matchTable.symbols[matchState]!;
      const literalCode = literalTable.symbols[literalState]!;
      const value = 2 ** offsetCode + bits.take(offsetCode);
      const matchLength = MATCH_BASES[matchCode]! + bits.take(MATCH_BITS[matchCode]!);
      const literalLength = LITERAL_BASES[literalCode]! + bits.take(LITERAL_BITS[literalCode]!);
      if (n > 1) {
        literalState =
          literalTable.bases[literalState]! + bits.take(literalTable.lengths[literalState]!);
        matchState = matchTable.bases[matchState]! + bits.take(matchTable.lengths[matchState]!);
        offsetState =
          offsetTable.bases[offsetState]! + bits.take(offsetTable.lengths[offsetState]!);
      }
      if (bits.left < 0) throw ended();
      const offset = this.#offset(value, literalLength);
      if (literalLength > literals.length - used)
        throw new UnpackError('a block has too few literals');
      if (this.written + literalLength + matchLength > limit)
        throw new UnpackError('a block is too long');
      this.#put(literals.subarray(used, used + literalLength));
      used += literalLength;
      this.#room(matchLength);
      if (offset === 0 || offset > this.written - this.#start)
        throw new UnpackError('it refers to bytes before its beginning');
      copyWithin(out, this.written, offset, matchLength);
      this.written += matchLength;
    }
    if (bits.left !== 0) throw new UnpackError('a block is longer than it says');
    const rest = literals.subarray(used);
    if (this.written + rest.length > limit) throw new UnpackError('a block is too long');
    this.#put(rest);
  }

  /** Values 1 to 3 are offsets used before. */
  #offset(value: number, literalLength: number): number {
    const recent = this.#recent;
    if (value > 3) {
      const offset = value - 3;
      [recent[2], recent[1], recent[0]] = [recent[1]!, recent[0]!, offset];
      return offset;
    }
    const index = value - 1 + (literalLength === 0 ? 1 : 0);
    const offset = index === 3 ? recent[0]! - 1 : recent[index]!;
    if (index > 1) recent[2] = recent[1]!;
    if (index > 0) [recent[1], recent[0]] = [recent[0]!, offset];
    return offset;
  }

  /** @returns the literals of a block, and where they end */
  #literals(block: Uint8Array): [Uint8Array, number] {
    const head = (bytes: number): number => {
      if (bytes > block.length) throw ended();
      let value = 0;
      for (let i = 0; i < bytes; i++) value += block[i]! * 2 ** (8 * i);
      return value;
    };
    const first = head(1);
    const type = first & 3;
    const form = (first >> 2) & 3;
    if (type < 2) {
      const bytes = form === 1 ? 2 : form === 3 ? 3 : 1;
      const size = Math.floor(head(bytes) / (bytes === 1 ? 8 : 16));
      if (size > MOST_BLOCK_BYTES) throw new UnpackError('a block is too long');
      const taken = type === 0 ? size : 1;
      if (taken > block.length - bytes) throw ended();
      if (type === 0) return [block.subarray(bytes, bytes + size), bytes + size];
      this.#room(size);
      return [new Uint8Array(size).fill(block[bytes]!), bytes + 1];
    }
    const bytes = form < 2 ? 3 : form + 2;
    const width = form < 2 ? 10 : form === 2 ? 14 : 18;
    const value = Math.floor(head(bytes) / 16);
    const size = value % 2 ** width;
    const packed = Math.floor(value / 2 ** width);
    if (size > MOST_BLOCK_BYTES) throw new UnpackError('a block is too long');
    this.#room(size);
    if (packed > block.length - bytes) throw ended();
    const end = bytes + packed;
    let at = bytes;
    if (type === 2) {
      const read = huffmanTable(block, at, end);
      this.#huffman = read.table;
      at = read.end;
    }
    const table = this.#huffman;
    if (!table) throw new UnpackError('a block refers to a table before it');
    const literals = new Uint8Array(size);
    if (form === 0) table.decode(block.subarray(at, end), literals);
    else {
      if (end - at < 6) throw ended();
      const share = Math.floor((size + 3) / 4);
      let from = at + 6;
      for (let stream = 0; stream < 4; stream++) {
        const length =
          stream < 3 ? block[at + 2 * stream]! + (block[at + 2 * stream + 1]! << 8) : end - from;
        if (length > end - from || (stream < 3 && (stream + 1) * share > size)) throw ended();
        const part = literals.subarray(stream * share, stream < 3 ? (stream + 1) * share : size);
        table.decode(block.subarray(from, from + length), part);
        from += length;
      }
    }
    return [literals, end];
  }
}

const ended = (): UnpackError => new UnpackError('it ends inside a block');
