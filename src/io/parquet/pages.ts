import { readStruct, type Fields } from './thrift.ts';

/** Thrown with what is wrong with the pages of a column. */
export class PageError extends Error {}

/** How many bytes one byte can become at most, by codec (and a little for short pages). */
const RATIO: Readonly<Record<string, number>> = {
  UNCOMPRESSED: 1,
  // A copy of 64 bytes takes two or three.
  SNAPPY: 64,
  // RFC 1951: 258 bytes for two bits.
  GZIP: 1032,
  LZ4: 256,
  LZ4_RAW: 256,
  // Runs: one byte may stand for any number; bounded by what is sensible for numbers and texts.
  ZSTD: 4096,
  BROTLI: 4096,
};
const SHORT_BYTES = 1 << 16;
/** Larger pages than this no program writes. */
const MOST_PAGE_BYTES = 1 << 30;

/** parquet.thrift, PageType. */
export const DATA = 0;
export const DICTIONARY = 2;
export const DATA_V2 = 3;

/** Of levels; BIT_PACKED (4), given up in 2013, is not read. */
const RLE = 3;

/** The header of a page (parquet.thrift, PageHeader), checked. */
export interface Page {
  readonly type: number;
  /** Values with missing ones, or entries of a dictionary. */
  readonly count: number;
  readonly encoding: number;
  /** Bytes in the file, after the header. */
  readonly packed: number;
  readonly unpacked: number;
  /** Version 2: levels stand before the packed values, not packed themselves. */
  readonly levels: { readonly repetition: number; readonly definition: number } | null;
  readonly isPacked: boolean;
}

/**
 * Reads the header of a page before anything is unpacked: its length against the bytes that are there, what it unpacks to
 * against what the codec can give.
 * @param room bytes from `start` to the end of the column
 * @throws PageError, ThriftError
 */
export function readPage(
  bytes: Uint8Array,
  start: number,
  { codec, room }: { readonly codec: string; readonly room: number },
): { readonly page: Page; readonly end: number } {
  const ratio = RATIO[codec];
  if (ratio === undefined) throw new PageError(`it is packed with ${codec}`);
  const { fields, end } = readStruct(bytes, start);
  const packed = numberOf(fields, 3);
  const unpacked = numberOf(fields, 2);
  if (!(packed >= 0) || packed > room - (end - start))
    throw new PageError('a page reaches beyond the end of its column');
  const most = Math.min(MOST_PAGE_BYTES, Math.max(SHORT_BYTES, ratio * packed));
  if (!(unpacked >= 0) || unpacked > most)
    throw new PageError('a page claims more bytes than can come out of it');
  const type = numberOf(fields, 1);
  const isData = type === DATA || type === DICTIONARY || type === DATA_V2;
  const header = fields.get(type === DATA ? 5 : type === DICTIONARY ? 7 : 8);
  if (!isData) return { page: { ...NOTHING, type, packed, unpacked }, end };
  if (typeof header !== 'object') throw new PageError('a page has no header of its kind');
  const count = numberOf(header, 1);
  if (!(count >= 0)) throw new PageError('a page has no number of values');
  if (type === DICTIONARY && count > 8 * unpacked)
    throw new PageError('a dictionary claims more entries than it holds');
  if (type === DATA && [3, 4].some((id) => (header.get(id) ?? RLE) !== RLE))
    throw new PageError('its levels are packed in a way that was given up in 2013');
  const isSecond = type === DATA_V2;
  const levels = isSecond
    ? { definition: numberOf(header, 5), repetition: numberOf(header, 6) }
    : null;
  if (levels) {
    const sum = levels.definition + levels.repetition;
    if (!(levels.definition >= 0) || !(levels.repetition >= 0) || sum > packed || sum > unpacked)
      throw new PageError('its levels reach beyond the end of a page');
  }
  return {
    page: {
      ...{ type, count, packed, unpacked, levels },
      encoding: numberOf(header, isSecond ? 4 : 2),
      isPacked: codec !== 'UNCOMPRESSED' && (header.get(7) !== 0 || !isSecond),
    },
    end,
  };
}

/** An index page: skipped. */
const NOTHING = { count: 0, encoding: 0, levels: null, isPacked: false } as const;

function numberOf(fields: Fields, id: number): number {
  const value = fields.get(id);
  return typeof value === 'number' ? value : NaN;
}
