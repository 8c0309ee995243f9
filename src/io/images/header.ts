import { LocusError } from '../../base/errors.ts';
import { count } from '../names.ts';
import { readRange, type ByteSource } from '../source.ts';
import { viewOf } from '../view.ts';

/** What the first bytes of an image say. Nothing is decoded. */
export interface ImageHeader {
  readonly type: ImageType;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** What browsers draw and we take. */
export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp';

/** Pixels a side that browsers decode without trouble; a header that claims more is refused before anything is decoded. */
export const MOST_SIDE = 32_768;
/** The same for the pixels of a whole image. */
export const MOST_PIXELS = 1 << 27;
const MOST_BYTES = 256 << 20;

/** Window in which markers of a JPEG file are looked for; a profile or a preview may lie before the size. */
const WINDOW = 64 << 10;
const MOST_SEGMENTS = 4096;

/** The kind of image by its signature; null for anything else. */
export function imageType(head: Uint8Array): ImageType | null {
  if (startsWith(head, 0, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (startsWith(head, 0, '\xff\xd8\xff')) return 'image/jpeg';
  if (startsWith(head, 0, 'RIFF') && startsWith(head, 8, 'WEBP')) return 'image/webp';
  return null;
}

/**
 * Width and height of a PNG (IHDR), JPEG (SOFn) or WebP file (VP8, VP8L, VP8X), by its header.
 * @throws LocusError E_FORMAT for another file, E_HEADER for a damaged one, E_TRUNCATED, E_LIMIT for more pixels than are decoded, E_READ
 */
export async function readImageHeader(source: ByteSource): Promise<ImageHeader> {
  const head = await readRange(source, 0, Math.min(source.byteLength, 64));
  const type = imageType(head);
  if (type === null) throw wrong(source, 'E_FORMAT', 'it is no PNG, JPEG or WebP image', 0);
  const read = { 'image/png': png, 'image/jpeg': jpeg, 'image/webp': webp }[type];
  const { width, height } = await read(source, head);
  if (width < 1 || height < 1) {
    throw wrong(source, 'E_HEADER', `it claims ${width} x ${height} pixels`, 0);
  }
  if (width > MOST_SIDE || height > MOST_SIDE || width * height > MOST_PIXELS) {
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${source.name} claims ${count(width)} x ${count(height)} pixels; images are decoded up to ${count(MOST_SIDE)} a side and ${count(MOST_PIXELS)} in all.`,
      file: source.name,
      place: 'header, width and height',
      hint: 'Save a smaller copy of the image: thumbnails have 64 pixels a side.',
    });
  }
  if (source.byteLength > MOST_BYTES) {
    throw new LocusError({
      code: 'E_LIMIT',
      message: `${source.name} has ${count(source.byteLength)} bytes; images are read up to ${count(MOST_BYTES)}.`,
      file: source.name,
      place: `byte ${MOST_BYTES}`,
      hint: 'Save a smaller copy of the image: thumbnails have 64 pixels a side.',
    });
  }
  return { type, width, height };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** https://www.w3.org/TR/png-3/#11IHDR */
function png(source: ByteSource, head: Uint8Array): Size {
  if (head.length < 33) throw short(source, head.length);
  if (viewOf(head).getUint32(8) !== 13 || !startsWith(head, 12, 'IHDR')) {
    throw wrong(source, 'E_HEADER', 'it does not begin with the chunk IHDR', 8);
  }
  return { width: viewOf(head).getUint32(16), height: viewOf(head).getUint32(20) };
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function webp(source: ByteSource, head: Uint8Array): Size {
  if (head.length < 30) throw short(source, head.length);
  const bytes = viewOf(head);
  if (startsWith(head, 12, 'VP8X')) {
    return { width: 1 + uint24(head, 24), height: 1 + uint24(head, 27) };
  }
  if (startsWith(head, 12, 'VP8L') && head[20] === 0x2f) {
    const bits = bytes.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (startsWith(head, 12, 'VP8 ') && startsWith(head, 23, '\x9d\x01\x2a')) {
    return {
      width: bytes.getUint16(26, true) & 0x3fff,
      height: bytes.getUint16(28, true) & 0x3fff,
    };
  }
  throw wrong(source, 'E_HEADER', 'its first chunk is no VP8, VP8L or VP8X', 12);
}

/** ITU-T T.81, B.1.1: segments up to the frame header. */
async function jpeg(source: ByteSource): Promise<Size> {
  const { byteLength } = source;
  let start = 0;
  let window = new Uint8Array();
  /** The bytes from `from` on, as many as are asked for. */
  const at = async (from: number, length: number): Promise<Uint8Array> => {
    if (from + length > byteLength) throw short(source, byteLength);
    if (from < start || from + length > start + window.length) {
      start = from;
      window = new Uint8Array(
        await readRange(source, from, Math.min(byteLength, from + Math.max(length, WINDOW))),
      );
    }
    return window.subarray(from - start, from - start + length);
  };
  let place = 2;
  for (let segments = 0; segments < MOST_SEGMENTS; segments++) {
    const [first, marker] = await at(place, 2);
    if (first !== 0xff) throw wrong(source, 'E_HEADER', 'a marker is missing', place);
    if (marker === 0xff) {
      place++; // bytes that fill up
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      place += 2;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) break;
    const length = viewOf(await at(place + 2, 2)).getUint16(0);
    if (length < 2) throw wrong(source, 'E_HEADER', 'a segment is shorter than its length', place);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const frame = viewOf(await at(place + 5, 4));
      return { height: frame.getUint16(0), width: frame.getUint16(2) };
    }
    place += 2 + length;
  }
  throw wrong(source, 'E_HEADER', 'there is no frame header before the image data', place);
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

const uint24 = (bytes: Uint8Array, at: number): number =>
  bytes[at] + (bytes[at + 1] << 8) + (bytes[at + 2] << 16);

const short = (source: ByteSource, place: number): LocusError =>
  wrong(source, 'E_TRUNCATED', 'it ends before its size is said', place);

function wrong(source: ByteSource, code: string, cause: string, place: number): LocusError {
  return new LocusError({
    code,
    message: `${source.name} cannot be read as an image: ${cause}.`,
    file: source.name,
    place: `byte ${place}`,
    hint: 'Get or save the image again as PNG, JPEG or WebP. The other files are opened without it.',
  });
}
