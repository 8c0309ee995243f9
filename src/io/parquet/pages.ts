import type { Fields } from './thrift.ts';
import { readStruct } from './thrift.ts';

/** Thrown with what is wrong with the pages of a column. */
export class PageError extends Error {}

/** How many bytes one byte can become at most, by codec (and a little for headers of short pages). */
const RATIO: Readonly<Record<string, number>> = {
  UNCOMPRESSED: 1,
  // A copy of 64 bytes takes three.
  SNAPPY: 64,
  // RFC 1951: 258 bytes for two bits.
  GZIP: 1032,
  LZ4: 256,
  LZ4_RAW: 256,
  // Runs: one byte may stand for any number; bounded by what is sensible for numbers and texts.
  ZSTD: 4096,
  BROTLI: 4096,
  LZO: 256,
};
const SHORT_BYTES = 1 << 16;
/** Larger pages than this no program writes. */
const MOST_PAGE_BYTES = 1 << 30;

const DATA = 0;
const DICTIONARY = 2;
const DATA_V2 = 3;

/**
 * Follows the headers of a column's pages before anything is unpacked: every length against the bytes that are there, what they
 * unpack to against what the codec can give, and the number of values against what the column says.
 * @param bytes of the column chunk, from its first page on
 * @throws PageError, ThriftError
 */
export function checkPages(
  bytes: Uint8Array,
  { codec, values }: { readonly codec: string; readonly values: number },
): void {
  const ratio = RATIO[codec];
  if (ratio === undefined) throw new PageError(`it is packed with ${codec}`);
  let at = 0;
  let seen = 0;
  while (seen < values && at < bytes.length) {
    const { fields, end } = readStruct(bytes, at);
    const packed = numberOf(fields, 3);
    const unpacked = numberOf(fields, 2);
    if (!(packed >= 0) || packed > bytes.length - end)
      throw new PageError('a page reaches beyond the end of its column');
    const most = Math.min(MOST_PAGE_BYTES, Math.max(SHORT_BYTES, ratio * packed));
    if (!(unpacked >= 0) || unpacked > most)
      throw new PageError('a page claims more bytes than can come out of it');
    const type = numberOf(fields, 1);
    const count = countOf(fields, type);
    if (!(count >= 0)) throw new PageError('a page has no number of values');
    if (type === DICTIONARY) {
      if (count > 8 * unpacked)
        throw new PageError('a dictionary claims more entries than it holds');
    } else if (type === DATA || type === DATA_V2) {
      seen += count;
      if (seen > values) throw new PageError('its pages hold more values than it says');
    }
    at = end + packed;
  }
  if (seen < values) throw new PageError('its pages hold fewer values than it says');
}

/** From the header of the page's own kind: 5 data, 7 dictionary, 8 data of version 2. */
function countOf(fields: Fields, type: number): number {
  const header = fields.get(type === DATA ? 5 : type === DICTIONARY ? 7 : 8);
  if (type !== DATA && type !== DICTIONARY && type !== DATA_V2) return 0; // an index page
  return typeof header === 'object' ? numberOf(header, 1) : NaN;
}

function numberOf(fields: Fields, id: number): number {
  const value = fields.get(id);
  return typeof value === 'number' ? value : NaN;
}
