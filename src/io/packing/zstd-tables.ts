import { UnpackError } from './unpack-error.ts';

/** Bits of a stream that is read from its end, after a last 1 that marks it. */
export class BackwardBits {
  readonly #bytes: Uint8Array;
  /** Bits that are not taken; below 0 when more were taken than there are. */
  left: number;

  constructor(bytes: Uint8Array) {
    const last = bytes[bytes.length - 1] ?? 0;
    if (last === 0) throw new UnpackError('a stream of bits has no end');
    this.#bytes = bytes;
    this.left = 8 * bytes.length - Math.clz32(last) + 24 - 1;
  }

  /** The next `n` bits, at most 31; zeros where there are none any more. */
  take(n: number): number {
    this.left -= n;
    return this.peek(this.left, n);
  }

  /** The `n` bits from `at` on. */
  peek(at: number, n: number): number {
    if (n === 0) return 0;
    if (at < 0) {
      const there = Math.max(0, n + at);
      return this.peek(0, there) * 2 ** (n - there);
    }
    const bytes = this.#bytes;
    const first = at >> 3;
    const shift = at & 7;
    if (n + shift <= 24)
      return (
        ((bytes[first]! | ((bytes[first + 1] ?? 0) << 8) | ((bytes[first + 2] ?? 0) << 16)) >>>
          shift) &
        ((1 << n) - 1)
      );
    return this.peek(at, 16) + this.peek(at + 16, n - 16) * 65536;
  }
}

/** States of a finite state entropy coder: what each stands for, and how the next one is found. */
export interface FseTable {
  /** Of a state. */
  readonly bits: number;
  readonly symbols: Uint8Array;
  readonly lengths: Uint8Array;
  readonly bases: Uint16Array;
}

/**
 * @param shares of the symbols, together 2^bits; -1 for less than one
 * @see RFC 8878 section 4.1.1
 */
export function fseTable(shares: readonly number[], bits: number): FseTable {
  const size = 1 << bits;
  const symbols = new Uint8Array(size);
  const next = new Uint16Array(shares.length);
  let high = size;
  shares.forEach((share, symbol) => {
    if (share === -1) symbols[--high] = symbol;
    next[symbol] = share === -1 ? 1 : share;
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  shares.forEach((share, symbol) => {
    for (let n = 0; n < share; n++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  });
  const lengths = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const count = next[symbols[state]!]!++;
    lengths[state] = bits - (31 - Math.clz32(count));
    bases[state] = (count << lengths[state]!) - size;
  }
  return { bits, symbols, lengths, bases };
}

/** Reads the shares of a table, and makes it. @throws UnpackError */
export function readFse(
  bytes: Uint8Array,
  start: number,
  mostBits: number,
  mostSymbols: number,
): { readonly table: FseTable; readonly end: number } {
  let at = 8 * start;
  const peek = (n: number): number => {
    const byte = at >> 3;
    const word =
      (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
    return (word >>> (at & 7)) & ((1 << n) - 1);
  };
  const bits = peek(4) + 5;
  at += 4;
  if (bits > mostBits) throw new UnpackError('a table is too large');
  const shares: number[] = [];
  let left = 1 << bits;
  while (left > 0) {
    if (shares.length >= mostSymbols) throw new UnpackError('a table has too many symbols');
    if (at > 8 * bytes.length) throw new UnpackError('it ends inside a table');
    // A share is 0 to `left` + 1; the lowest of them take one bit less.
    const width = 32 - Math.clz32(left + 1);
    const low = (1 << width) - 1 - (left + 1);
    let value = peek(width - 1);
    if (value < low) at += width - 1;
    else {
      value = peek(width);
      at += width;
      if (value >= 1 << (width - 1)) value -= low;
    }
    const share = value - 1;
    shares.push(share);
    left -= Math.abs(share);
    if (share === 0)
      for (let more = 3; more === 3;) {
        more = peek(2);
        at += 2;
        for (let n = 0; n < more; n++) shares.push(0);
        if (shares.length > mostSymbols) throw new UnpackError('a table has too many symbols');
      }
  }
  if (left < 0) throw new UnpackError('a table does not add up');
  const end = Math.ceil(at / 8);
  if (end > bytes.length) throw new UnpackError('it ends inside a table');
  return { table: fseTable(shares, bits), end };
}

/** A prefix code of bytes. */
export class HuffmanTable {
  readonly #bits: number;
  readonly #symbols: Uint8Array;
  readonly #lengths: Uint8Array;

  constructor(bits: number, symbols: Uint8Array, lengths: Uint8Array) {
    this.#bits = bits;
    this.#symbols = symbols;
    this.#lengths = lengths;
  }

  /** Fills `out` from a stream that ends with it. @throws UnpackError */
  decode(stream: Uint8Array, out: Uint8Array): void {
    const bits = new BackwardBits(stream);
    for (let i = 0; i < out.length; i++) {
      const index = bits.peek(bits.left - this.#bits, this.#bits);
      out[i] = this.#symbols[index]!;
      bits.left -= this.#lengths[index]!;
    }
    if (bits.left !== 0) throw new UnpackError('its literals do not fit');
  }
}

const MOST_HUFFMAN_BITS = 11;

/** Reads the weights of a prefix code, RFC 8878 section 4.2.1. @throws UnpackError */
export function huffmanTable(
  bytes: Uint8Array,
  start: number,
  limit: number,
): { readonly table: HuffmanTable; readonly end: number } {
  if (start >= limit) throw new UnpackError('it ends inside a table');
  const head = bytes[start]!;
  const from = start + 1;
  const weights: number[] = [];
  let end: number;
  if (head >= 128) {
    const count = head - 127;
    end = from + Math.ceil(count / 2);
    for (let i = 0; i < count; i++) {
      const pair = bytes[from + (i >> 1)] ?? 0;
      weights.push(i % 2 === 0 ? pair >> 4 : pair & 15);
    }
  } else {
    end = from + head;
    if (end <= limit) packedWeights(bytes.subarray(from, end), weights);
  }
  if (end > limit) throw new UnpackError('it ends inside a table');
  let sum = 0;
  for (const weight of weights) {
    if (weight > MOST_HUFFMAN_BITS) throw new UnpackError('a code is too long');
    if (weight > 0) sum += 1 << (weight - 1);
  }
  if (sum === 0) throw new UnpackError('a table is empty');
  // The last weight makes the sum a power of two.
  const bits = 32 - Math.clz32(sum);
  const rest = (1 << bits) - sum;
  if (bits > MOST_HUFFMAN_BITS || (rest & (rest - 1)) !== 0)
    throw new UnpackError('a table does not add up');
  weights.push(32 - Math.clz32(rest));
  const symbols = new Uint8Array(1 << bits);
  const lengths = new Uint8Array(1 << bits);
  let at = 0;
  for (let weight = 1; weight <= bits; weight++)
    weights.forEach((own, symbol) => {
      if (own !== weight) return;
      const width = 1 << (weight - 1);
      symbols.fill(symbol, at, at + width);
      lengths.fill(bits + 1 - weight, at, at + width);
      at += width;
    });
  return { table: new HuffmanTable(bits, symbols, lengths), end };
}

/** Weights that are packed themselves: two states take turns until the bits are used up. */
function packedWeights(bytes: Uint8Array, weights: number[]): void {
  const { table, end } = readFse(bytes, 0, 6, 256);
  const bits = new BackwardBits(bytes.subarray(end));
  const states = [bits.take(table.bits), bits.take(table.bits)];
  if (bits.left < 0) throw new UnpackError('it ends inside a table');
  for (let turn = 0; weights.length < 255; turn = 1 - turn) {
    const state = states[turn]!;
    weights.push(table.symbols[state]!);
    states[turn] = table.bases[state]! + bits.take(table.lengths[state]!);
    if (bits.left < 0) {
      weights.push(table.symbols[states[1 - turn]!]!);
      return;
    }
  }
  throw new UnpackError('a table has too many symbols');
}
