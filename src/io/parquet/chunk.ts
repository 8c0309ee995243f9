import { readRange, type ByteSource } from '../source.ts';
import { chunkRange, type ColumnMeta } from './chunk-range.ts';
import {
  decodeValues,
  PLAIN_DICTIONARY,
  RLE_DICTIONARY,
  type Physical,
  type Values,
} from './decode.ts';
import { damaged } from './file.ts';
import { readHybrid } from './levels.ts';
import { DATA, DATA_V2, DICTIONARY, PageError, readPage, type Page } from './pages.ts';
import type { Leaf } from './schema.ts';
import { ThriftError } from './thrift.ts';
import { unpackerOf, type Unpack } from './unpack.ts';

/** Values of one page. */
export interface Block<T> {
  /** Slots: values, missing ones, and lists without any. */
  readonly slots: number;
  /** Of each slot, 0 where a row begins; null for columns without lists. */
  readonly repetition: Uint8Array | null;
  /** Of each slot; null when none is missing. */
  readonly definition: Uint8Array | null;
  /** Those that are there. */
  readonly values: T;
}

/** What a caller makes of values as they lie, and how it looks them up in a dictionary. */
export interface Decoding<T> {
  make(values: Values): T;
  look(dictionary: T, indices: Int32Array): T;
}

/** At least this much is read at once. */
const WINDOW_BYTES = 4 << 20;
/** Headers of pages are short, but hold statistics, which may be long texts. */
const HEADER_BYTES = 4096;
const MOST_HEADER_BYTES = 1 << 20;

/**
 * Passes over the pages of a column of a row group, one after the other.
 * @param see is shown the bytes that were read, in order
 * @throws LocusError E_HEADER, E_READ
 */
export async function* readBlocks<T>(
  source: ByteSource,
  meta: ColumnMeta,
  leaf: Leaf,
  decoding: Decoding<T>,
  see: (bytes: Uint8Array) => void,
): AsyncGenerator<Block<T>> {
  const place = `column "${leaf.path}"`;
  const total = Number(meta.num_values);
  const { end } = chunkRange(meta);
  let { start: at } = chunkRange(meta);
  let window: Uint8Array = new Uint8Array();
  let windowStart = at;
  const ensure = async (length: number): Promise<Uint8Array> => {
    const to = Math.min(end, at + length);
    if (to > windowStart + window.length) {
      const held = window.subarray(at - windowStart);
      const more = Math.min(end, at + Math.max(length, WINDOW_BYTES));
      const next = new Uint8Array(more - at);
      next.set(held);
      next.set(await readRange(source, at + held.length, more), held.length);
      window = next;
      windowStart = at;
    }
    return window.subarray(at - windowStart, to - windowStart);
  };
  try {
    const unpack = await unpackerOf(meta.codec);
    let dictionary: T | null = null;
    let seen = 0;
    while (seen < total) {
      if (at >= end) throw new PageError('its pages hold fewer values than it says');
      const head = { codec: meta.codec, room: end - at };
      const { page, end: length } = await eitherOf(
        async () => readPage(await ensure(HEADER_BYTES), 0, head),
        async () => readPage(await ensure(MOST_HEADER_BYTES), 0, head),
      );
      const bytes = await ensure(length + page.packed);
      see(bytes);
      const body = bytes.subarray(length);
      at += bytes.length;
      if (page.type === DICTIONARY) {
        const unpacked = page.isPacked ? unpack(body, page.unpacked) : body;
        dictionary = decoding.make(decodeValues(unpacked, page.count, 0, leaf.physical));
      } else if (page.type === DATA || page.type === DATA_V2) {
        seen += page.count;
        if (seen > total) throw new PageError('its pages hold more values than it says');
        yield blockOf(page, body, leaf, unpack, decoding, dictionary);
      }
    }
  } catch (error) {
    if (!(error instanceof PageError) && !(error instanceof ThriftError)) throw error;
    throw damaged(source, `${place}: ${error.message}`, place);
  }
}

/** The second way where a struct does not end in the bytes of the first. */
async function eitherOf<T>(first: () => Promise<T>, second: () => Promise<T>): Promise<T> {
  try {
    return await first();
  } catch (error) {
    if (!(error instanceof ThriftError)) throw error;
    return await second();
  }
}

function blockOf<T>(
  page: Page,
  body: Uint8Array,
  { maxRepetition, maxDefinition, physical }: Leaf,
  unpack: Unpack,
  decoding: Decoding<T>,
  dictionary: T | null,
): Block<T> {
  const { count: slots, levels, unpacked } = page;
  let rest: Uint8Array;
  let repetition: Uint8Array | null = null;
  let definition: Uint8Array | null = null;
  if (levels) {
    const { repetition: first, definition: second } = levels;
    const sum = first + second;
    if (maxRepetition > 0) repetition = levelsOf(body, 0, first, maxRepetition, slots);
    if (maxDefinition > 0) definition = levelsOf(body, first, sum, maxDefinition, slots);
    rest = body.subarray(sum);
    if (page.isPacked && unpacked > sum) rest = unpack(rest, unpacked - sum);
  } else {
    rest = page.isPacked ? unpack(body, unpacked) : body;
    const read = (most: number): Uint8Array => {
      if (rest.length < 4) throw new PageError('its levels end early');
      const length = new DataView(rest.buffer, rest.byteOffset).getUint32(0, true);
      if (length > rest.length - 4)
        throw new PageError('its levels reach beyond the end of a page');
      const found = levelsOf(rest, 4, 4 + length, most, slots);
      rest = rest.subarray(4 + length);
      return found;
    };
    if (maxRepetition > 0) repetition = read(maxRepetition);
    if (maxDefinition > 0) definition = read(maxDefinition);
  }
  let there = slots;
  if (definition) {
    there = 0;
    for (const level of definition) if (level === maxDefinition) there++;
    if (there === slots) definition = null;
  }
  const values = valuesOf(rest, there, page.encoding, physical, decoding, dictionary);
  return { slots, repetition, definition, values };
}

function levelsOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  most: number,
  slots: number,
): Uint8Array {
  const out = new Uint8Array(slots);
  readHybrid(bytes, start, end, 32 - Math.clz32(most), out);
  return out;
}

function valuesOf<T>(
  bytes: Uint8Array,
  count: number,
  encoding: number,
  physical: Physical,
  { make, look }: Decoding<T>,
  dictionary: T | null,
): T {
  const isLookedUp = encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY;
  if (!isLookedUp) return make(decodeValues(bytes, count, encoding, physical));
  if (dictionary === null) throw new PageError('its dictionary is missing');
  const indices = new Int32Array(count);
  if (count > 0) {
    if (bytes.length === 0) throw new PageError('a page holds fewer values than it says');
    readHybrid(bytes, 1, bytes.length, bytes[0]!, indices);
  }
  return look(dictionary, indices);
}
